"""Something that several callers wait for."""

from __future__ import annotations

import asyncio


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
