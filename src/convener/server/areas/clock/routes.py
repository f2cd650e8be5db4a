"""The clock, and on a test instance its hands."""

from __future__ import annotations

from datetime import timedelta

from convener.server.areas.clock.service import ClockService
from convener.server.http.call import Call, outside
from convener.server.storage.database import Database
from convener.wire.convener import AdvanceClock, ClockTime, SetClock, ShowClock


class ClockRoutes:
    def __init__(self, clock: ClockService) -> None:
        self._clock = clock

    @outside
    async def show_clock(self, request: ShowClock, call: Call[Database]) -> ClockTime:
        return ClockTime(now=call.now)

    @outside
    async def set_clock(self, request: SetClock, call: Call[Database]) -> ClockTime:
        return ClockTime(now=await self._clock.set(request.body.now))

    @outside
    async def advance_clock(self, request: AdvanceClock, call: Call[Database]) -> ClockTime:
        return ClockTime(now=await self._clock.advance(timedelta(seconds=request.body.seconds)))
