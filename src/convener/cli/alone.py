"""One server for one SQLite database.

A second would hear of the first one's changes late, and could live by another clock.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from convener.cli.problem import Problem


@contextlib.contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold the database until the end; the operating system lets go of it when the process is killed."""
    # Not of the database itself: closing any descriptor of it would end SQLite's own locks.
    lock = os.open(database.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(lock, database)
        yield
    finally:
        os.close(lock)


def _take(lock: int, database: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Problem(
            f"The database {database} is served by another convener. Stop that one, or name another data "
            "folder with --data or CONVENER_DATA; several servers can share a PostgreSQL database."
        ) from None
