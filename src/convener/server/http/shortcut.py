"""A call without the way round through ASGI: its request is here whole, its answer leaves as one write.

For a call that is answered at once, that way costs more than the call: a task, an event, two messages,
and a look at every header. Here calls go on in rounds (``server/rounds.py``), without a task also when they
wait for PostgreSQL or the disk: whoever is done waiting joins the next round.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterable
from http import HTTPStatus
from typing import Any, Protocol

from convener.server.http.answers import Answer
from convener.server.http.received import Received
from convener.server.rounds import Rounds

_STATUS_LINES = {each.value: f"HTTP/1.1 {each.value} {each.phrase}\r\n".encode() for each in HTTPStatus}


class Answering(Protocol):
    """An application that can be asked without ASGI."""

    def answers(self, path: str) -> bool: ...

    def answer(self, request: Received, body: bytes) -> Coroutine[Any, Any, Answer]: ...


class Connection(Protocol):
    """Where a call came from."""

    rounds: Rounds

    def respond(self, call: Shortcut, answer: Answer, request_id: str) -> None:
        """Send the answer."""
        ...


class Shortcut:
    """One request and its answer. For uvicorn it stands where its own cycle would."""

    __slots__ = (
        "_connection",
        "_go",
        "_request",
        "body",
        "disconnected",
        "keep_alive",
        "message_event",
        "more_body",
        "response_complete",
        "scope",
    )

    def __init__(self, request: Received, connection: Connection, *, keep_alive: bool) -> None:
        self._request = request
        self._connection = connection
        self.keep_alive = keep_alive
        self.body = b""
        self.disconnected = self.response_complete = False
        self.message_event = _UNHEARD

    def begin(self, app: Answering) -> None:
        """The request is here whole: answer it, beginning with the next round."""
        self._go = app.answer(self._request, self.body).send
        self._connection.rounds.add(self)

    def step(self) -> bool:
        """Go on until the next pause; whether it is for the others only."""
        try:
            pause = self._go(None)
        except StopIteration as finished:
            self._end(finished.value)
            return False
        if pause is None:
            return True
        pause._asyncio_future_blocking = False  # what a task says to a future that it waits for
        pause.add_done_callback(self._go_on)
        return False

    def _go_on(self, _: object) -> None:
        self._connection.rounds.add(self)

    def _end(self, answer: Answer) -> None:
        self.response_complete = True
        if not self.disconnected:
            self._connection.respond(self, answer, self._request.id)


class _Unheard:
    """An event nobody waits for."""

    def set(self) -> None:
        pass


_UNHEARD = _Unheard()


def encoded(answer: Answer, request_id: str, more: bytes, *, keep_alive: bool) -> bytes:
    """The answer as it leaves; ``more`` are lines of its head. An empty one is of no type."""
    body = answer.body
    return b"".join(
        (
            _STATUS_LINES[answer.status],
            more,
            b"content-length: %d\r\nx-request-id: %b\r\n" % (len(body), request_id.encode()),
            lines(answer.headers) if answer.headers else b"",
            b"content-type: %b\r\n" % answer.content_type if body else b"",
            b"\r\n" if keep_alive else b"connection: close\r\n\r\n",
            body,
        )
    )


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as they are sent."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])
