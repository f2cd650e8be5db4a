"""What units of work on SQLite share: a commit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from convener.server.storage.gate import Gate

if TYPE_CHECKING:
    from convener.server.storage.sqlite_sending import Sending
    from convener.server.storage.sqlite_units import WriteUnit

_MOST_UNITS = 64
_MOST_ROWS = 2000
"""Rows that are written without letting go of the loop, some 20 ms."""


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
