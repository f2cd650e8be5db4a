"""Whether frames follow one another: what is told by the version numbers of incremental frames.

Each type counts for itself. A full frame carries no number of that count, so the first incremental one
after it is believed; from there on every number must be the next.
"""

from __future__ import annotations

from convener.wire.push import MessageMode


class Versions:
    """The counts of one connection."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._whole: set[str] = set()
        """Types that the server begins with a full frame."""
        self._withheld: set[str] = set()
        self._doubtful = False

    @property
    def has_gap(self) -> bool:
        """Whether a frame is missing: only a full one can help, for which to subscribe anew."""
        return self._doubtful or self.waits

    @property
    def waits(self) -> bool:
        """Whether a type is held back until its full frame comes."""
        return bool(self._withheld)

    def admits(self, kind: str, mode: MessageMode, version: int, *, patient: bool = True) -> bool:
        """Whether to hand a frame on: not if it is known already, nor after a missing one.

        Unless ``patient`` what comes after a missing frame is handed on all the same.
        """
        if mode is MessageMode.FULL:
            self._whole.add(kind)
            self._withheld.discard(kind)
            self._last.pop(kind, None)
            return True
        last = self._last.get(kind, version - 1)
        if kind in self._withheld or version <= last:
            return False
        if version > last + 1 and patient:
            self._withheld.add(kind)
            return False
        self._doubtful = self._doubtful or version > last + 1
        self._last[kind] = version
        return True

    def subscribed(self) -> None:
        """The server has agreed to begin anew: with full frames, but not for types that never had one."""
        self._withheld &= self._whole
        self._doubtful = False
        self._last.clear()
