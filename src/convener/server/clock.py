"""The server's only source of time."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol


class Cancellable(Protocol):
    """Something that was to happen later."""

    def cancel(self) -> None: ...


class Clock(Protocol):
    """Gives the time and calls back when a moment comes."""

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        ...

    def call_at(self, when: datetime, callback: Callable[[], None]) -> Cancellable:
        """Call once, on the event loop, when ``when`` has come."""
        ...


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def call_at(self, when: datetime, callback: Callable[[], None]) -> Cancellable:
        delay = max((when - self.now()).total_seconds(), 0)
        return asyncio.get_running_loop().call_later(delay, callback)


class _Alarm:
    __slots__ = ("callback",)

    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class VirtualClock:
    """A clock that stands still until it is set; what was to happen in between then happens."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._order = itertools.count()
        self._alarms: list[tuple[datetime, int, _Alarm]] = []

    def now(self) -> datetime:
        return self._now

    def call_at(self, when: datetime, callback: Callable[[], None]) -> Cancellable:
        alarm = _Alarm(callback)
        if when <= self._now:
            asyncio.get_running_loop().call_soon(lambda: _ring(alarm))
        else:
            heapq.heappush(self._alarms, (when, next(self._order), alarm))
        return alarm

    def set(self, when: datetime) -> None:
        """Move to ``when``, earlier or later, ringing every alarm up to there in its order."""
        self._now = when.astimezone(UTC)
        while self._alarms and self._alarms[0][0] <= self._now:
            _ring(heapq.heappop(self._alarms)[2])


def _ring(alarm: _Alarm) -> None:
    if alarm.callback is not None:
        alarm.callback()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Microseconds since the epoch: how storage keeps instants."""
    return (moment - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)
def moment(micros: int) -> datetime:
    """The instant of ``micros`` microseconds since the epoch, aware UTC; meetings share their times."""
    return _EPOCH + timedelta(microseconds=micros)
