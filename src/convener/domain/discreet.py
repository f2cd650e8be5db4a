"""Values that hold secrets."""

from __future__ import annotations

from msgspec import Struct


class Discreet(Struct, frozen=True):
    """Shows nothing of itself: what a value shows of itself ends up in logs."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"
