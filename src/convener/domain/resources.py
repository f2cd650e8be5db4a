"""What a service provider grants its enterprises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from convener.domain.refusal import Refusal
from convener.domain.rooms import PACKAGES

ROOMS = "VMR"
"""The kind of grants that bring cloud rooms."""

MOST_ROOMS_AT_ONCE = 1000

_PARTIES = {package: parties for parties, package in PACKAGES.items()}


class NotGranted(Refusal):
    """The enterprise is not one of the caller's, or what is granted is not to be had."""


class Grant(Struct, frozen=True, kw_only=True):
    """So many of something until a moment."""

    resource_id: str | None
    kind: str
    type_id: str | None
    count: int
    expires: datetime

    @property
    def parties(self) -> int:
        """Participants that each of the granted rooms holds."""
        return _PARTIES[self.type_id or ""]


def check(grants: Iterable[Grant]) -> None:
    """Raises ``NotGranted`` for rooms of an unknown package, and for very many of them."""
    rooms = [grant for grant in grants if grant.kind == ROOMS]
    if any(grant.type_id not in _PARTIES for grant in rooms):
        raise NotGranted("rooms are granted by the ID of their package")
    if sum(grant.count for grant in rooms) > MOST_ROOMS_AT_ONCE:
        raise NotGranted(f"one call grants {MOST_ROOMS_AT_ONCE} rooms at most")
