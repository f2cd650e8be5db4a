"""The history of meetings: a record for each time one was held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from msgspec.structs import replace

from convener.domain import control_log
from convener.domain.access import MeetingUnknown
from convener.domain.attendance import Attendance, Attended, merged
from convener.domain.control_log import ControlRecord
from convener.domain.facts import Fact, MeetingStarted
from convener.domain.history import Record, ended
from convener.domain.listing import Past
from convener.domain.meeting import Meeting
from convener.domain.person import Principal
from convener.server.areas.attendance.service import AttendanceService
from convener.server.areas.history.repository import HistoryRepository
from convener.server.areas.roster.service import RosterService
from convener.server.storage.database import Reading, Writing

_KINDS: dict[str, type[Fact]] = {
    kind.__name__: kind for kind in get_args(Fact) if kind.__name__ in control_log.KINDS
}


class HistoryService:
    """The records of all enterprises; those older than an enterprise keeps them are hidden."""

    def __init__(
        self, repository: HistoryRepository, roster: RosterService, attendance: AttendanceService
    ) -> None:
        self._repository = repository
        self._roster = roster
        self._attendance = attendance

    async def close(self, unit: Writing, meeting: Meeting, now: datetime, *, recorded: bool) -> None:
        """Store what remains of the running conference, which ends now: everybody leaves.

        The caller holds the meeting, and knows whether there is a recording. Up to four statements,
        whatever the number of people.
        """
        await self._attendance.end(unit, meeting, now)
        people = tuple(await self._roster.listed(unit, meeting.corp_id, meeting.meeting_id))
        first, last = await self._repository.span(unit, meeting, started=MeetingStarted.__name__)
        record = replace(ended(meeting, people, now), recorded=recorded, first_fact=first, last_fact=last)
        self._repository.add(unit, record)

    async def mark(self, unit: Writing, corp_id: str, conf_uuids: Sequence[str], *, recorded: bool) -> None:
        """Say of holdings that are over whether there is a recording; others are told by ``close``."""
        await self._repository.mark(unit, corp_id, conf_uuids, recorded=recorded)

    async def search(
        self, unit: Reading, who: Principal, past: Past, now: datetime
    ) -> tuple[Sequence[Record], int]:
        """One page of records, and how many there are in all: one statement, two for a full page."""
        past = replace(past, begins=max(past.begins, now - who.settings.keep_history))
        found = await self._repository.page(unit, who.corp_id, past)
        end = past.offset + len(found)
        if len(found) < past.limit and (found or not past.offset):
            return found, end
        return found, max(end if found else 0, await self._repository.count(unit, who.corp_id, past))

    async def find(self, unit: Reading, corp_id: str, conf_uuid: str) -> Record | None:
        """One record, whoever asks and however old."""
        return await self._repository.one(unit, corp_id, conf_uuid)

    async def show(self, unit: Reading, who: Principal, conf_uuid: str, now: datetime) -> Record:
        """One record. Raises ``MeetingUnknown``, or ``MayNotView`` for who has no part in it."""
        record = await self._repository.one(unit, who.corp_id, conf_uuid)
        if record is None or record.meeting.starts < now - who.settings.keep_history:
            raise MeetingUnknown
        record.role_of(who)
        return record

    async def attendances(
        self,
        unit: Reading,
        who: Principal,
        conf_uuid: str,
        now: datetime,
        *,
        offset: int,
        limit: int,
        search: str | None,
    ) -> tuple[list[Attendance], int]:
        """One page of who took part, a stay each, and how many there are. Raises as ``show``."""
        record = await self.show(unit, who, conf_uuid, now)
        return await self._attendance.page(
            unit, record.meeting.corp_id, conf_uuid, offset=offset, limit=limit, search=search
        )

    async def people(self, unit: Reading, who: Principal, conf_uuid: str, now: datetime) -> list[Attended]:
        """Who took part, each person once. Raises as ``show``."""
        record = await self.show(unit, who, conf_uuid, now)
        return merged(await self._attendance.all(unit, record.meeting.corp_id, conf_uuid))

    async def controls(
        self, unit: Reading, who: Principal, conf_uuid: str, now: datetime
    ) -> list[ControlRecord]:
        """What was done to the conference, in order. Raises as ``show``."""
        record = await self.show(unit, who, conf_uuid, now)
        found = await self._repository.facts(unit, record, _KINDS)
        return [each for at, fact in found for each in control_log.records(fact, at)]
