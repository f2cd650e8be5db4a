"""An operation of our own: what a booking would give, before anything is booked."""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire.audit import ChangedField
from convener.wire.base import Auth, Query, Request, Wire, about, field, operation
from convener.wire.convener import Instant
from convener.wire.meetings import ScheduleBody


class DateMark(enum.StrEnum):
    """What people may not expect of a date."""

    CLOCKS_CHANGED = "clocksChanged"
    """The clocks stand otherwise than on the date before."""
    CLOCKS_CHANGE = "clocksChange"
    """On the next date they stand otherwise."""
    SKIPPED = "skipped"
    """The clocks skip the time of day on that day: the meeting begins later."""
    TWICE = "twice"
    """The clocks show the time twice on that day; of a series the first is meant."""
    LAST_OF_MONTH = "lastOfMonth"
    """The month lacks the day of the rule."""
    NEW = "new"
    """Only when changing: there is no such date now."""


class RoomConflict(Wire, kw_only=True):
    """Some time of the room that another meeting has."""

    starts: Instant
    ends: Instant
    running: Annotated[bool, about("The other meeting is being held.")]
    conference_id: Annotated[str, about("Absent for who may not see that meeting.")] | None = field(
        name="conferenceID", default=None
    )
    subject: Annotated[str, about("As conferenceID.")] | None = None


class PreviewedDate(Wire, kw_only=True):
    starts: Annotated[Instant, about("UTC.")]
    ends: Annotated[Instant, about("UTC.")]
    local_starts: Annotated[Instant, about("What clocks of the zone show, with their offset.")]
    local_ends: Annotated[Instant, about("The same.")]
    marks: list[DateMark]
    conflicts: Annotated[list[RoomConflict], about("With them the date cannot be booked.")]


class DateGone(Wire, kw_only=True):
    starts: Annotated[Instant, about("UTC.")]
    ends: Annotated[Instant, about("UTC.")]


class MeetingPreview(Wire, kw_only=True):
    time_zone_id: Annotated[str, about("The zone in force, 1 to 77.")] = field(name="timeZoneID")
    time_zone: Annotated[str, about("The same by its name, such as Europe/Berlin.")]
    dates: Annotated[list[PreviewedDate], about("In order; of a single meeting one.")]
    bookable: Annotated[bool, about("Whether the room is free on all dates; true without a room.")]
    past: Annotated[int, about("Days of the rule that are left out because they are past.")]
    cut: Annotated[int, about("Days that are left out because a series has at most 50 meetings.")]
    end_date: Annotated[str, about("Of a series its last day as it would be booked, yyyy-MM-dd.")] | None = (
        None
    )
    changes: Annotated[list[ChangedField], about("Only when changing: what would be different.")] | None = (
        None
    )
    gone: (
        Annotated[list[DateGone], about("Only when changing: dates there are now and would not be.")] | None
    ) = None


@operation("POST", "/convener/v1/preview", auth=Auth.USER)
class PreviewMeeting(Request[MeetingPreview], kw_only=True):
    """See the dates of a booking or of a change, and nothing is booked or changed.

    The body is that of the booking: with cycleParams a series, else a single meeting. With conferenceID
    it is that of changing this meeting, whose own time of the room is then no conflict. What booking
    would refuse is refused here, but for a room that is taken: the conflicts are in the answer.
    """

    conference_id: Annotated[Query[str | None], about("The meeting to change.")] = field(
        name="conferenceID", default=None
    )
    body: ScheduleBody
