"""When to look for what was kept long enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from convener.domain.retention import LONGEST_REST, PERIOD, Oldest, Retention

NOW = datetime(2021, 8, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KEEP = Retention(history=183 * DAY, names=30 * DAY)


@pytest.mark.parametrize(
    ("oldest", "again"),
    [
        (Oldest(), NOW + LONGEST_REST),
        (Oldest(opened=NOW - 183 * DAY), NOW),
        (Oldest(over=NOW - 200 * DAY), NOW),
        (Oldest(closed=NOW - 30 * DAY), NOW),
        (Oldest(named=NOW - 28 * DAY, opened=NOW - 28 * DAY), NOW + 2 * DAY),
        (Oldest(opened=NOW - 183 * DAY + timedelta(minutes=1)), NOW + PERIOD),
        (Oldest(opened=NOW), NOW + LONGEST_REST),
    ],
)
def test_it_is_looked_again_when_the_first_thing_is_due(oldest: Oldest, again: datetime) -> None:
    assert KEEP.again(NOW, oldest) == again


def test_names_that_stay_are_never_due() -> None:
    keep = Retention(history=183 * DAY, names=None)
    assert keep.again(NOW, Oldest(closed=NOW - 99 * DAY, named=NOW - 99 * DAY)) == NOW + LONGEST_REST


def test_a_short_period_is_not_overslept() -> None:
    """What ends a moment from now is due in a day, long before the longest rest."""
    assert Retention(history=183 * DAY, names=DAY).again(NOW, Oldest()) == NOW + DAY
