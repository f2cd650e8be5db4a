"""What a channel asks of whoever drives it.

A channel is a generator of these. Its driver performs each and sends the outcome back in, or throws in the
``ClientError`` that came of it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from convener.client.events.frames import Frame
from convener.wire.base import Request


@dataclass(frozen=True, slots=True)
class Ask:
    """Perform an operation, with a control token if one is given. Outcome: its reply."""

    request: Request[Any]
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Open the WebSocket. Outcome: nothing, or ``SocketFailed``."""

    url: str


@dataclass(frozen=True, slots=True)
class Say:
    """Send a text frame. Outcome: nothing, or ``SocketClosed``."""

    text: str


@dataclass(frozen=True, slots=True)
class Hear:
    """Wait for the next text frame, so many seconds at most. Outcome: it, ``None``, or ``SocketClosed``."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Leave:
    """Close the WebSocket, should it be open. Outcome: nothing, always."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait so many seconds. Outcome: nothing."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Deliver:
    """Hand a frame to the consumer. Outcome: nothing."""

    frame: Frame


Effect = Ask | Open | Say | Hear | Leave | Pause | Deliver
Steps = Generator[Effect, Any, None]
