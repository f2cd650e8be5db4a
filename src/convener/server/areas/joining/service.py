"""Letting people into meetings who have not logged in but know a password."""

from __future__ import annotations

from datetime import datetime, timedelta

from convener.domain import lifecycle
from convener.domain.access import MeetingLocked, MeetingUnknown, PasswordMissing, WrongMeetingPassword
from convener.domain.joining import AnonymousLocked, check_anonymous
from convener.domain.meeting import Meeting, Role, role_by_password
from convener.domain.person import Principal
from convener.server.areas.attendance.service import AttendanceService
from convener.server.areas.joining.repository import JoinRepository
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.rooms.service import RoomService
from convener.server.ids import Ids
from convener.server.storage.database import Database, Reading, Writing

RANDOM_LIFE = timedelta(minutes=5)


class JoinService:
    """Gives out randoms, each good for joining once."""

    def __init__(
        self,
        repository: JoinRepository,
        meetings: MeetingService,
        rooms: RoomService,
        attendance: AttendanceService,
        ids: Ids,
        database: Database,
    ) -> None:
        self._repository = repository
        self._meetings = meetings
        self._rooms = rooms
        self._attendance = attendance
        self._ids = ids
        self._database = database

    async def admit(
        self, number: str, password: str | None, *, client: str, now: datetime, waits: bool
    ) -> tuple[Meeting, str]:
        """The meeting of any enterprise with this number, and a random to join it with.

        ``waits`` says that a guest who comes too early can wait. Raises ``MeetingUnknown``,
        ``PasswordMissing``, ``WrongMeetingPassword``, ``AnonymousLocked``, ``AnonymousNotAllowed``,
        ``GuestsMayNotStart`` or ``OnlyHostStartsRoom``.
        """
        meeting, role = await self._proved(number, password, client=client, now=now)
        check_anonymous(meeting)
        random = self._ids.join_random()

        async def let_in(unit: Writing) -> None:
            if role is Role.GENERAL and not waits and not meeting.is_running:
                room = meeting.room_id and await self._rooms.find(unit, meeting.corp_id, meeting.room_id)
                lifecycle.check_guest_start(meeting, now, room or None)
            self._repository.add(unit, random, meeting, role, now + RANDOM_LIFE)

        await self._database.write(let_in)
        return meeting, random

    async def find(self, unit: Reading, number: str, now: datetime) -> Meeting:
        """A running or coming meeting of any enterprise by its ID. Raises ``MeetingUnknown``."""
        meeting = await self._meetings.numbered(unit, number)
        if meeting is None or meeting.is_over(now):
            raise MeetingUnknown
        return meeting

    async def whereabouts(self, unit: Reading, who: Principal, number: str) -> str | None:
        """The running meeting of the caller's enterprise that somebody with this number is in."""
        return await self._attendance.whereabouts(unit, who.corp_id, number)

    async def _proved(
        self, number: str, password: str | None, *, client: str, now: datetime
    ) -> tuple[Meeting, Role]:
        if password:
            return await self._with_password(number, password, client=client, now=now)
        meeting = await self._database.read(lambda unit: self._meetings.dialled(unit, number, now))
        if meeting is None or meeting.is_over(now):
            raise MeetingUnknown
        role = role_by_password(meeting, "")
        if role is None:
            raise PasswordMissing
        return meeting, role

    async def _with_password(
        self, number: str, password: str, *, client: str, now: datetime
    ) -> tuple[Meeting, Role]:
        try:
            meeting, role = await self._meetings.prove(
                self._database, number, password, client=client, now=now, dialled=True
            )
        except MeetingLocked as locked:
            raise AnonymousLocked from locked
        if meeting is None or meeting.is_over(now):
            raise MeetingUnknown
        if role is None:
            raise WrongMeetingPassword
        return meeting, role
