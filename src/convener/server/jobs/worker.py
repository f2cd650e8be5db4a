"""Runs due timers: at least once each, in order of their moments, never two at once for one key."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from convener.server.clock import Clock
from convener.server.jobs.rounds import Rounds
from convener.server.storage import timers
from convener.server.storage.database import Database, Writing
from convener.server.storage.timers import Timer

log = logging.getLogger("convener.jobs")

Handler = Callable[[Writing, Timer, datetime], Awaitable[None]]
"""Does a timer's work in the unit that also drops the timer; it may set the same timer again.

It may run more than once for one moment, so it must find nothing left to do the second time.
"""

BATCH = 64


def pause(tries: int) -> timedelta:
    """How long a failed timer rests: doubling from a second to five minutes."""
    return min(timedelta(seconds=2 ** min(tries - 1, 9)), timedelta(minutes=5))


class Worker:
    """One for each process; any number of processes may share a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._handlers: dict[str, Handler] = {}
        self._listeners: list[Callable[[], None]] = []
        self._running = asyncio.Lock()
        self._rounds = Rounds(clock)

    def handle(self, kind: str, handler: Handler) -> None:
        """Have timers of a kind run by ``handler``."""
        self._handlers[kind] = handler

    def expect(self, due: datetime) -> None:
        """A timer was set for ``due``: be awake by then."""
        self._rounds.expect(due)

    def afterwards(self, listener: Callable[[], None]) -> None:
        """Have ``listener`` called whenever timers were run and what they did is stored."""
        self._listeners.append(listener)

    async def run(self) -> None:
        """Run due timers until cancelled."""
        await self._rounds.run(self.run_due, self.next_due)

    async def next_due(self) -> datetime | None:
        return await self._database.read(timers.next_due)

    async def run_due(self) -> None:
        """Run everything that is due now; returns when nothing claimable is left."""
        async with self._running:
            while claimed := await self._database.write(self._claim):
                for timer in claimed:
                    await self._run_one(timer)
                for listener in self._listeners:
                    listener()

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
