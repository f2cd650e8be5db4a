"""Changing what was booked: what may be changed, when and by whom, and the booking that results."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from convener.domain import booking, lifecycle, recurrence
from convener.domain.access import Forbidden
from convener.domain.booking import InterpretationNotOffered, RuleMissing, StartsInPast, TooManyAttendees
from convener.domain.enterprise import EnterpriseSettings
from convener.domain.meeting import Kind, Meeting, Plan, Room, RoomMode, Secrets
from convener.domain.person import Principal
from convener.domain.plan_change import PlanChange, RuleChange, merged
from convener.domain.recurrence import Occurrence, Series
from convener.domain.refusal import Refusal
from convener.domain.roster import Attendee
from convener.domain.zones import zone

CONCURRENCY, CLOUD_ROOM, WEBINAR = range(3)
"""The resources a booking can use up, as ``Plan.conference_resource`` numbers them."""


class AlreadyStarted(Refusal):
    """The meeting is being held, and only what is not may be changed."""


class StillRunning(Refusal):
    """The meeting is being held, and cancelling it was not said to end it."""


class WrongKind(Refusal):
    """A series is changed as a series, a single meeting as a single meeting."""


class RoomUseFixed(Refusal):
    """Whether a meeting uses a room cannot be changed."""


class RoomFixed(Refusal):
    """A meeting cannot change its room."""


class RoomIdTypeFixed(Refusal):
    """A meeting cannot change between its room's fixed ID and a random one."""


class ResourceFixed(Refusal):
    """A meeting cannot change the resource it uses up."""


class WebinarFixed(Refusal):
    """A webinar cannot become a meeting, nor a meeting a webinar."""


class RoomCannotStartNow(Refusal):
    """A meeting in a room cannot be changed into one that starts at once."""


class GuestPasswordIsChairs(Refusal):
    """Guests would have the host's password."""


class GuestPasswordIsNumber(Refusal):
    """The guests' password would be the meeting's own ID."""


class Change(Struct, frozen=True, kw_only=True):
    """What to change of a meeting or series; ``None`` leaves a thing as it is, except the start."""

    plan: PlanChange
    starts: datetime | None
    """``None`` starts at once; of a series only the time of day counts."""
    subject: str | None = None
    attendees: tuple[Attendee, ...] | None = None
    guest_password: str | None = None
    rule: RuleChange | None = None
    uses_room: bool | None = None
    room_id: str | None = None
    random_room_id: bool | None = None
    resource: int | None = None


def check_may_change(meeting: Meeting, who: Principal) -> None:
    """Refuse whoever neither booked the meeting nor administers the enterprise."""
    if meeting.user_id != who.user_id and not who.is_admin:
        raise Forbidden


def check_idle(meeting: Meeting) -> None:
    if meeting.is_running:
        raise AlreadyStarted


def check_kind(meeting: Meeting, *, series: bool) -> None:
    if series is not (meeting.kind is Kind.SERIES):
        raise WrongKind


def check(meeting: Meeting, change: Change, settings: EnterpriseSettings, *, series: bool) -> None:
    """Refuse what can be refused before the meeting's room is looked at."""
    check_kind(meeting, series=series)
    check_idle(meeting)
    check_people(change, settings)


def check_people(change: Change, settings: EnterpriseSettings) -> None:
    """Refuse what the enterprise does not have."""
    if len(change.attendees or ()) > settings.max_attendees:
        raise TooManyAttendees
    if change.plan.interpretation and not settings.interpretation:
        raise InterpretationNotOffered


def changed(
    meeting: Meeting, change: Change, now: datetime, *, room: Room | None, fresh_password: str
) -> Meeting:
    """The single meeting after the change, not yet opened where it starts at once. Raises a ``Refusal``.

    ``room`` is its room. ``fresh_password`` becomes the guests' where they had none and need one now.
    """
    if change.starts is None and meeting.room_id is not None:
        raise RoomCannotStartNow
    after = _changed(meeting, change, now, room=room, fresh_password=fresh_password)
    slot = _slot(meeting, change, now)
    return replace(after, starts=slot.starts, ends=slot.ends, expires=slot.ends)


def changed_series(
    meeting: Meeting, change: Change, now: datetime, *, room: Room | None, fresh_password: str
) -> Meeting:
    """The series after the change: its dates made anew from now on, edits of single ones forgotten.

    Raises a ``Refusal``. Arguments as in ``changed``.
    """
    after = _changed(meeting, change, now, room=room, fresh_password=fresh_password)
    series = _series(meeting, change, after.plan, now)
    slots = recurrence.occurrences(series)
    return replace(
        after,
        plan=replace(after.plan, series=series),
        starts=slots[0].starts,
        ends=slots[0].ends,
        expires=slots[-1].ends,
    )


def _changed(
    meeting: Meeting, change: Change, now: datetime, *, room: Room | None, fresh_password: str
) -> Meeting:
    """All but the times."""
    _check_fixed(meeting, change, room)
    plan = merged(meeting.plan, change.plan)
    if room is not None:
        booking.check_room(room, plan, owner=meeting.user_id, now=now)
    return replace(
        meeting,
        subject=change.subject or meeting.subject,
        plan=plan,
        secrets=_secrets(meeting, change, plan, fresh_password),
    )


def _slot(meeting: Meeting, change: Change, now: datetime) -> Occurrence:
    """Its new time. A start that stays may have passed, as long as the end has not."""
    length = change.plan.length
    if change.starts != meeting.starts:
        return booking.slot(change.starts or now, length, now)
    if meeting.starts + length <= now:
        raise StartsInPast
    return Occurrence(meeting.starts.date(), meeting.starts, meeting.starts + length)


def _series(meeting: Meeting, change: Change, plan: Plan, now: datetime) -> Series:
    before = meeting.plan.series
    assert before is not None
    if change.rule is None:
        raise RuleMissing
    rule = change.rule.on(before.rule)
    ends_ahead = meeting.starts + plan.length > now
    return recurrence.plan(
        rule,
        at=recurrence.wall_time(change.starts or now, zone(plan.time_zone)),
        zone=plan.time_zone,
        length=plan.length,
        now=now,
        begun=rule.first == before.rule.first,
        current=meeting.starts if ends_ahead else None,
        over=_last_over(meeting, before),
    )


def _last_over(meeting: Meeting, series: Series) -> date | None:
    """The last day that the series has behind it, by now or since an earlier change."""
    current = lifecycle.current_day(meeting)
    behind = [one.day for one in recurrence.occurrences(series) if current and one.day < current]
    return behind[-1] if behind else series.over


def _check_fixed(meeting: Meeting, change: Change, room: Room | None) -> None:
    """Refuse a change of what was settled by booking. Saying the same again is none."""
    in_room = meeting.room_id is not None
    if change.uses_room is not None and change.uses_room is not in_room:
        raise RoomUseFixed
    if in_room and change.room_id is not None and change.room_id != meeting.room_id:
        raise RoomFixed
    # Without a room, and in a personal one, there is no choice of IDs: what clients say of it means nothing.
    chosen = in_room and not (room is not None and room.mode is RoomMode.PERSONAL)
    if chosen and change.random_room_id not in (None, bool(meeting.plan.random_room_id)):
        raise RoomIdTypeFixed
    _check_resource(meeting, change.resource, room)


def _check_resource(meeting: Meeting, given: int | None, room: Room | None) -> None:
    own = meeting.plan.conference_resource
    if own is None:
        own = CLOUD_ROOM if room is not None and room.mode is RoomMode.CLOUD else CONCURRENCY
    if given is None or given == own:
        return
    raise WebinarFixed if WEBINAR in (given, own) else ResourceFixed


def _secrets(meeting: Meeting, change: Change, plan: Plan, fresh_password: str) -> Secrets:
    """A fixed ID has its room's passwords, whatever is asked for; otherwise the guests' may be changed."""
    secrets, given = meeting.secrets, change.guest_password
    if meeting.room_number is not None:
        return secrets
    if plan.guests_free:
        return replace(secrets, general="")
    if given is None:
        return secrets if secrets.general else replace(secrets, general=fresh_password)
    if given == secrets.chair:
        raise GuestPasswordIsChairs
    if given == meeting.conference_id:
        raise GuestPasswordIsNumber
    return replace(secrets, general=given)
