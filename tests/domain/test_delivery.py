"""What follows from an attempt, and what may be tried again by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from convener.domain.delivery import (
    AlreadySent,
    Attempt,
    NothingCarries,
    Outcome,
    Settled,
    State,
    TooLate,
    check_retry,
    settled,
)
from convener.domain.refusal import Refusal
from convener.domain.retry import PATIENCE

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("outcome", "tries", "now", "good_until", "to"),
    [
        (Outcome.SENT, 1, NOON, NOON + HOUR, Settled(State.SENT, NOON)),
        (Outcome.REFUSED, 1, NOON, NOON + HOUR, Settled(State.DEAD, NOON)),
        (Outcome.FAILED, 1, NOON, NOON + HOUR, Settled(State.WAITING, NOON + timedelta(minutes=1))),
        (Outcome.FAILED, 7, NOON, NOON + HOUR, Settled(State.WAITING, NOON + HOUR)),
        (Outcome.FAILED, 40, NOON + PATIENCE, NOON + 9 * PATIENCE, Settled(State.DEAD, NOON + PATIENCE)),
    ],
)
def test_what_follows(outcome: Outcome, tries: int, now: datetime, good_until: datetime, to: Settled) -> None:
    assert settled(Attempt(outcome, ""), tries=tries, since=NOON, good_until=good_until, now=now) == to


@pytest.mark.parametrize("state", State)
def test_what_may_be_tried_again(state: State) -> None:
    if state is State.SENT:
        with pytest.raises(AlreadySent):
            check_retry(state, good_until=NOON + HOUR, now=NOON, carried=True)
        return
    check_retry(state, good_until=NOON + HOUR, now=NOON, carried=True)
    for refusal, facts in (
        (TooLate, {"good_until": NOON, "carried": True}),
        (NothingCarries, {"good_until": NOON + HOUR, "carried": False}),
    ):
        expected: type[Refusal] = refusal
        with pytest.raises(expected):
            check_retry(state, now=NOON, **facts)  # type: ignore[arg-type]
