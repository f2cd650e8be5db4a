"""The statements of a call on SQLite without a server: one connection, one thing after the other."""

from __future__ import annotations

import itertools
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.work import Sent

Fresh = Callable[[int], Any]
"""A value for the n-th time."""


def writing(path: Path, sent: Sequence[Sent], fresh: Mapping[Any, Fresh], seconds: float) -> float:
    """Transactions a second of all the statements, each saved to disk before the next begins.

    ``fresh`` says how the values that differ each time are made.
    """
    with closing(_connect(path)) as connection:

        def once(texts: Iterator[tuple[str, list[Any]]]) -> None:
            connection.execute("BEGIN IMMEDIATE")
            for sql, values in texts:
                connection.execute(sql, values).fetchall()
            connection.execute("COMMIT")

        return _rate(once, sent, fresh, seconds)


def reading(path: Path, sent: Sequence[Sent], chosen: Mapping[Any, Fresh], seconds: float) -> float:
    """How often in a second all rows can be fetched as tuples."""
    with closing(_connect(path)) as connection:

        def once(texts: Iterator[tuple[str, list[Any]]]) -> None:
            for sql, values in texts:
                connection.execute(sql, values).fetchall()

        return _rate(once, sent, chosen, seconds)


def _rate(
    once: Callable[[Iterator[tuple[str, list[Any]]]], None],
    sent: Sequence[Sent],
    varying: Mapping[Any, Fresh],
    seconds: float,
) -> float:
    plans = [one.statement.on_sqlite for one in sent]
    texts = [(plan.sql, list(plan.values(one.args))) for plan, one in zip(plans, sent, strict=True)]
    changes = [
        (values, index, varying[value])
        for _, values in texts
        for index, value in enumerate(values)
        if value in varying
    ]
    first = time.time_ns()  # so that a second run makes other values
    begun = time.monotonic()
    for count in itertools.count():
        if not count % 16 and time.monotonic() - begun > seconds:
            return count / (time.monotonic() - begun)
        for values, index, fresh in changes:
            values[index] = fresh(first + count)
        once(iter(texts))
    raise AssertionError


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=1024)
    for setting in ("journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {setting}")
    return connection
