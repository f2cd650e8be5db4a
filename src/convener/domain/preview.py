"""The dates that a booking will have, and what about them people may not expect."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from convener.domain import recurrence, zones
from convener.domain.recurrence import Cycle, Occurrence, Rule, Series
from convener.domain.zones import ZoneCode


class Mark(enum.StrEnum):
    """What is special about a date."""

    CLOCKS_CHANGED = "clocksChanged"
    """Its clocks stand otherwise than on the date before."""
    CLOCKS_CHANGE = "clocksChange"
    """On the next date they stand otherwise."""
    SKIPPED = "skipped"
    """The clocks skip the time of day on it: it begins later."""
    TWICE = "twice"
    """The clocks show its time twice on that day."""
    LAST_OF_MONTH = "lastOfMonth"
    """Its month lacks the day of the rule, so its last day it is."""
    NEW = "new"
    """The series that is to be changed has no such date now."""


class Clash(Struct, frozen=True, kw_only=True):
    """Some time of the room that another meeting has."""

    starts: datetime
    ends: datetime
    running: bool = False
    conference_id: str | None = None
    """``None``, as the subject, where whoever asks may not see the meeting."""
    subject: str | None = None


class Dated(Struct, frozen=True, kw_only=True):
    """One date; the times are in the zone of the booking."""

    starts: datetime
    ends: datetime
    marks: tuple[Mark, ...] = ()
    clashes: tuple[Clash, ...] = ()


class Preview(Struct, frozen=True, kw_only=True):
    """What booking gives."""

    zone: ZoneCode
    dates: tuple[Dated, ...]
    series: Series | None = None
    past: int = 0
    """How many days of the rule are left out because they are past."""
    cut: int = 0
    """How many are left out because a series has no more than 50 meetings."""
    gone: tuple[Occurrence, ...] = ()
    """The dates that the series has now and would not have after the change."""

    @property
    def is_free(self) -> bool:
        """Whether the room is free on all dates."""
        return not any(each.clashes for each in self.dates)


def of_single(one: Occurrence, zone: ZoneCode) -> Preview:
    """What booking a single meeting gives."""
    return Preview(zone=zone, dates=tuple(_dates([one], zone)))


def of_series(wanted: Rule, series: Series) -> Preview:
    """What booking ``wanted`` gives, of which ``recurrence.plan`` made the series."""
    days = list(recurrence.days(wanted))
    return Preview(
        zone=series.zone,
        dates=tuple(_dates(recurrence.occurrences(series), series.zone, series)),
        series=series,
        past=sum(day < series.begins for day in days),
        cut=sum(day > series.rule.last for day in days),
    )


def compared(preview: Preview, before: Iterable[Occurrence]) -> Preview:
    """The preview of a change, its dates held against those that there are now."""
    now = {(one.starts, one.ends): one for one in before}
    after = {(each.starts, each.ends) for each in preview.dates}
    dates = tuple(
        each if (each.starts, each.ends) in now else replace(each, marks=(*each.marks, Mark.NEW))
        for each in preview.dates
    )
    return replace(preview, dates=dates, gone=tuple(one for span, one in now.items() if span not in after))


def clashing(preview: Preview, taken: Iterable[Clash]) -> Preview:
    """The preview with what other meetings have of the room, each at the dates that it meets."""
    others = list(taken)
    dates = tuple(
        replace(
            each,
            clashes=tuple(one for one in others if each.starts < one.ends and one.starts < each.ends),
        )
        for each in preview.dates
    )
    return replace(preview, dates=dates)


def _dates(slots: Sequence[Occurrence], code: ZoneCode, series: Series | None = None) -> Iterator[Dated]:
    zone = zones.zone(code)
    spans = [(one.starts.astimezone(zone), one.ends.astimezone(zone)) for one in slots]
    offsets = [starts.utcoffset() for starts, _ in spans]
    for index, (one, (starts, ends)) in enumerate(zip(slots, spans, strict=True)):
        marks = _on_clocks(offsets, index), _of_day(one, starts, series)
        yield Dated(starts=starts, ends=ends, marks=tuple(mark for each in marks for mark in each))


def _on_clocks(offsets: Sequence[timedelta | None], index: int) -> Iterator[Mark]:
    own = offsets[index]
    if index and offsets[index - 1] != own:
        yield Mark.CLOCKS_CHANGED
    if index + 1 < len(offsets) and offsets[index + 1] != own:
        yield Mark.CLOCKS_CHANGE


def _of_day(one: Occurrence, starts: datetime, series: Series | None) -> Iterator[Mark]:
    if starts.replace(fold=0).utcoffset() != starts.replace(fold=1).utcoffset():
        yield Mark.TWICE
    if series is None:
        return
    if starts.time() != series.at:
        yield Mark.SKIPPED
    if series.rule.cycle is Cycle.MONTH and one.day.day not in series.rule.points:
        yield Mark.LAST_OF_MONTH
