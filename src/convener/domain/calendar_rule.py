"""The rule of a series in the words of iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date
from typing import assert_never

from convener.domain import zones
from convener.domain.recurrence import Cycle, Rule, Series, by_rule

_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")


def recurrence_rule(series: Series) -> str | None:
    """The ``RRULE`` that gives ``by_rule(series)``, counted from the first of them; edits are not in it.

    ``None`` where the clocks skip the first one's time: no rule could begin there. Later ones that are
    skipped iCalendar reads like us, or leaves out (3.3.5, 3.3.10): they are to be said one by one.
    """
    booked = by_rule(series)
    if booked[0].starts.astimezone(zones.zone(series.zone)).time() != series.at:
        return None
    until = booked[-1].starts.astimezone(UTC)
    which = _which_days(series.rule, [one.day for one in booked])
    return ";".join([*which, f"INTERVAL={series.rule.interval}", f"UNTIL={until:%Y%m%dT%H%M%SZ}"])


def _which_days(rule: Rule, days: Sequence[date]) -> list[str]:
    points = sorted(set(rule.points))
    match rule.cycle:
        case Cycle.DAY:
            return ["FREQ=DAILY"]
        case Cycle.WEEK:
            return ["FREQ=WEEKLY", "WKST=SU", "BYDAY=" + ",".join(_WEEKDAYS[point] for point in points)]
        case Cycle.MONTH:
            return ["FREQ=MONTHLY", *_month_days(points, days)]
        case _:
            assert_never(rule.cycle)


def _month_days(points: list[int], days: Sequence[date]) -> list[str]:
    """iCalendar skips a day that the month lacks, where our rule takes the month's last."""
    greatest = points[-1]
    if all(day.day in points for day in days):
        return ["BYMONTHDAY=" + _listed(points)]
    if greatest == 31:
        return ["BYMONTHDAY=" + _listed([*points[:-1], -1])]
    # The last of 28, 29 … that exists stands for the greatest, the others are picked by their position.
    offered = sorted({*points, *range(28, greatest + 1)})
    picked = [offered.index(point) + 1 for point in points[:-1]]
    return ["BYMONTHDAY=" + _listed(offered), "BYSETPOS=" + _listed([*picked, -1])]


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))
