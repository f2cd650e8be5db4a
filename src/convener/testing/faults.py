"""Faults on demand."""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from convener.wire.base import Request
from convener.wire.lab import (
    ANY,
    AddFault,
    ClearFaults,
    CloseSockets,
    FaultKind,
    ListFaults,
    NewFault,
    SocketChoice,
)

if TYPE_CHECKING:
    from convener.client import Client

Operation = str | type[Request[Any]]
"""An operation by its class or its name; ``*`` is every operation."""


class Fault:
    """A fault that was asked for; as a context manager it is over at the end of the block."""

    def __init__(self, client: Client, id: str) -> None:
        self._client = client
        self.id = id

    def remove(self) -> None:
        """Have it not happen any more."""
        self._client.send(ClearFaults(fault_id=self.id))

    @property
    def is_pending(self) -> bool:
        """Whether it may still happen."""
        return any(each.id == self.id for each in self._client.send(ListFaults()).data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


class Faults:
    """Makes calls and sockets fail, once unless ``times`` says otherwise; 0 is until it is removed.

    Of several faults that fit a call the oldest happens. Operations of our own never fail.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def error(self, operation: Operation, code: str, *, times: int = 1, status: int | None = None) -> Fault:
        """Refuse: ``code`` is a code or constant of the catalogue. Nothing is done."""
        return self._add(FaultKind.ERROR, operation, times, code=code, status=status)

    def delay(self, operation: Operation, by: timedelta | float, *, times: int = 1) -> Fault:
        """Wait, in real time, before the call is done; not at all for a client that leaves meanwhile."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return self._add(FaultKind.DELAY, operation, times, seconds=seconds)

    def drop(self, operation: Operation, *, after: bool = False, times: int = 1) -> Fault:
        """Cut the connection: before anything is done or, with ``after``, in place of the answer."""
        kind = FaultKind.DROP_AFTER if after else FaultKind.DROP_BEFORE
        return self._add(kind, operation, times)

    def lose_frame(self, action: str = ANY, *, times: int = 1) -> Fault:
        """Have a frame of the event stream not arrive: one on its way to one socket counts."""
        return self._add(FaultKind.LOSE_FRAME, action, times)

    def close_socket(self, action: str = ANY, *, code: int = 1001, times: int = 1) -> Fault:
        """Close a socket in place of a frame; code 1006 cuts it."""
        return self._add(FaultKind.CLOSE_SOCKET, action, times, close_code=code)

    def close_sockets(self, conference_id: str | None = None, *, code: int = 1001) -> int:
        """Close the sockets that are open now, of one meeting or all; how many that were."""
        choice = SocketChoice(conference_id=conference_id, close_code=code)
        return self._client.send(CloseSockets(body=choice)).closed

    def pending(self) -> list[Fault]:
        """Those that may still happen, the oldest first."""
        return [Fault(self._client, each.id) for each in self._client.send(ListFaults()).data]

    def clear(self) -> None:
        """Have none of them happen any more."""
        self._client.send(ClearFaults())

    def _add(self, kind: FaultKind, operation: Operation, times: int, **details: Any) -> Fault:
        name = operation if isinstance(operation, str) else operation.__name__
        body = NewFault(kind=kind, operation=name, times=times, **details)
        return Fault(self._client, self._client.send(AddFault(body=body)).id)
