"""The last requests, kept to be explained."""

from __future__ import annotations

from collections import deque

from convener.wire.lab import MOST_REQUESTS, RequestSeen


class RequestLog:
    """A ring: the oldest request gives way to a new one."""

    def __init__(self) -> None:
        self._entries: deque[RequestSeen] = deque(maxlen=MOST_REQUESTS)
        self._last = 0

    def next_number(self) -> int:
        self._last += 1
        return self._last

    def add(self, entry: RequestSeen) -> None:
        """Keep a request; what becomes of it is written into the entry later."""
        self._entries.append(entry)

    def latest(self, *, after: int, limit: int) -> list[RequestSeen]:
        """Up to ``limit`` entries with a higher number, the oldest first."""
        return [each for each in self._entries if each.number > after][-limit:]

    def clear(self) -> None:
        self._entries.clear()
        self._last = 0
