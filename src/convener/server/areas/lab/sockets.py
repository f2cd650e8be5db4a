"""The WebSockets of a test instance: frames can be lost on their way out, and sockets closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import msgspec

from convener.server.areas.lab.faults import FaultBook
from convener.wire.lab import FaultKind

KINDS = frozenset({FaultKind.CLOSE_SOCKET, FaultKind.LOSE_FRAME})

CUT = 1006
"""Not a code that can be sent: what a client sees that got no close frame."""


class Writer(Protocol):
    """What push writes to."""

    transport: Any

    def push(self, data: bytes) -> None: ...

    def end(self, code: int, reason: str = "") -> None: ...


class Tap:
    """Stands before a socket's writer, and lets faults happen to what is pushed."""

    def __init__(self, writer: Writer, conference_id: str, faults: FaultBook) -> None:
        self.conference_id = conference_id
        self.fault: str | None = None
        """The last fault that happened here."""
        self._writer = writer
        self._faults = faults

    def push(self, data: bytes) -> None:
        if self._faults.any_of(KINDS):
            data = b"".join(self._kept(data))
        if data:
            self._writer.push(data)

    def end(self, code: int, reason: str = "", **options: Any) -> None:
        self._writer.end(code, reason, **options)

    def close(self, code: int) -> None:
        """Close, or for 1006 cut."""
        if code == CUT:
            self._writer.transport.abort()
        else:
            self._writer.end(code, "closed on demand")

    def _kept(self, data: bytes) -> Iterator[bytes]:
        """The frames that are not lost, up to one that the socket closes at."""
        for frame, text in _frames(data):
            planned = self._faults.take(KINDS, _action(text))
            if planned is None:
                yield frame
                continue
            self.fault = planned.id
            if planned.kind is FaultKind.CLOSE_SOCKET:
                self.close(planned.close_code)
                return


class Sockets:
    """The open ones."""

    def __init__(self) -> None:
        self._open: set[Tap] = set()

    def add(self, tap: Tap) -> None:
        self._open.add(tap)

    def discard(self, tap: Tap) -> None:
        self._open.discard(tap)

    def close(self, code: int, *, conference_id: str | None = None) -> int:
        """Close all, or those of one meeting; how many that were."""
        chosen = [each for each in self._open if conference_id in (None, each.conference_id)]
        for each in chosen:
            each.close(code)
            self._open.discard(each)
        return len(chosen)


class _Action(msgspec.Struct):
    action: str | None = None


_action_of = msgspec.json.Decoder(_Action)


def _action(text: bytes) -> str | None:
    return _action_of.decode(text).action


def _frames(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Joined server frames one by one (RFC 6455 5.2), each with its text."""
    at = 0
    while at < len(data):
        size, head = data[at + 1], 2
        if size == 126:
            size, head = int.from_bytes(data[at + 2 : at + 4]), 4
        elif size == 127:
            size, head = int.from_bytes(data[at + 2 : at + 10]), 10
        end = at + head + size
        yield data[at:end], data[at + head : end]
        at = end
