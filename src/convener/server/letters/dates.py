"""When a meeting takes place, as the events of a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Event, vRecur

from convener.domain import zones
from convener.domain.calendar_rule import recurrence_rule
from convener.domain.invitations import Invitation
from convener.domain.recurrence import Occurrence, Series, by_rule, occurrences

NewEvent = Callable[[Occurrence], Event]
"""Makes an event with everything but its times."""


def events(shown: Invitation, new_event: NewEvent) -> list[Event]:
    """The events that expand to exactly the dates of the meeting.

    A series is its rule, less the dates that were called off, and one more event for each date that the
    rule does not say right: those moved or changed, and where calendars disagree about the clocks: a start
    that is skipped, a change between start and end.
    """
    zone = zones.zone(shown.zone)
    if shown.series is None:
        [one] = shown.dates
        return [_single(new_event(one), one, zone)]
    return [_whole(shown.series, new_event, zone), *_own(shown.series, new_event, zone)]


def whole(shown: Invitation, new_event: NewEvent) -> Event:
    """The event that stands for all of the meeting: by its UID the others go with it."""
    zone = zones.zone(shown.zone)
    if shown.series is None:
        return _single(new_event(shown.dates[0]), shown.dates[0], zone)
    return _whole(shown.series, new_event, zone)


def _single(event: Event, one: Occurrence, zone: ZoneInfo) -> Event:
    starts, ends = one.starts.astimezone(zone), one.ends.astimezone(zone)
    if starts.fold or ends.fold:  # A local time that comes twice means the first (3.3.5).
        starts, ends = one.starts, one.ends
    event.add("dtstart", starts)
    event.add("dtend", ends)
    return event


def _whole(series: Series, new_event: NewEvent, zone: ZoneInfo) -> Event:
    booked = by_rule(series)
    event, starts = new_event(booked[0]), [one.starts.astimezone(zone) for one in booked]
    event.add("dtstart", starts[0])
    # Not an end: where the clocks change before it, that would make every date longer or shorter.
    event.add("duration", series.length)
    rule = recurrence_rule(series)
    if rule:
        event.add("rrule", vRecur.from_ical(rule))
    elif starts[1:]:
        event.add("rdate", starts[1:])
    if gone := _called_off(series, booked):
        event.add("exdate", [one.starts.astimezone(zone) for one in gone])
    return event


def _called_off(series: Series, booked: Sequence[Occurrence]) -> list[Occurrence]:
    kept = {one.day for one in occurrences(series)}
    return [one for one in booked if one.day not in kept]


def _own(series: Series, new_event: NewEvent, zone: ZoneInfo) -> Iterator[Event]:
    as_is = {one.day: one for one in occurrences(series)}
    for booked in by_rule(series):
        one = as_is.get(booked.day)
        if one is None or not (_is_edited(booked, one) or _is_doubtful(series, one, zone)):
            continue
        event = _single(new_event(one), one, zone)
        event.add("recurrence-id", booked.starts.astimezone(zone))
        yield event


def _is_edited(booked: Occurrence, one: Occurrence) -> bool:
    has_note = one.edit is not None and one.edit.description is not None
    return has_note or (one.starts, one.ends) != (booked.starts, booked.ends)


def _is_doubtful(series: Series, one: Occurrence, zone: ZoneInfo) -> bool:
    starts, ends = _wall(one.starts, zone), _wall(one.ends, zone)
    return starts.time() != series.at or ends - starts != one.ends - one.starts


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def span_of_years(shown: Invitation) -> tuple[int, int]:
    """The first and last year that its events name."""
    moments = [one.starts for one in shown.dates] + [one.ends for one in shown.dates]
    if shown.series:
        moments += [one.starts for one in by_rule(shown.series)]
    return min(moments).astimezone(UTC).year, max(moments).astimezone(UTC).year
