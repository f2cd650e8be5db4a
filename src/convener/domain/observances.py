"""When the clocks of a zone change, in the words of iCalendar (RFC 5545, 3.6.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_LOOKED_AHEAD: Final = 2
"""How many years more a yearly rule has to hold for, to be one."""

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Observance(Struct, frozen=True, kw_only=True):
    """An offset from UTC and since when it holds; ``onset`` is read on the clock as it was before."""

    onset: datetime
    before: timedelta
    offset: timedelta
    name: str
    daylight: bool
    rule: str | None = None
    """The yearly rule (``RRULE``) by which it comes back, if there is one."""
    again: tuple[datetime, ...] = ()
    """The other onsets, where no rule says them."""


@lru_cache(maxsize=256)
def observances(zone: ZoneInfo, first: int, last: int) -> tuple[Observance, ...]:
    """What holds in a zone from the year ``first`` to the year ``last``, in order of the onsets.

    A rule goes on beyond ``last``, and is one only if it does hold for two years more.
    """
    begin = datetime(first - 1, 1, 1, tzinfo=UTC)
    found = list(_changes(zone, begin, datetime(last + 1 + _LOOKED_AHEAD, 1, 1, tzinfo=UTC)))
    if not found or found[0].onset.year >= first:
        found.insert(0, _at(zone, begin, begin))
    alike: dict[tuple[timedelta, timedelta, str, bool], list[datetime]] = {}
    for one in found:
        alike.setdefault((one.before, one.offset, one.name, one.daylight), []).append(one.onset)
    made = (_together(*kind, onsets, last) for kind, onsets in alike.items())
    return tuple(sorted((one for one in made if one.onset.year <= last), key=lambda one: one.onset))


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[Observance]:
    days = (begin + n * _DAY for n in range((end - begin) // _DAY + 1))
    for low, high in pairwise(days):
        if _kind(zone, low) != _kind(zone, high):
            yield _at(zone, low, _first_second(zone, low, high))


def _first_second(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """When it is as at ``high`` for the first time after ``low``."""
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if _kind(zone, middle) == _kind(zone, low):
            low = middle
        else:
            high = middle
    return high


def _at(zone: ZoneInfo, before: datetime, moment: datetime) -> Observance:
    old, (offset, name, daylight) = _kind(zone, before)[0], _kind(zone, moment)
    return Observance(
        onset=(moment + old).replace(tzinfo=None), before=old, offset=offset, name=name, daylight=daylight
    )


def _kind(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, str, bool]:
    local = moment.astimezone(zone)
    return local.utcoffset() or timedelta(0), local.tzname() or "", bool(local.dst())


def _together(
    before: timedelta, offset: timedelta, name: str, daylight: bool, onsets: list[datetime], last: int
) -> Observance:
    rule = _yearly(onsets, last)
    return Observance(
        onset=onsets[0],
        before=before,
        offset=offset,
        name=name,
        daylight=daylight,
        rule=rule,
        again=() if rule else tuple(onset for onset in onsets[1:] if onset.year <= last),
    )


def _yearly(onsets: list[datetime], last: int) -> str | None:
    """The weekday of a month on which all of them fall, one a year, if there is such a one."""
    years = [onset.year for onset in onsets]
    if years != list(range(years[0], last + _LOOKED_AHEAD + 1)):
        return None
    if len({(onset.month, onset.weekday(), onset.time()) for onset in onsets}) > 1:
        return None
    for number in (-1, 1, 2, 3, 4):
        if all(number in _numbers(onset) for onset in onsets):
            first = onsets[0]
            return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={number}{WEEKDAYS[first.weekday()]}"
    return None


def _numbers(day: datetime) -> Iterable[int]:
    """Which of the month's weekdays of its name it is, counted from the start and from the end."""
    yield (day.day - 1) // 7 + 1
    if (day + 7 * _DAY).month != day.month:
        yield -1
