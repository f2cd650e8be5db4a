"""Deletes what has expired, so that tables hold what counts and little else.

Nothing depends on it: expired rows are refused where they are read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from convener.server.storage import timers
from convener.server.storage.database import Writing
from convener.server.storage.expiry import delete_expired, next_expiry
from convener.server.storage.timers import Timer

TIMER = "sweep"
"""The kind of the one timer that all nodes share; it sets itself again."""

PERIOD = timedelta(minutes=10)
IDLE = timedelta(days=1)
"""How long a sweep waits at most: a server where nothing expires has nothing to sweep."""

BATCH = 1000
"""Rows of each table that one unit deletes; a longer one would keep writers waiting."""


async def begin(unit: Writing, now: datetime) -> None:
    """Sweep now, and from now on. For the start of a node."""
    timers.put(unit, "", TIMER, "", now)


async def on_timer(unit: Writing, timer: Timer, now: datetime) -> None:
    """Sweep a batch, and come again when the next row has expired, at once if one is left."""
    await delete_expired(unit, now, most=BATCH)
    timers.put(unit, timer.corp_id, TIMER, timer.key, _again(now, await next_expiry(unit)))


def _again(now: datetime, expiry: datetime | None) -> datetime:
    if expiry is None:
        return now + IDLE
    if expiry <= now:
        return now
    return min(max(expiry, now + PERIOD), now + IDLE)
