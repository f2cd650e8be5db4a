"""The inside of units of work on SQLite: statements run at once, on the thread of the event loop."""

from __future__ import annotations

import asyncio
import sqlite3
import types
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table

from convener.server.rounds import next_round
from convener.server.storage.database import Suspended, UnitOver
from convener.server.storage.facts import ADVANCE, APPEND, by_stream
from convener.server.storage.pending import Pending, Rows, row_by_row
from convener.server.storage.sqlite_groups import Group
from convener.server.storage.statement import Row, Statement

T = TypeVar("T")


class Unit:
    """Reads, through its connection's one ``cursor``: making another costs as much as a row.

    One that is given how to ``share_moment`` pauses after each statement, so that calls read together and
    then go on together.
    """

    def __init__(self, cursor: sqlite3.Cursor, share_moment: Callable[[], None] | None = None) -> None:
        self._cursor = cursor
        self._share_moment = share_moment
        self._failure: Exception | type[Exception] | None = None

    async def one(self, statement: Statement[Row], /, **args: object) -> Row | None:
        rows = self._execute(statement, args).fetchall()
        if self._share_moment:
            await next_round
        return statement.into(*rows[0]) if rows else None

    async def all(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        rows, into = self._execute(statement, args).fetchall(), statement.into
        if self._share_moment:
            await next_round
        return [into(*row) for row in rows]

    glance = all

    def end(self) -> None:
        """Let nothing through any more: a task left behind would write into another unit."""
        self._failure = self._failure or UnitOver

    def _execute(self, statement: Statement[Any], args: Mapping[str, Any]) -> sqlite3.Cursor:
        if self._failure is not None:
            raise self._failure
        if self._share_moment:
            self._share_moment()
        plan = statement.on_sqlite
        try:
            return self._cursor.execute(plan.sql, plan.values(args))
        except sqlite3.Error as error:
            self._failure = error
            raise


class WriteUnit(Unit, Pending):
    """Has its turn from its first statement on, and then keeps it to the end.

    What it does before, most of a booking, may be done while others are at the disk, and together with
    other units.
    """

    def __init__(self, cursor: sqlite3.Cursor, turn: Callable[[], Group | asyncio.Future[None]]) -> None:
        Unit.__init__(self, cursor)
        Pending.__init__(self)
        self.group: Group | None = None
        """With whom it is committed; set once it has its turn."""
        self._turn = turn
        self._before: asyncio.Future[None] | None = None
        self._stepping = False

    async def one(self, statement: Statement[Row], /, **args: object) -> Row | None:
        await self._begin()
        return await super().one(statement, **args)

    async def all(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        await self._begin()
        return await super().all(statement, **args)

    glance = all

    async def run(self, statement: Statement[Any], /, **args: object) -> int:
        await self._begin()
        cursor = self._execute(statement, args)
        returned = cursor.fetchall()  # an unread RETURNING would make the commit fail
        return len(returned) if cursor.description else cursor.rowcount

    async def add(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._begin()
            self._insert(Rows(table, tuple(rows[0]), rows))

    def step(self, running: Iterator[object]) -> object:
        """Go on until it waits, for its turn: ``Suspended`` for anything else."""
        self._stepping = True
        try:
            pause = next(running)
        finally:
            self._stepping = False
        if self.group is not None or pause is None or pause is not self._before:
            raise Suspended
        return pause

    async def finish(self) -> Group:
        """Execute what was put."""
        group = await self._begin()
        self._send()
        self._cursor.execute("RELEASE unit")
        return group

    async def _begin(self) -> Group:
        """Wait for its turn, unless it has it. A task left behind gets none."""
        if self._failure is not None:
            raise self._failure
        while self.group is None:
            if not self._stepping:
                raise UnitOver
            turn = self._turn()
            if isinstance(turn, Group):
                self._cursor.execute("SAVEPOINT unit")
                self.group = turn
            else:
                self._before = turn
                await turn
        return self.group

    def _insert(self, rows: Rows) -> None:
        plan = row_by_row(rows.table, rows.columns).on_sqlite
        self._cursor.executemany(plan.sql, map(plan.values, rows.rows))

    def _send(self) -> None:
        """What was put, then the facts."""
        if self._failure is not None:
            raise self._failure
        for put in self.puts:
            if isinstance(put, Rows):
                self._insert(put)
            else:
                self._execute(*put).fetchall()
        for (corp_id, stream), recorded in by_stream(self.facts):
            count = len(recorded)
            advanced = self._execute(ADVANCE, {"corp_id": corp_id, "stream": stream, "last": count})
            first = advanced.fetchall()[0][0] - count + 1
            for number, fact in enumerate(recorded, first):
                row = {"number": number, "kind": fact.kind, "at": fact.at, "body": fact.body}
                self._execute(APPEND, {"corp_id": corp_id, "stream": stream, **row})


class SchemaUnit:
    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    async def script(self, sql: str) -> None:
        """One by one: ``executescript`` would commit first."""
        text = ""
        for line in sql.splitlines(keepends=True):
            text += line
            if sqlite3.complete_statement(text):
                self._connection.execute(text)
                text = ""
        if text.strip():
            self._connection.execute(text)


def drive(body: Awaitable[T]) -> T:
    """Run to the end what never really waits."""
    running = body.__await__()
    try:
        next(running)
    except StopIteration as finished:
        return finished.value  # type: ignore[no-any-return]
    running.close()
    raise Suspended


@types.coroutine
def drive_in_turn(body: Awaitable[T], unit: WriteUnit) -> Generator[Any, None, T]:
    """The same for what may wait for its turn, and for nothing else."""
    running = body.__await__()
    try:
        while True:
            yield unit.step(running)
    except StopIteration as finished:
        return finished.value  # type: ignore[no-any-return]
    finally:
        running.close()
