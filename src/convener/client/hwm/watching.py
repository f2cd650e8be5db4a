"""Tells a program when its list of meetings has changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

from convener.client.client import AsyncClient
from convener.client.errors import ClientError
from convener.client.hwm.listed import listed
from convener.client.hwm.loop import Loop, Work
from convener.client.hwm.structs import ConfListInfo

ListHandler = Callable[[ConfListInfo], object]
"""Is given the whole list."""

INTERVAL: Final = timedelta(seconds=60)
"""How often to look for changes made elsewhere."""

_log = logging.getLogger(__name__)


class ListWatch:
    """Looks at the list after a login, after this service's own changes, and now and then; tells differences.

    ``login`` gives who is logged in and by which client. Everything but ``register`` is for the loop's
    thread.
    """

    def __init__(self, login: Callable[[], tuple[object, AsyncClient] | None], interval: timedelta) -> None:
        self._login = login
        self._interval = interval
        self._handler: ListHandler | None = None
        self._told: ConfListInfo | None = None
        self._again = asyncio.Event()
        self._running = False
        self._held = 0

    def register(self, handler: ListHandler | None) -> None:
        """Whom to tell from now on, beginning with the list as it is; the latest counts."""
        self._handler, self._told = handler, None

    async def around(self, loop: Loop, call: Work) -> None:
        """Await a call that may change the list and never raises; its own callback comes before the list."""
        self._held += 1
        await call
        self._held -= 1
        self.look(loop)

    def look(self, loop: Loop) -> None:
        """Look now, if anybody wants to know."""
        self._again.set()
        if self._handler is not None and not self._running:
            self._running = True
            loop.submit(self._run(loop))

    async def _run(self, loop: Loop) -> None:
        with suppress(asyncio.CancelledError):  # the service ends
            await loop.interruptible(self._watch())
        self._running = False

    async def _watch(self) -> None:
        whose: object = None
        while self._handler is not None and (current := self._login()) is not None:
            who, client = current
            if who is not whose:
                whose, self._told = who, None
            self._again.clear()
            found = await _fetched(client)
            if found is not None and self._login() == current:
                self._tell(found)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._interval.total_seconds()):
                    await self._again.wait()

    def _tell(self, found: ConfListInfo) -> None:
        handler = self._handler
        if handler is None or self._held or found == self._told:
            return
        self._told = found
        try:
            handler(found)
        except Exception:  # noqa: BLE001 (the program's own; the watch goes on)
            _log.exception("callback raised", extra={"action": "callback_raised", "call": "confListChanged"})


async def _fetched(client: AsyncClient) -> ConfListInfo | None:
    try:
        return await listed(client)
    except ClientError as error:
        _log.info("list not fetched", extra={"action": "list_not_fetched"}, exc_info=error)
        return None
