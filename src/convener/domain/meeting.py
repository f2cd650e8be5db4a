"""A meeting: what was booked, where it stands, and who may see what of it."""

from __future__ import annotations

import enum
import hashlib
import hmac
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from convener.domain.discreet import Discreet
from convener.domain.edits import AudienceCount, Edit
from convener.domain.person import Principal
from convener.domain.recurrence import Series
from convener.domain.roster import Attendee
from convener.domain.zones import ZoneCode


class State(enum.IntEnum):
    """Where a meeting stands (``conferenceState``)."""

    SCHEDULE = 0
    CREATING = 1
    CREATED = 2
    DESTROYED = 3


_CREATED, _DESTROYED = State.CREATED, State.DESTROYED  # Python 3.11 is slow to find members in their class


class Kind(enum.IntEnum):
    """How a meeting was booked; never changes afterwards."""

    FUTURE = 0
    IMMEDIATE = 1
    SERIES = 2


class Role(enum.StrEnum):
    """What a caller is in a meeting."""

    CHAIR = "chair"
    GENERAL = "general"


class RoomMode(enum.IntEnum):
    PERSONAL = 0
    CLOUD = 1
    WEBINAR = 2


class RoomStatus(enum.IntEnum):
    NORMAL = 0
    DISABLED = 1
    UNASSIGNED = 2


class Plan(Struct, frozen=True, kw_only=True, cache_hash=True):
    """Everything booked that no look-up needs; stored as one document with the meeting."""

    video: bool
    length: timedelta
    time_zone: ZoneCode
    language: str = "zh-CN"
    encrypt_mode: int = 0
    record_type: int = 0
    record_auth_type: int = 2
    record_aux_stream: bool = False
    auto_record: bool = False
    live_address: str | None = None
    aux_address: str | None = None
    group_uri: str | None = None
    concurrent_participants: int = 0
    interpretation: bool | None = None
    conference_resource: int | None = None
    send_notify: bool = True
    send_sms: bool = True
    send_calendar: bool = True
    auto_mute: bool = False
    hard_terminal_auto_mute: bool = False
    guests_free: bool = False
    call_in_restriction: int = 0
    audience_restriction: int = 0
    guests_may_start: bool = True
    join_before_host: int | None = None
    prolong: timedelta = timedelta(minutes=15)
    waiting_room: bool = False
    host_camera: bool | None = None
    guest_camera: bool | None = None
    random_room_id: bool | None = None
    audience_count: AudienceCount | None = None
    series: Series | None = None


class Secrets(Discreet, frozen=True, kw_only=True):
    """Passwords and link keys of a meeting; sealed at rest, kept out of logs."""

    chair: str
    general: str
    chair_link: str
    general_link: str


class Room(Discreet, frozen=True, kw_only=True):
    """A personal meeting ID or a cloud meeting room."""

    room_id: str
    number: str
    name: str = ""
    user_id: str | None
    mode: RoomMode
    status: RoomStatus
    parties: int = 0
    """Largest number of participants; 0 is no limit."""
    longest: timedelta = timedelta(0)
    """Longest meeting; zero is no limit."""
    guests_first: bool = False
    guest_notice: bool = False
    """The owner wants to hear of guests who come first."""
    expires: datetime | None = None
    resource_id: str | None = None
    """What the enterprise was granted that brought this room."""
    chair: str = ""
    general: str = ""
    """Empty: guests need none."""
    chair_link: str = ""

    def standing(self, now: datetime) -> RoomStatus:
        """Its status; one that has expired is switched off."""
        if self.expires is not None and self.expires <= now:
            return RoomStatus.DISABLED
        return self.status


class Meeting(Struct, frozen=True, kw_only=True):
    """A booked meeting or series. Instants are aware UTC."""

    corp_id: str
    meeting_id: str
    conference_id: str
    user_id: str
    scheduler: str
    subject: str
    kind: Kind
    state: State
    starts: datetime
    """Booked start; of a series, that of the current or next occurrence."""
    ends: datetime
    expires: datetime
    """Booked end; of a series, that of the last occurrence."""
    conf_uuid: str
    """Names the holding that runs, or the next one when none does."""
    opened: datetime | None = None
    closes: datetime | None = None
    room_id: str | None = None
    room_number: str | None = None
    """The room's fixed ID, when people dial that instead of ``conference_id``."""
    attendees_version: int = 0
    plan: Plan
    secrets: Secrets

    @property
    def is_running(self) -> bool:
        return self.state is _CREATED

    @property
    def dialled(self) -> str:
        """The number people are given."""
        return self.room_number or self.conference_id

    def is_over(self, now: datetime) -> bool:
        """Whether it has left lists and details: ended, or its reserved time passed unheld."""
        return self.state is _DESTROYED or (self.state is not _CREATED and self.expires <= now)


def occurrence_id(meeting: Meeting, day: date) -> str:
    """Names one date of a series, 32 hex digits; stays the same when the series grows."""
    return hashlib.blake2b(f"{meeting.meeting_id}/{day}".encode(), digest_size=16).hexdigest()


def in_force(plan: Plan, edit: Edit | None) -> Plan:
    """The plan of one date of a series."""
    return plan if edit is None else replace(plan, **edit.settings.given)


def with_passwords_of(meeting: Meeting, room: Room) -> Meeting:
    """A meeting under the room's fixed ID, opened by the room's passwords as they are now."""
    return replace(meeting, secrets=replace(meeting.secrets, chair=room.chair, general=room.general))


def role_by_password(meeting: Meeting, password: str) -> Role | None:
    """The role a password gives, or ``None``; an empty guest password admits whoever sends none."""
    if hmac.compare_digest(password.encode(), meeting.secrets.chair.encode()):
        return Role.CHAIR
    if hmac.compare_digest(password.encode(), meeting.secrets.general.encode()):
        return Role.GENERAL
    return None


def role_in(meeting: Meeting, who: Principal, roster: Iterable[Attendee]) -> Role | None:
    """What ``who`` is in the meeting, or ``None`` for someone who may not see it.

    The scheduler and administrators count as hosts; others are what the invited list calls them.
    """
    if meeting.user_id == who.user_id or who.is_admin:
        return Role.CHAIR
    own = [one for one in roster if one.user_id == who.user_id]
    if not own:
        return None
    return Role.CHAIR if any(one.host for one in own) else Role.GENERAL
