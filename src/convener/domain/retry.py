"""When something that could not be delivered is tried again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=2)
PATIENCE: Final = timedelta(days=3)
"""For how long it is tried; mail servers use to give up after as much."""


def pause(tries: int) -> timedelta:
    """How long to wait after the ``tries``-th failure: doubling, up to the longest pause."""
    return LONGEST_PAUSE if tries > 7 else min(FIRST_PAUSE * (1 << (tries - 1)), LONGEST_PAUSE)


def next_try(*, tries: int, since: datetime, now: datetime) -> datetime | None:
    """When to try again after the ``tries``-th failure; ``None``: give up.

    The last try is at the end of the patience, counted from ``since``.
    """
    end = since + PATIENCE
    return None if now >= end else min(now + pause(tries), end)
