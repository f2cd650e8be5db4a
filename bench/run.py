"""Measures everything and writes the page: ``python -m bench [--quick] [--only NAME]...``."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from bench import calls, overhead, pushes, report, secure, sizes, starts, stored, timers
from bench.postgres import postgres
from bench.processes import sockets_at_most
from bench.report import Figure
from bench.turns import Effort
from bench.world import World, make_world

PAGE = Path(__file__).parent.parent / "docs" / "operate" / "performance.md"

FULL = Effort(seconds=3, turns=3)
QUICK = Effort(seconds=1, turns=1)


class Run:
    """One run: what it has to do, in which folder, and what it found out."""

    def __init__(self, folder: Path, effort: Effort) -> None:
        self._folder = folder
        self._effort = effort
        self.postgres: str | None = None
        self.notes: list[str] = []

    def groups(self) -> dict[str, Callable[[], Iterable[Figure]]]:
        """What can be measured, by the names ``--only`` takes."""
        effort = self._effort
        return {
            "postgresql": self._on_postgres,
            "sqlite": lambda: calls.on_sqlite(self._on_sqlite, effort, self.notes.append),
            "stored": self._stored,
            "timers": self._timers,
            "push": lambda: pushes.frames_and_delays(self._on_sqlite, effort, self.notes.append),
            "memory": lambda: sizes.idle_sockets(self._on_sqlite),
            "tls": lambda: secure.under_tls(self._on_sqlite, effort),
            "client": lambda: overhead.of_clients(self._on_sqlite, effort),
            "start": lambda: starts.starts(self._on_sqlite, effort),
        }

    def _on_postgres(self) -> Iterator[Figure]:
        with postgres() as server:
            self.postgres = server.version
            world = self._world("postgresql", server.create("convener"))
            yield from calls.on_postgres(world, server, self._effort)

    def _stored(self) -> Iterator[Figure]:
        with postgres() as server:
            self.postgres = server.version
            few = self._world("stored", server.create("few"))
            yield from stored.with_many("PostgreSQL", few, server.create("many", like="few"), self._effort)
        few = self._on_sqlite
        yield from stored.with_many("SQLite", few, stored.copied(few), self._effort)

    def _timers(self) -> Iterator[Figure]:
        with postgres() as server, tempfile.TemporaryDirectory() as folder:
            self.postgres = server.version
            yield from timers.on("PostgreSQL", server.create("timers"), self._effort)
            yield from timers.on("SQLite", f"sqlite:///{folder}/timers.db", self._effort)

    @cached_property
    def _on_sqlite(self) -> World:
        return self._world("sqlite", f"sqlite:///{self._folder / 'sqlite' / 'convener.db'}")

    def _world(self, name: str, url: str) -> World:
        data = self._folder / name
        data.mkdir()
        return asyncio.run(make_world(data, url))


def main() -> None:
    names = list(Run(Path(), QUICK).groups())
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short turn of each: a rough idea")
    parser.add_argument("--only", action="append", choices=names, help="measure this alone; writes no page")
    given = parser.parse_args()
    sockets_at_most()
    with tempfile.TemporaryDirectory(prefix="convener-bench-") as folder:
        _keep_bytecode(Path(folder, "bytecode"))
        run = Run(Path(folder), QUICK if given.quick else FULL)
        figures = list(_measured(run, given.only or names))
    text = report.page(
        figures, report.machine(run.postgres), run.notes, changers=pushes.CHANGERS, stored=stored.STORED
    )
    if not given.only and not given.quick:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text)
    print(text.partition("\n## ")[0])


def _keep_bytecode(folder: Path) -> None:
    """Have every process find what Python compiled before, as where the server is installed."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


def _measured(run: Run, names: Iterable[str]) -> Iterator[Figure]:
    groups = run.groups()
    for name in names:
        begun = time.monotonic()
        for figure in groups[name]():
            print(" | ".join(figure.cells()), file=sys.stderr, flush=True)
            yield figure
        print(f"({name}: {time.monotonic() - begun:.0f} s)", file=sys.stderr, flush=True)
