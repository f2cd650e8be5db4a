"""What becomes of a message on its way: one row each, until it is sent or given up."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from msgspec import Struct

from convener.domain import retry
from convener.domain.news import Line
from convener.domain.refusal import Refusal

KEPT = timedelta(days=30)
"""For how long it is remembered what was sent, and that something never was."""


def kept(names: timedelta | None) -> timedelta:
    """For how long after a meeting, where the names of people are kept for ``names`` after it."""
    return KEPT if names is None else min(KEPT, names)


class State(enum.IntEnum):
    """Where a delivery stands."""

    WAITING = 0
    SENT = 1
    DEAD = 2
    """Refused for good, or tried for as long as it is tried."""
    HELD = 3
    """Nothing is configured that could carry it: it stays in the outbox."""
    LAPSED = 4
    """What it is about was over before it could be sent."""


class Outcome(enum.IntEnum):
    """How one attempt ended."""

    SENT = 0
    FAILED = 1
    """Worth another try."""
    REFUSED = 2
    """The answer will be the same next time."""


class Attempt(Struct, frozen=True):
    """How an attempt ended, and what the other side said or what went wrong."""

    outcome: Outcome
    reply: str


class Settled(Struct, frozen=True):
    """Where a delivery stands after an attempt; ``due`` is when it is tried again."""

    state: State
    due: datetime


class Delivery(Struct, frozen=True, kw_only=True):
    """A message on its way to one recipient."""

    corp_id: str
    delivery_id: str
    meeting_id: str
    news_id: str
    line: Line
    state: State
    due: datetime
    tries: int
    since: datetime
    """From when it is tried."""
    good_until: datetime
    """When what it is about is over."""
    created: datetime
    sent: datetime | None = None


class Listed(Struct, frozen=True):
    """A delivery and the meeting it is about, as far as it is known."""

    delivery: Delivery
    conference_id: str
    subject: str


class PastAttempt(Struct, frozen=True):
    """What was tried, and when."""

    at: datetime
    attempt: Attempt


class DeliveryUnknown(Refusal):
    """The enterprise has no such delivery, or it is long ago."""


class AlreadySent(Refusal):
    """The message was sent: nothing is left to try."""


class TooLate(Refusal):
    """What the message is about is over."""


class Overtaken(Refusal):
    """Something newer about the meeting was sent to the recipient, or this is being sent right now."""


class NothingCarries(Refusal):
    """The server is not configured to send messages of this kind."""


def settled(attempt: Attempt, *, tries: int, since: datetime, good_until: datetime, now: datetime) -> Settled:
    """What follows from the ``tries``-th attempt; ``since`` as in ``retry.next_try``."""
    match attempt.outcome:
        case Outcome.SENT:
            return Settled(State.SENT, now)
        case Outcome.REFUSED:
            return Settled(State.DEAD, now)
        case Outcome.FAILED:
            again = retry.next_try(tries=tries, since=since, now=now)
            if again is None:
                return Settled(State.DEAD, now)
            return Settled(State.WAITING, min(again, good_until))


def check_retry(state: State, *, good_until: datetime, now: datetime, carried: bool) -> None:
    """Refuse to send again what cannot be sent, or need not be."""
    if state is State.SENT:
        raise AlreadySent
    if good_until <= now:
        raise TooLate
    if not carried:
        raise NothingCarries
