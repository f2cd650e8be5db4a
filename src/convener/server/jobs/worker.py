"""Runs due timers: at least once each, in order of their moments, never two at once for one key.

Timers of one moment run side by side, each in a unit of its own: one that fails takes no other with it, and
on SQLite they share their commits. A server that was down has later moments wait for what the earlier ones
lead to.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import takewhile
from operator import attrgetter

from convener.server.clock import Clock, micros
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
MOMENT = timedelta(seconds=1)
"""Timers this close to each other have no order."""


def pause(tries: int) -> timedelta:
    """How long a failed timer rests: doubling from a second to five minutes."""
    return min(timedelta(seconds=2 ** min(tries - 1, 9)), timedelta(minutes=5))


def _first(claimed: list[Timer]) -> list[Timer]:
    """Those of the first moment, of timers in order."""
    end = claimed[0].due_at + MOMENT // timedelta(microseconds=1)
    return list(takewhile(lambda timer: timer.due_at < end, claimed))


class Worker:
    """One for each process; any number of processes may share a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._handlers: dict[str, Handler] = {}
        self._listeners: list[Callable[[], None]] = []
        self._running = asyncio.Lock()
        self._rounds = Rounds(clock)
        self._set: datetime | None = None
        """The earliest timer that was set since this was last looked at."""

    def handle(self, kind: str, handler: Handler) -> None:
        """Have timers of a kind run by ``handler``."""
        self._handlers[kind] = handler

    def expect(self, due: datetime) -> None:
        """A timer was set for ``due``: be awake by then."""
        self._set = due if self._set is None else min(due, self._set)
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
            claimed = await self._claim()
            while claimed:
                together = _first(claimed)
                del claimed[: len(together)]
                self._set = None
                async with asyncio.TaskGroup() as running:
                    for timer in together:
                        running.create_task(self._run_one(timer))
                for listener in self._listeners:
                    listener()
                if not claimed or self._was_set_before(claimed[0]):
                    claimed = sorted([*claimed, *await self._claim()], key=attrgetter("due_at"))

    async def _claim(self) -> list[Timer]:
        now = self._clock.now()
        return await self._database.write(lambda unit: timers.claim(unit, now, most=BATCH))

    def _was_set_before(self, timer: Timer) -> bool:
        return self._set is not None and micros(self._set) < timer.due_at

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
