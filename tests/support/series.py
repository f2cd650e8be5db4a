"""Rules and series of every kind, for property tests."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

from hypothesis import strategies as st
from msgspec.structs import replace

from convener.domain import zones
from convener.domain.edits import Edit, OwnSettings
from convener.domain.recurrence import (
    INTERVALS,
    POINTS,
    Cycle,
    Rule,
    Series,
    by_rule,
    occurrences,
)
from convener.domain.zones import ZONES

zone_codes = st.sampled_from(list(ZONES))
wall_times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@st.composite
def rules(draw, earliest=date(1970, 1, 2)):
    cycle = draw(st.sampled_from(Cycle))
    first = draw(st.dates(earliest, date(2036, 12, 30)))
    points = st.just([])
    if cycle in POINTS:
        points = st.lists(st.sampled_from(POINTS[cycle]), min_size=1, max_size=6)
    return Rule(
        cycle=cycle,
        interval=draw(st.sampled_from(INTERVALS[cycle])),
        points=tuple(draw(points)),
        first=first,
        last=first + timedelta(days=draw(st.integers(0, 365))),
    )


@st.composite
def series_of_rules(draw, earliest=date(2020, 1, 1)):
    """A series, some of whose first days were past when it was booked."""
    rule = draw(rules(earliest))
    return Series(
        rule=rule,
        at=draw(st.one_of(wall_times, st.sampled_from([time(0), time(1, 30), time(2, 30), time(23, 30)]))),
        zone=draw(zone_codes),
        length=draw(st.integers(15, 1440)) * MINUTE,
        begins=rule.first + draw(st.integers(0, 20)) * DAY,
    )


def is_bookable(series):
    """Whether it has dates, and none of them lasts into the next."""
    dates = by_rule(series)
    return bool(dates) and all(one.ends <= following.starts for one, following in pairwise(dates))


@st.composite
def edited_series(draw, earliest=date(2020, 1, 1)):
    """A series some of whose dates were called off, moved or changed; one at least is left."""
    series = draw(series_of_rules(earliest).filter(is_bookable))
    booked = by_rule(series)
    some = draw(st.lists(st.sampled_from(booked), max_size=6, unique_by=lambda one: one.day))
    edits = [draw(_edits(series, one)) for one in some]
    kept = tuple(sorted((edit for edit in edits if not edit.says_nothing), key=lambda edit: edit.day))
    edited = replace(series, edits=kept)
    return edited if occurrences(edited) else series


@st.composite
def _edits(draw, series, one):
    what = draw(st.sampled_from(["called off", "moved", "longer", "described", "set"]))
    plain = Edit(day=one.day)
    if what == "called off":
        return replace(plain, cancelled=True)
    if what == "moved":
        plain = plain.to(one.starts + draw(st.integers(-2000, 2000)) * MINUTE, zones.zone(series.zone))
    if what == "described" or draw(st.booleans()):
        plain = replace(plain, description=draw(st.text(max_size=30)))
    if what == "set":
        plain = replace(plain, settings=OwnSettings(waiting_room=True))
    if what == "longer" or draw(st.booleans()):
        plain = replace(plain, length=draw(st.integers(15, 1440)) * MINUTE)
    return plain
