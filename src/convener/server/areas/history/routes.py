"""Operations of our own on what happened to meetings."""

from __future__ import annotations

from convener.server.areas.history import translate
from convener.server.areas.history.change_log import ChangeLog
from convener.server.areas.history.service import HistoryService
from convener.server.http.call import Call, reads
from convener.server.storage.database import Reading
from convener.wire.audit import (
    AttendanceList,
    ExportAttendance,
    ListMeetingChanges,
    MeetingChanges,
    ShowAttendance,
)
from convener.wire.common import Csv


class AuditRoutes:
    def __init__(self, history: HistoryService, changes: ChangeLog) -> None:
        self._history = history
        self._changes = changes

    @reads
    async def list_meeting_changes(self, request: ListMeetingChanges, call: Call[Reading]) -> MeetingChanges:
        found = await self._changes.of_meeting(
            call.unit, call.principal, request.conference_id, after=request.after, most=request.limit
        )
        return MeetingChanges(data=[translate.change(one) for one in found])

    @reads
    async def show_attendance(self, request: ShowAttendance, call: Call[Reading]) -> AttendanceList:
        found = await self._history.people(call.unit, call.principal, request.conf_uuid, call.now)
        return AttendanceList(data=[translate.attendance(one) for one in found])

    @reads
    async def export_attendance(self, request: ExportAttendance, call: Call[Reading]) -> Csv:
        found = await self._history.people(call.unit, call.principal, request.conf_uuid, call.now)
        return translate.table(found)
