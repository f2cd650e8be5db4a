from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from convener.domain.retry import FIRST_PAUSE, LONGEST_PAUSE, PATIENCE, next_try, pause

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@given(some.integers(1, 10_000))
def test_pauses_grow_up_to_the_longest(tries: int) -> None:
    assert FIRST_PAUSE <= pause(tries) <= pause(tries + 1) <= LONGEST_PAUSE


def test_they_double_from_a_minute() -> None:
    minutes = [pause(tries) // timedelta(minutes=1) for tries in range(1, 10)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 120, 120]


@given(some.integers(1, 10_000), some.timedeltas(timedelta(0), PATIENCE - SECOND))
def test_the_next_try_is_later_and_within_the_patience(tries: int, spent: timedelta) -> None:
    now = NOON + spent
    again = next_try(tries=tries, since=NOON, now=now)
    assert again is not None
    assert now < again <= NOON + PATIENCE


@given(some.integers(1, 10_000), some.timedeltas(timedelta(0), timedelta(days=365)))
def test_after_it_there_is_none(tries: int, late: timedelta) -> None:
    assert next_try(tries=tries, since=NOON, now=NOON + PATIENCE + late) is None


def test_something_that_always_fails_is_tried_for_three_days() -> None:
    now, tries = NOON, 1
    while (again := next_try(tries=tries, since=NOON, now=now)) is not None:
        now, tries = again, tries + 1
    assert now == NOON + PATIENCE
    assert tries == 43
