"""What statements a call sends, how a database goes about them, and how much it touches."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

import asyncpg  # type: ignore[import-untyped]

from convener.server.storage.database import Database, Reading
from convener.server.storage.metadata import metadata
from convener.server.storage.statement import Statement


class Sent(NamedTuple):
    """A statement with its arguments."""

    statement: Statement[Any]
    args: dict[str, Any]


class _Noting:
    """A unit of work that notes what is sent through it."""

    def __init__(self, unit: Reading, sent: list[Sent]) -> None:
        self._unit = unit
        self._sent = sent

    async def one(self, statement: Statement[Any], /, **args: Any) -> Any:
        if "tokens" not in statement.touches:
            self._sent.append(Sent(statement, args))
        return await self._unit.one(statement, **args)

    async def all(self, statement: Statement[Any], /, **args: Any) -> Any:
        self._sent.append(Sent(statement, args))
        return await self._unit.all(statement, **args)


@contextmanager
def noted(database: Database) -> Iterator[list[Sent]]:
    """What reading units send while the body runs, but for the look at the access token."""
    sent: list[Sent] = []
    read = database.read

    async def noting(body: Any, *, isolated: bool = False) -> Any:
        return await read(lambda unit: body(_Noting(unit, sent)), isolated=isolated)

    database.read = noting  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        del database.read


async def plan(url: str, sent: Sent) -> list[str]:
    """The steps in which the database would execute it, were scanning a table to be avoided at any price."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(_path(url))) as connection:
            how = sent.statement.on_sqlite
            return [
                row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {how.sql}", how.values(sent.args))
            ]
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET enable_seqscan = off")
        found = await _explained(connection, sent, "FORMAT JSON")
    finally:
        await connection.close()
    return [_described(node) for node in _nodes(found) if "Scan" in node["Node Type"]]


def scans(steps: list[str]) -> list[str]:
    """The steps that go through all of a table, or of one of its indexes."""
    return [
        step
        for step in steps
        if step.startswith("Seq Scan") or (step.startswith("SCAN ") and step.split()[1] in metadata.tables)
    ]


async def work(url: str, sent: Sent) -> int:
    """A measure of what executing it costs: steps of SQLite's machine, or rows that PostgreSQL touches."""
    if url.startswith("sqlite"):
        return _steps(url, sent)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ANALYZE")
        await connection.execute("SET enable_seqscan = off")
        found = await _explained(connection, sent, "ANALYZE, TIMING OFF, FORMAT JSON")
    finally:
        await connection.close()
    return sum(_touched(node) for node in _nodes(found))


def _steps(url: str, sent: Sent) -> int:
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    with closing(sqlite3.connect(_path(url))) as connection:
        how = sent.statement.on_sqlite
        connection.set_progress_handler(tick, 1)
        connection.execute(how.sql, how.values(sent.args)).fetchall()
    return count


async def _explained(connection: Any, sent: Sent, options: str) -> dict[str, Any]:
    how = sent.statement.on_postgres
    text = await connection.fetchval(f"EXPLAIN ({options}) {how.sql}", *how.values(sent.args))
    return json.loads(text)[0]["Plan"]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _described(node: dict[str, Any]) -> str:
    return f"{node['Node Type']} {node.get('Relation Name', '')} {node.get('Index Name', '')}".strip()


def _touched(node: dict[str, Any]) -> int:
    removed = sum(node.get(name, 0) for name in ("Rows Removed by Filter", "Rows Removed by Index Recheck"))
    return round((node["Actual Rows"] + removed) * node["Actual Loops"])


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")
