"""The hands of a test instance's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from convener.wire.convener import AdvanceClock, ClockAdvance, ClockTime, SetClock, ShowClock

if TYPE_CHECKING:
    from convener.client import Client


class Clock:
    """Stands still until it is moved. What falls due on the way has happened when the call returns."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def now(self) -> datetime:
        """The server's time, aware UTC."""
        return self._client.send(ShowClock()).now

    def advance(
        self,
        by: timedelta = timedelta(),
        *,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> datetime:
        """Let time pass: ``advance(days=7)``. At most ten years at once; gives the time reached."""
        by += timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self._client.send(AdvanceClock(body=ClockAdvance(seconds=by.total_seconds()))).now

    def set(self, to: datetime) -> datetime:
        """Go to an aware moment. Backwards nothing is undone."""
        return self._client.send(SetClock(body=ClockTime(now=to))).now
