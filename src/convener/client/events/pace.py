"""When to beat, to renew, and to try again: rules of time, without a clock.

Moments are seconds of any clock that only goes forward; they are handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

BEAT = 60.0
"""Seconds between heartbeats; the server closes after 180 without one."""

ANSWER = 20.0
"""Seconds that the server has to say anything at all after a frame of ours."""

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 30.0
"""Seconds before the first and at most before any attempt to come back."""

FORGIVEN = 10
"""How many times longer than the connection after it a pause may have been."""

SPARE = 200.0
"""Seconds of a control token's life at which it is renewed, as known clients do."""

RENEW_AGAIN = 30.0
"""Seconds after which renewing is tried again."""


class Backoff:
    """Pauses between attempts: twice as long each time, up to a bound, and half of each left to chance.

    ``draw`` gives chance: a number from 0 to 1.
    """

    def __init__(
        self, draw: Callable[[], float], *, first: float = FIRST_PAUSE, longest: float = LONGEST_PAUSE
    ) -> None:
        self._draw = draw
        self._first = first
        self._longest = longest
        self._next = first
        self._last = 0.0

    def pause(self) -> float:
        """Seconds to wait now."""
        bound, self._next = self._next, min(self._next * 2, self._longest)
        self._last = bound * (0.5 + self._draw() / 2)
        return self._last

    def lasted(self, seconds: float) -> None:
        """A connection held for so long: unless the pause before it was far longer, pauses begin anew.

        So a server that goes away is soon found again, and one that hangs up at once is not run down.
        """
        if seconds * FORGIVEN >= self._last:
            self._next = self._first


class Heart:
    """The heartbeat of one connection."""

    def __init__(self, now: float) -> None:
        self._beat_at = now + BEAT
        self._answer_by: float | None = None

    @property
    def wakes_at(self) -> float:
        """When there is something to look at again."""
        return self._beat_at if self._answer_by is None else min(self._beat_at, self._answer_by)

    def is_due(self, now: float) -> bool:
        return now >= self._beat_at

    def spoke(self, now: float) -> None:
        """We said something that is answered; with ``beat`` also the next beat is counted from here."""
        if self._answer_by is None:
            self._answer_by = now + ANSWER

    def beat(self, now: float) -> None:
        """A heartbeat was sent."""
        self._beat_at = now + BEAT
        self.spoke(now)

    def heard(self) -> None:
        """Any frame came."""
        self._answer_by = None

    def has_stopped(self, now: float) -> bool:
        """Whether nobody is there any more."""
        return self._answer_by is not None and now >= self._answer_by


@dataclass(slots=True, kw_only=True)
class Lease:
    """A control token, and when to renew it."""

    token: str
    renew_at: float

    @classmethod
    def of(cls, token: str, *, life: float, now: float) -> Lease:
        """For a token that is valid for ``life`` seconds from now."""
        return cls(token=token, renew_at=now + max(life - SPARE, life / 2))

    def is_due(self, now: float) -> bool:
        return now >= self.renew_at

    def later(self, now: float) -> None:
        """Renewing failed for now."""
        self.renew_at = now + RENEW_AGAIN
