"""When a call that failed is made again, and after how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from convener.client.errors import ApiError, ClientError, NoAnswer, Untrusted

PASSING = frozenset({429, 502, 503, 504})
"""Statuses that say: not now."""

REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
"""Methods that do the same whether performed once or twice. A repeated deletion may say ``NotFound``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How patiently a call is repeated.

    A connection that could not be made is tried again for every call. What the server may have performed,
    and an answer that says "not now", is tried again only for operations that may run twice: never for a
    ``POST``, except a login. Pauses double from ``first`` up to ``longest``, and chance shortens them, so
    that many clients do not come back at once. When the server says how long to wait, that counts; when it
    says more than ``longest``, the call fails at once.
    """

    attempts: int = 3
    """In all; 1: never again."""
    first: timedelta = timedelta(milliseconds=200)
    longest: timedelta = timedelta(seconds=20)

    def pause(
        self, failure: ClientError, *, attempt: int, repeatable: bool, chance: float
    ) -> timedelta | None:
        """How long to wait after attempt number ``attempt``; ``None``: give up. ``chance``: 0 to 1."""
        if attempt >= self.attempts or not _passing(failure, repeatable=repeatable):
            return None
        asked = failure.retry_after if isinstance(failure, ApiError) else None
        if asked is not None:
            return None if asked > self.longest else asked
        pause: timedelta = min(self.longest, self.first * 2 ** (attempt - 1))
        return pause * (1 - chance / 2)


USUAL = Retries()


def _passing(failure: ClientError, *, repeatable: bool) -> bool:
    if isinstance(failure, NoAnswer):
        return not isinstance(failure, Untrusted) and (repeatable or not failure.sent)
    return repeatable and isinstance(failure, ApiError) and failure.status in PASSING


def retry_after(header: str | None, now: datetime | None = None) -> timedelta | None:
    """What a ``Retry-After`` header says: seconds, or a date."""
    text = (header or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), 10**9))
    from email.utils import parsedate_to_datetime

    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(timedelta(), until.replace(tzinfo=until.tzinfo or UTC) - (now or datetime.now(UTC)))
