"""Booking a meeting: what is asked for, what may not be, and the meeting that results."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from convener.domain import recurrence
from convener.domain.meeting import Kind, Meeting, Plan, Room, RoomMode, RoomStatus, Secrets, State
from convener.domain.person import Principal
from convener.domain.recurrence import BOOKABLE_AHEAD, Occurrence, Rule, TooFarAhead
from convener.domain.refusal import Refusal
from convener.domain.roster import Attendee
from convener.domain.zones import zone

SUBJECT_LENGTH = 128


class StartsInPast(Refusal):
    """The booked start lies before the current minute."""


class Unreadable(Refusal):
    """A date or time is not written as it must be."""


class RuleMissing(Refusal):
    """A series came without the rule of its days."""


class TooManyAttendees(Refusal):
    """The invited list is longer than the enterprise allows."""


class NoConcurrency(Refusal):
    """The enterprise has no participants for meetings without a cloud room."""


class InterpretationNotOffered(Refusal):
    """The enterprise has no simultaneous interpretation."""


class RoomUnknown(Refusal):
    """No such room in the enterprise."""


class RoomNotYours(Refusal):
    """The room belongs to somebody else."""


class RoomDisabled(Refusal):
    """The room is switched off, or expires before the meeting would end."""


class RoomTooSmall(Refusal):
    """More participants were asked for than the room holds."""


class LongerThanRoomAllows(Refusal):
    """The room's package ends meetings earlier."""


class RoomTaken(Refusal):
    """The room is reserved in that time."""


class RoomInUse(Refusal):
    """A meeting is running in the room now."""


class RoomTooSoonTaken(Refusal):
    """The room's next reservation begins before an instant meeting would end."""


class Draft(Struct, frozen=True, kw_only=True):
    """A booking as asked for, defaults filled in."""

    subject: str | None
    starts: datetime | None
    """``None`` starts at once; of a series only the time of day counts."""
    plan: Plan
    attendees: tuple[Attendee, ...]
    guest_password: str | None = None
    uses_room: bool = False
    room_id: str | None = None
    rule: Rule | None = None


class Minted(Struct, frozen=True, kw_only=True):
    """Fresh identifiers and secrets for a new meeting."""

    meeting_id: str
    conference_id: str
    conf_uuid: str
    secrets: Secrets


def book(draft: Draft, who: Principal, now: datetime, minted: Minted, room: Room | None) -> Meeting:
    """The meeting ``draft`` asks for, booked by ``who``. Raises a ``Refusal``.

    ``room`` is the room it names, already looked up; whether the room is free in that time is for
    ``rooms.check_free`` to say.
    """
    _check_resources(draft, who, room, now)
    plan = draft.plan
    if draft.rule is not None:
        series = _series(draft, draft.rule, now)
        plan = replace(plan, series=series)
    slots = booked_slots(plan, draft.starts, now)
    if room is not None:
        check_lasts(room, slots[-1].ends)
    immediate = draft.starts is None and draft.rule is None
    fixed = room is not None and not (room.mode is RoomMode.CLOUD and plan.random_room_id)
    return Meeting(
        corp_id=who.corp_id,
        meeting_id=minted.meeting_id,
        conference_id=minted.conference_id,
        user_id=who.user_id,
        scheduler=who.name,
        subject=(draft.subject or f"{who.name}'s meeting")[:SUBJECT_LENGTH],
        kind=Kind.SERIES if draft.rule else Kind.IMMEDIATE if immediate else Kind.FUTURE,
        state=State.CREATED if immediate else State.SCHEDULE,
        starts=slots[0].starts,
        ends=slots[0].ends,
        expires=slots[-1].ends,
        conf_uuid=minted.conf_uuid,
        opened=now if immediate else None,
        closes=now + plan.length if immediate else None,
        room_id=room.room_id if room else None,
        room_number=room.number if room and fixed else None,
        plan=plan,
        secrets=_secrets(draft, minted.secrets, room if fixed else None),
    )


def booked_slots(plan: Plan, starts: datetime | None, now: datetime) -> tuple[Occurrence, ...]:
    """Every stretch of time the booking takes up, in order."""
    if plan.series is not None:
        return recurrence.occurrences(plan.series)
    return (slot(starts or now, plan.length, now),)


def slot(begin: datetime, length: timedelta, now: datetime) -> Occurrence:
    """A single meeting's stretch of time. Raises ``StartsInPast`` or ``TooFarAhead``."""
    if begin.replace(second=0, microsecond=0) < now.replace(second=0, microsecond=0):
        raise StartsInPast
    if begin > now + BOOKABLE_AHEAD:
        raise TooFarAhead
    return Occurrence(begin.date(), begin, begin + length)


def _series(draft: Draft, rule: Rule, now: datetime) -> recurrence.Series:
    at = recurrence.wall_time(draft.starts or now, zone(draft.plan.time_zone))
    return recurrence.plan(rule, at=at, zone=draft.plan.time_zone, length=draft.plan.length, now=now)


def _check_resources(draft: Draft, who: Principal, room: Room | None, now: datetime) -> None:
    if len(draft.attendees) > who.settings.max_attendees:
        raise TooManyAttendees
    if draft.plan.interpretation and not who.settings.interpretation:
        raise InterpretationNotOffered
    if room is not None:
        check_room(room, draft.plan, owner=who.user_id, now=now)
    if who.settings.concurrency == 0 and (room is None or room.mode is RoomMode.PERSONAL):
        raise NoConcurrency


def check_lasts(room: Room, until: datetime) -> None:
    """Refuse a room that expires before its meeting is over."""
    if room.expires is not None and room.expires < until:
        raise RoomDisabled


def check_room(room: Room, plan: Plan, *, owner: str, now: datetime) -> None:
    """Refuse a room that ``owner`` may not book for this plan."""
    if room.mode is RoomMode.WEBINAR:
        raise RoomUnknown
    if room.user_id != owner:
        raise RoomNotYours
    if room.standing(now) is not RoomStatus.NORMAL:
        raise RoomDisabled
    if room.parties and plan.concurrent_participants > room.parties:
        raise RoomTooSmall
    if room.longest and plan.length > room.longest:
        raise LongerThanRoomAllows


def _secrets(draft: Draft, minted: Secrets, fixed: Room | None) -> Secrets:
    """A fixed ID brings the room's passwords; otherwise the guest's may be given or waived."""
    if fixed is not None:
        return replace(minted, chair=fixed.chair, general=fixed.general)
    if draft.plan.guests_free:
        return replace(minted, general="")
    if draft.guest_password:
        return replace(minted, general=draft.guest_password)
    return minted
