"""What happened: the facts a change leaves in the event log, one class each.

The class name is the fact's kind in the log; a field may be added with a default, never renamed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from msgspec import Struct

from convener.domain.attendance import Participant
from convener.domain.edits import Edit
from convener.domain.meeting import Meeting, Plan
from convener.domain.recurrence import Occurrence
from convener.domain.roster import Attendee


class MeetingScheduled(Struct, frozen=True, kw_only=True):
    """A meeting or series was booked (instant ones too)."""

    conference_id: str
    subject: str
    by: str
    starts: datetime
    ends: datetime


class MeetingStarted(Struct, frozen=True, kw_only=True):
    """A conference was opened; ``by`` is ``None`` when a timer did it, ``day`` is set in a series."""

    conf_uuid: str
    by: str | None = None
    day: date | None = None


class MeetingEnded(Struct, frozen=True, kw_only=True):
    """The conference was closed, by its time where ``by`` is ``None``; the reservation may live on."""

    conf_uuid: str
    by: str | None = None
    day: date | None = None


class MeetingExpired(Struct, frozen=True, kw_only=True):
    """The reserved time is over: the meeting is history, or was never held."""

    conference_id: str


class AttendeesChanged(Struct, frozen=True, kw_only=True):
    """The invited list changed; ``version`` counts these changes from 1 for each meeting.

    ``by`` is ``None`` when it was done by the control of the running meeting, which names nobody.
    """

    version: int
    refreshed: tuple[Attendee, ...] = ()
    removed: tuple[Attendee, ...] = ()
    by: str | None = None


class ParticipantJoined(Struct, frozen=True, kw_only=True):
    """Somebody came into the conference; again when somebody comes back."""

    conf_uuid: str
    participant: Participant


class ParticipantLeft(Struct, frozen=True, kw_only=True):
    """Somebody went; whoever was there at the end went without this."""

    conf_uuid: str
    participant_id: str


class Booked(Struct, frozen=True, kw_only=True):
    """What is booked, without passwords and invited list; of a series the times of the next date."""

    subject: str
    starts: datetime
    ends: datetime
    plan: Plan

    @classmethod
    def of(cls, meeting: Meeting) -> Self:
        return cls(subject=meeting.subject, starts=meeting.starts, ends=meeting.ends, plan=meeting.plan)


class Slot(Struct, frozen=True, kw_only=True):
    """When one date of a series takes place, and what it has of its own."""

    starts: datetime
    ends: datetime
    edit: Edit | None = None

    @classmethod
    def of(cls, one: Occurrence) -> Self:
        return cls(starts=one.starts, ends=one.ends, edit=one.edit)


class MeetingChanged(Struct, frozen=True, kw_only=True):
    """A booking was changed, a series as a whole; a change of the invited list has a fact of its own.

    Whoever does not ask for anything new leaves no fact.
    """

    conference_id: str
    by: str
    before: Booked
    after: Booked
    guest_password_changed: bool = False


class MeetingCancelled(Struct, frozen=True, kw_only=True):
    """A meeting was called off, or of a series all that had not taken place."""

    conference_id: str
    by: str
    booked: Booked


class OccurrenceChanged(Struct, frozen=True, kw_only=True):
    """One date of a series was changed: moved, or given another length or settings of its own.

    ``day`` names it, the date its rule gives; ``occurrence`` is its ID. ``booked`` is the series after it.
    """

    conference_id: str
    by: str
    occurrence: str
    day: date
    before: Slot
    after: Slot
    booked: Booked


class OccurrenceCancelled(Struct, frozen=True, kw_only=True):
    """One date of a series was called off; after the last one ``MeetingExpired`` follows."""

    conference_id: str
    by: str
    occurrence: str
    day: date
    before: Slot
    booked: Booked


Fact = (
    MeetingScheduled
    | MeetingStarted
    | MeetingEnded
    | MeetingExpired
    | AttendeesChanged
    | ParticipantJoined
    | ParticipantLeft
    | MeetingChanged
    | MeetingCancelled
    | OccurrenceChanged
    | OccurrenceCancelled
)
