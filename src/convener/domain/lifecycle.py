"""How a meeting lives: opening, closing, returning to its reservation, expiring.

Every function takes the meeting and the moment and gives the meeting after it. Timers call
``advance`` at ``due``; running it again at the same moment changes nothing.
"""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from convener.domain.access import GuestsMayNotStart, OnlyHostStartsRoom
from convener.domain.facts import Fact, MeetingEnded, MeetingExpired, MeetingStarted
from convener.domain.meeting import Kind, Meeting, Plan, Room, State, in_force
from convener.domain.recurrence import Occurrence, occurrences


class Event(enum.Enum):
    """What can happen to a meeting."""

    OPEN = "open"
    CLOSE = "close"
    EXPIRE = "expire"
    CANCEL = "cancel"


TRANSITIONS = {
    (State.SCHEDULE, Event.OPEN): State.CREATED,
    (State.CREATED, Event.CLOSE): State.SCHEDULE,
    (State.SCHEDULE, Event.EXPIRE): State.DESTROYED,
    (State.SCHEDULE, Event.CANCEL): State.DESTROYED,
}
"""Every legal step. ``Creating`` is shown by the reference while media are set up; here nothing waits."""


def after(state: State, event: Event) -> State:
    """The state ``event`` leads to. Raises ``KeyError`` for a step that is not legal."""
    return TRANSITIONS[state, event]


def opened(meeting: Meeting, now: datetime, *, until: datetime | None = None) -> Meeting:
    """The meeting as a running conference; its booked length counts from this moment.

    ``until`` is when its room is somebody else's.
    """
    closes = now + (meeting.ends - meeting.starts)
    return replace(
        meeting,
        state=after(meeting.state, Event.OPEN),
        opened=now,
        closes=closes if until is None else min(closes, until),
    )


def stopped(meeting: Meeting, *, next_uuid: str) -> Meeting:
    """The meeting after its conference closed, its reservation untouched.

    ``next_uuid`` will name the next holding.
    """
    state = after(meeting.state, Event.CLOSE)
    return replace(meeting, state=state, opened=None, closes=None, conf_uuid=next_uuid)


def cancelled(meeting: Meeting, now: datetime) -> Meeting:
    """The meeting or what was left of the series, called off; a running one is ``stopped`` first."""
    return replace(meeting, state=after(meeting.state, Event.CANCEL), expires=min(now, meeting.expires))


def check_guest_start(meeting: Meeting, now: datetime, room: Room | None) -> None:
    """Refuse a guest who may not open the meeting, or not yet.

    A room opened under its fixed ID goes by the room's own rule; otherwise the booking decides,
    and with ``join_before_host`` minutes it holds back those who come earlier than that.
    """
    if meeting.room_number is not None:
        if room is None or not room.guests_first:
            raise OnlyHostStartsRoom
        return
    plan = current_plan(meeting)
    early = plan.join_before_host
    too_early = bool(early) and now < meeting.starts - timedelta(minutes=early or 0)
    if not plan.guests_may_start or too_early:
        raise GuestsMayNotStart


def closed(meeting: Meeting, now: datetime, *, keep: bool, next_uuid: str) -> Meeting:
    """The meeting after its conference closed: back to its reservation, or over.

    ``keep`` is the enterprise's choice whether a reservation outlives a conference that closed
    before the booked end. ``next_uuid`` will name the next holding.
    """
    idle = stopped(meeting, next_uuid=next_uuid)
    if meeting.ends > now and keep:
        return idle
    following = next_occurrence(meeting, max(now, meeting.ends))
    if following is None:
        return replace(idle, state=after(idle.state, Event.EXPIRE), expires=min(now, meeting.expires))
    return replace(idle, starts=following.starts, ends=following.ends)


def current(meeting: Meeting) -> Occurrence | None:
    """The occurrence of a series that is being held or comes next."""
    return next(iter(_from_current(meeting)), None)


def current_day(meeting: Meeting) -> date | None:
    """Names the occurrence of a series that is being held or comes next."""
    occurrence = current(meeting)
    return occurrence.day if occurrence else None


def current_plan(meeting: Meeting) -> Plan:
    """What holds for a meeting; of a series for the occurrence that is being held or comes next."""
    occurrence = current(meeting)
    return in_force(meeting.plan, occurrence.edit if occurrence else None)


def remaining(meeting: Meeting, now: datetime) -> tuple[Occurrence, ...]:
    """The times that are being held or may still be, without what is over or was closed for good."""
    if meeting.plan.series is None:
        return (Occurrence(meeting.starts.date(), meeting.starts, meeting.ends),)
    left = _from_current(meeting)
    return tuple(
        one for index, one in enumerate(left) if one.ends > now or (meeting.is_running and index == 0)
    )


def _from_current(meeting: Meeting) -> tuple[Occurrence, ...]:
    if meeting.plan.series is None:
        return ()
    return tuple(one for one in occurrences(meeting.plan.series) if one.ends > meeting.starts)


def next_occurrence(meeting: Meeting, now: datetime) -> Occurrence | None:
    """The first occurrence of a series that is not over at ``now``."""
    if meeting.plan.series is None:
        return None
    return next((one for one in occurrences(meeting.plan.series) if one.ends > now), None)


def due(meeting: Meeting, now: datetime, *, calls: bool, booked: bool = False) -> datetime | None:
    """When the meeting needs ``advance`` next, ``now`` or later; ``None`` when it is over.

    ``calls`` says that someone on the invited list is to be called when it starts. ``booked`` says that
    its time was just chosen, which may be the minute that has begun already.
    """
    if meeting.state is State.DESTROYED:
        return None
    if meeting.is_running:
        return meeting.closes
    minute = now.replace(second=0, microsecond=0)
    ahead = meeting.starts >= (minute if booked else now)
    if calls and meeting.room_id is None and ahead:
        return max(meeting.starts, now)
    return meeting.ends


def advance(
    meeting: Meeting,
    now: datetime,
    *,
    calls: bool,
    present: int,
    keep: bool,
    next_uuid: str,
    until: datetime | None = None,
    late: timedelta = timedelta(0),
) -> tuple[Meeting, list[Fact]]:
    """The meeting at ``now`` and what happened since it was last looked at.

    ``present`` is how many are in the conference: while someone is, its end moves on by the booked
    extension, but not beyond ``until``, when its room is somebody else's. ``late`` is how long ago ``now``
    is for a server that was down: extensions are made up for in one go.
    """
    if meeting.is_running:
        later = _prolonged(meeting, now, late, until) if present else None
        return (later, []) if later else _while_running(meeting, now, keep=keep, next_uuid=next_uuid)
    if meeting.state is State.DESTROYED:
        return meeting, []
    if meeting.ends <= now:
        return _past(meeting, now)
    if calls and meeting.room_id is None and meeting.starts <= now:
        return opened(meeting, now), [MeetingStarted(conf_uuid=meeting.conf_uuid, day=current_day(meeting))]
    return meeting, []


def _prolonged(meeting: Meeting, now: datetime, late: timedelta, until: datetime | None) -> Meeting | None:
    """The meeting with its end moved on, where it is used up and may be."""
    step, closes = meeting.plan.prolong, meeting.closes
    if closes is None or now < closes or not step:
        return None
    if until is None or now + late < until:
        now += late
    elif now >= until:
        return None
    later = closes + ((now - closes) // step + 1) * step
    return replace(meeting, closes=later if until is None else min(later, until))


def _while_running(
    meeting: Meeting, now: datetime, *, keep: bool, next_uuid: str
) -> tuple[Meeting, list[Fact]]:
    if meeting.closes is None or now < meeting.closes:
        return meeting, []
    after_it = closed(meeting, now, keep=keep, next_uuid=next_uuid)
    facts: list[Fact] = [MeetingEnded(conf_uuid=meeting.conf_uuid, day=current_day(meeting))]
    if after_it.state is State.DESTROYED:
        facts.append(MeetingExpired(conference_id=meeting.conference_id))
    return after_it, facts


def _past(meeting: Meeting, now: datetime) -> tuple[Meeting, list[Fact]]:
    """A reservation whose time passed unheld: the next occurrence, or the end."""
    following = next_occurrence(meeting, now) if meeting.kind is Kind.SERIES else None
    if following is None:
        gone = replace(meeting, state=after(meeting.state, Event.EXPIRE))
        return gone, [MeetingExpired(conference_id=meeting.conference_id)]
    return replace(meeting, starts=following.starts, ends=following.ends), []
