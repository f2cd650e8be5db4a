"""Units of work on SQLite: one writer, many units in one commit.

Statements run on the event loop's thread, so nothing can come between those of one unit and no lock
is needed; a unit that would let go of the loop, but for its turn, is refused (``Suspended``). Units
that come while the disk is busy share the next commit, and only the commit, which waits for the disk,
runs in a thread. Nothing of a unit that had its turn is answered before it, refusals included: they may
rest on rows that are not saved yet.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from convener.server.rounds import next_round
from convener.server.storage.database import (
    TRIES,
    Committed,
    Reading,
    Schema,
    Taken,
    Writing,
    announce,
    unheard,
)
from convener.server.storage.gate import Gate
from convener.server.storage.lookups import Lookups
from convener.server.storage.sqlite_groups import Group
from convener.server.storage.sqlite_sending import Sending, send
from convener.server.storage.sqlite_units import (
    ReadUnit,
    SchemaUnit,
    Unit,
    WriteUnit,
    drive,
    drive_in_turn,
)

T = TypeVar("T")

_LONGEST = 0.016
"""Seconds that units may hold the loop within one group before it is committed."""

_PATIENT_TURNS = 4
"""Of the loop, until those have come who waited for another process to end its transaction."""

_PATIENCE = 30_000
"""Milliseconds to wait for another process's write transaction."""

_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "temp_store = MEMORY",  # what a savepoint may have to restore
    "wal_autocheckpoint = 4000",  # pages: what is written to again and again is copied back less often
    "cache_size = -32768",  # KiB at most for each connection: a page outside it is a system call
)
_UNIQUE = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)


class SqliteDatabase:
    """See ``Database``. Several processes may share the file; one is faster."""

    def __init__(self, path: Path, committed: Committed) -> None:
        self.committed = committed
        self._path = path
        self._writer = _connect(path)
        self._writer.execute("PRAGMA busy_timeout = 0")
        self._writing = self._writer.cursor()
        self._reader = _connect(path)
        self._reader.execute("PRAGMA query_only = ON")
        self._reading = self._reader.cursor()
        self._lookups = Lookups()
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="sqlite-commit")
        self._group: Group | None = None
        self._under_way = 0
        """Units that write and have not ended."""
        self._gate: Gate | None = None
        """While set, the helper has the writing connection."""

    @classmethod
    async def open(cls, path: Path, *, committed: Committed = unheard) -> SqliteDatabase:
        """Opens the file, and makes it and its folder if missing, for this user only."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return cls(path, committed)

    async def read(self, body: Callable[[Reading], Awaitable[T]], *, isolated: bool = False) -> T:
        unit = Unit(self._reading) if isolated else ReadUnit(self._reading, self._share_moment, self._lookups)
        try:
            if not isolated:
                return await body(unit)
            self._share_moment()
            return drive(body(unit))
        finally:
            unit.end()

    async def write(self, body: Callable[[Writing], Awaitable[T]]) -> T:
        table = ""
        self._under_way += 1
        try:
            for _ in range(TRIES):
                unit = WriteUnit(self._writing, turn=self._turn, committed=self._moment)
                group, result = await self._run(unit, body)
                group.units += 1
                if group.is_full or asyncio.get_running_loop().time() > group.until:
                    self._seal(group)
                await group.for_one()
                if unit.refusal is None:
                    return cast(T, result)
                table = _taken(unit.refusal)
                if not table:
                    raise unit.refusal
            raise Taken(table)
        finally:
            self._under_way -= 1
            unit.refusal = None  # its traceback holds this frame: no cycle for the collector

    async def exclusively(self, body: Callable[[Schema], Awaitable[T]]) -> T:
        await self._idle()
        with closing(_connect(self._path)) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")  # so that a table can be rebuilt
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            connection.execute("BEGIN IMMEDIATE")
            result = drive(body(SchemaUnit(connection)))
            connection.execute("COMMIT")
            return result

    async def healthy(self) -> bool:
        try:
            self._reader.execute("SELECT 1 FROM sqlite_master").fetchall()
        except sqlite3.Error:
            return False
        return True

    async def backup(self, path: Path) -> None:
        """Write a copy, as of one moment, to a new file while the database goes on."""
        await asyncio.to_thread(_copy, self._path, path)

    async def close(self) -> None:
        await self._idle()
        self._helper.shutdown()
        self._reader.close()
        self._writer.close()

    async def _idle(self) -> None:
        """Wait until no unit that writes is under way."""
        while self._under_way or self._group is not None or self._gate is not None:
            if self._group is not None:
                self._seal(self._group)
            if self._gate is not None:
                with suppress(sqlite3.Error):
                    await self._gate.for_one()
            else:
                await next_round

    def _turn(self) -> Group | asyncio.Future[None]:
        """The group of units that is open now, or what to wait for before asking again."""
        if self._group is None and self._gate is None:
            self._begin()
        if self._group is not None:
            return self._group
        assert self._gate is not None
        return self._gate.for_one()

    def _share_moment(self) -> None:
        """Let what is read in this turn of the loop see one moment: locks are taken once for all of it.

        A commit that is answered before a call came is seen by it: its caller hears in a later turn.
        """
        if not self._reader.in_transaction:
            asyncio.get_running_loop().call_soon(self._end_moment)
            self._reader.execute("BEGIN")

    def _moment(self) -> sqlite3.Cursor:
        self._share_moment()
        return self._reading

    def _end_moment(self) -> None:
        if self._reader.in_transaction:
            self._reader.execute("COMMIT")

    def _begin(self) -> None:
        try:
            self._writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            self._close_gate(self._begin_in_turn())
        else:
            self._open()

    async def _begin_in_turn(self) -> None:
        """Wait for another process's transaction off the loop."""
        try:
            await self._in_helper(f"PRAGMA busy_timeout = {_PATIENCE}", "BEGIN IMMEDIATE")
        finally:
            self._writer.execute("PRAGMA busy_timeout = 0")
        self._open()

    def _open(self) -> None:
        loop = asyncio.get_running_loop()
        self._group = Group(loop, until=loop.time() + _LONGEST)
        loop.call_soon(self._wait_for_more, self._group, 0, _PATIENT_TURNS)

    def _wait_for_more(self, group: Group, before: int, turns: int) -> None:
        """Commit the group once a turn of the loop has brought no unit more than there were ``before``.

        The first one has that many ``turns`` to come.
        """
        if group.units == before and (before or not turns):
            self._seal(group)
        elif group is self._group:
            asyncio.get_running_loop().call_soon(self._wait_for_more, group, group.units, turns - 1)

    def _seal(self, group: Group) -> None:
        """Execute and commit the group, unless that has begun or it is lost."""
        if group is self._group:
            self._execute(group)
        if group is self._group:
            self._group = None
            self._close_gate(self._commit(group))

    def _execute(self, group: Group) -> None:
        """What its units put: all together, or if that fails each by itself."""
        if len(group.putting) > 1 and self._refused(group, *group.putting.values()) is None:
            return
        for unit, sent in group.putting.items():
            if group is self._group:
                unit.refusal = self._refused(group, sent)

    def _refused(self, group: Group, *several: Sending) -> Exception | None:
        """Execute them; if they fail nothing is left of them."""
        try:
            self._writing.execute("SAVEPOINT unit")
            group.streams |= send(self._writing, several)
            self._writing.execute("RELEASE unit")
        except Exception as error:  # noqa: BLE001 (raised to their callers)
            self._undo(group, error)
            return error
        return None

    async def _commit(self, group: Group) -> None:
        try:
            await self._in_helper("COMMIT")
        except (sqlite3.Error, RuntimeError) as error:
            self._lose(group, error)
        else:
            announce(self.committed, frozenset(group.streams))
            group.open()

    def _lose(self, group: Group, error: BaseException) -> None:
        """Nothing of the group is stored: tell all of its callers."""
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK")
        if group is self._group:
            self._group = None
        group.open(error)

    def _close_gate(self, work: Coroutine[Any, Any, None]) -> None:
        loop = asyncio.get_running_loop()
        gate = self._gate = Gate(loop)

        async def through() -> None:
            failure: BaseException | None = None
            try:
                await work
            except BaseException as error:  # noqa: BLE001 (raised to all who wait)
                failure = error
            self._gate = None
            gate.open(failure)

        gate.opener = loop.create_task(through())

    async def _in_helper(self, *script: str) -> None:
        def execute() -> None:
            for sql in script:
                self._writer.execute(sql)

        await asyncio.get_running_loop().run_in_executor(self._helper, execute)

    async def _run(self, unit: WriteUnit, body: Callable[[Writing], Awaitable[T]]) -> tuple[Group, T | None]:
        """Run the body until the unit is part of a group, with nothing left to do for it but the group's end.

        A refusal before its turn has changed nothing and rests on nothing unsaved: it is raised at once.
        """
        result = None
        try:
            result = await drive_in_turn(body(unit), unit)
            if unit.group is None:
                return await self._joined(unit), result
            unit.group.streams |= unit.finish()
        except BaseException as error:
            if unit.group is None:
                raise
            unit.refusal = error
            self._undo(unit.group, error)
        finally:
            unit.end()
        return unit.group, result

    async def _joined(self, unit: WriteUnit) -> Group:
        """Leave what it put to the group that is open next."""
        sent = unit.rest()
        while not isinstance(turn := self._turn(), Group):
            await turn
        turn.putting[unit] = sent
        turn.rows += sum(len(rows) for _, rows in sent.puts)
        return turn

    def _undo(self, group: Group, error: BaseException) -> None:
        """Undo the unit that has its turn; the others of the group go on if that can be."""
        try:
            self._writing.execute("ROLLBACK TO unit")
            self._writing.execute("RELEASE unit")
        except sqlite3.Error:
            # A full disk and the like make SQLite undo the transaction, and with it the whole group.
            self._lose(group, error)


def _taken(error: BaseException) -> str:
    """The table of a unique violation: ``UNIQUE constraint failed: numbers.number``."""
    if isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorcode in _UNIQUE:
        return str(error).rpartition(": ")[2].partition(".")[0]
    return ""


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=1024)
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    connection.create_function("lower", 1, _lower, deterministic=True)
    return connection


def _lower(text: str | None) -> str | None:
    """SQLite's own knows English only."""
    return text and text.lower()


def _copy(source: Path, path: Path) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))
