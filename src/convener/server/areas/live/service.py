"""Running conferences: the right to control them, and their invited lists."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from convener.domain.access import (
    ConferenceNotStarted,
    ControlTokenInvalid,
    ControlTokenMissing,
    PasswordMissing,
    UnknownOrWrongPassword,
)
from convener.domain.attendance import Participant
from convener.domain.control import ControlSession
from convener.domain.meeting import Meeting, Role
from convener.domain.roster import Attendee
from convener.server.areas.attendance.service import AttendanceService
from convener.server.areas.live.repository import KnownSession, LiveRepository
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.roster.service import RosterService
from convener.server.clock import Clock
from convener.server.ids import Ids
from convener.server.push.render import Snapshot
from convener.server.storage.database import Database, Reading, Writing
from convener.server.storage.facts import last_number

TOKEN_LIFE = timedelta(minutes=30)
SOCKET_TOKEN_LIFE = timedelta(minutes=1)


class Granted(Struct, frozen=True, kw_only=True):
    """A control token, new or kept alive, with a WebSocket token for convenience."""

    token: str
    socket_token: str
    expires: datetime
    session: ControlSession
    meeting: Meeting


class LiveService:
    """Control of running conferences."""

    def __init__(
        self,
        repository: LiveRepository,
        meetings: MeetingService,
        roster: RosterService,
        attendance: AttendanceService,
        ids: Ids,
        clock: Clock,
        database: Database,
    ) -> None:
        self._repository = repository
        self._meetings = meetings
        self._roster = roster
        self._attendance = attendance
        self._ids = ids
        self._clock = clock
        self._database = database

    async def grant(
        self, conference_id: str, *, password: str | None, presented: str | None, client: str
    ) -> Granted:
        """A control token for the host's password, or a live one kept alive.

        Raises ``PasswordMissing``, ``UnknownOrWrongPassword``, ``MeetingLocked`` or
        ``ConferenceNotStarted``.
        """
        now = self._clock.now()
        if presented and (kept := await self._kept(presented, conference_id, now)):
            return kept
        if not password:
            raise PasswordMissing
        meeting, role = await self._meetings.prove(
            self._database, conference_id, password, client=client, now=now
        )
        if meeting is None or role is not Role.CHAIR:
            raise UnknownOrWrongPassword
        if not meeting.is_running:
            raise ConferenceNotStarted
        return await self._new(meeting, now)

    async def session(self, presented: str | None, conference_id: str | None) -> ControlSession:
        """What a control token stands for, raw or in its Basic form.

        Raises ``ControlTokenMissing``, ``ControlTokenInvalid`` (also for another meeting's token) or
        ``ConferenceNotStarted`` once the conference is over.
        """
        if not presented:
            raise ControlTokenMissing
        _, known = await self._find(presented, conference_id)
        if known is None or known.expires <= self._clock.now():
            raise ControlTokenInvalid
        if not known.running:
            raise ConferenceNotStarted
        return known.session

    async def refresh(self, presented: str | None, conference_id: str) -> Granted:
        """Keep a live token alive over the WebSocket. Raises as ``session``."""
        await self.session(presented, conference_id)
        kept = presented and await self._kept(presented, conference_id, self._clock.now())
        if not kept:
            raise ControlTokenInvalid
        return kept

    def socket_token(self, unit: Writing, session: ControlSession, now: datetime) -> str:
        """A token that opens one WebSocket within a minute."""
        token = self._ids.control_token()
        self._repository.add_socket(unit, token, session, now + SOCKET_TOKEN_LIFE)
        return token

    async def open_socket(self, token: str, conference_id: str) -> Meeting | None:
        """The running meeting that a WebSocket token opens; the token is spent whatever comes of it."""
        now = self._clock.now()

        async def spend(unit: Writing) -> Meeting | None:
            found = await self._repository.spend_socket(unit, token, now)
            meeting = found and await self._meetings.find(unit, *found)
            return meeting or None

        meeting = await self._database.write(spend)
        if meeting is None or meeting.conference_id != conference_id or not meeting.is_running:
            return None
        return meeting

    async def snapshot(self, unit: Reading, corp_id: str, meeting_id: str) -> Snapshot | None:
        """The present state of a meeting, for full frames."""
        meeting = await self._meetings.find(unit, corp_id, meeting_id)
        if meeting is None:
            return None
        roster = await self._roster.entries(unit, corp_id, meeting_id)
        return Snapshot(meeting, roster, await last_number(unit, corp_id, meeting_id))

    async def invite(
        self, unit: Writing, session: ControlSession, people: Sequence[Attendee], now: datetime
    ) -> None:
        """Put people on the invited list of the running meeting, or bring their entries up to date.

        Raises ``NumberMissing`` for somebody who could not be called, or ``TooManyAttendees``.
        """
        held = await self._meetings.hold(unit, session.corp_id, session.meeting_id)
        change = await self._roster.invite(
            unit, session.corp_id, session.meeting_id, people, most=held.settings.max_attendees
        )
        if change is not None:
            self._meetings.record(unit, held.meeting, change, now)

    async def remove(
        self, unit: Writing, session: ControlSession, numbers: Sequence[str], now: datetime
    ) -> None:
        """Take people off the invited list; unknown numbers are ignored."""
        held = await self._meetings.hold(unit, session.corp_id, session.meeting_id)
        change = await self._roster.remove(unit, session.corp_id, session.meeting_id, numbers)
        if change is not None:
            self._meetings.record(unit, held.meeting, change, now)

    async def joined(
        self, unit: Writing, corp_id: str, meeting_id: str, participant: Participant, now: datetime
    ) -> None:
        """Somebody came into the running conference; once is enough. Raises ``ConferenceNotStarted``."""
        held = await self._meetings.hold(unit, corp_id, meeting_id)
        if not held.meeting.is_running:
            raise ConferenceNotStarted
        fact = await self._attendance.joined(unit, held.meeting, participant, now)
        if fact is not None:
            self._meetings.record(unit, held.meeting, fact, now)

    async def left(
        self, unit: Writing, corp_id: str, meeting_id: str, participant_id: str, now: datetime
    ) -> None:
        """Somebody left the running conference; who is not in it is ignored."""
        held = await self._meetings.hold(unit, corp_id, meeting_id)
        fact = await self._attendance.left(unit, held.meeting, participant_id, now)
        if fact is not None:
            self._meetings.record(unit, held.meeting, fact, now)

    async def _kept(self, presented: str, conference_id: str, now: datetime) -> Granted | None:
        """The same token for another half hour, if it is live."""
        token, known = await self._find(presented, conference_id)
        if known is None or known.expires <= now or not known.running:
            return None
        session, expires, socket_token = known.session, now + TOKEN_LIFE, self._ids.control_token()

        async def extend(unit: Writing) -> Meeting | None:
            await self._repository.extend(unit, token, expires)
            self._repository.add_socket(unit, socket_token, session, now + SOCKET_TOKEN_LIFE)
            return await self._meetings.find(unit, session.corp_id, session.meeting_id)

        meeting = await self._database.write(extend)
        if meeting is None:
            return None
        return Granted(
            token=token, socket_token=socket_token, expires=expires, session=session, meeting=meeting
        )

    async def _new(self, meeting: Meeting, now: datetime) -> Granted:
        session = ControlSession(
            corp_id=meeting.corp_id,
            meeting_id=meeting.meeting_id,
            conference_id=meeting.conference_id,
            conf_uuid=meeting.conf_uuid,
            host=True,
        )
        granted = Granted(
            token=self._ids.control_token(),
            socket_token=self._ids.control_token(),
            expires=now + TOKEN_LIFE,
            session=session,
            meeting=meeting,
        )

        async def store(unit: Writing) -> None:
            self._repository.add(unit, granted.token, session, granted.expires)
            self._repository.add_socket(unit, granted.socket_token, session, now + SOCKET_TOKEN_LIFE)

        await self._database.write(store)
        return granted

    async def _find(self, presented: str, conference_id: str | None) -> tuple[str, KnownSession | None]:
        """The token in its raw form, and what it stands for when it is of this meeting."""

        async def look(unit: Reading) -> tuple[str, KnownSession | None]:
            for token in readings(presented):
                known = await self._repository.find(unit, token)
                if known and conference_id in (None, known.session.conference_id):
                    return token, known
            return presented, None

        return await self._database.read(look)


def readings(presented: str) -> list[str]:
    """The raw tokens that a header may mean: as it is, or Basic with the token in Base64 or plain."""
    scheme, _, rest = presented.strip().partition(" ")
    if scheme.casefold() != "basic":
        return [presented.strip()]
    try:
        return [base64.b64decode(rest.strip(), validate=True).decode("ascii"), rest.strip()]
    except (binascii.Error, UnicodeDecodeError):
        return [rest.strip()]
