"""The operations on lists of meetings, and on running meetings as they are now."""

from __future__ import annotations

from convener.domain.listing import Sought, Window, whose
from convener.server.areas.meetings import list_replies, paging
from convener.server.areas.meetings.lists import ListService
from convener.server.http.call import Call, reads
from convener.server.storage.database import Reading
from convener.wire.common import Page
from convener.wire.lists import (
    ListOnlineConfAttendee,
    OnlineAttendee,
    QueryConfMode,
    SearchMeetings,
    SearchOnlineMeetings,
    ShowOnlineMeetingDetail,
    StartOrder,
)
from convener.wire.meetings import ConferenceInfo, MeetingDetail

_WINDOWS = {
    QueryConfMode.DAY: Window.DAY,
    QueryConfMode.WEEK: Window.WEEK,
    QueryConfMode.MONTH: Window.MONTH,
    QueryConfMode.ALL: None,
}


class ListRoutes:
    def __init__(self, lists: ListService) -> None:
        self._lists = lists

    @reads
    async def search_meetings(self, request: SearchMeetings, call: Call[Reading]) -> Page[ConferenceInfo]:
        who, (offset, limit) = call.principal, paging.used(request.offset, request.limit)
        sought = Sought(
            user_id=whose(who, everybody=request.query_all, named=request.user_uuid),
            search=request.search_key,
            window=_WINDOWS[request.query_conf_mode],
            descending=request.sort_type is StartOrder.DESCENDING,
            offset=offset,
            limit=limit,
        )
        entries, total = await self._lists.search(call.unit, who, sought, call.now)
        data = [list_replies.listed(one, who, origin=call.origin, now=call.now) for one in entries]
        return Page(data=data, offset=offset, limit=limit, count=total)

    @reads
    async def search_online_meetings(
        self, request: SearchOnlineMeetings, call: Call[Reading]
    ) -> Page[ConferenceInfo]:
        who, (offset, limit) = call.principal, paging.used(request.offset, request.limit)
        sought = Sought(
            user_id=whose(who, everybody=request.query_all),
            search=request.search_key,
            running=True,
            offset=offset,
            limit=limit,
        )
        entries, total = await self._lists.search(call.unit, who, sought, call.now)
        data = [list_replies.running(one, who, origin=call.origin, now=call.now) for one in entries]
        for info, one in zip(data, entries, strict=True):
            info.online_attendee_amount = one.present
        return Page(data=data, offset=offset, limit=limit, count=total)

    @reads
    async def show_online_meeting_detail(
        self, request: ShowOnlineMeetingDetail, call: Call[Reading]
    ) -> MeetingDetail:
        who = call.principal
        entry = await self._lists.running(call.unit, who, request.conference_id, call.now)
        info = list_replies.running(entry, who, origin=call.origin, now=call.now, dates=True, role=entry.role)
        return MeetingDetail(conference_data=info, data=paging.people(entry.booked, request))

    @reads
    async def list_online_conf_attendee(
        self, request: ListOnlineConfAttendee, call: Call[Reading]
    ) -> Page[OnlineAttendee]:
        offset, limit = paging.used(request.offset, request.limit)
        found = await self._lists.present(call.unit, call.principal, request.conf_id, call.now)
        if request.search_key:
            found = [one for one in found if one.participant.matches(request.search_key)]
        page = found[offset : offset + limit]
        data = [list_replies.online(one) for one in page]
        return Page(data=data, offset=offset, limit=limit, count=len(found))
