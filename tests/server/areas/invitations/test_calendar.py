"""Calendars as others read them: expanded, they hold exactly our dates."""

from __future__ import annotations

import io
import itertools
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from dateutil import tz
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convener.domain import zones
from convener.domain.edits import Edit
from convener.domain.recurrence import Cycle, Rule, Series
from convener.domain.zones import ZONES, ZoneCode
from convener.server.areas.invitations.calendar import Entry, Method, message
from convener.server.areas.invitations.time_zones import time_zone
from support.invitations import BOB, NOW, ORIGIN, an_invitation, of_series
from support.series import edited_series

BERLIN = ZoneCode("27")
marks = itertools.count()
"""The library remembers zones by their names."""

MARGIN = timedelta(days=60)
modest = settings(max_examples=60, deadline=None, derandomize=True)


def an_entry(invitation, *, reader=BOB, sequence=0):
    return Entry(invitation=invitation, reader=reader, sequence=sequence, stamp=NOW)


def sent(invitation, method=Method.REQUEST, **given):
    return message(an_entry(invitation, **given), method, origin=ORIGIN, sender="no-reply@meet.test")


def expanded(document):
    """When another calendar says that the meeting takes place."""
    calendar = icalendar.Calendar.from_ical(document)
    moments = [moment.astimezone(UTC) for event in calendar.events for moment in (event.start, event.end)]
    found = recurring_ical_events.of(calendar).between(
        min(moments) - MARGIN, max(moments) + timedelta(days=400) + MARGIN
    )
    return sorted((event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in found)


def times(dates):
    return sorted((one.starts, one.ends) for one in dates)


def daily(first, last, at, code=BERLIN, *, minutes=30, edits=()):
    rule = Rule(cycle=Cycle.DAY, interval=1, first=date.fromisoformat(first), last=date.fromisoformat(last))
    return Series(
        rule=rule, at=at, zone=code, length=timedelta(minutes=minutes), begins=rule.first, edits=edits
    )


@modest
@given(edited_series())
@example(daily("2026-03-28", "2026-03-30", time(2, 30)))
@example(daily("2026-03-29", "2026-03-31", time(2, 30)))
@example(daily("2026-10-23", "2026-10-26", time(2, 30)))
@example(daily("2026-10-24", "2026-10-26", time(23, 30), minutes=300))
@example(daily("2026-03-28", "2026-03-30", time(1, 30), minutes=120))
@example(
    daily(
        "2026-10-23",
        "2026-10-26",
        time(9),
        edits=(
            Edit(day=date(2026, 10, 23), cancelled=True),
            Edit(day=date(2026, 10, 25), moved=datetime(2026, 10, 25, 2, 30), later=True),
        ),
    )
)
def test_other_calendars_expand_a_series_to_exactly_its_dates(series):
    shown = of_series(series)
    assert expanded(sent(shown)) == times(shown.dates)


def test_a_clock_change_between_start_and_end_of_the_first_date_leaves_the_others_alone():
    shown = of_series(daily("2026-03-29", "2026-04-02", time(1, 30), minutes=120))
    [_, *others] = expanded(sent(shown))
    assert {ends - starts for starts, ends in others} == {timedelta(hours=2)}


@modest
@given(
    st.sampled_from(list(ZONES)),
    st.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),
    st.integers(15, 1440),
)
@example(BERLIN, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 30)  # the first half past two
@example(BERLIN, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 60)  # the second
def test_other_calendars_read_a_single_meeting_alike(code, starts, minutes):
    starts = starts.replace(microsecond=0)
    shown = an_invitation(zone=code, starts=starts, ends=starts + timedelta(minutes=minutes))
    assert expanded(sent(shown)) == times(shown.dates)


def under_other_names(document):
    """The calendar with zones that nobody has heard of, so that only what it brings along tells them."""
    text, mark = document.decode(), next(marks)
    for zone in icalendar.Calendar.from_ical(document).timezones:
        text = text.replace(f"TZID={zone.tz_name}:", f"TZID=Test/{mark}:")
        text = text.replace(f"TZID:{zone.tz_name}", f"TZID:Test/{mark}")
    return text.encode()


@modest
@given(edited_series())
def test_the_calendar_brings_its_zones_along(series):
    shown = of_series(series)
    calendar = icalendar.Calendar.from_ical(under_other_names(sent(shown)))
    found = recurring_ical_events.of(calendar).between(
        shown.dates[0].starts - MARGIN, shown.dates[-1].ends + MARGIN
    )
    assert sorted(event.start.astimezone(UTC) for event in found) == [
        one.starts for one in sorted(shown.dates, key=lambda one: one.starts)
    ]


def clock_changes(zone, year):
    """The hours of a year in which the zone's offset becomes another."""
    hours = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(366 * 24))
    return [
        hour
        for hour in hours
        if hour.astimezone(zone).utcoffset() != (hour + timedelta(hours=1)).astimezone(zone).utcoffset()
    ]


@pytest.mark.parametrize("code", list(ZONES))
def test_zones_are_what_they_are_as_yet_another_library_reads_them(code):
    zone = zones.zone(code)
    component = time_zone(zone, first=2026, last=2026)
    read = tz.tzical(io.StringIO(component.to_ical().decode())).get(zone.key)
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(0, 365, 5)]
    moments += [
        hour + timedelta(minutes=minutes) for hour in clock_changes(zone, 2026) for minutes in range(-59, 180)
    ]
    # Of times that come twice that library always takes the first.
    once = [local for moment in moments if not (local := moment.astimezone(zone)).fold]
    assert [local.replace(tzinfo=read).utcoffset() for local in once] == [local.utcoffset() for local in once]
