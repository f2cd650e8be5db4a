"""Units of work on PostgreSQL, in as few round trips as their meaning allows.

A unit that only puts is one statement, committed by itself. One that reads or runs first opens its
transaction with its first statement and sends what was put as one more before the commit.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Table, select, true

from convener.server.rounds import next_round
from convener.server.storage.connections import Connections
from convener.server.storage.database import (
    TRIES,
    Committed,
    Reading,
    Schema,
    Taken,
    UnitOver,
    Writing,
    announce,
    unheard,
)
from convener.server.storage.facts import appending, by_stream
from convener.server.storage.gate import Gate
from convener.server.storage.lookups import Asked, Lookup, Lookups
from convener.server.storage.pending import Pending, Rows, all_at_once
from convener.server.storage.statement import Row, Statement
from convener.server.storage.together import apart, together

T = TypeVar("T")

_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_MIGRATING = 0x636F6E76
"""The advisory lock of whoever migrates the database."""

_HEALTH = Statement(select(true()), bool)

_AGAIN = (
    asyncpg.UniqueViolationError,
    asyncpg.CardinalityViolationError,  # one statement was to write one row twice: see together.py
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
_BROKEN = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)  # timeouts are OSErrors


class PostgresDatabase:
    """See ``Database``."""

    def __init__(self, url: str, connections: Connections, committed: Committed) -> None:
        self.committed = committed
        self._url = url
        self._connections = connections
        self._lookups = Lookups()

    @classmethod
    async def open(
        cls, url: str, *, committed: Committed = unheard, connections: int | None = None
    ) -> PostgresDatabase:
        """``connections`` is the most it holds. More than four a core add waiting, not work done."""
        connect = partial(
            asyncpg.connect,
            url,
            statement_cache_size=1024,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=64 * 1024,
            server_settings={"application_name": "convener"},
        )
        shared = Connections(connect, connections or 4 * (os.cpu_count() or 1))
        shared.give(await shared.take(), clean=True)  # whoever cannot connect learns it now
        return cls(url, shared, committed)

    async def read(self, body: Callable[[Reading], Awaitable[T]], *, isolated: bool = False) -> T:
        unit = (
            _Unit(self._connections, begin=_SNAPSHOT)
            if isolated
            else _ReadUnit(self._connections, self._lookups)
        )
        try:
            return await body(unit)
        finally:
            await unit.close()

    async def write(self, body: Callable[[Writing], Awaitable[T]]) -> T:
        for tries_left in reversed(range(TRIES)):
            unit = _WriteUnit(self._connections, begin="BEGIN")
            try:
                result = await body(unit)
                await unit.commit(one_by_one=tries_left < TRIES - 1)
            except _AGAIN as error:
                if not tries_left:
                    raise _given_up(error) from error
            else:
                announce(self.committed, unit.streams)
                return result
            finally:
                await unit.close()
        raise AssertionError("the last try returns or raises")

    async def exclusively(self, body: Callable[[Schema], Awaitable[T]]) -> T:
        connection = await asyncpg.connect(self._url)
        try:
            async with connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1)", _MIGRATING)
                return await body(_Schema(connection))
        finally:
            await connection.close()

    async def healthy(self) -> bool:
        try:
            async with asyncio.timeout(2):
                return bool(await self.read(lambda unit: unit.one(_HEALTH)))
        except _BROKEN:
            return False

    async def close(self) -> None:
        await self._connections.close()


class _Unit:
    """Holds a connection from its first statement on, within a transaction if given a ``begin``."""

    def __init__(self, connections: Connections, *, begin: str | None = None) -> None:
        self._connections = connections
        self._begin = begin
        self._connection: Any = None
        self._in_transaction = False
        self._failure: BaseException | type[BaseException] | None = None

    async def one(self, statement: Statement[Row], /, **args: object) -> Row | None:
        row = await self._ask("fetchrow", statement, args)
        return None if row is None else statement.into(*row)

    async def all(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        into = statement.into
        return [into(*row) for row in await self._ask("fetch", statement, args)]

    async def glance(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        return await self.all(statement, **args)

    async def close(self) -> None:
        """Undo what was not committed and give the connection back; nothing works afterwards."""
        failure, self._failure = self._failure, self._failure or UnitOver
        await self._let_go(failure)

    async def _let_go(self, failure: BaseException | type[BaseException] | None) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        clean = False
        try:
            if failure is None or isinstance(failure, asyncpg.PostgresError):
                if self._in_transaction:
                    await connection.execute("ROLLBACK")
                clean = True
        except _BROKEN:
            pass
        finally:
            self._connections.give(connection, clean=clean)

    async def _ask(self, method: str, statement: Statement[Any], args: Mapping[str, Any]) -> Any:
        plan = statement.on_postgres
        connection = await self._connected()
        return await self._watched(getattr(connection, method)(plan.sql, *plan.values(args)))

    async def _connected(self, *, begin: bool = True) -> Any:
        if self._failure is not None:
            raise self._failure
        if self._connection is None:
            self._connection = await self._connections.take()
        if begin and self._begin and not self._in_transaction:
            self._in_transaction = True  # even if cancelled now: it may have begun
            await self._watched(self._connection.execute(self._begin))
        return self._connection

    async def _watched(self, answer: Awaitable[T]) -> T:
        """Remember a failure: PostgreSQL would answer a later COMMIT with a silent rollback."""
        try:
            return await answer
        except BaseException as error:
            self._failure = error
            raise


class _ReadUnit(_Unit):
    """Each statement by itself: others have the connection while its rows are made use of."""

    def __init__(self, connections: Connections, lookups: Lookups) -> None:
        super().__init__(connections)
        self._lookups = lookups

    async def one(self, statement: Statement[Row], /, **args: object) -> Row | None:
        if isinstance(statement, Lookup):
            return await self._look_up(statement, args)
        return await super().one(statement, **args)

    async def _look_up(self, lookup: Lookup[Row], args: Mapping[str, Any]) -> Row | None:
        """With all who come as far in this turn of the loop."""
        if self._failure is not None:
            raise self._failure
        asked = self._lookups.join(lookup, args)
        if asked.gate is None:
            loop = asyncio.get_running_loop()
            asked.gate = Gate(loop)
            loop.call_soon(self._send, asked, asked.gate)
        await asked.gate.for_one()
        return asked.found(args[lookup.key])  # type: ignore[no-any-return]

    def _send(self, asked: Asked, gate: Gate) -> None:
        self._lookups.close()
        gate.opener = asyncio.get_running_loop().create_task(self._fetch(asked, gate))

    async def _fetch(self, asked: Asked, gate: Gate) -> None:
        unit = _Unit(self._connections)
        failure: BaseException | None = None
        try:
            try:
                asked.answer(await unit._ask("fetch", *asked.question()))
            finally:
                await unit.close()
        except BaseException as error:  # noqa: BLE001 (raised to all who wait)
            failure = error
        gate.open(failure)

    async def _ask(self, method: str, statement: Statement[Any], args: Mapping[str, Any]) -> Any:
        answer = await super()._ask(method, statement, args)
        await self._let_go(None)
        await next_round
        return answer


class _WriteUnit(_Unit, Pending):
    def __init__(self, connections: Connections, *, begin: str) -> None:
        _Unit.__init__(self, connections, begin=begin)
        Pending.__init__(self)

    async def glance(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        plan, into = statement.on_postgres, statement.into
        connection = await self._connected(begin=False)
        rows = await self._watched(connection.fetch(plan.sql, *plan.values(args)))
        return [into(*row) for row in rows]

    async def run(self, statement: Statement[Any], /, **args: object) -> int:
        return _affected(await self._ask("execute", statement, args))

    async def add(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._ask("execute", *_as_arrays(Rows(table, tuple(rows[0]), rows)))

    async def commit(self, *, one_by_one: bool) -> None:
        """Send what was put, then end the transaction if there is one."""
        if self._failure is not None:
            raise self._failure
        statements, values = self._sendable()
        batches = apart(statements) if one_by_one else together(tuple(statements))
        if len(batches) == 1 and not self._in_transaction:
            self._begin = None  # commits by itself
        for batch in batches:
            connection = await self._connected()
            sent = [value for each in values[: batch.size] for value in each]
            del values[: batch.size]
            await self._watched(connection.execute(batch.sql, *sent))
        if self._in_transaction:
            await self._watched(self._connection.execute("COMMIT"))
            self._in_transaction = False

    def _sendable(self) -> tuple[list[Statement[Any]], list[tuple[Any, ...]]]:
        statements: list[Statement[Any]] = []
        values: list[tuple[Any, ...]] = []

        def add(statement: Statement[Any], args: Mapping[str, Any]) -> None:
            statements.append(statement)
            values.append(statement.on_postgres.values(args))

        for put in self.puts:
            add(*(_as_arrays(put) if isinstance(put, Rows) else put))
        for (corp_id, stream), recorded in by_stream(self.facts):
            add(*appending(corp_id, stream, recorded))
        return statements, values


class _Schema:
    dialect = "postgresql"

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self._connection.fetch(sql)]

    async def script(self, sql: str) -> None:
        await self._connection.execute(sql)


def _as_arrays(put: Rows) -> tuple[Statement[Any], dict[str, list[Any]]]:
    columns = {name: [row[name] for row in put.rows] for name in put.columns}
    return all_at_once(put.table, put.columns), columns


def _affected(status: str) -> int:
    """The count in a command's answer, such as ``UPDATE 3`` or ``INSERT 0 1``."""
    return int(status.rpartition(" ")[2])


def _given_up(error: Exception) -> Exception:
    if isinstance(error, asyncpg.UniqueViolationError):
        return Taken(error.table_name)
    return error
