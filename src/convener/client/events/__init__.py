"""The event stream of a running conference: frames as they come, and the state they add up to."""

from convener.client.events.errors import (
    NotRunning,
    PasswordNeeded,
    Refused,
    SlowConsumer,
    SocketClosed,
    SocketFailed,
)
from convener.client.events.frames import Frame, Unknown
from convener.client.events.state import MeetingState, reduce
from convener.client.events.stream import watch, watch_async
from convener.wire.push import NotifyType

__all__ = [
    "Frame",
    "MeetingState",
    "NotRunning",
    "NotifyType",
    "PasswordNeeded",
    "Refused",
    "SlowConsumer",
    "SocketClosed",
    "SocketFailed",
    "Unknown",
    "reduce",
    "watch",
    "watch_async",
]
