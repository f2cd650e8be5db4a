"""What a change of a booking leaves in the event log: who asked for what, and what was before."""

from __future__ import annotations

from collections.abc import Sequence

from convener.domain.facts import (
    Booked,
    Fact,
    MeetingCancelled,
    MeetingChanged,
    MeetingExpired,
    OccurrenceCancelled,
    OccurrenceChanged,
    Slot,
)
from convener.domain.meeting import Meeting, State, occurrence_id
from convener.domain.recurrence import Occurrence, occurrences


def changed(before: Meeting, after: Meeting, *, by: str) -> list[Fact]:
    """What a change of a booking means; nothing when it asks for what is booked already."""
    old, new = Booked.of(before), Booked.of(after)
    password = before.secrets.general != after.secrets.general
    if old == new and not password:
        return []
    return [
        MeetingChanged(
            conference_id=after.conference_id, by=by, before=old, after=new, guest_password_changed=password
        )
    ]


def cancelled(before: Meeting, *, by: str) -> Fact:
    """That a meeting, or what was left of a series, was called off."""
    return MeetingCancelled(conference_id=before.conference_id, by=by, booked=Booked.of(before))


def changed_date(before: Meeting, after: Meeting, one: Occurrence, *, by: str) -> list[Fact]:
    """What a change of one date means; nothing when the date was like that already."""
    assert after.plan.series is not None
    [new] = [each for each in occurrences(after.plan.series) if each.day == one.day]
    if new == one:
        return []
    return [
        OccurrenceChanged(
            conference_id=after.conference_id,
            by=by,
            occurrence=occurrence_id(before, one.day),
            day=one.day,
            before=Slot.of(one),
            after=Slot.of(new),
            booked=Booked.of(after),
        )
    ]


def cancelled_dates(before: Meeting, after: Meeting, gone: Sequence[Occurrence], *, by: str) -> list[Fact]:
    """That dates were called off, and that the series is over where they were the last."""
    facts: list[Fact] = [
        OccurrenceCancelled(
            conference_id=after.conference_id,
            by=by,
            occurrence=occurrence_id(before, one.day),
            day=one.day,
            before=Slot.of(one),
            booked=Booked.of(after),
        )
        for one in gone
    ]
    if after.state is State.DESTROYED:
        facts.append(MeetingExpired(conference_id=after.conference_id))
    return facts
