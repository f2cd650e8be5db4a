"""What happens to meetings, written down, and the timers by which their people come to know of it.

The one place that both go through: whoever records a fact need not think of the invited.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from convener.domain.facts import (
    AttendeesChanged,
    Fact,
    MeetingCancelled,
    MeetingChanged,
    MeetingScheduled,
    MeetingStarted,
    OccurrenceCancelled,
    OccurrenceChanged,
)
from convener.domain.meeting import Meeting, State
from convener.domain.person import Principal
from convener.domain.roster import Attendee
from convener.server.areas.meetings.repository import MeetingRepository
from convener.server.storage import timers
from convener.server.storage.database import Writing

NEWS = "news"
"""The kind of timer by which the people of a meeting are told of it; its key is the meeting."""

CALLED_OFF = "called-off"
"""The same once there is no meeting any more."""

RESUMED = "resumed"
"""The same for a meeting that came from another server, where they were told."""


class MeetingLog:
    """Records facts; what concerns the invited is told to them soon after, by ``InvitationService``."""

    def __init__(self, repository: MeetingRepository) -> None:
        self._repository = repository

    def begin(
        self, unit: Writing, meeting: Meeting, invited: Iterable[Attendee], by: Principal, now: datetime
    ) -> None:
        """That it was booked; an instant meeting has started too."""
        booked = MeetingScheduled(
            conference_id=meeting.conference_id,
            subject=meeting.subject,
            by=meeting.user_id,
            starts=meeting.starts,
            ends=meeting.ends,
        )
        self._repository.record(unit, meeting, booked, now)
        if meeting.is_running:
            started = MeetingStarted(conf_uuid=meeting.conf_uuid, by=meeting.user_id)
            self._repository.record(unit, meeting, started, now)
        # Most bookings of programs reach nobody: they need not be looked at again.
        if by.email or any(one.email or one.sms or one.user_id for one in invited):
            self.tell(unit, meeting, now)

    def record(
        self, unit: Writing, meeting: Meeting, facts: Sequence[Fact], now: datetime, *, news: bool = False
    ) -> None:
        """Store facts about the meeting as it is after them; sent with the commit.

        ``news``: people have something to be told even if no fact says so.
        """
        for fact in facts:
            self._repository.record(unit, meeting, fact, now)
        if news or any(map(_concerns_the_invited, facts)):
            self.tell(unit, meeting, now)

    def tell(self, unit: Writing, meeting: Meeting, now: datetime) -> None:
        """Have people told what they do not know of the meeting yet, where it is booked so."""
        plan = meeting.plan
        if meeting.state is State.DESTROYED:
            timers.put(unit, meeting.corp_id, CALLED_OFF, meeting.meeting_id, now)
        elif plan.send_notify or plan.send_calendar or plan.send_sms:
            timers.put(unit, meeting.corp_id, NEWS, meeting.meeting_id, now)


def _concerns_the_invited(fact: Fact) -> bool:
    match fact:
        case MeetingChanged() | MeetingCancelled() | OccurrenceChanged() | OccurrenceCancelled():
            return True
        case AttendeesChanged():
            # Who is invited from within the running meeting is called, not written to.
            return fact.by is not None or bool(fact.removed)
        case _:
            return False
