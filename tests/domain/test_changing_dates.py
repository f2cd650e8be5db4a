"""Whatever is done to single dates of a series, in whatever order: its dates stay what they must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import msgspec
import pytest
from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st

from convener.domain import lifecycle, recurrence
from convener.domain.booking import StartsInPast
from convener.domain.changing import AlreadyStarted
from convener.domain.changing_dates import (
    DateChange,
    OccurrenceUnknown,
    OutOfItsPlace,
    is_held,
    moved,
    named,
    without,
)
from convener.domain.edits import Edit, OwnSettings
from convener.domain.meeting import Kind, Meeting, Plan, Secrets, State, in_force, occurrence_id
from convener.domain.recurrence import (
    INTERVALS,
    POINTS,
    Cycle,
    NothingLeft,
    Occurrence,
    Overlapping,
    Rule,
    Series,
    TooFarAhead,
    by_rule,
    occurrences,
)
from convener.domain.refusal import Refusal
from convener.domain.zones import ZONES, ZoneCode, zone

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
modest = settings(max_examples=200, deadline=None, derandomize=True)


def booked(series: Series) -> Meeting:
    slots = occurrences(series)
    return Meeting(
        corp_id="1",
        meeting_id="m",
        conference_id="900000001",
        user_id="u",
        scheduler="Ann",
        subject="Sync",
        kind=Kind.SERIES,
        state=State.SCHEDULE,
        starts=slots[0].starts,
        ends=slots[0].ends,
        expires=slots[-1].ends,
        conf_uuid="uuid",
        plan=Plan(video=True, length=series.length, time_zone=series.zone, series=series),
        secrets=Secrets(chair="1", general="2", chair_link="3", general_link="4"),
    )


@st.composite
def series(draw: st.DrawFn) -> tuple[Series, datetime]:
    """A series as booked, and the moment of booking."""
    cycle = draw(st.sampled_from(Cycle))
    first = draw(st.dates(date(2021, 1, 1), date(2027, 12, 30)))
    points = draw(st.lists(st.sampled_from(POINTS[cycle]), min_size=1, max_size=4)) if cycle in POINTS else []
    rule = Rule(
        cycle=cycle,
        interval=draw(st.sampled_from(INTERVALS[cycle])),
        points=tuple(points),
        first=first,
        last=first + timedelta(days=draw(st.integers(0, 120))),
    )
    code = draw(st.sampled_from(list(ZONES)))
    at = draw(st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])))
    now = datetime.combine(first, time(0), zone(code)).astimezone(UTC)
    length = draw(st.sampled_from([15, 60, 600])) * MINUTE
    try:
        return recurrence.plan(rule, at=at, zone=code, length=length, now=now), now
    except (NothingLeft, Overlapping):
        rule = Rule(cycle=Cycle.DAY, interval=1, first=first, last=first + 5 * DAY)
        return recurrence.plan(rule, at=time(12), zone=code, length=HOUR, now=now), now


@dataclass(frozen=True)
class Step:
    """One thing that may happen."""

    kind: str
    which: int
    by: timedelta
    length: timedelta


steps = st.builds(
    Step,
    kind=st.sampled_from(["move", "move", "cancel", "open", "pass"]),
    which=st.integers(0, 60),
    by=st.integers(-48, 48).map(lambda halves: halves * 30 * MINUTE),
    length=st.sampled_from([15, 30, 60, 600, 1440]).map(lambda minutes: minutes * MINUTE),
)


class Life:
    """A series, the moment, and what was asked of each day."""

    def __init__(self, series: Series, now: datetime) -> None:
        self.meeting, self.now = booked(series), now
        self.ids = {one.day: occurrence_id(self.meeting, one.day) for one in occurrences(series)}
        self.asked: dict[date, tuple[datetime, datetime]] = {}
        self.gone: set[date] = set()

    def take(self, step: Step) -> None:
        left = lifecycle.remaining(self.meeting, self.now)
        if not left or self.meeting.state is State.DESTROYED:
            return
        one = left[step.which % len(left)]
        match step.kind:
            case "pass":
                self._until(one.starts + step.by)
            case "open" if not self.meeting.is_running:
                self.meeting = lifecycle.opened(self.meeting, self.now)
            case "move":
                self._move(one, step)
            case "cancel" if not is_held(self.meeting, one):
                self.meeting = without(self.meeting, [one], self.now)
                self.gone.add(one.day)

    def _move(self, one: Occurrence, step: Step) -> None:
        begin = one.starts + step.by
        change = DateChange(starts=begin, length=step.length, settings=OwnSettings(video=False))
        try:
            self.meeting = moved(self.meeting, one, change, self.now)
        except (AlreadyStarted, OutOfItsPlace, StartsInPast, TooFarAhead):
            return
        self.asked[one.day] = (begin, begin + step.length)

    def _until(self, moment: datetime) -> None:
        """Let time pass, the timer running at its moments."""
        while (due := lifecycle.due(self.meeting, self.now, calls=False)) and due <= moment:
            self.now = max(due, self.now)
            self.meeting, _ = lifecycle.advance(
                self.meeting, self.now, calls=False, present=0, keep=True, next_uuid="next"
            )
        self.now = max(self.now, moment)

    def check(self) -> None:
        series = self.meeting.plan.series
        found = occurrences(series)
        assert all(one.ends <= following.starts for one, following in pairwise(found))
        assert [one.day for one in found] == sorted({one.day for one in found})
        assert {one.day for one in found} == self.ids.keys() - self.gone
        unedited = {one.day: one for one in by_rule(series)}
        for one in found:
            assert occurrence_id(self.meeting, one.day) == self.ids[one.day]
            expected = self.asked.get(one.day, (unedited[one.day].starts, unedited[one.day].ends))
            assert (one.starts, one.ends) == expected
            if one.day not in self.asked and _exists(one.day, series):
                assert one.starts.astimezone(zone(series.zone)).time() == series.at
        document = msgspec.json.encode(self.meeting.plan)
        assert msgspec.json.decode(document, type=Plan) == self.meeting.plan
        self._check_standing(found)

    def _check_standing(self, found: tuple[Occurrence, ...]) -> None:
        """It stands at its first date that is not over, and lasts until its last."""
        if self.meeting.state is State.DESTROYED:
            return
        left = lifecycle.remaining(self.meeting, self.now)
        assert (self.meeting.starts, self.meeting.expires) == (left[0].starts, found[-1].ends)
        if not self.meeting.is_running:
            assert left == tuple(one for one in found if one.ends > self.now)


def _exists(day: date, series: Series) -> bool:
    """Whether the clocks of the zone show the time of the series on that day."""
    return tz.datetime_exists(datetime.combine(day, series.at), tz.gettz(zone(series.zone).key))


@modest
@given(series(), st.lists(steps, max_size=12))
def test_any_sequence_of_edits(booked_at: tuple[Series, datetime], taken: list[Step]) -> None:
    life = Life(*booked_at)
    for step in taken:
        life.take(step)
        life.check()


BERLIN = ZoneCode("27")


def three_days() -> Meeting:
    rule = Rule(cycle=Cycle.DAY, interval=1, first=date(2030, 3, 4), last=date(2030, 3, 6))
    return booked(Series(rule=rule, at=time(9), zone=BERLIN, length=HOUR, begins=rule.first))


NOW = datetime(2030, 3, 1, tzinfo=UTC)


def change(start: datetime | None, length: timedelta = HOUR, **own: bool) -> DateChange:
    return DateChange(starts=start, length=length, settings=OwnSettings(**own))  # type: ignore[arg-type]


def test_only_what_differs_is_kept() -> None:
    one = three_days()
    second = occurrences(one.plan.series)[1]
    after = moved(one, second, change(second.starts, video=True, waiting_room=False), NOW)
    assert after == one
    voice = moved(one, second, change(second.starts, video=False), NOW)
    [edit] = voice.plan.series.edits
    assert edit == Edit(day=second.day, settings=OwnSettings(video=False))
    edited = occurrences(voice.plan.series)[1]
    assert (in_force(voice.plan, edited.edit).video, voice.plan.video) == (False, True)
    assert moved(voice, edited, change(second.starts, video=True), NOW) == one


@pytest.mark.parametrize("hour", [0, 1])
def test_a_time_that_comes_twice_may_be_either(hour: int) -> None:
    """02:30 in Berlin on 28 October 2029, before and after the clocks go back."""
    rule = Rule(cycle=Cycle.DAY, interval=1, first=date(2029, 10, 28), last=date(2029, 10, 28))
    one = booked(Series(rule=rule, at=time(9), zone=BERLIN, length=HOUR, begins=rule.first))
    start = datetime(2029, 10, 28, hour, 30, tzinfo=UTC)
    after = moved(one, occurrences(one.plan.series)[0], change(start), start - DAY)
    [edit] = after.plan.series.edits
    assert (edit.moved, edit.later) == (datetime(2029, 10, 28, 2, 30), bool(hour))
    assert after.starts == start


@pytest.mark.parametrize("wanted", [["0" * 32], []])
def test_names_are_looked_up(wanted: list[str]) -> None:
    one = three_days()
    known = [occurrence_id(one, each.day) for each in occurrences(one.plan.series)]
    assert [each.day.day for each in named(one, [*known[::-1], *known], NOW)] == [4, 5, 6]
    if wanted:
        with pytest.raises(OccurrenceUnknown):
            named(one, [known[0], *wanted], NOW)


def test_what_is_refused_is_a_refusal() -> None:
    one = three_days()
    first, second, _ = occurrences(one.plan.series)
    for start, refusal in (
        (NOW - MINUTE, StartsInPast),
        (NOW + 366 * DAY, TooFarAhead),
        (second.starts, OutOfItsPlace),
    ):
        assert issubclass(refusal, Refusal)
        with pytest.raises(refusal):
            moved(one, first, change(start), NOW)
