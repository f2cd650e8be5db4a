"""What units of work on SQLite wait for: their turn, and the commit they share."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convener.server.storage.sqlite_sending import Sending
    from convener.server.storage.sqlite_units import WriteUnit

_MOST_UNITS = 64
_MOST_ROWS = 2000
"""Rows that are written without letting go of the loop, some 20 ms."""


class Gate:
    """What several wait for, whichever of them is cancelled: a future each is half the price of a shield."""

    __slots__ = ("_failure", "_loop", "_open", "_waiting", "opener")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.opener: asyncio.Task[None] | None = None
        """The loop itself holds tasks only weakly."""
        self._loop = loop
        self._waiting: list[asyncio.Future[None]] = []
        self._open = False
        self._failure: BaseException | None = None

    def open(self, failure: BaseException | None = None) -> None:
        """Let everybody through, or tell them of the ``failure``."""
        self._open, self._failure = True, failure
        for one in self._waiting:
            self._tell(one)

    def for_one(self) -> asyncio.Future[None]:
        """For one to wait for."""
        one = self._loop.create_future()
        if self._open:
            self._tell(one)
        else:
            self._waiting.append(one)
        return one

    def _tell(self, one: asyncio.Future[None]) -> None:
        if one.done():
            return  # its caller was cancelled
        if self._failure is None:
            one.set_result(None)
        else:
            one.set_exception(self._failure)
            one.exception()  # its caller may be cancelled before it hears


class Group(Gate):
    """Units of work that are committed together and share its fate; it opens when all is stored."""

    __slots__ = ("putting", "rows", "streams", "units", "until")

    def __init__(self, loop: asyncio.AbstractEventLoop, *, until: float) -> None:
        super().__init__(loop)
        self.putting: dict[WriteUnit, Sending] = {}
        """What is to be executed before the commit, of units that had no turn of their own."""
        self.rows = 0
        """How many rows that is."""
        self.streams: set[tuple[str, str]] = set()
        self.units = 0
        self.until = until

    @property
    def is_full(self) -> bool:
        return self.units >= _MOST_UNITS or self.rows >= _MOST_ROWS
