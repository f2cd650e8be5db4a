"""The operations on meetings that are over."""

from __future__ import annotations

from convener.domain.listing import Past, between, whose
from convener.server.areas.history.service import HistoryService
from convener.server.areas.meetings import list_replies, paging, record_replies
from convener.server.clock import moment
from convener.server.http.call import Call, reads
from convener.server.storage.database import Reading
from convener.wire.common import Page
from convener.wire.history import (
    AttendanceRecord,
    ControlRecord,
    HistoryOrder,
    SearchAttendanceRecordsOfHisMeeting,
    SearchCtlRecordsOfHisMeeting,
    SearchHisMeetings,
    ShowHisMeetingDetail,
)
from convener.wire.meetings import ConferenceInfo, MeetingDetail

_BY_RECORDING = (HistoryOrder.RECORDED_LAST, HistoryOrder.RECORDED_FIRST)
_DESCENDING = (HistoryOrder.STARTED_DESCENDING, HistoryOrder.RECORDED_FIRST)


class HistoryRoutes:
    def __init__(self, history: HistoryService) -> None:
        self._history = history

    @reads
    async def search_his_meetings(
        self, request: SearchHisMeetings, call: Call[Reading]
    ) -> Page[ConferenceInfo]:
        who, (offset, limit) = call.principal, paging.used(request.offset, request.limit)
        begins, ends = between(moment(request.start_date * 1000), moment(request.end_date * 1000))
        past = Past(
            user_id=whose(who, everybody=request.query_all),
            begins=begins,
            ends=ends,
            search=request.search_key,
            by_recording=request.sort_type in _BY_RECORDING,
            descending=request.sort_type in _DESCENDING,
            offset=offset,
            limit=limit,
        )
        records, total = await self._history.search(call.unit, who, past, call.now)
        data = [list_replies.past(one, who, origin=call.origin) for one in records]
        return Page(data=data, offset=offset, limit=limit, count=total)

    @reads
    async def show_his_meeting_detail(
        self, request: ShowHisMeetingDetail, call: Call[Reading]
    ) -> MeetingDetail:
        who = call.principal
        record = await self._history.show(call.unit, who, request.conf_uuid, call.now)
        info = list_replies.past(record, who, origin=call.origin, role=record.role_of(who))
        return MeetingDetail(conference_data=info, data=paging.people(record.booked, request))

    @reads
    async def search_attendance_records_of_his_meeting(
        self, request: SearchAttendanceRecordsOfHisMeeting, call: Call[Reading]
    ) -> Page[AttendanceRecord]:
        offset, limit = paging.used(request.offset, request.limit)
        found, total = await self._history.attendances(
            call.unit,
            call.principal,
            request.conf_uuid,
            call.now,
            offset=offset,
            limit=limit,
            search=request.search_key,
        )
        language = record_replies.language(request.accept_language)
        data = [record_replies.attendance(one, language) for one in found]
        return Page(data=data, offset=offset, limit=limit, count=total)

    @reads
    async def search_ctl_records_of_his_meeting(
        self, request: SearchCtlRecordsOfHisMeeting, call: Call[Reading]
    ) -> Page[ControlRecord]:
        offset, limit = paging.used(request.offset, request.limit)
        found = await self._history.controls(call.unit, call.principal, request.conf_uuid, call.now)
        language = record_replies.language(request.accept_language)
        data = [record_replies.control(one, language) for one in found[offset : offset + limit]]
        return Page(data=data, offset=offset, limit=limit, count=len(found))
