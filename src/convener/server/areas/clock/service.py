"""Moving the virtual clock, and running what falls due on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from convener.domain.access import ClockNotVirtual
from convener.server.clock import Clock, VirtualClock


class Runner(Protocol):
    """Does things at their moments."""

    async def run_due(self) -> None: ...

    async def next_due(self) -> datetime | None: ...


class ClockService:
    """The hands of the clock; on the machine's time every move is refused."""

    def __init__(self, clock: Clock, runners: Sequence[Runner]) -> None:
        """What one runner sets for now is seen by those after it."""
        self._clock = clock
        self._runners = runners
        self._moving = asyncio.Lock()

    async def advance(self, by: timedelta) -> datetime:
        """Let time pass: everything due runs at its own moment, all before this returns."""
        clock = self._virtual()
        async with self._moving:
            target = clock.now() + by
            await self._run_due()
            while (due := await self._next_due()) is not None and due <= target:
                clock.set(max(due, clock.now()))
                await self._run_due()
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

    async def _run_due(self) -> None:
        for runner in self._runners:
            await runner.run_due()

    async def _next_due(self) -> datetime | None:
        dues = [await runner.next_due() for runner in self._runners]
        return min((due for due in dues if due is not None), default=None)

    def _virtual(self) -> VirtualClock:
        if not isinstance(self._clock, VirtualClock):
            raise ClockNotVirtual
        return self._clock
