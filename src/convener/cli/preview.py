"""The dates a series will have, worked out before it is booked. Pure: now is handed in."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from convener.cli import moments
from convener.cli.tables import table
from convener.domain import recurrence, zones
from convener.domain.recurrence import Cycle, Rule, Series
from convener.domain.refusal import Refusal
from convener.domain.zones import ZoneCode

_WAYS_OUT: dict[type[Refusal], str] = {
    recurrence.StartInPast: "Name a later day with --from.",
    recurrence.TooFarAhead: "Name an earlier day with --from.",
    recurrence.EndBeforeStart: "Name a later day with --until.",
    recurrence.EndTooFar: "Name an earlier day with --until.",
    recurrence.NothingLeft: "Name a later day with --until.",
    recurrence.IntervalOutOfRange: "--every takes 1 to 15 days, 1 to 5 weeks or 1 to 3 months.",
    recurrence.Overlapping: "Make it shorter with --length.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One date of the series; the times are in its zone."""

    starts: datetime
    ends: datetime
    after_change: bool
    """Whether the clocks stand otherwise than on the first date."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What booking ``rule`` gives."""

    series: Series
    dates: tuple[Dated, ...]
    notes: tuple[str, ...]


def preview(rule: Rule, *, at: time, zone: ZoneCode, length: timedelta, now: datetime) -> Preview:
    """Every date, and what a person may not expect. Raises ``ValueError`` with a sentence."""
    try:
        series = recurrence.plan(rule, at=at, zone=zone, length=length, now=now)
    except Refusal as refusal:
        said = str(refusal) or inspect.cleandoc(refusal.__doc__ or "")
        raise ValueError(f"{said} {_WAYS_OUT.get(type(refusal), '')}".strip()) from refusal
    return Preview(series=series, dates=tuple(_dates(series)), notes=tuple(_notes(rule, series)))


def rendered(preview: Preview, *, zone: ZoneInfo) -> str:
    """For people; ``zone`` is the reader's own."""
    own = zones.zone(preview.series.zone)
    rows = [
        (
            str(number),
            f"{each.starts:%a %Y-%m-%d}",
            f"{each.starts:%H:%M}–{each.ends:%H:%M}",
            moments.offset(each.starts) + (" *" if each.after_change else ""),
            None if moments.same_clock(each.starts, zone) else moments.shown(each.starts, zone),
            "; ".join(each.notes),
        )
        for number, each in enumerate(preview.dates, start=1)
    ]
    changed = any(each.after_change for each in preview.dates)
    below = ["* The clocks have changed since the first date."] if changed else []
    dates = table(("", "Day", own.key, "UTC", zone.key, "Note"), rows, nothing="")
    return "\n".join([dates, *below, *preview.notes])


def record(preview: Preview) -> dict[str, object]:
    """For programs, with the names and the UTC times of the API."""
    rule = preview.series.rule
    return {
        "timeZoneID": preview.series.zone,
        "cycleParams": {
            "startDate": rule.first,
            "endDate": rule.last,
            "cycle": rule.cycle,
            "interval": rule.interval,
            "point": rule.points,
        },
        "subConfs": [
            {"startTime": _wired(each.starts), "endTime": _wired(each.ends)} for each in preview.dates
        ],
    }


def _wired(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def _dates(series: Series) -> Iterator[Dated]:
    zone = zones.zone(series.zone)
    first = before = None
    for each in recurrence.occurrences(series):
        starts, ends = each.starts.astimezone(zone), each.ends.astimezone(zone)
        offset = starts.utcoffset()
        first = offset if first is None else first
        notes = [*_of_day(series, each.day, starts)]
        if before is not None and offset != before:
            notes.insert(0, "the clocks have changed")
        yield Dated(starts=starts, ends=ends, after_change=offset != first, notes=tuple(notes))
        before = offset


def _of_day(series: Series, day: date, starts: datetime) -> Iterator[str]:
    if starts.time() != series.at:
        yield f"{series.at:%H:%M} is skipped by the clocks"
    if series.rule.cycle is Cycle.MONTH and day.day not in series.rule.points:
        yield "the last day of its month"


def _notes(wanted: Rule, series: Series) -> Iterator[str]:
    first = next(recurrence.days(wanted), series.begins)
    if series.begins > first:
        past = sum(1 for day in recurrence.days(wanted) if day < series.begins)
        yield f"What is past already is left out: {past} from {first}."
    if series.rule.last < wanted.last:
        yield (
            f"A series has at most {recurrence.MAX_OCCURRENCES} meetings: "
            f"this one ends on {series.rule.last} instead of {wanted.last}."
        )
