"""Operations of our own on the caller's calendar feed."""

from __future__ import annotations

from convener.server.areas.calendars.service import CalendarService
from convener.server.http.calendar import address
from convener.server.http.call import Call, reads, writes
from convener.server.storage.database import Reading, Writing
from convener.wire.calendar import CalendarFeed, RevokeCalendarFeed, RotateCalendarFeed, ShowCalendarFeed
from convener.wire.common import DONE, Done


class CalendarRoutes:
    def __init__(self, calendars: CalendarService) -> None:
        self._calendars = calendars

    @reads
    async def show_calendar_feed(self, request: ShowCalendarFeed, call: Call[Reading]) -> CalendarFeed:
        created = await self._calendars.created(call.unit, call.principal)
        return CalendarFeed(active=created is not None, created=created)

    @writes
    async def rotate_calendar_feed(self, request: RotateCalendarFeed, call: Call[Writing]) -> CalendarFeed:
        secret = await self._calendars.rotate(call.unit, call.principal, call.now)
        return CalendarFeed(active=True, created=call.now, url=address(call.origin, secret))

    @writes
    async def revoke_calendar_feed(self, request: RevokeCalendarFeed, call: Call[Writing]) -> Done:
        await self._calendars.revoke(call.unit, call.principal)
        return DONE
