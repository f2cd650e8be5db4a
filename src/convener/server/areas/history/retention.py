"""Forgets: first the names of people, then what is left of meetings.

Nothing else depends on it: history older than its enterprise keeps it is hidden where it is read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from convener.domain.facts import Fact
from convener.domain.retention import NAMING, Retention, nameless
from convener.server.areas.attendance.service import AttendanceService
from convener.server.areas.corps.service import CorpService
from convener.server.areas.history.retention_repository import RetentionRepository
from convener.server.storage import timers
from convener.server.storage.database import Writing
from convener.server.storage.timers import Timer

TIMER = "retention"
"""The kind of the one timer that each enterprise has; it sets itself again."""

BATCH = 50
"""Holdings, and meetings, that one unit forgets: a longer one would keep writers waiting."""

NAMED_BATCH = 5
"""Of those that keep their people's stays, each may have had thousands."""

_KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in NAMING}
_ALL = 2**63 - 1


def begin(unit: Writing, corp_id: str, now: datetime) -> None:
    """Look after an enterprise from now on; sent with the commit."""
    timers.put(unit, corp_id, TIMER, "", now)


class RetentionService:
    """Deletes what enterprises have kept long enough, in batches; done again it finds nothing to do."""

    def __init__(
        self,
        repository: RetentionRepository,
        corps: CorpService,
        attendance: AttendanceService,
        *,
        names: timedelta | None,
    ) -> None:
        self._repository = repository
        self._corps = corps
        self._attendance = attendance
        self._names = names

    async def on_timer(self, unit: Writing, timer: Timer, now: datetime) -> None:
        """Forget a batch of an enterprise's, and come again when more is due."""
        corp = await self._corps.find(unit, timer.corp_id)
        if corp is None:
            return
        periods = Retention(history=corp.settings.keep_history, names=self._names)
        if not await self._delete(unit, timer.corp_id, now - periods.history) and periods.names is not None:
            await self._unname(unit, timer.corp_id, now - periods.names)
        again = periods.again(now, await self._repository.oldest(unit, timer.corp_id))
        timers.put(unit, timer.corp_id, TIMER, timer.key, again)

    async def _delete(self, unit: Writing, corp_id: str, before: datetime) -> bool:
        """Records first, then meetings: none of those is left with records. Whether there were any."""
        records = await self._repository.records(unit, corp_id, before, most=BATCH, named=False)
        if records:
            uuids = [record.meeting.conf_uuid for record in records]
            await self._attendance.forget(unit, corp_id, uuids)
            await self._repository.delete_records(unit, corp_id, records)
            return True
        over = await self._repository.meetings(unit, corp_id, before, most=BATCH, named=False)
        if over:
            await self._repository.delete_meetings(unit, corp_id, over)
        return bool(over)

    async def _unname(self, unit: Writing, corp_id: str, before: datetime) -> None:
        records = await self._repository.records(unit, corp_id, before, most=NAMED_BATCH, named=True)
        for record in records:
            meeting = record.meeting
            await self._attendance.unname(unit, corp_id, meeting.conf_uuid)
            await self._unname_facts(unit, corp_id, meeting.meeting_id, record.last_fact)
            await self._repository.unname_record(unit, record)
        over = await self._repository.meetings(unit, corp_id, before, most=NAMED_BATCH, named=True)
        for one in over:
            await self._unname_facts(unit, corp_id, one.meeting_id, _ALL)
        if over:
            await self._repository.unname_meetings(unit, corp_id, over)

    async def _unname_facts(self, unit: Writing, corp_id: str, meeting_id: str, last: int) -> None:
        """In the meeting's log up to a number."""
        found = await self._repository.facts(unit, corp_id, meeting_id, last, _KINDS)
        changed = [(row, after) for row, fact in found if (after := nameless(fact)) != fact]
        if changed:
            await self._repository.replace_facts(unit, corp_id, meeting_id, changed)
