"""How long it takes until a server that is started gives its first answer."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.report import Figure, Want
from bench.server import serving
from bench.turns import Effort, in_turns
from bench.world import World


def starts(world: World, effort: Effort) -> Iterator[Figure]:
    """On a database that is there, and in an empty folder."""
    usual, first = in_turns(effort.turns + 2, lambda: _start(world.data, world.url), _first_start)
    for name, seconds in (("start, database exists", usual), ("start, first run", first)):
        yield Figure(name=name, ours=seconds, ceiling=None, unit="s", want=Want.AT_MOST, must=2, aim=0.7)


def _start(data: Path, url: str = "") -> float:
    begun = time.monotonic()
    with serving(data, url) as server:
        return server.wait() - begun


def _first_start() -> float:
    with tempfile.TemporaryDirectory(prefix="convener-bench-") as folder:
        return _start(Path(folder) / "data")
