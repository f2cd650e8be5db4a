"""Operations of our own: who changed a meeting, and who was in one that is over."""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire.base import Auth, Path, Query, Request, Wire, about, field, operation
from convener.wire.common import LARGEST_COUNT, Csv
from convener.wire.convener import Instant

MOST_CHANGES = 500


class ChangeKind(enum.StrEnum):
    """What happened to a meeting; those named after a date were about one of a series."""

    BOOKED = "booked"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    DATE_CHANGED = "dateChanged"
    DATE_CANCELLED = "dateCancelled"
    INVITED_CHANGED = "invitedChanged"
    STARTED = "started"
    ENDED = "ended"
    EXPIRED = "expired"
    """Its time is over, held or not."""


class ChangedField(Wire, kw_only=True):
    """One thing that is different; of a password only that it is."""

    field: Annotated[str, about("Such as subject, starts, plan.length or attendee.")]
    before: str | None = None
    after: str | None = None


class MeetingChange(Wire, kw_only=True):
    number: Annotated[int, about("Counts what happens to the meeting; some of it is no change of it.")]
    at: Instant
    what: ChangeKind
    by: Annotated[str, about("User ID; absent where nobody did it, or the control of a meeting.")] | None = (
        None
    )
    by_name: str | None = None
    date: Annotated[str, about("Of a series, the date it was about, yyyy-MM-dd.")] | None = None
    differences: Annotated[list[ChangedField], about("What is different since.")]


class MeetingChanges(Wire, kw_only=True):
    data: Annotated[list[MeetingChange], about("The oldest first.")]


@operation("GET", "/convener/v1/meetings/{conferenceID}/changes", auth=Auth.USER)
class ListMeetingChanges(Request[MeetingChanges], kw_only=True):
    """Who changed what of a meeting, and when; for its scheduler and administrators, also afterwards."""

    conference_id: Path[str] = field(name="conferenceID")
    after: Annotated[Query[int], about("Only those with a higher number.", ge=0, le=LARGEST_COUNT)] = 0
    limit: Annotated[Query[int], about("At most so many, the oldest.", ge=1, le=MOST_CHANGES)] = MOST_CHANGES


class Attendance(Wire, kw_only=True):
    """One person's stays in a meeting, put together."""

    name: Annotated[str, about("As last shown; the number where there is none.")]
    number: str | None = None
    user_id: str | None = None
    account: str | None = None
    department: str | None = None
    first_joined: Instant
    last_left: Instant
    seconds: Annotated[int, about("Time spent there; on two devices at once it counts once.")]
    stays: Annotated[int, about("How many times the person joined.")]


class AttendanceList(Wire, kw_only=True):
    data: Annotated[list[Attendance], about("By the time of the first join.")]


@operation("GET", "/convener/v1/history/{confUUID}/attendance", auth=Auth.USER)
class ShowAttendance(Request[AttendanceList], kw_only=True):
    """Who was in a meeting that is over: one entry for each person, however often they reconnected."""

    conf_uuid: Path[str] = field(name="confUUID")


@operation("GET", "/convener/v1/history/{confUUID}/attendance.csv", auth=Auth.USER)
class ExportAttendance(Request[Csv], kw_only=True):
    """The same as a table, with a byte order mark, so that spreadsheets read every script."""

    conf_uuid: Path[str] = field(name="confUUID")
