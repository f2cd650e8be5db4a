"""The dates of a booking before it is made, for people and for programs.

``repeat`` works them out itself, because it also books on servers that are not ours and cannot be asked.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from convener.cli import moments
from convener.cli.tables import table
from convener.domain import preview as domain
from convener.domain import recurrence, zones
from convener.domain.preview import Clash, Dated, Mark, Preview
from convener.domain.recurrence import Rule
from convener.domain.refusal import Refusal
from convener.domain.zones import ZoneCode

if TYPE_CHECKING:
    from convener.wire.preview import MeetingPreview, PreviewedDate, RoomConflict

_WAYS_OUT: dict[type[Refusal], str] = {
    recurrence.StartInPast: "Name a later day with --from.",
    recurrence.TooFarAhead: "Name an earlier day with --from.",
    recurrence.EndBeforeStart: "Name a later day with --until.",
    recurrence.EndTooFar: "Name an earlier day with --until.",
    recurrence.NothingLeft: "Name a later day with --until.",
    recurrence.IntervalOutOfRange: "--every takes 1 to 15 days, 1 to 5 weeks or 1 to 3 months.",
    recurrence.Overlapping: "Make it shorter with --length.",
}

_WORDS = {
    Mark.CLOCKS_CHANGED: "the clocks have changed",
    Mark.SKIPPED: "the clocks skip the time of day",
    Mark.TWICE: "the clocks show this time twice",
    Mark.LAST_OF_MONTH: "the last day of its month",
    Mark.NEW: "new",
}
"""``CLOCKS_CHANGE`` is said by the line below."""


def preview(rule: Rule, *, at: time, zone: ZoneCode, length: timedelta, now: datetime) -> Preview:
    """Every date of a series, and what a person may not expect. Raises ``ValueError`` with a sentence."""
    try:
        series = recurrence.plan(rule, at=at, zone=zone, length=length, now=now)
    except Refusal as refusal:
        said = str(refusal) or inspect.cleandoc(refusal.__doc__ or "")
        raise ValueError(f"{said} {_WAYS_OUT.get(type(refusal), '')}".strip()) from refusal
    return domain.of_series(rule, series)


def answered(found: MeetingPreview) -> Preview:
    """What a server answered."""
    zone = ZoneCode(found.time_zone_id)
    return Preview(zone=zone, dates=tuple(map(_answered_date, found.dates)), past=found.past, cut=found.cut)


def rendered(preview: Preview, *, zone: ZoneInfo, last: str | None = None) -> str:
    """For people; ``zone`` is the reader's own, ``last`` the last day where a server has said it."""
    own = zones.zone(preview.zone)
    first = preview.dates[0].starts.utcoffset()
    rows = [
        (
            str(number),
            f"{each.starts:%a %Y-%m-%d}",
            f"{each.starts:%H:%M}–{each.ends:%H:%M}",
            moments.offset(each.starts) + (" *" if each.starts.utcoffset() != first else ""),
            None if moments.same_clock(each.starts, zone) else moments.shown(each.starts, zone),
            "; ".join([*(_WORDS[mark] for mark in each.marks if mark in _WORDS), *map(_clash, each.clashes)]),
        )
        for number, each in enumerate(preview.dates, start=1)
    ]
    changed = any(each.starts.utcoffset() != first for each in preview.dates)
    below = ["* The clocks have changed since the first date."] if changed else []
    dates = table(("", "Day", own.key, "UTC", zone.key, "Note"), rows, nothing="")
    return "\n".join([dates, *below, *notes(preview, last)])


def notes(preview: Preview, last: str | None = None) -> Iterator[str]:
    """What was left out."""
    if preview.past:
        yield f"What is past already is left out: {_meetings(preview.past)}."
    if preview.cut:
        end = last if preview.series is None else preview.series.rule.last
        yield (
            f"A series has at most {recurrence.MAX_OCCURRENCES} meetings: "
            f"this one ends on {end}, and {_meetings(preview.cut)} fall away."
        )


def record(preview: Preview) -> dict[str, object]:
    """For programs, with the names and the UTC times of the API."""
    assert preview.series is not None
    rule = preview.series.rule
    return {
        "timeZoneID": preview.zone,
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


def _meetings(count: int) -> str:
    return "1 meeting" if count == 1 else f"{count} meetings"


def _clash(one: Clash) -> str:
    name = " ".join(filter(None, (one.subject, one.conference_id))) or "another meeting"
    return f"the room is taken by {name}"


def _answered_date(one: PreviewedDate) -> Dated:
    return Dated(
        starts=one.local_starts,
        ends=one.local_ends,
        marks=tuple(Mark(mark) for mark in one.marks),
        clashes=tuple(map(_answered_clash, one.conflicts)),
    )


def _answered_clash(one: RoomConflict) -> Clash:
    return Clash(
        starts=one.starts,
        ends=one.ends,
        running=one.running,
        conference_id=one.conference_id,
        subject=one.subject,
    )
