"""What happened: the facts a change leaves in the event log, one class each.

The class name is the fact's kind in the log; a field may be added with a default, never renamed.
"""

from __future__ import annotations

from datetime import datetime

from convener.domain.attendance import Participant
from convener.domain.roster import Attendee
from convener.domain.value import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingScheduled:
    """A meeting or series was booked (instant ones too)."""

    conference_id: str
    subject: str
    by: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingStarted:
    """A conference was opened; ``by`` is ``None`` when a timer did it."""

    conf_uuid: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEnded:
    """The conference was closed; the reservation may live on."""

    conf_uuid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingExpired:
    """The reserved time is over: the meeting is history, or was never held."""

    conference_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeesChanged:
    """The invited list changed; ``version`` counts these changes from 1 for each meeting."""

    version: int
    refreshed: tuple[Attendee, ...] = ()
    removed: tuple[Attendee, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantJoined:
    """Somebody came into the conference; again when somebody comes back."""

    conf_uuid: str
    participant: Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantLeft:
    """Somebody went; whoever was there at the end went without this."""

    conf_uuid: str
    participant_id: str


Fact = (
    MeetingScheduled
    | MeetingStarted
    | MeetingEnded
    | MeetingExpired
    | AttendeesChanged
    | ParticipantJoined
    | ParticipantLeft
)
