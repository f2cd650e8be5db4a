"""Runs due timers: at least once each, in order of their moments, never two at once for one key."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from convener.server.clock import Cancellable, Clock
from convener.server.storage import timers
from convener.server.storage.database import Database, Writing
from convener.server.storage.timers import Timer

log = logging.getLogger("convener.jobs")

Handler = Callable[[Writing, Timer, datetime], Awaitable[None]]
"""Does a timer's work in the unit that also drops the timer; it may set the same timer again.

It may run more than once for one moment, so it must find nothing left to do the second time.
"""

BATCH = 64
POLL = timedelta(seconds=1)
"""The safety net for timers set by other nodes; own ones are announced by ``expect``."""


def pause(tries: int) -> timedelta:
    """How long a failed timer rests: doubling from a second to five minutes."""
    return min(timedelta(seconds=2 ** min(tries - 1, 9)), timedelta(minutes=5))


class Worker:
    """One for each process; any number of processes may share a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._handlers: dict[str, Handler] = {}
        self._running = asyncio.Lock()
        self._woken = asyncio.Event()
        self._alarm: Cancellable | None = None
        self._alarm_at: datetime | None = None

    def handle(self, kind: str, handler: Handler) -> None:
        """Have timers of a kind run by ``handler``."""
        self._handlers[kind] = handler

    def expect(self, due: datetime) -> None:
        """A timer was set for ``due``: be awake by then."""
        if self._alarm_at is not None and self._alarm_at <= due:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = due
        self._alarm = self._clock.call_at(due, self._ring)

    def _ring(self) -> None:
        self._alarm = self._alarm_at = None
        self._woken.set()

    async def run(self) -> None:
        """Run due timers until cancelled."""
        while True:
            self._woken.clear()
            try:
                await self.run_due()
                due = await self.next_due()
            except Exception:
                log.exception("timers cannot be read", extra={"action": "timers_unreadable"})
                due = None
            if due is not None:
                self.expect(due)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), POLL.total_seconds())

    async def next_due(self) -> datetime | None:
        return await self._database.read(timers.next_due)

    async def run_due(self) -> None:
        """Run everything that is due now; returns when nothing claimable is left."""
        async with self._running:
            while claimed := await self._database.write(self._claim):
                for timer in claimed:
                    await self._run_one(timer)

    async def _claim(self, unit: Writing) -> list[Timer]:
        return await timers.claim(unit, self._clock.now(), most=BATCH)

    async def _run_one(self, timer: Timer) -> None:
        async def work(unit: Writing) -> None:
            if await timers.finish(unit, timer):
                await self._handlers[timer.kind](unit, timer, self._clock.now())

        try:
            await self._database.write(work)
        except Exception:
            extra = {"action": "timer_failed", "kind": timer.kind, "key": timer.key, "tries": timer.tries}
            log.exception("timer failed", extra=extra)
            again = self._clock.now() + pause(timer.tries)
            await self._database.write(lambda unit: timers.postpone(unit, timer, again))
