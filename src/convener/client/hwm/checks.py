"""What is checked before anything is sent.

The server checks again and has the last word; what only it can know is not checked here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from convener.client.hwm.conversions import day, points
from convener.client.hwm.enums import CycleType, Timezone
from convener.client.hwm.errors import SdkError
from convener.client.hwm.rules import (
    ABSENT,
    BAD,
    EARLY_MINUTES,
    INTERVALS,
    MANDATORY,
    POINTS,
    RULES,
    Situation,
)
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import (
    BookCycleConfParam,
    ConfCommonParam,
    CycleConfParam,
    ModifyCycleConfParam,
    Structure,
)
from convener.wire import errors
from convener.wire.errors import Fault

_log = logging.getLogger(__name__)


def check(structure: Structure, situation: Situation) -> None:
    """Raise ``SdkError`` for the first thing that is wrong with a structure or with those in it."""
    kind = type(structure)
    for names in MANDATORY.get(kind, ()):
        # Rules say what is wrong with an empty text, except where another member would do.
        absent = (None, "") if len(names) > 1 else (None,)
        if all(getattr(structure, name) in absent for name in names):
            raise SdkError(ABSENT.get(names, BAD), f"{kind.__name__}: {' or '.join(names)} is missing")
    for rule in RULES.get(kind, ()):
        if rule.broken(getattr(structure, rule.member), situation):
            raise SdkError(rule.code, f"{kind.__name__}.{rule.member}: {rule.says}")
    if isinstance(structure, ConfCommonParam):
        _note_early(structure.allowGuestStartConfTime)
    for inner in _inside(structure):
        check(inner, situation)


def _note_early(minutes: int | None) -> None:
    if minutes is not None and minutes not in EARLY_MINUTES:
        _log.warning("unusual minutes for guests", extra={"action": "unusual_minutes", "minutes": minutes})


def _inside(structure: Structure) -> Iterator[Structure]:
    for name in structure.__struct_fields__:
        match getattr(structure, name):
            case Structure() as inner:
                yield inner
            case list() as entries:
                yield from (entry for entry in entries if isinstance(entry, Structure))


class DayRule(NamedTuple):
    """One row about the days of a series; all are refused with ``BAD``."""

    member: str
    broken: Callable[[CycleConfParam, Days], bool]
    says: str
    server: Fault


class Days(NamedTuple):
    """First and last day and today, as the zone of the booking counts them."""

    first: date
    last: date
    today: date

    @property
    def latest(self) -> date:
        """The last day allowed: the same date a year later, 28 February for the 29th."""
        leap = (self.first.month, self.first.day) == (2, 29)
        return self.first.replace(year=self.first.year + 1, day=28 if leap else self.first.day)


def _interval(cycle: CycleConfParam) -> range:
    return INTERVALS[_unit(cycle)]


def _unit(cycle: CycleConfParam) -> CycleType:
    assert cycle.cycleType is not None, "checked before"
    return cycle.cycleType


def _needs_points(cycle: CycleConfParam) -> bool:
    return _unit(cycle) in POINTS


def _bad_points(cycle: CycleConfParam) -> bool:
    try:
        found = points(cycle.listPoints or "")
    except ValueError:
        return True
    return not all(point in POINTS[_unit(cycle)] for point in found)


DAY_RULES: Final = (
    DayRule(
        "interval",
        lambda cycle, _: cycle.interval is not None and cycle.interval not in _interval(cycle),
        "not 1 to 15 days, 1 to 5 weeks or 1 to 3 months",
        errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE,
    ),
    DayRule(
        "listPoints",
        lambda cycle, _: _needs_points(cycle) and not cycle.listPoints,
        "is missing",
        errors.CONF_CYCLE_PARAMS_POINT_NULL_EXCEPTION,
    ),
    DayRule(
        "listPoints",
        lambda cycle, _: _needs_points(cycle) and _bad_points(cycle),
        "not weekdays 0 to 6 or days 1 to 31, with commas",
        errors.CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE,
    ),
    DayRule(
        "endDate",
        lambda _, days: not days.first <= days.last <= days.latest,
        "before the first day, or more than a year after it",
        errors.PARAMETER_VERIFIED_FAIL,
    ),
)


def check_series(param: BookCycleConfParam, situation: Situation) -> None:
    """Check a series: its meetings, and its days as the booking's zone counts them."""
    days = _checked_days(param, param.bookConfParam.confCommonParam, situation)
    if days.first < days.today:
        raise SdkError(SDKERR.UISDK_CONF_STARTTIME_EARLY, "CycleConfParam.startDate: before today")


def check_changed_series(param: ModifyCycleConfParam, situation: Situation) -> None:
    """The same for one that may have begun: its first day may lie behind."""
    _checked_days(param, param.editConfParam.confCommonParam, situation)


def _checked_days(
    param: BookCycleConfParam | ModifyCycleConfParam, common: ConfCommonParam, situation: Situation
) -> Days:
    check(param, situation)
    days = _days(param.cycleParam, common.timezone, situation.now)
    for rule in DAY_RULES:
        if rule.broken(param.cycleParam, days):
            raise SdkError(BAD, f"CycleConfParam.{rule.member}: {rule.says}")
    return days


def _days(cycle: CycleConfParam, timezone: Timezone, now: datetime) -> Days:
    assert cycle.startDate is not None, "settled before"
    assert cycle.endDate is not None, "settled before"
    return Days(
        day(cycle.startDate, timezone), day(cycle.endDate, timezone), now.astimezone(timezone.zone).date()
    )
