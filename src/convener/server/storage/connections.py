"""The connections to PostgreSQL that units of work take turns with.

asyncpg's own pool watches over sessions that are left in any state; ours are left clean, so taking one
and giving it back need not cost a tenth of what is done with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

_IDLE = 300.0
"""Seconds after which an unused connection is not trusted any more: firewalls forget them silently."""


class Connections:
    """At most ``most`` open connections; who comes when all are taken waits for the first free one."""

    def __init__(self, connect: Callable[[], Coroutine[Any, Any, Any]], most: int) -> None:
        self._connect = connect
        self._turns = asyncio.Semaphore(most)
        self._idle: list[tuple[Any, float]] = []
        self._closed = False

    async def take(self) -> Any:
        """A connection for this caller alone until ``give``. Raises what connecting raises."""
        await self._turns.acquire()
        try:
            if self._closed:
                raise ConnectionError("the database was closed")
            # Connecting is timed, which asyncio does in tasks only; a call may not be one yet.
            return self._waiting_one() or await asyncio.ensure_future(self._connect())
        except BaseException:
            self._turns.release()
            raise

    def give(self, connection: Any, *, clean: bool) -> None:
        """Hand a connection to the next. One that is not ``clean`` may still be at work: it is cut."""
        self._turns.release()
        if not clean or self._closed:
            connection.terminate()
        elif not connection.is_closed():
            self._idle.append((connection, asyncio.get_running_loop().time()))

    async def close(self) -> None:
        """Close what is idle now, and the rest as it is given back."""
        self._closed = True
        while self._idle:
            connection, _ = self._idle.pop()
            await connection.close()

    def _waiting_one(self) -> Any:
        """The connection used last, if one is idle: those no longer needed grow old and are dropped."""
        now = asyncio.get_running_loop().time()
        while self._idle and self._idle[0][1] < now - _IDLE:
            self._idle.pop(0)[0].terminate()
        while self._idle:
            connection, _ = self._idle.pop()
            if not connection.is_closed():
                return connection
        return None
