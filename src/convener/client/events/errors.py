"""What a stream of events may raise, beside what every call may."""

from __future__ import annotations

from convener.client.errors import ClientError, Unreachable


class SlowConsumer(ClientError):
    """Frames came faster than they were taken, and the stream gave up rather than lose some silently.

    The ``capacity`` frames that were waiting have been handed out. A new stream begins with the full state.
    """

    def __init__(self, *, capacity: int) -> None:
        super().__init__(
            f"{capacity} frames were waiting to be taken when another one came. Take them faster, ask for "
            "fewer types, or allow more with capacity=; a new stream begins with the full state."
        )
        self.capacity = capacity


class Refused(ClientError):
    """The server does not let us watch the conference, and would not if asked again.

    ``number`` is the code's number as push frames carry it, ``None`` where none was given. What an operation
    was refused with is the ``__cause__``.
    """

    def __init__(self, text: str, *, number: int | None = None) -> None:
        super().__init__(text)
        self.number = number


class NotRunning(Refused):
    """The conference has not started, or is over already."""


class PasswordNeeded(Refused):
    """Only the host's password gives the right to watch; the caller neither gave it nor may see it."""


class SocketFailed(Unreachable):
    """The WebSocket could not be opened; ``status`` is the HTTP status it was refused with, if any."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message, sent=False)
        self.status = status


class SocketClosed(Unreachable):
    """The WebSocket is closed, by the server or because the way to it is gone."""

    def __init__(self, *, code: int | None, reason: str) -> None:
        super().__init__(f"the connection is closed: {code or 'broken off'} {reason}".rstrip())
        self.code = code
        self.reason = reason


class Declined(ClientError):
    """The server turned a frame of ours down: the channel's own business."""

    def __init__(self, *, number: int, text: str) -> None:
        super().__init__(f"{number} {text}".rstrip())
        self.number = number
