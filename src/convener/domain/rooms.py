"""Rooms: who may use one, and the rule that it serves one meeting at a time.

A room's time is given out as reservations. A booked meeting reserves what it booked; while it is held it
has what it really takes up, which may begin earlier and end later. So whether a room is free is a
question to its reservations alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from convener.domain import lifecycle
from convener.domain.booking import RoomInUse, RoomTaken, RoomTooSoonTaken
from convener.domain.meeting import Meeting, Room, RoomMode, RoomStatus
from convener.domain.refusal import Refusal

MOST_ROOMS = 32
"""Cloud rooms that one account may have."""

PACKAGES = {
    10: "ff808081699b56d40169c410d5080179",
    25: "ff808081699b56d40169c4111fe5017a",
    50: "ff808081699b56cb0169c411a0980152",
    100: "ff808081699b56cb0169c41167850151",
    200: "ff808081699b56d40169c410913d0178",
    300: "ff8080816b9ec3ab016bdff237962e83",
    400: "ff8080816b9ec475016bdff37efc279f",
    500: "ff8080816b9ec3ab016bdff338542e84",
}
"""The reference's packages of cloud rooms: participants, and the package's ID."""

Span = tuple[datetime, datetime]
"""From, inclusive, until, exclusive."""


class RoomNotAvailable(Refusal):
    """No such cloud room in the enterprise, or it is somebody else's, or meetings are booked in it."""


class TooManyRooms(Refusal):
    """One account may have 32 cloud rooms."""


class PasswordsEqual(Refusal):
    """A room's host and guests need different passwords."""


class TooEarlyForRoom(Refusal):
    """The room is somebody else's until shortly before the meeting's own time."""


class Reservation(Struct, frozen=True, kw_only=True):
    """Some time of a room."""

    meeting_id: str
    starts: datetime
    ends: datetime
    held: bool = False
    """The meeting is running in it."""


class RoomChange(Struct, frozen=True, kw_only=True):
    """What an owner wants otherwise; ``None`` stays as it is. An empty guest password is none."""

    name: str | None = None
    chair: str | None = None
    general: str | None = None
    guests_first: bool | None = None
    guest_notice: bool | None = None


class OwnedRoom(Struct, frozen=True, kw_only=True):
    """A room, and who has it."""

    room: Room
    account: str | None
    owner: str | None
    """The user's name."""


class RoomSearch(Struct, frozen=True, kw_only=True):
    """Which of an enterprise's rooms are looked for."""

    mode: RoomMode
    status: RoomStatus | None = None
    key: str = ""


def check_free(
    slots: Iterable[Span], taken: Iterable[Reservation], now: datetime, *, immediate: bool
) -> None:
    """Refuse when a slot of a new booking overlaps a reservation of another meeting."""
    slots = list(slots)
    for other in taken:
        if any(start < other.ends and other.starts < end for start, end in slots):
            if immediate and other.held:
                raise RoomInUse
            raise RoomTooSoonTaken if immediate and other.starts > now else RoomTaken


def available_until(meeting: Meeting, others: Iterable[Reservation], now: datetime) -> datetime | None:
    """Until when the meeting may be held in its room from now on; ``None``: as long as it likes.

    ``others`` are the room's reservations of other meetings. Before its own time a meeting is opened
    only if nobody else has the room from now until then. Raises ``TooEarlyForRoom`` or ``RoomInUse``.
    """
    ahead = sorted(other.starts for other in others if other.ends > now)
    if ahead and ahead[0] < max(meeting.starts, now):
        raise TooEarlyForRoom if now < meeting.starts else RoomInUse
    return ahead[0] if ahead else None


def windows(meeting: Meeting, now: datetime) -> list[Span]:
    """What the meeting has booked and may still be held in."""
    return [(one.starts, one.ends) for one in lifecycle.remaining(meeting, now) if one.ends > now]


def occupied(booked: Iterable[Span], held: Span) -> tuple[list[Span], Span]:
    """The booked times left beside the one being held, and the latter with what it runs into."""
    begin, end = held
    rest = []
    for start, until in sorted(booked):
        if start <= end and begin <= until:
            begin, end = min(begin, start), max(end, until)
        else:
            rest.append((start, until))
    return rest, (begin, end)


def changed(room: Room, change: RoomChange) -> Room:
    """The room as its owner wants it. Raises ``PasswordsEqual``."""
    after = replace(
        room,
        name=room.name if change.name is None else change.name,
        chair=room.chair if change.chair is None else change.chair,
        general=room.general if change.general is None else change.general,
        guests_first=room.guests_first if change.guests_first is None else change.guests_first,
        guest_notice=room.guest_notice if change.guest_notice is None else change.guest_notice,
    )
    if after.chair == after.general:
        raise PasswordsEqual
    return after


def assigned(room: Room, user_id: str) -> Room:
    """The room in the hands of ``user_id``. Raises ``RoomNotAvailable`` for one that somebody else has."""
    if room.mode is RoomMode.PERSONAL or room.user_id not in (None, user_id):
        raise RoomNotAvailable
    status = RoomStatus.NORMAL if room.status is RoomStatus.UNASSIGNED else room.status
    return replace(room, user_id=user_id, status=status)


def recycled(room: Room, user_id: str) -> Room:
    """The room in nobody's hands. Raises ``RoomNotAvailable`` unless it is with ``user_id``."""
    if room.mode is RoomMode.PERSONAL or room.user_id != user_id:
        raise RoomNotAvailable
    return replace(room, user_id=None, status=RoomStatus.UNASSIGNED)
