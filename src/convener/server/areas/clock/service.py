"""Moving the virtual clock, and running what falls due on the way."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from convener.domain.access import ClockNotVirtual
from convener.server.clock import Clock, VirtualClock
from convener.server.jobs.worker import Worker


class ClockService:
    """The hands of the clock; on the machine's time every move is refused."""

    def __init__(self, clock: Clock, worker: Worker) -> None:
        self._clock = clock
        self._worker = worker
        self._moving = asyncio.Lock()

    async def advance(self, by: timedelta) -> datetime:
        """Let time pass: each timer runs at its own moment, all before this returns."""
        clock = self._virtual()
        async with self._moving:
            target = clock.now() + by
            await self._worker.run_due()
            while (due := await self._worker.next_due()) is not None and due <= target:
                clock.set(max(due, clock.now()))
                await self._worker.run_due()
            clock.set(target)
            return clock.now()

    async def set(self, to: datetime) -> datetime:
        """Go to a moment. Forwards everything in between happens; backwards nothing is undone."""
        clock = self._virtual()
        if to > clock.now():
            return await self.advance(to - clock.now())
        async with self._moving:
            clock.set(to)
            return clock.now()

    def _virtual(self) -> VirtualClock:
        if not isinstance(self._clock, VirtualClock):
            raise ClockNotVirtual
        return self._clock
