"""The operations on booked meetings."""

from __future__ import annotations

from convener.server.areas.meetings import paging, replies, translate
from convener.server.areas.meetings.service import MeetingService
from convener.server.http.call import Call, outside, reads, writes
from convener.server.storage.database import Database, Reading, Writing
from convener.wire.meetings import (
    ConferenceInfo,
    CreateMeeting,
    CreateRecurringMeeting,
    MeetingDetail,
    ShowMeetingDetail,
    StartedMeeting,
    StartMeeting,
)


class MeetingRoutes:
    def __init__(self, meetings: MeetingService) -> None:
        self._meetings = meetings

    @writes
    async def create_meeting(self, request: CreateMeeting, call: Call[Writing]) -> list[ConferenceInfo]:
        draft = translate.draft(request.body, call.principal.settings)
        shown = await self._meetings.book(call.unit, call.principal, draft, call.now)
        return [replies.conference_info(shown, origin=call.origin, now=call.now)]

    @writes
    async def create_recurring_meeting(
        self, request: CreateRecurringMeeting, call: Call[Writing]
    ) -> list[ConferenceInfo]:
        draft = translate.series_draft(request.body, call.principal.settings)
        shown = await self._meetings.book(call.unit, call.principal, draft, call.now)
        return [replies.conference_info(shown, origin=call.origin, now=call.now)]

    @reads
    async def show_meeting_detail(self, request: ShowMeetingDetail, call: Call[Reading]) -> MeetingDetail:
        shown = await self._meetings.show(call.unit, call.principal, request.conference_id, call.now)
        return MeetingDetail(
            conference_data=replies.conference_info(shown, origin=call.origin, now=call.now, role=shown.role),
            data=paging.people(shown.roster, request),
        )

    @outside
    async def start_meeting(self, request: StartMeeting, call: Call[Database]) -> StartedMeeting:
        uuid = await self._meetings.start(
            call.unit,
            request.body.conference_id,
            request.body.password,
            by=call.principal,
            client=call.client,
            now=call.now,
        )
        return StartedMeeting(uuid=uuid, region_ip=replies.host_of(call.origin))
