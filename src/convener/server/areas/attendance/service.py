"""Who takes part in conferences, now and afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from convener.domain.attendance import Attendance, Participant, anonymous
from convener.domain.facts import ParticipantJoined, ParticipantLeft
from convener.domain.meeting import Meeting
from convener.server.areas.attendance.repository import AttendanceRepository
from convener.server.storage.database import Reading, Writing


class AttendanceService:
    """Keeps stays in conferences; the caller records the fact that a change gives back."""

    def __init__(self, repository: AttendanceRepository) -> None:
        self._repository = repository

    async def joined(
        self, unit: Writing, meeting: Meeting, participant: Participant, now: datetime
    ) -> ParticipantJoined | None:
        """Somebody came into the running conference; ``None`` when that is known."""
        if not await self._repository.join(unit, meeting.corp_id, meeting.conf_uuid, participant, now):
            return None
        return ParticipantJoined(conf_uuid=meeting.conf_uuid, participant=participant)

    async def left(
        self, unit: Writing, meeting: Meeting, participant_id: str, now: datetime
    ) -> ParticipantLeft | None:
        """Somebody left the running conference; ``None`` for who is not there."""
        if not await self._repository.leave(unit, meeting.corp_id, meeting.conf_uuid, participant_id, now):
            return None
        return ParticipantLeft(conf_uuid=meeting.conf_uuid, participant_id=participant_id)

    async def end(self, unit: Writing, meeting: Meeting, now: datetime) -> None:
        """The running conference closes: whoever is there is not any more."""
        await self._repository.end(unit, meeting.corp_id, meeting.conf_uuid, now)

    async def count(self, unit: Reading, meeting: Meeting) -> int:
        """How many are in the running conference."""
        return await self._repository.count(unit, meeting.corp_id, meeting.conf_uuid)

    async def present(self, unit: Reading, meeting: Meeting) -> list[Attendance]:
        """Who is in the running conference, in the order they came."""
        return await self._repository.present(unit, meeting.corp_id, meeting.conf_uuid)

    async def whereabouts(self, unit: Reading, corp_id: str, number: str) -> str | None:
        """The ID of a running meeting of the enterprise that somebody with this number is in."""
        return await self._repository.whereabouts(unit, corp_id, number)

    async def all(self, unit: Reading, corp_id: str, conf_uuid: str) -> list[Attendance]:
        """Everybody who was in a conference, once for each stay, in the order they came."""
        return await self._repository.all(unit, corp_id, conf_uuid)

    async def unname(self, unit: Writing, corp_id: str, conf_uuid: str) -> None:
        """Take the names off everybody's stays in a conference that is over."""
        stays = anonymous(await self._repository.all(unit, corp_id, conf_uuid))
        if stays:
            await self._repository.replace(unit, corp_id, conf_uuid, stays)

    async def forget(self, unit: Writing, corp_id: str, conf_uuids: Sequence[str]) -> None:
        """Delete every stay in these conferences."""
        await self._repository.delete(unit, corp_id, conf_uuids)

    async def page(
        self, unit: Reading, corp_id: str, conf_uuid: str, *, offset: int, limit: int, search: str | None
    ) -> tuple[list[Attendance], int]:
        """One page of the same, of those with the text in name or number, and how many those are."""
        return await self._repository.page(
            unit, corp_id, conf_uuid, offset=offset, limit=limit, search=search
        )
