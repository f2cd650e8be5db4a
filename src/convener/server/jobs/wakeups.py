"""The wake-up after a commit: which streams of the event log have something new.

A wake-up is a hint and may be lost; whoever listens also looks by itself now and then. Between
nodes this is where NATS will carry the same hints.
"""

from __future__ import annotations

from collections.abc import Callable

Stream = tuple[str, str]
"""An enterprise and a meeting."""


class Wakeups:
    """Passes hints on within this process."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[frozenset[Stream]], None]] = []

    def listen(self, listener: Callable[[frozenset[Stream]], None]) -> None:
        self._listeners.append(listener)

    def committed(self, streams: frozenset[Stream]) -> None:
        """Called by the database after every commit that stored facts."""
        for listener in self._listeners:
            listener(streams)
