"""A series in the words of iCalendar (RFC 5545), for invitations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import assert_never

from convener.domain import zones
from convener.domain.recurrence import Cycle, Rule, Series, by_rule

_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_WALL = "%Y%m%dT%H%M%S"


def exported(series: Series) -> tuple[str, ...]:
    """The properties of a VEVENT that expands to exactly ``by_rule(series)``, one unfolded line each.

    Edits of single dates are not in it: they are components of their own, or dates left out.

    The zone goes by its IANA name; a calendar sent to others must bring the VTIMEZONE of that name.
    """
    zone = zones.zone(series.zone)
    starts = [occurrence.starts.astimezone(zone) for occurrence in by_rule(series)]
    tzid = f"TZID={zone.key}"
    lines = (
        f"DTSTART;{tzid}:{starts[0]:{_WALL}}",
        f"DURATION:PT{series.length // timedelta(minutes=1)}M",
    )
    if all(start.time() == series.at for start in starts):
        return *lines, "RRULE:" + _rule(series.rule, until=starts[-1])
    # A rule leaves out times that the zone skips (3.3.10); we move them on, which only dates can say.
    return *lines, f"RDATE;{tzid}:" + ",".join(f"{start:{_WALL}}" for start in starts)


def _rule(rule: Rule, *, until: datetime) -> str:
    return ";".join(
        [*_which_days(rule), f"INTERVAL={rule.interval}", f"UNTIL={until.astimezone(UTC):{_WALL}}Z"]
    )


def _which_days(rule: Rule) -> list[str]:
    points = sorted(set(rule.points))
    match rule.cycle:
        case Cycle.DAY:
            return ["FREQ=DAILY"]
        case Cycle.WEEK:
            return ["FREQ=WEEKLY", "WKST=SU", "BYDAY=" + ",".join(_WEEKDAYS[point] for point in points)]
        case Cycle.MONTH:
            return ["FREQ=MONTHLY", *_month_days(points)]
        case _:
            assert_never(rule.cycle)


def _month_days(points: list[int]) -> list[str]:
    """iCalendar skips a day that the month lacks, where our rule takes the month's last."""
    greatest = points[-1]
    if greatest <= 28:
        return ["BYMONTHDAY=" + _listed(points)]
    if greatest == 31:
        return ["BYMONTHDAY=" + _listed([*points[:-1], -1])]
    # The last of 28, 29 … that exists stands for the greatest, the others are picked by their position.
    offered = sorted({*points, *range(28, greatest + 1)})
    picked = [offered.index(point) + 1 for point in points[:-1]]
    return ["BYMONTHDAY=" + _listed(offered), "BYSETPOS=" + _listed([*picked, -1])]


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))
