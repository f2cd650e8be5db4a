"""The inside of units of work on SQLite: statements run at once, on the thread of the event loop."""

from __future__ import annotations

import asyncio
import sqlite3
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table

from convener.server.rounds import next_round
from convener.server.storage.database import Suspended, UnitOver
from convener.server.storage.lookups import Lookup, Lookups
from convener.server.storage.pending import Pending, row_by_row
from convener.server.storage.sqlite_groups import Group
from convener.server.storage.sqlite_sending import Sending, Streams, execute, send, sending
from convener.server.storage.statement import Row, Statement

T = TypeVar("T")


class Unit:
    """Reads, through its connection's one ``cursor``: making another costs as much as a row."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._failure: Exception | type[Exception] | None = None

    async def one(self, statement: Statement[Row], /, **args: object) -> Row | None:
        rows = await self._rows(statement, args)
        return statement.into(*rows[0]) if rows else None

    async def all(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        rows, into = await self._rows(statement, args), statement.into
        return [into(*row) for row in rows]

    async def glance(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        return await self.all(statement, **args)

    def end(self) -> None:
        """Let nothing through any more: a task left behind would write into another unit."""
        self._failure = self._failure or UnitOver

    async def _rows(self, statement: Statement[Any], args: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return self._execute(statement, args).fetchall()

    def _execute(
        self, statement: Statement[Any], args: Mapping[str, Any], cursor: sqlite3.Cursor | None = None
    ) -> sqlite3.Cursor:
        if self._failure is not None:
            raise self._failure
        plan = statement.on_sqlite
        try:
            return (cursor or self._cursor).execute(plan.sql, plan.values(args))
        except sqlite3.Error as error:
            self._failure = error
            raise


class ReadUnit(Unit):
    """Pauses after each statement, so that calls read together and then go on together."""

    def __init__(self, cursor: sqlite3.Cursor, share_moment: Callable[[], None], lookups: Lookups) -> None:
        super().__init__(cursor)
        self._share_moment = share_moment
        self._lookups = lookups

    def one(self, statement: Statement[Row], /, **args: object) -> Coroutine[Any, Any, Row | None]:
        if isinstance(statement, Lookup):
            return self._look_up(statement, args)
        return super().one(statement, **args)

    async def _look_up(self, lookup: Lookup[Row], args: Mapping[str, Any]) -> Row | None:
        """With all who come as far in this round; the first to go on asks for them."""
        if self._failure is not None:
            raise self._failure
        asked = self._lookups.join(lookup, args)
        await next_round
        if asked.rows is None:
            self._lookups.close()
            self._share_moment()
            asked.answer(self._execute(*asked.question()).fetchall())
        return asked.found(args[lookup.key])  # type: ignore[no-any-return]

    async def _rows(self, statement: Statement[Any], args: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        self._share_moment()
        rows = self._execute(statement, args).fetchall()
        await next_round
        return rows


class WriteUnit(Unit, Pending):
    """Has its turn from its first statement on, and then keeps it to the end.

    What it does before, most of a booking, may be done while others are at the disk, and together with
    other units. One that has no turn when its body ends leaves what it put to its group. ``glance``
    needs no turn: it is given another cursor, which sees what is committed.
    """

    def __init__(
        self,
        cursor: sqlite3.Cursor,
        *,
        turn: Callable[[], Group | asyncio.Future[None]],
        committed: Callable[[], sqlite3.Cursor],
    ) -> None:
        Unit.__init__(self, cursor)
        Pending.__init__(self)
        self.group: Group | None = None
        """With whom it is committed; set once it has its turn."""
        self.refusal: BaseException | None = None
        """Why nothing of it is stored, if so; known when its group is committed."""
        self._turn = turn
        self._committed = committed
        self._before: asyncio.Future[None] | None = None
        self._stepping = False

    async def glance(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        if self.group is not None:
            return await self.all(statement, **args)
        rows, into = self._execute(statement, args, self._committed()).fetchall(), statement.into
        return [into(*row) for row in rows]

    async def run(self, statement: Statement[Any], /, **args: object) -> int:
        await self._begin()
        cursor = self._execute(statement, args)
        returned = cursor.fetchall()  # an unread RETURNING would make the commit fail
        return len(returned) if cursor.description else cursor.rowcount

    async def add(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._begin()
            try:
                execute(self._cursor, row_by_row(table, tuple(rows[0])), rows)
            except sqlite3.Error as error:
                self._failure = error
                raise

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

    def rest(self) -> Sending:
        """What was put, if nothing has failed."""
        if self._failure is not None:
            raise self._failure
        return sending(self)

    def finish(self) -> Streams:
        """Execute what was put, in its turn; gives the streams that grew."""
        streams = send(self._cursor, [self.rest()])
        self._cursor.execute("RELEASE unit")
        return streams

    async def _rows(self, statement: Statement[Any], args: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        await self._begin()
        return self._execute(statement, args).fetchall()

    async def _begin(self) -> None:
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
