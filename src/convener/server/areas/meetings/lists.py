"""Lists of meetings, and running meetings as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from convener.domain.access import ConferenceNotStarted, MayNotView, MeetingUnknown
from convener.domain.attendance import Attendance
from convener.domain.history import Invited, booked
from convener.domain.listing import Sought
from convener.domain.meeting import Meeting, Role, role_in
from convener.domain.person import Principal
from convener.domain.roster import Attendee
from convener.server.areas.attendance.service import AttendanceService
from convener.server.areas.meetings.list_repository import Listed, ListRepository
from convener.server.storage.database import Reading


class Entry(Struct, frozen=True, kw_only=True):
    """A meeting of a list, as the caller may see it."""

    meeting: Meeting
    role: Role
    people: Sequence[Invited]
    present: int

    @property
    def everybody(self) -> list[Attendee]:
        return [one.attendee for one in self.people]

    @property
    def booked(self) -> list[Attendee]:
        """Who was invited when booking."""
        return booked(self.people)


class OwnMeeting(Struct, frozen=True, kw_only=True):
    """A meeting of somebody's, whom it invites, and whether that one is a host of it."""

    meeting: Meeting
    people: Sequence[Attendee]
    host: bool


class ListService:
    """What somebody may see of the meetings that are not over."""

    def __init__(self, repository: ListRepository, attendance: AttendanceService) -> None:
        self._repository = repository
        self._attendance = attendance

    async def search(
        self, unit: Reading, who: Principal, sought: Sought, now: datetime
    ) -> tuple[Sequence[Entry], int]:
        """One page of meetings, and how many there are in all: one statement, two for a full page."""
        found = await self._repository.page(unit, who.corp_id, sought, now)
        entries = [_entry(one, _role(one, who) or Role.GENERAL) for one in found]
        end = sought.offset + len(found)
        if len(found) < sought.limit and (found or not sought.offset):
            return entries, end
        total = await self._repository.count(unit, who.corp_id, sought, now)
        return entries, max(end if found else 0, total)

    async def of_user(
        self, unit: Reading, corp_id: str, user_id: str, now: datetime, *, most: int
    ) -> list[OwnMeeting]:
        """The next meetings that the user booked or is invited to; one statement."""
        sought = Sought(user_id=user_id, offset=0, limit=most)
        found = await self._repository.page(unit, corp_id, sought, now)
        return [_own(one, user_id) for one in found]

    async def running(self, unit: Reading, who: Principal, conference_id: str, now: datetime) -> Entry:
        """A meeting that is being held.

        Raises ``MeetingUnknown``, ``MayNotView``, or ``ConferenceNotStarted`` for one that waits.
        """
        found = await self._repository.one(unit, who.corp_id, conference_id)
        if found is None or found.meeting.is_over(now):
            raise MeetingUnknown
        role = _role(found, who)
        if role is None:
            raise MayNotView
        if not found.meeting.is_running:
            raise ConferenceNotStarted
        return _entry(found, role)

    async def present(
        self, unit: Reading, who: Principal, conference_id: str, now: datetime
    ) -> list[Attendance]:
        """Who is in a running meeting, in the order they came. Raises as ``running``."""
        entry = await self.running(unit, who, conference_id, now)
        return await self._attendance.present(unit, entry.meeting)


def _role(one: Listed, who: Principal) -> Role | None:
    return role_in(one.meeting, who, [each.attendee for each in one.people])


def _entry(one: Listed, role: Role) -> Entry:
    return Entry(meeting=one.meeting, role=role, people=one.people, present=one.present)


def _own(found: Listed, user_id: str) -> OwnMeeting:
    invited = [one.attendee for one in found.people]
    host = found.meeting.user_id == user_id or any(one.host for one in invited if one.user_id == user_id)
    return OwnMeeting(meeting=found.meeting, people=invited, host=host)
