"""What a caller wants to watch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from convener.client.events.frames import DESCRIBED
from convener.wire.push import NotifyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One conference and the types of frames to get of it."""

    conference_id: str
    types: tuple[str, ...]
    password: str | None
    """The host's; ``None``: look it up."""
    start: bool
    """Whether to start the conference if it has not been."""
    origin: str
    """Where the WebSocket is, if the server does not say: ``wss://host:port``."""


def chosen(types: Iterable[NotifyType | str] | None) -> tuple[str, ...]:
    """The types to ask for, in a steady order; by default all that have typed frames."""
    names = sorted(str(one) for one in (DESCRIBED if types is None else types))
    if not names:
        raise ValueError("subscribe to one type at least")
    return tuple(names)
