"""Booking meetings, looking at them, and opening them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from convener.domain import booking, lifecycle
from convener.domain.access import MayNotView, MeetingLocked, MeetingUnknown, WrongMeetingPassword
from convener.domain.booking import Draft, Minted
from convener.domain.facts import Fact
from convener.domain.meeting import Meeting, Role, Room, Secrets, role_by_password, role_in, with_passwords_of
from convener.domain.person import Principal
from convener.domain.roster import Attendee
from convener.server.areas.meetings.life import MeetingLife
from convener.server.areas.meetings.log import MeetingLog
from convener.server.areas.meetings.repository import Held, MeetingRepository
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.roster.service import RosterService
from convener.server.ids import Ids
from convener.server.rounds import next_round
from convener.server.storage import lockouts
from convener.server.storage.database import Database, Reading, Writing


class Shown(Struct, frozen=True, kw_only=True):
    """A meeting as one person may see it."""

    meeting: Meeting
    corp_name: str
    role: Role
    roster: Sequence[Attendee]
    size: int
    """How many were invited when booking; others may have been while it was held."""


class MeetingService:
    """The meetings of all enterprises."""

    def __init__(
        self,
        repository: MeetingRepository,
        roster: RosterService,
        rooms: RoomService,
        life: MeetingLife,
        log: MeetingLog,
        ids: Ids,
    ) -> None:
        self._repository = repository
        self._roster = roster
        self._rooms = rooms
        self._life = life
        self._log = log
        self._ids = ids

    async def book(self, unit: Writing, who: Principal, draft: Draft, now: datetime) -> Shown:
        """Book a meeting or series; an instant one is running when this returns. Raises a ``Refusal``."""
        room = await self._rooms.to_book(unit, who.corp_id, draft.room_id) if draft.uses_room else None
        meeting = booking.book(draft, who, now, self._minted(draft), room)
        roster = await self._roster.completed(unit, who.corp_id, draft.attendees)
        self._repository.add(unit, meeting, now)
        self._roster.begin(unit, who.corp_id, meeting.meeting_id, roster)
        if room is not None:
            slots = booking.booked_slots(meeting.plan, draft.starts, now)
            await self._rooms.reserve(unit, meeting, slots, now, immediate=meeting.is_running)
        self._log.begin(unit, meeting, roster, who, now)
        calls = any(person.auto_invite for person in roster)
        self._life.set_timer(unit, meeting, now, calls=calls, booked=True)
        return Shown(
            meeting=meeting, corp_name=who.corp_name, role=Role.CHAIR, roster=roster, size=len(roster)
        )

    async def show(self, unit: Reading, who: Principal, conference_id: str, now: datetime) -> Shown:
        """An ongoing or coming meeting of the caller's enterprise.

        Raises ``MeetingUnknown``, or ``MayNotView`` for somebody who neither booked it, nor is
        invited, nor administers the enterprise.
        """
        seen = await self._repository.seen(unit, who.corp_id, conference_id)
        await next_round  # from what is stored to what may be shown
        if seen is None or seen.meeting.is_over(now):
            raise MeetingUnknown
        roster = seen.roster
        role = role_in(seen.meeting, who, roster)
        if role is None:
            raise MayNotView
        return Shown(
            meeting=seen.meeting,
            corp_name=who.corp_name,
            role=role,
            roster=roster,
            size=seen.size,
        )

    async def start(
        self,
        database: Database,
        conference_id: str,
        password: str,
        *,
        by: Principal,
        client: str,
        now: datetime,
    ) -> str:
        """Open a booked meeting with its host's password, or with its guests' where they may.

        Starting a running meeting changes nothing. Gives a token that the reference still shows and
        nothing uses any more. Raises ``MeetingUnknown``,
        ``WrongMeetingPassword``, ``MeetingLocked``, ``GuestsMayNotStart`` or ``OnlyHostStartsRoom``.
        """
        meeting, role = await self.prove(database, conference_id, password, client=client, now=now)
        if meeting is None or meeting.is_over(now):
            raise MeetingUnknown
        if role is None:
            raise WrongMeetingPassword

        async def open_it(unit: Writing) -> None:
            if role is Role.GENERAL and not meeting.is_running:
                room = meeting.room_id and await self._rooms.find(unit, meeting.corp_id, meeting.room_id)
                lifecycle.check_guest_start(meeting, now, room or None)
            await self._life.open(unit, meeting.corp_id, meeting.meeting_id, by=by.user_id, now=now)

        await database.write(open_it)
        return self._ids.control_token()

    async def prove(
        self,
        database: Database,
        conference_id: str,
        password: str,
        *,
        client: str,
        now: datetime,
        dialled: bool = False,
    ) -> tuple[Meeting | None, Role | None]:
        """A meeting of any enterprise, and the role the password gives in it; ``dialled`` as below.

        Wrong passwords, unknown meetings among them, are counted for each meeting and client address;
        raises ``MeetingLocked`` after too many. They are stored although the call fails, hence the
        units of its own.
        """
        subject = f"meeting:{conference_id}:{client}"

        async def look(unit: Reading) -> tuple[Meeting | None, int]:
            found = await (
                self.dialled(unit, conference_id, now) if dialled else self.numbered(unit, conference_id)
            )
            return found, await lockouts.failures(unit, subject, now)

        meeting, failures = await database.read(look)
        if failures >= lockouts.FAILURES:
            raise MeetingLocked
        role = None if meeting is None else role_by_password(meeting, password)
        if role is None:
            await database.write(lambda unit: lockouts.fail(unit, subject, now))
        elif failures:
            await database.write(lambda unit: lockouts.clear(unit, subject))
        return meeting, role

    async def numbered(self, unit: Reading, number: str) -> Meeting | None:
        """The meeting of any enterprise with this ID, over or not."""
        return await self._repository.by_number(unit, number)

    async def dialled(self, unit: Reading, number: str, now: datetime) -> Meeting | None:
        """The meeting of any enterprise that people get to under a number.

        That of this ID, or under a room's fixed ID the one in progress there, else the next.
        """
        found = await self._repository.by_number(unit, number)
        if found is not None:
            return found
        at = await self._rooms.dialled(unit, number, now)
        return await self._repository.by_id(unit, *at) if at else None

    async def hold(self, unit: Writing, corp_id: str, meeting_id: str) -> Held:
        """The meeting, for this unit alone to change. Raises ``MeetingUnknown``."""
        held = await self._repository.hold(unit, corp_id, meeting_id)
        if held is None:
            raise MeetingUnknown
        return held

    async def find(self, unit: Reading, corp_id: str, meeting_id: str) -> Meeting | None:
        return await self._repository.by_id(unit, corp_id, meeting_id)

    async def take_passwords(self, unit: Writing, corp_id: str, room: Room, now: datetime) -> None:
        """Let the room's passwords open the meetings under its fixed ID; a running one, once it is over."""
        named = await self._rooms.meetings(unit, corp_id, [room.room_id], now)
        for meeting in await self._repository.under_fixed_id(unit, corp_id, named):
            self._repository.set_secrets(unit, with_passwords_of(meeting, room))
            self._log.tell(unit, meeting, now)

    async def resume(self, unit: Writing, corp_id: str, at: datetime) -> None:
        """Let the meetings of an enterprise live on that came here from elsewhere, as they were ``at``."""
        await self._life.resume(unit, corp_id, at)

    def record(self, unit: Writing, meeting: Meeting, fact: Fact, now: datetime) -> None:
        """Store a fact in the meeting's event log; sent with the commit."""
        self._log.record(unit, meeting, [fact], now)

    def _minted(self, draft: Draft) -> Minted:
        given = draft.guest_password
        chair = self._ids.password(unlike=given)
        return Minted(
            meeting_id=self._ids.row(),
            conference_id=self._ids.conference(unlike=given),
            conf_uuid=self._ids.conf_uuid(),
            secrets=Secrets(
                chair=chair,
                general=self._ids.password(unlike=chair),
                chair_link=self._ids.link(),
                general_link=self._ids.link(),
            ),
        )
