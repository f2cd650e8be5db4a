"""A server that answers as a test says, over plain HTTP, in a thread of its own."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Received:
    """A request as it arrived."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What to say; ``None`` as status: nothing, the connection is cut."""

    status: int | None = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


CUT = Answer(status=None)


def says(value: Any, status: int = 200, **headers: str) -> Answer:
    """An answer in JSON; underscores in header names are hyphens."""
    names = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status=status, body=json.dumps(value).encode(), headers=names)


def refuses(status: int, code: str = "USG.000000001", **headers: str) -> Answer:
    return says({"error_code": code, "error_msg": "no"}, status, **headers)


class Scripted:
    """The server. ``respond`` says what to answer and may be replaced; ``received`` is what came."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.respond: Callable[[Received], Answer] = lambda request: Answer()
        self.released = threading.Event()
        self._start(0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def connections(self) -> int:
        """How many connections were made since the last start."""
        return len(self._server.connections)

    def answer_in_turn(self, *answers: Answer) -> None:
        """These, one after the other; the last one again and again."""
        left = list(answers)
        self.respond = lambda request: left.pop(0) if len(left) > 1 else left[0]

    def hang(self) -> None:
        """From now on answer nothing until the test is over."""

        def respond(request: Received) -> Answer:
            self.released.wait()
            return CUT

        self.respond = respond

    def restart(self) -> None:
        """Close every connection and listen again on the same port."""
        self.stop()
        self._start(self._port)

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for connection in self._server.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _start(self, port: int) -> None:
        self._server = _Server(self, port)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()


@contextmanager
def scripted() -> Iterator[Scripted]:
    server = Scripted()
    try:
        yield server
    finally:
        server.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64  # many clients come at once; the default of 5 turns some away

    def __init__(self, script: Scripted, port: int) -> None:
        self.script = script
        self.connections: list[Any] = []
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that is gone is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.append(self.connection)

    def handle_any(self) -> None:
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        script = self.server.script
        request = Received(method=self.command, path=path, query=query, headers=headers, body=body)
        script.received.append(request)
        self._say(script.respond(request))

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

    def _say(self, answer: Answer) -> None:
        if answer.status is None:
            self.close_connection = True
            return
        with suppress(OSError):
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
