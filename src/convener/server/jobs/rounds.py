"""Being awake whenever something is due, and now and then besides."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from convener.server.clock import Cancellable, Clock

log = logging.getLogger("convener.jobs")

POLL = timedelta(seconds=1)
"""The safety net for what other nodes have set; what a process sets itself it announces."""


class Rounds:
    """Repeats work until cancelled: when its next moment has come, when woken, and at every poll."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._woken = asyncio.Event()
        self._alarm: Cancellable | None = None
        self._alarm_at: datetime | None = None

    def wake(self) -> None:
        """Begin the next round as soon as this one is over."""
        self._woken.set()

    def expect(self, due: datetime) -> None:
        """Something was set for ``due``: be awake by then."""
        if self._alarm_at is not None and self._alarm_at <= due:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = due
        self._alarm = self._clock.call_at(due, self._ring)

    def _ring(self) -> None:
        self._alarm = self._alarm_at = None
        self._woken.set()

    async def run(
        self,
        run_due: Callable[[], Awaitable[None]],
        next_due: Callable[[], Awaitable[datetime | None]],
    ) -> None:
        """Do what is due, and rest until ``next_due``."""
        while True:
            self._woken.clear()
            try:
                await run_due()
                due = await next_due()
            except Exception:
                log.exception("what is due cannot be read", extra={"action": "due_unreadable"})
                due = None
            if due is not None:
                self.expect(due)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), POLL.total_seconds())
