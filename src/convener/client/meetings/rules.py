"""On which days a series takes place."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from convener.wire.meetings import Cycle, CycleParams


class Weekday(enum.IntEnum):
    """As the API counts them, unlike ``date.weekday()``."""

    SUNDAY = 0
    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Every day, or every ``interval`` days (1 to 15), up to the day ``until``, included."""

    until: date
    interval: int = 1

    def params(self, first: date) -> CycleParams:
        return _params(Cycle.DAY, first, self.until, self.interval, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """On these days of every week, or every ``interval`` weeks (1 to 5), up to ``until``, included."""

    on: Collection[int]
    """Members of ``Weekday``; 0 is Sunday."""
    until: date
    interval: int = 1

    def params(self, first: date) -> CycleParams:
        return _params(Cycle.WEEK, first, self.until, self.interval, self.on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Monthly:
    """On these days of every month, or every ``interval`` months (1 to 3), up to ``until``, included.

    Where a month lacks a day, its last day is meant.
    """

    on: Collection[int]
    until: date
    interval: int = 1

    def params(self, first: date) -> CycleParams:
        return _params(Cycle.MONTH, first, self.until, self.interval, self.on)


Rule: TypeAlias = Daily | Weekly | Monthly
"""A series has at most 50 meetings, within a year of its first day."""


def _params(
    cycle: Cycle, first: date, last: date, interval: int, points: Collection[int] | None
) -> CycleParams:
    return CycleParams(
        start_date=first.isoformat(),
        end_date=last.isoformat(),
        cycle=cycle,
        interval=interval,
        point=None if points is None else sorted(int(point) for point in points),
    )
