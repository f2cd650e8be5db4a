"""Meetings' lives: opened by people, moved on by timers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from convener.domain import lifecycle
from convener.domain.facts import Fact, MeetingStarted
from convener.domain.meeting import Meeting, State, with_passwords_of
from convener.server.areas.attendance.service import AttendanceService
from convener.server.areas.history.service import HistoryService
from convener.server.areas.meetings.log import RESUMED, MeetingLog
from convener.server.areas.meetings.repository import Held, MeetingRepository
from convener.server.areas.recordings.service import RecordingService
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.roster.service import RosterService
from convener.server.clock import moment
from convener.server.ids import Ids
from convener.server.storage import timers
from convener.server.storage.database import Writing
from convener.server.storage.timers import Timer

TIMER = "meeting"
"""The kind of the one timer each meeting has: its key is the meeting, its moment ``lifecycle.due``."""

PAGE = 500


class MeetingLife:
    """Takes meetings from step to step; every step leaves its facts and sets the next timer."""

    def __init__(
        self,
        repository: MeetingRepository,
        roster: RosterService,
        rooms: RoomService,
        history: HistoryService,
        attendance: AttendanceService,
        recordings: RecordingService,
        log: MeetingLog,
        ids: Ids,
        expect: Callable[[datetime], None],
    ) -> None:
        self._repository = repository
        self._roster = roster
        self._rooms = rooms
        self._history = history
        self._attendance = attendance
        self._log = log
        self._recordings = recordings
        self._ids = ids
        self._expect = expect

    async def open(self, unit: Writing, corp_id: str, meeting_id: str, *, by: str, now: datetime) -> None:
        """Open the meeting as a running conference; one that runs already is left alone.

        Raises what ``RoomService.open`` does where the room of the meeting is not to be had.
        """
        held = await self._repository.hold(unit, corp_id, meeting_id)
        if held is None or held.meeting.is_over(now) or held.meeting.is_running:
            return
        # Of a series the date whose time has come, also while its timer waits to move it on.
        due, _ = self._advanced(held, now, calls=False)
        until = await self._rooms.open(unit, due, now) if due.room_id is not None else None
        after = lifecycle.opened(due, now, until=until)
        await self.step(unit, held.meeting, after, [started(after, by=by)], now)

    async def on_timer(self, unit: Writing, timer: Timer, now: datetime) -> None:
        """Do what was due for a meeting, as of then; a second time there is nothing left to do."""
        late = max(now - moment(timer.due_at), timedelta(0))
        now -= late
        held = await self._repository.hold(unit, timer.corp_id, timer.key)
        if held is None:
            return
        people = await self._roster.entries(unit, timer.corp_id, timer.key)
        calls = any(person.auto_invite for person in people)
        until = None
        if held.meeting.is_running and held.meeting.room_id is not None:
            until = await self._rooms.limit(unit, held.meeting, now)
        present = await self._attendance.count(unit, held.meeting) if held.meeting.is_running else 0
        after, facts = self._advanced(held, now, calls=calls, present=present, until=until, late=late)
        await self.step(unit, held.meeting, after, facts, now, calls=calls)

    async def step(
        self,
        unit: Writing,
        before: Meeting,
        after: Meeting,
        facts: Sequence[Fact],
        now: datetime,
        *,
        calls: bool = False,
        booked: bool = False,
    ) -> None:
        """Store where the meeting stands after a step, what it has of its room and what happened.

        Sets or drops its timer.
        ``calls`` and ``booked`` as in ``lifecycle.due``.
        """
        news = False
        if after is not before:
            await self._repository.move(unit, before, after, now)
            if after.room_id is not None:
                await self._rooms.settle(unit, after, now)
                news = await self._take_passwords(unit, before, after)
        if before.is_running and not after.is_running:
            recorded = await self._recordings.close(unit, before)
            await self._history.close(unit, before, now, recorded=recorded)
        if after.state is State.DESTROYED:
            await self._roster.retire(unit, after.corp_id, after.meeting_id)
            await timers.cancel(unit, after.corp_id, TIMER, after.meeting_id)
        self._log.record(unit, after, facts, now, news=news)
        self.set_timer(unit, after, now, calls=calls, booked=booked)

    def set_timer(
        self, unit: Writing, meeting: Meeting, now: datetime, *, calls: bool, booked: bool = False
    ) -> None:
        """Have the meeting looked at again when something is due; ``calls``, ``booked`` as there."""
        due = lifecycle.due(meeting, now, calls=calls, booked=booked)
        if due is not None:
            timers.put(unit, meeting.corp_id, TIMER, meeting.meeting_id, due)
            self._expect(due)

    async def resume(self, unit: Writing, corp_id: str, at: datetime) -> None:
        """Set the timers of all meetings of an enterprise that came here from elsewhere.

        ``at`` is the moment since when nothing was done for them.
        """
        found: list[Meeting] = []
        while found := await self._repository.living(unit, corp_id, after=found, most=PAGE):
            calling = await self._roster.calling(unit, corp_id, [one.meeting_id for one in found])
            due = {one.meeting_id: lifecycle.due(one, at, calls=one.meeting_id in calling) for one in found}
            await timers.add(unit, corp_id, TIMER, {key: when for key, when in due.items() if when})
            await timers.add(unit, corp_id, RESUMED, {one.meeting_id: at for one in found})

    def _advanced(
        self,
        held: Held,
        now: datetime,
        *,
        calls: bool,
        present: int = 0,
        until: datetime | None = None,
        late: timedelta = timedelta(0),
    ) -> tuple[Meeting, list[Fact]]:
        return lifecycle.advance(
            held.meeting,
            now,
            calls=calls,
            present=present,
            keep=held.settings.keep_reservation,
            next_uuid=self._ids.conf_uuid(),
            until=until,
            late=late,
        )

    async def _take_passwords(self, unit: Writing, before: Meeting, after: Meeting) -> bool:
        """Those of the room may have changed while the meeting was held with the old ones."""
        if not before.is_running or after.state is not State.SCHEDULE or after.room_number is None:
            return False
        room = after.room_id and await self._rooms.find(unit, after.corp_id, after.room_id)
        if not room or with_passwords_of(after, room) == after:
            return False
        self._repository.set_secrets(unit, with_passwords_of(after, room))
        return True


def started(meeting: Meeting, *, by: str) -> MeetingStarted:
    """That somebody opened the running meeting."""
    return MeetingStarted(conf_uuid=meeting.conf_uuid, by=by, day=lifecycle.current_day(meeting))
