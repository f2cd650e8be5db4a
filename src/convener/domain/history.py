"""What remains of a conference that is over: the meeting as it was then, and who may look at it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from convener.domain.access import MayNotView
from convener.domain.lifecycle import current_day, current_plan
from convener.domain.meeting import Meeting, Role, State, occurrence_id, role_in
from convener.domain.person import Principal
from convener.domain.roster import Attendee


class Invited(Struct, frozen=True, kw_only=True):
    """An entry of the invited list; ``late`` is who was invited while the meeting was held."""

    attendee: Attendee
    late: bool = False


def booked(people: Iterable[Invited]) -> list[Attendee]:
    """Who was invited when booking."""
    return [one.attendee for one in people if not one.late]


class Record(Struct, frozen=True, kw_only=True):
    """One holding of a meeting, from its actual start to its actual end."""

    meeting: Meeting
    """As it ended: ``Destroyed``, with the actual times; of a series with the settings of the date held."""
    people: tuple[Invited, ...]
    occurrence: str | None = None
    """Of a series, which of its meetings was held."""
    recorded: bool = False
    first_fact: int = 0
    last_fact: int = 0
    """The facts of the meeting's log from after ``first_fact`` to ``last_fact`` happened meanwhile."""

    @property
    def booked(self) -> list[Attendee]:
        """Who was invited when booking."""
        return booked(self.people)

    @property
    def entitled(self) -> set[str]:
        """The users who may see the record without being administrators."""
        return {self.meeting.user_id, *(one.attendee.user_id for one in self.people if one.attendee.user_id)}

    def role_of(self, who: Principal) -> Role:
        """What ``who`` was in the meeting. Raises ``MayNotView``."""
        role = role_in(self.meeting, who, [one.attendee for one in self.people])
        if role is None:
            raise MayNotView
        return role


def ended(meeting: Meeting, people: tuple[Invited, ...], now: datetime) -> Record:
    """The record of the running conference, which ends now."""
    over = replace(
        meeting,
        state=State.DESTROYED,
        starts=meeting.opened or meeting.starts,
        ends=now,
        expires=now,
        closes=now,
        plan=current_plan(meeting),
    )
    return Record(meeting=over, people=people, occurrence=_occurrence(meeting))


def _occurrence(meeting: Meeting) -> str | None:
    day = current_day(meeting)
    return None if day is None else occurrence_id(meeting, day)
