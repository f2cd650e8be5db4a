"""HTTP on one connection: uvicorn's, with the shortcut for calls, and an end to what never ends."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from convener.server.http.answers import Answer, request_id
from convener.server.http.received import Received
from convener.server.http.shortcut import Answering, Shortcut, encoded, lines
from convener.server.rounds import Rounds

_METHODS = {name.encode(): name for name in ("GET", "POST", "PUT", "DELETE")}
_UNUSUAL = {b"expect", b"transfer-encoding", b"upgrade"}
"""Headers of requests that are more than a plain call."""

HEAD_LIMIT = 65_536
"""Bytes of a request's head we hold before it is complete; the parser itself has no limit."""

SMALL = HIGH_WATER_LIMIT
"""Bytes of a body that takes the shortcut: uvicorn does not pause the peer for it."""


class Joining:
    """A transport that sends the head of an answer together with its body.

    uvicorn writes them one after the other: two system calls and, under TLS, two records. A head whose
    body does not follow at once, as of a stream, leaves in the loop's next turn.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport) -> None:
        self._loop = loop
        self._transport = transport
        self._head: bytes | None = None
        self.is_closing = transport.is_closing
        self.abort = transport.abort

    def write(self, data: bytes) -> None:
        if self._head is not None:
            data, self._head = self._head + data, None
            self._transport.write(data)
        elif data.endswith(b"\r\n\r\n"):
            self._head = data
            self._loop.call_soon(self._flush)
        else:
            self._transport.write(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _flush(self) -> None:
        if self._head is not None:
            data, self._head = self._head, None
            self._transport.write(data)


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's, with the shortcut for calls, and an end to how long and large an unfinished request may be.

    A request must arrive whole, head and body, within ``patience`` seconds of its first byte (the first
    one: of the connection), or the connection is cut. How large a body may be is the application's to say.
    """

    def __init__(self, *args: Any, rounds: Rounds, patience: float) -> None:
        super().__init__(*args)
        self.rounds = rounds
        self._direct = cast(Answering, self.app) if hasattr(self.app, "answers") else None
        self._patience = patience
        self._timer: asyncio.TimerHandle | None = None
        self._head_size = 0
        self._headed = False
        self._unfinished = True
        self._in_parts = False
        self._unread = b""
        self._upgraded = False
        self._idle_since = 0.0
        self._more_of: list[tuple[bytes, bytes]] | None = None
        self._more_lines = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer = self.loop.call_later(self._patience, transport.abort)
        self._plain = transport
        self.transport = cast(asyncio.Transport, Joining(self.loop, transport))

    def connection_lost(self, exc: Exception | None) -> None:
        self.read()
        self._rest()
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The beginning of a request waits until what others sent is here too; what follows is read at once.

        So what is unread is never more than the system gives at a time.
        """
        if not (self._unread or self._in_parts):
            self._unread = data
            self.rounds.expect(self)
            return
        self.read()
        if self._upgraded:
            self._plain.get_protocol().data_received(data)  # type: ignore[attr-defined]
        else:
            self._read(data)

    def read(self) -> None:
        data, self._unread = self._unread, b""
        if data:
            self._read(data)

    def _read(self, data: bytes) -> None:
        super().data_received(data)
        self._in_parts = self._unfinished and not self._upgraded
        if self._in_parts:
            self._watch(data)
        elif self._timer is not None:
            self._rest()

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers = []
        self._headed = False
        self._unfinished = True

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self._headed = True
        if (request := self._callable()) is not None:
            self.cycle = Shortcut(  # type: ignore[assignment]
                request, self, keep_alive=self.parser.should_keep_alive()
            )
            return
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.url = url
        for name, value in headers:
            super().on_header(name, value)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._unfinished = False
        cycle: Any = self.cycle
        if not isinstance(cycle, Shortcut):
            super().on_message_complete()
        elif not cycle.response_complete and self._direct is not None:
            cycle.begin(self._direct)

    def on_response_complete(self) -> None:
        """As uvicorn's, but with one timer for a connection instead of one for each answer."""
        self.server_state.total_requests += 1
        if self._plain.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
            return
        self._idle_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._expect_idle(self.timeout_keep_alive)

    def shutdown(self) -> None:
        self.read()
        super().shutdown()

    def timeout_keep_alive_handler(self) -> None:
        self.read()
        self.timeout_keep_alive_task = None
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._expect_idle(left)
        elif self.cycle is None or self.cycle.response_complete:
            super().timeout_keep_alive_handler()

    def handle_websocket_upgrade(self) -> None:
        self.transport = self._plain
        super().handle_websocket_upgrade()
        self._upgraded = True

    def _unset_keepalive_if_required(self) -> None:
        """The timer looks by itself whether the connection has been idle."""

    def _expect_idle(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def _callable(self) -> Received | None:
        """The request, if it is a plain call of an operation and nothing before it is unanswered."""
        if self._direct is None or (self.cycle is not None and not self.cycle.response_complete):
            return None
        parser, headers = self.parser, dict(self.headers)
        method, length = _METHODS.get(parser.get_method()), headers.get(b"content-length")
        path, _, query = self.url.decode("latin-1").partition("?")
        if (
            method is None
            or self.flow.write_paused
            or not _UNUSUAL.isdisjoint(headers)
            or (length is not None and not (length.isdigit() and int(length) <= SMALL))
            or "#" in query
            or parser.get_http_version() != "1.1"
            or not (path.startswith("/") and self._direct.answers(path))
        ):
            return None
        return Received(
            method=method,
            path=path,
            query=query,
            headers=headers,
            client=self.client[0] if self.client else "",
            scheme=self.scheme or "http",
            server=self.server or ("localhost", 443),
            id=request_id(headers),
        )

    def respond(self, call: Shortcut, answer: Answer, request_id: str) -> None:
        self._plain.write(encoded(answer, request_id, self._more(), keep_alive=call.keep_alive))
        if not call.keep_alive:
            self._plain.close()
        self.on_response_complete()

    def _more(self) -> bytes:
        """What uvicorn says in every head; it makes the list anew each second, for the date."""
        headers = self.server_state.default_headers
        if headers is not self._more_of:
            self._more_of, self._more_lines = headers, lines(headers)
        return self._more_lines

    def _watch(self, data: bytes) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self._patience, self.transport.abort)
        if not self._headed:
            self._head_size += len(data)
            if self._head_size > HEAD_LIMIT:
                self.send_400_response("The head of the request is too large.")

    def _rest(self) -> None:
        self._head_size = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
