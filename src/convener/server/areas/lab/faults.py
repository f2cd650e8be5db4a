"""Faults that shall happen: which, to what, and how often still."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from convener.wire.errors import Fault
from convener.wire.lab import ANY, FaultKind


@dataclass(slots=True, kw_only=True)
class Planned:
    """A fault and how often it has happened."""

    id: str
    kind: FaultKind
    name: str
    """Of an operation or a frame, or ``ANY``."""
    times: int
    """0 is until it is removed."""
    error: Fault | None = None
    seconds: float = 0.0
    close_code: int = 1001
    used: int = 0

    @property
    def is_spent(self) -> bool:
        return bool(self.times) and self.used >= self.times

    def fits(self, kinds: Collection[FaultKind], name: str | None) -> bool:
        """Whether it happens to what has this name; what has none is only met by ``ANY``."""
        return self.kind in kinds and self.name in (ANY, name)


class FaultBook:
    """The faults of a server, the oldest first."""

    def __init__(self) -> None:
        self._planned: dict[str, Planned] = {}
        self._numbers = itertools.count(1)

    def next_id(self) -> str:
        return f"fault-{next(self._numbers)}"

    def add(self, planned: Planned) -> None:
        self._planned[planned.id] = planned

    def take(self, kinds: Collection[FaultKind], name: str | None) -> Planned | None:
        """The fault that happens now, counted; spent ones are gone."""
        found = next((each for each in self._planned.values() if each.fits(kinds, name)), None)
        if found is not None:
            found.used += 1
            if found.is_spent:
                del self._planned[found.id]
        return found

    def any_of(self, kinds: Collection[FaultKind]) -> bool:
        """Whether one of these kinds is still to come."""
        return any(each.kind in kinds for each in self._planned.values())

    def remove(self, id: str) -> None:
        self._planned.pop(id, None)

    def clear(self) -> None:
        self._planned.clear()

    def __iter__(self) -> Iterator[Planned]:
        return iter(self._planned.values())
