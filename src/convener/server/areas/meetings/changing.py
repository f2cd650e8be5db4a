"""Changing and cancelling what was booked: meetings, series, and single dates of series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from convener.domain import booking, changing, changing_dates, lifecycle, told
from convener.domain.access import MeetingUnknown
from convener.domain.changing import Change, StillRunning
from convener.domain.changing_dates import DateChange
from convener.domain.facts import Fact, MeetingEnded
from convener.domain.history import Invited, booked
from convener.domain.meeting import Meeting, Role, Room
from convener.domain.person import Principal
from convener.domain.roster import Attendee
from convener.server.areas.meetings.life import MeetingLife, started
from convener.server.areas.meetings.repository import Held, MeetingRepository
from convener.server.areas.meetings.service import Shown
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.roster.service import RosterService
from convener.server.ids import Ids
from convener.server.storage.database import Writing


class ChangeService:
    """What those who booked meetings, and administrators, do with them afterwards.

    Every method raises ``MeetingUnknown`` or ``Forbidden`` first.
    """

    def __init__(
        self,
        repository: MeetingRepository,
        roster: RosterService,
        rooms: RoomService,
        life: MeetingLife,
        ids: Ids,
    ) -> None:
        self._repository = repository
        self._roster = roster
        self._rooms = rooms
        self._life = life
        self._ids = ids

    async def change(
        self,
        unit: Writing,
        who: Principal,
        conference_id: str,
        change: Change,
        now: datetime,
        *,
        series: bool,
    ) -> Shown:
        """Change a meeting, or a series as a whole; a meeting that shall start now runs when this returns."""
        held = await self._own(unit, who, conference_id, now)
        before = held.meeting
        changing.check(before, change, held.settings, series=series)
        room = await self._room(unit, before)
        make = changing.changed_series if series else changing.changed
        password = self._ids.password(unlike=before.secrets.chair)
        after = make(before, change, now, room=room, fresh_password=password)
        if room is not None:
            await self._rooms.check_moved(unit, room, before, after, now)
        facts = told.changed(before, after, by=who.user_id)
        people, listed = await self._listed(unit, after, change.attendees, by=who.user_id)
        facts += [listed] if listed else []
        if change.starts is None and not series:
            after = lifecycle.opened(after, now)
            facts.append(started(after, by=who.user_id))
        await self._store(unit, before, after, people, facts, now)
        return Shown(
            meeting=after,
            corp_name=who.corp_name,
            role=Role.CHAIR,
            roster=[one.attendee for one in people],
            size=len(booked(people)),
        )

    async def cancel(
        self,
        unit: Writing,
        who: Principal,
        conference_id: str,
        now: datetime,
        *,
        series: bool,
        ends_running: bool,
    ) -> None:
        """Call off a meeting, or what is left of a series; a running one only where ``ends_running``."""
        before = (await self._own(unit, who, conference_id, now)).meeting
        changing.check_kind(before, series=series)
        idle, facts = self._stopped(before, ends_running=ends_running, by=who.user_id)
        after = lifecycle.cancelled(idle, now)
        facts.append(told.cancelled(before, by=who.user_id))
        await self._life.step(unit, before, after, facts, now)

    async def change_date(
        self,
        unit: Writing,
        who: Principal,
        conference_id: str,
        occurrence: str,
        change: DateChange,
        now: datetime,
    ) -> None:
        """Change one date of a series; one that shall start now runs when this returns."""
        before = (await self._own(unit, who, conference_id, now)).meeting
        [one] = changing_dates.named(before, [occurrence], now)
        room = await self._room(unit, before)
        after = changing_dates.moved(before, one, change, now)
        if room is not None:
            plan = replace(after.plan, length=change.length)
            booking.check_room(room, plan, owner=before.user_id, now=now)
            await self._rooms.check_moved(unit, room, before, after, now)
        facts = told.changed_date(before, after, one, by=who.user_id)
        if change.starts is None:
            after = lifecycle.opened(after, now)
            facts.append(started(after, by=who.user_id))
        people, _ = await self._listed(unit, after, None, by=who.user_id)
        await self._store(unit, before, after, people, facts, now)

    async def cancel_dates(
        self,
        unit: Writing,
        who: Principal,
        conference_id: str,
        dates: Sequence[str],
        now: datetime,
        *,
        ends_running: bool,
    ) -> None:
        """Call off single dates of a series, all or none; with the last one the series is over."""
        before = (await self._own(unit, who, conference_id, now)).meeting
        gone = changing_dates.named(before, dates, now)
        idle, facts = before, list[Fact]()
        if any(changing_dates.is_held(before, one) for one in gone):
            idle, facts = self._stopped(before, ends_running=ends_running, by=who.user_id)
        after = changing_dates.without(idle, gone, now)
        facts += told.cancelled_dates(before, after, gone, by=who.user_id)
        people, _ = await self._listed(unit, after, None, by=who.user_id)
        await self._store(unit, before, after, people, facts, now)

    async def _own(self, unit: Writing, who: Principal, conference_id: str, now: datetime) -> Held:
        """The meeting, held for this unit, if the caller may change it."""
        held = await self._repository.hold_named(unit, who.corp_id, conference_id)
        if held is None or held.meeting.is_over(now):
            raise MeetingUnknown
        changing.check_may_change(held.meeting, who)
        return held

    async def _room(self, unit: Writing, meeting: Meeting) -> Room | None:
        if meeting.room_id is None:
            return None
        return await self._rooms.to_book(unit, meeting.corp_id, meeting.room_id)

    def _stopped(self, meeting: Meeting, *, ends_running: bool, by: str) -> tuple[Meeting, list[Fact]]:
        """The meeting without its running conference, and that it ended."""
        if not meeting.is_running:
            return meeting, []
        if not ends_running:
            raise StillRunning
        ended = MeetingEnded(conf_uuid=meeting.conf_uuid, by=by, day=lifecycle.current_day(meeting))
        return lifecycle.stopped(meeting, next_uuid=self._ids.conf_uuid()), [ended]

    async def _listed(
        self, unit: Writing, meeting: Meeting, people: Sequence[Attendee] | None, *, by: str
    ) -> tuple[list[Invited], Fact | None]:
        """The invited list, replaced where there are ``people`` to replace it."""
        place = (meeting.corp_id, meeting.meeting_id)
        if people is None:
            return await self._roster.listed(unit, *place), None
        listed, fact = await self._roster.replace(unit, *place, people, by=by)
        return [Invited(attendee=one) for one in listed], fact

    async def _store(
        self,
        unit: Writing,
        before: Meeting,
        after: Meeting,
        people: Sequence[Invited],
        facts: Sequence[Fact],
        now: datetime,
    ) -> None:
        """Store the meeting after a change."""
        await self._repository.change(unit, after)
        calls = any(one.attendee.auto_invite for one in people)
        await self._life.step(unit, before, after, facts, now, calls=calls, booked=True)
