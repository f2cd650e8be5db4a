"""A call without the way round through ASGI: its request is here whole, its answer leaves as one write.

For a call that is answered at once, that way costs more than the call: a task, an event, two messages,
and a look at every header. What waits (for PostgreSQL, for the disk) goes on in a task after its first
pause; what does not never gets one.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator, Iterable
from http import HTTPStatus
from typing import Any, Protocol

from convener.server.http.answers import Answer
from convener.server.http.received import Received

_STATUS_LINES = {each.value: f"HTTP/1.1 {each.value} {each.phrase}\r\n".encode() for each in HTTPStatus}


class Answering(Protocol):
    """An application that can be asked without ASGI."""

    def answers(self, path: str) -> bool: ...

    async def answer(self, request: Received, body: bytes) -> Answer: ...


class Shortcut:
    """One request and its answer. For uvicorn it stands where its own cycle would."""

    __slots__ = (
        "_request",
        "_respond",
        "body",
        "disconnected",
        "keep_alive",
        "message_event",
        "more_body",
        "response_complete",
        "scope",
    )

    def __init__(
        self, request: Received, respond: Callable[[Shortcut, Answer, str], None], *, keep_alive: bool
    ) -> None:
        self._request = request
        self._respond = respond
        self.keep_alive = keep_alive
        self.body = b""
        self.disconnected = self.response_complete = False
        self.message_event = _Unheard()

    def begin(self, app: Answering) -> Coroutine[Any, Any, None] | None:
        """Answer if that takes no waiting; else what is left to do."""
        work = app.answer(self._request, self.body)
        try:
            pause = work.send(None)
        except StopIteration as finished:
            self._end(finished.value)
            return None
        return self._rest(work, pause)

    async def _rest(self, work: Coroutine[Any, Any, Answer], pause: Any) -> None:
        self._end(await _Begun(work, pause))

    def _end(self, answer: Answer) -> None:
        self.response_complete = True
        if not self.disconnected:
            self._respond(self, answer, self._request.id)


class _Begun:
    """A coroutine that has paused once already, for a task to take over."""

    def __init__(self, work: Coroutine[Any, Any, Answer], pause: Any) -> None:
        self._work = work
        self._pause = pause

    def __await__(self) -> Generator[Any, Any, Answer]:
        work, pause = self._work, self._pause
        while True:
            try:
                try:
                    sent = yield pause
                except BaseException as error:  # noqa: BLE001 (the coroutine's to deal with)
                    pause = work.throw(error)
                else:
                    pause = work.send(sent)
            except StopIteration as finished:
                return finished.value  # type: ignore[no-any-return]


class _Unheard:
    """An event nobody waits for."""

    def set(self) -> None:
        pass


def encoded(
    answer: Answer, request_id: str, more: Iterable[tuple[bytes, bytes]], *, keep_alive: bool
) -> bytes:
    """The answer as it leaves; ``more`` are headers before its own. An empty one is of no type."""
    body = answer.body
    parts = [
        _STATUS_LINES[answer.status],
        *[b"%b: %b\r\n" % header for header in more],
        b"content-length: %d\r\nx-request-id: %b\r\n" % (len(body), request_id.encode()),
        *[b"%b: %b\r\n" % header for header in answer.headers],
    ]
    if body:
        parts.append(b"content-type: %b\r\n" % answer.content_type)
    parts.append(b"\r\n" if keep_alive else b"connection: close\r\n\r\n")
    parts.append(body)
    return b"".join(parts)
