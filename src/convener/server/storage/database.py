"""What the rest of the server sees of a database: units of work.

The same on both databases, except that PostgreSQL lets writers run side by side.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Table

from convener.server.storage.facts import Recorded
from convener.server.storage.statement import Row, Statement

T = TypeVar("T")

Committed = Callable[[frozenset[tuple[str, str]]], None]
"""Told the (enterprise, stream) pairs that got facts, after their commit. Must not wait."""

TRIES = 8
"""How often the body of a write unit runs before its collision is given up on."""

log = logging.getLogger("convener.storage")


class Taken(Exception):
    """A unique value of the unit stayed taken at every try; nothing was stored."""

    def __init__(self, table: str) -> None:
        super().__init__(f"a unique value is taken in {table}")
        self.table = table


class Suspended(RuntimeError):
    """A unit that writes, or is isolated, awaited something other than its database; nothing was stored.

    Only SQLite can tell; on PostgreSQL the same body would hold a connection and locks meanwhile.
    """

    def __init__(self) -> None:
        super().__init__("a unit of work may await its database only: do the rest before or after")


class UnitOver(RuntimeError):
    """A statement was sent through a unit of work that had ended."""

    def __init__(self) -> None:
        super().__init__("the unit of work is over")


class Reading(Protocol):
    """An open unit of work. Once a statement has failed, the unit can only end, as failed."""

    async def one(self, statement: Statement[Row], /, **args: object) -> Row | None:
        """The first row, if any."""
        ...

    async def all(self, statement: Statement[Row], /, **args: object) -> list[Row]: ...

    async def glance(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        """What is stored now, by a statement that only reads; others may change it before this unit ends.

        Unlike ``all`` it opens no transaction on PostgreSQL, which saves two round trips to a unit that
        writes and otherwise only puts, and waits for no turn on SQLite. Where nothing is written they are
        the same.
        """
        ...


class Writing(Reading, Protocol):
    """An open unit of work that may change things. Its own reads see what ``run`` changed."""

    async def run(self, statement: Statement[Any], /, **args: object) -> int:
        """Execute now, in the transaction; the number of rows affected."""
        ...

    async def add(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows of the same columns now, in one statement."""
        ...

    def put(self, statement: Statement[Any], /, **args: object) -> None:
        """Execute with the commit, in the order of the puts: for rows that nobody reads in this unit.

        Costs no round trip of its own. Meant for inserts and upserts; others are right but slower.
        """
        ...

    def put_all(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows of the same columns with the commit; one statement for any number of them."""
        ...

    def record(self, fact: Recorded) -> None:
        """Append to the event log with the commit, as the next number of its stream."""
        ...


class Schema(Protocol):
    """The inside of an exclusive transaction on a connection of its own, for migrations."""

    @property
    def dialect(self) -> str:
        """``postgresql`` or ``sqlite``."""
        ...

    async def rows(self, sql: str) -> list[tuple[Any, ...]]: ...

    async def script(self, sql: str) -> None:
        """Execute any number of statements, each ending in a semicolon at the end of a line."""
        ...


class Database(Protocol):
    """A database, opened by ``open_database``."""

    committed: Committed

    async def read(self, body: Callable[[Reading], Awaitable[T]], *, isolated: bool = False) -> T:
        """Run a unit that only reads.

        ``isolated`` makes all of it see one moment, for one more round trip on PostgreSQL; without it
        each statement sees its own moment.
        """
        ...

    async def write(self, body: Callable[[Writing], Awaitable[T]]) -> T:
        """Run a unit that may write: it is stored when the body returns, undone when it raises.

        Runs the whole body again, up to ``TRIES`` times in all, when a unique value was taken or
        PostgreSQL asks for it, so the body must draw its random values itself and have no effect
        elsewhere. Raises ``Taken`` after the last collision. Cancelling the caller leaves the unit
        stored or not, never in part.
        """
        ...

    async def exclusively(self, body: Callable[[Schema], Awaitable[T]]) -> T:
        """Run a body no two of which run at once on one database, in a transaction.

        For start-up and maintenance: on SQLite it holds the event loop throughout.
        """
        ...

    async def healthy(self) -> bool:
        """Whether the database answers."""
        ...

    async def close(self) -> None:
        """Wait for running units to end and let go of the database."""
        ...


def unheard(_: frozenset[tuple[str, str]]) -> None:
    """The hook of a database whose commits nobody waits for."""


def announce(committed: Committed, streams: frozenset[tuple[str, str]]) -> None:
    """Call the hook. Its failure must not make what is stored look failed."""
    if not streams:
        return
    try:
        committed(streams)
    except Exception:
        log.exception("commit hook failed", extra={"action": "commit_hook_failed"})
