"""What enterprises use, and whose meetings are whose."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from convener.domain.access import Forbidden, MeetingUnknown
from convener.domain.person import Principal
from convener.domain.zones import midnight, zone
from convener.server.areas.corps.service import CorpService
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.recordings.service import RecordingService
from convener.server.areas.statistics.repository import Attended, StatisticsRepository
from convener.server.storage.database import Reading


class Usage(Struct, frozen=True, kw_only=True):
    """An enterprise's meetings of a day, and what it keeps."""

    meetings: int
    length: timedelta
    recorded: int
    """Bytes of recordings."""
    attended: Attended


class StatisticsService:
    """Looks over enterprises."""

    def __init__(
        self,
        repository: StatisticsRepository,
        meetings: MeetingService,
        corps: CorpService,
        recordings: RecordingService,
    ) -> None:
        self._repository = repository
        self._recordings = recordings
        self._meetings = meetings
        self._corps = corps

    async def today(self, unit: Reading, who: Principal, now: datetime) -> Usage:
        """What the caller's enterprise held today. Raises ``Forbidden`` unless the caller administers it."""
        if not who.is_admin:
            raise Forbidden
        since = midnight(now, zone(who.settings.time_zone))
        held = await self._repository.held(unit, who.corp_id, since, now)
        return Usage(
            meetings=held.count,
            length=timedelta(microseconds=int(held.length)),
            recorded=await self._recordings.used(unit, who.corp_id),
            attended=await self._repository.attended(unit, who.corp_id, since),
        )

    async def present(self, unit: Reading, who: Principal) -> int:
        """How many people are in meetings of the enterprises of the caller, who administers a provider.

        Raises ``Forbidden``.
        """
        check_provider(who)
        return await self._repository.present(unit, who.corp_id)

    async def enterprise_of(self, unit: Reading, who: Principal, number: str, now: datetime) -> str:
        """The enterprise of a meeting below the caller, an administrator of a service provider.

        Raises ``Forbidden`` or ``MeetingUnknown``.
        """
        check_provider(who)
        meeting = await self._meetings.numbered(unit, number)
        corp = meeting and await self._corps.find(unit, meeting.corp_id)
        if not meeting or meeting.is_over(now) or not corp:
            raise MeetingUnknown
        if who.corp_id not in (corp.corp_id, corp.provider_id):
            raise MeetingUnknown
        return corp.corp_id


def check_provider(who: Principal) -> None:
    """Refuse with ``Forbidden`` whoever does not administer a service provider."""
    if not who.is_provider:
        raise Forbidden
