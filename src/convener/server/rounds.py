"""Calls side by side: what came together does each kind of work together (ADR 0040).

A call that is worked off from its request to its answer finds the processor's caches, at every step, full of
something else. Calls that came in one turn of the event loop are therefore worked off in rounds: when the
system has given all that it has, all is read; then each call goes on to where it says ``await next_round``,
and only when all have come so far do they go on from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Final, Protocol

TOGETHER = 32
"""Calls side by side at most: what they hold has to fit into the caches too, and others need the loop."""


class _NextRound:
    def __await__(self) -> Generator[None]:
        yield


next_round: Final = _NextRound()
"""Waits until the other calls have come as far. To be awaited between two kinds of work, and where others
may see and change anything meanwhile; for a task it is one turn of the loop."""


class Source(Protocol):
    """Where calls come from."""

    def read(self) -> None:
        """Read what has come; the calls that are in it are added."""
        ...


class Side(Protocol):
    """One of the calls."""

    def step(self) -> bool:
        """Go on to the next pause; whether there is to be another step in the next round."""
        ...


class Rounds:
    """Reads sources and works off calls in rounds, those of one turn of the loop in the next turn."""

    def __init__(self) -> None:
        self._sources: list[Source] = []
        self._calls: list[Side] = []
        self._is_due = False

    def expect(self, source: Source) -> None:
        """Have it read before the next round begins."""
        self._sources.append(source)
        self._fall_due()

    def add(self, call: Side) -> None:
        self._calls.append(call)
        self._fall_due()

    def _fall_due(self) -> None:
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._run)

    def _run(self) -> None:
        sources, self._sources = self._sources, []
        for source in sources:
            try:
                source.read()
            except Exception as error:  # noqa: BLE001 (told below)
                _tell(error)
        calls, self._calls = self._calls[:TOGETHER], self._calls[TOGETHER:]
        self._is_due = False
        if self._calls:
            self._fall_due()
        while calls:
            calls = _round(calls)


def _round(calls: list[Side]) -> list[Side]:
    """A step of each, whose failure is nobody else's; those that go on."""
    left = []
    for call in calls:
        try:
            if call.step():
                left.append(call)
        except Exception as error:  # noqa: BLE001 (told below)
            _tell(error)
    return left


def _tell(error: Exception) -> None:
    """As the loop tells what its callbacks raise."""
    told = {"message": "a call ended without an answer", "exception": error}
    asyncio.get_running_loop().call_exception_handler(told)
