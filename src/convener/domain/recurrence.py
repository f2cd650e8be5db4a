"""When a recurring meeting takes place.

A series is kept as rule + wall-clock time + zone; instants are computed. The wall-clock time stays put
when the clocks change. Where the change leaves no such time, or two of them, iCalendar's reading of a
local time holds (RFC 5545, 3.3.5): a time that is skipped is read with the offset before the change, so
02:30 becomes 03:30; a time that comes twice means the first.
"""

from __future__ import annotations

import enum
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import dropwhile, islice, pairwise
from types import MappingProxyType
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from convener.domain import zones
from convener.domain.edits import Edit
from convener.domain.refusal import Refusal
from convener.domain.zones import ZoneCode


class Cycle(enum.StrEnum):
    """The unit a rule counts in."""

    DAY = "Day"
    WEEK = "Week"
    MONTH = "Month"


MAX_OCCURRENCES: Final = 50
BOOKABLE_AHEAD: Final = timedelta(days=365)
REMIND_DAYS: Final = range(31)
INTERVALS: Final[Mapping[Cycle, range]] = MappingProxyType(
    {Cycle.DAY: range(1, 16), Cycle.WEEK: range(1, 6), Cycle.MONTH: range(1, 4)}
)
POINTS: Final[Mapping[Cycle, range]] = MappingProxyType({Cycle.WEEK: range(7), Cycle.MONTH: range(1, 32)})


class StartInPast(Refusal):
    """The series would begin before today, as its zone counts days."""


class TooFarAhead(Refusal):
    """It would begin later than anything can be booked."""


class EndBeforeStart(Refusal):
    """The series would end before it begins."""


class EndTooFar(Refusal):
    """The series would run for more than a year."""


class NothingLeft(Refusal):
    """No day of the rule lies ahead."""


class IntervalOutOfRange(Refusal):
    """The interval is none of 1 to 15 days, 1 to 5 weeks or 1 to 3 months."""


class PointsMissing(Refusal):
    """A rule of weeks or months names no day."""


class PointOutOfRange(Refusal):
    """A point is no day of the week (0, Sunday, to 6) or of the month (1 to 31)."""


class Overlapping(Refusal):
    """An occurrence would last into the next one."""


class Rule(Struct, frozen=True, kw_only=True):
    """Which days; ``first`` and ``last`` are inclusive dates in the zone of the series.

    ``points`` are weekdays (0 is Sunday) or days of the month, in any order; a rule of days ignores them.
    """

    cycle: Cycle
    interval: int
    points: tuple[int, ...] = ()
    first: date
    last: date
    remind_days: int = 1


class Series(Struct, frozen=True, kw_only=True):
    """A rule as booked: its days from ``begins`` on, the first 50 of them, but for the edits.

    ``begins`` is later than the rule's first day when days were past already at booking. It cannot
    replace that day, from which the intervals are counted.
    """

    rule: Rule
    at: time
    zone: ZoneCode
    length: timedelta
    begins: date
    edits: tuple[Edit, ...] = ()
    """One for each day that has any, in order of the days."""
    over: date | None = None
    """The last day that was behind the series when it was changed: none up to it comes back."""


class Occurrence(Struct, frozen=True):
    """One date of a series; the instants are UTC, ``day`` is the date that the rule gives in its zone."""

    day: date
    starts: datetime
    ends: datetime
    edit: Edit | None = None


def latest_end(first: date) -> date:
    """The last day allowed to a rule: the same date a year later, 28 February for the 29th."""
    day = 28 if (first.month, first.day) == (2, 29) else first.day
    return first.replace(year=first.year + 1, day=day)


def wall_time(start: datetime, zone: ZoneInfo) -> time:
    """Time of day of an instant, to the minute, with the offset ``zone`` has at that instant."""
    # Without the fold: the series must read its time alike on every day.
    return start.replace(second=0, microsecond=0).astimezone(zone).time().replace(fold=0)


def days(rule: Rule) -> Iterator[date]:
    """Every day of the rule, in order and once each."""
    first, last = rule.first.toordinal(), rule.last.toordinal()
    return (date.fromordinal(day) for day in _candidates(rule) if first <= day <= last)


def starts(rule: Rule, at: time, zone: ZoneInfo) -> Iterator[datetime]:
    """UTC start of every occurrence, in order and once each; the wall-clock time stays put across DST.

    Order follows from that of the days: no zone of the table has moved its clocks by a whole day since 1970.
    """
    return (_start(day, at, zone) for day in days(rule))


@lru_cache(maxsize=1024)
def occurrences(series: Series) -> tuple[Occurrence, ...]:
    """What takes place, in order: the booked dates, edited where they were, without the cancelled ones."""
    booked = by_rule(series)
    if not series.edits:
        return booked
    edits, zone = {edit.day: edit for edit in series.edits}, zones.zone(series.zone)
    return tuple(
        _edited(one, edits.get(one.day), zone)
        for one in booked
        if one.day not in edits or not edits[one.day].cancelled
    )


def by_rule(series: Series) -> tuple[Occurrence, ...]:
    """What was booked, as if nothing had been edited; a later ``last`` only ever adds at the end."""
    zone = zones.zone(series.zone)
    booked = islice((day for day in days(series.rule) if day >= series.begins), MAX_OCCURRENCES)
    beginnings = ((day, _start(day, series.at, zone)) for day in booked)
    return tuple(Occurrence(day, start, start + series.length) for day, start in beginnings)


def plan(
    rule: Rule,
    *,
    at: time,
    zone: ZoneCode,
    length: timedelta,
    now: datetime,
    begun: bool = False,
    current: datetime | None = None,
    over: date | None = None,
) -> Series:
    """The series to book: without what is past, cut at 50 with ``last`` moved back to the last one kept.

    An occurrence of the current minute is not past. A series that has ``begun`` may keep a first day that
    is, and the occurrence that began at ``current``; the days up to ``over`` it has behind it.
    """
    clock = zones.zone(zone)
    _check_numbers(rule)
    _check_range(rule, today=now.astimezone(clock).date(), begun=begun)
    minute = now.replace(second=0, microsecond=0)

    def is_past(day: date) -> bool:
        start = _start(day, at, clock)
        return (over is not None and day <= over) or (start < minute and start != current)

    ahead = dropwhile(is_past, days(rule))
    left = list(islice(ahead, MAX_OCCURRENCES + 1))
    if not left:
        raise NothingLeft
    if len(left) > MAX_OCCURRENCES:
        rule = replace(rule, last=left[MAX_OCCURRENCES - 1])
    series = Series(rule=rule, at=at, zone=zone, length=length, begins=left[0], over=over)
    if any(one.ends > following.starts for one, following in pairwise(occurrences(series))):
        raise Overlapping
    return series


def _check_numbers(rule: Rule) -> None:
    if rule.interval not in INTERVALS[rule.cycle]:
        raise IntervalOutOfRange
    if rule.cycle is Cycle.DAY:
        return
    if not rule.points:
        raise PointsMissing
    if any(point not in POINTS[rule.cycle] for point in rule.points):
        raise PointOutOfRange


def _check_range(rule: Rule, *, today: date, begun: bool) -> None:
    if rule.last < rule.first:
        raise EndBeforeStart
    if rule.first < today and not begun:
        raise StartInPast
    if rule.first > today + BOOKABLE_AHEAD:
        raise TooFarAhead
    if rule.last > latest_end(rule.first):
        raise EndTooFar


def _edited(one: Occurrence, edit: Edit | None, zone: ZoneInfo) -> Occurrence:
    if edit is None:
        return one
    start = edit.start(zone) or one.starts
    length = one.ends - one.starts if edit.length is None else edit.length
    return Occurrence(one.day, start, start + length, edit)


def _start(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _candidates(rule: Rule) -> Iterator[int]:
    """Ordinals of the rule's days, in order; the first and last period may reach beyond the rule's ends."""
    match rule.cycle:
        case Cycle.DAY:
            return iter(range(rule.first.toordinal(), rule.last.toordinal() + 1, rule.interval))
        case Cycle.WEEK:
            return _of_weeks(rule)
        case Cycle.MONTH:
            return _of_months(rule)
        case _:
            assert_never(rule.cycle)


def _of_weeks(rule: Rule) -> Iterator[int]:
    first = rule.first.toordinal()
    sunday = first - first % 7  # Ordinals divisible by seven are Sundays, so that a point is a remainder.
    points = sorted(set(rule.points))
    for week in range(sunday, rule.last.toordinal() + 1, 7 * rule.interval):
        for point in points:
            yield week + point


def _of_months(rule: Rule) -> Iterator[int]:
    """A day that a month lacks means its last day."""
    for months in range(_months(rule.first), _months(rule.last) + 1, rule.interval):
        year, month = divmod(months, 12)
        _, length = monthrange(year, month + 1)
        before = date(year, month + 1, 1).toordinal() - 1
        for day in sorted({min(point, length) for point in rule.points}):
            yield before + day


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1
