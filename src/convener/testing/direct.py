"""Calls into a server of this process without a connection: its event loop runs in another thread."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from concurrent.futures import Future
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from convener.client.errors import TimedOut, Unreachable
from convener.client.exchange import TIMEOUT, Incoming, Outgoing
from convener.server.http.api import App

Message = MutableMapping[str, Any]


class Way:
    """Into one application."""

    def __init__(self, app: App, loop: asyncio.AbstractEventLoop, origin: str) -> None:
        self._app = app
        self._loop = loop
        self._origin = urlsplit(origin)

    def begin(self, outgoing: Outgoing) -> Going:
        """Have the call done there."""
        going = Going(outgoing.body or b"", self._loop)
        scope = self._scope(outgoing)
        asyncio.run_coroutine_threadsafe(going.run(self._app, scope), self._loop)
        return going

    def _scope(self, outgoing: Outgoing) -> dict[str, Any]:
        headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in {"Host": self._origin.netloc, **outgoing.headers}.items()
        ]
        if outgoing.body is not None:
            headers.append((b"content-length", str(len(outgoing.body)).encode()))
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": outgoing.method,
            "scheme": self._origin.scheme,
            "path": unquote(outgoing.path),
            "raw_path": outgoing.path.encode("ascii"),
            "query_string": urlencode(outgoing.query, quote_via=quote).encode("ascii"),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 0),
            "server": (self._origin.hostname, self._origin.port),
        }


class Going:
    """A call under way."""

    def __init__(self, body: bytes, loop: asyncio.AbstractEventLoop) -> None:
        self.answer: Future[Incoming] = Future()
        self._loop = loop
        self._incoming: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        self._left = asyncio.Event()
        self._status = 0
        self._headers: dict[str, str] = {}
        self._body = b""

    async def run(self, app: App, scope: dict[str, Any]) -> None:
        try:
            await app(scope, self._receive, self._send)
        except ConnectionResetError as error:
            self._fail(Unreachable(f"the connection broke: {error}"))
        except BaseException as error:  # noqa: BLE001 (the caller is told in its own thread)
            self._fail(error)
        else:
            self._fail(Unreachable("the connection broke: there was no answer"))

    def leave(self) -> None:
        """Wait no longer; the server learns that nobody listens."""
        self._loop.call_soon_threadsafe(self._left.set)

    async def _receive(self) -> Message:
        if self._incoming:
            return self._incoming.pop()
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = {
                name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]
            }
            return
        self._body += message.get("body", b"")
        if not message.get("more_body"):
            self.answer.set_result(Incoming(self._status, self._headers, self._body))
            self._left.set()

    def _fail(self, error: BaseException) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class Direct:
    """For a ``Client``. ``timeout`` bounds each call."""

    def __init__(self, way: Way, *, timeout: timedelta = TIMEOUT) -> None:
        self._way = way
        self._timeout = timeout.total_seconds()

    def send(self, outgoing: Outgoing) -> Incoming:
        going = self._way.begin(outgoing)
        try:
            return going.answer.result(self._timeout)
        except TimeoutError:
            raise TimedOut("the server did not answer in time") from None
        finally:
            going.leave()

    def close(self) -> None:
        """There is nothing to close."""


class AsyncDirect:
    """For an ``AsyncClient`` on any event loop. ``timeout`` bounds each call."""

    def __init__(self, way: Way, *, timeout: timedelta = TIMEOUT) -> None:
        self._way = way
        self._timeout = timeout.total_seconds()

    async def send(self, outgoing: Outgoing) -> Incoming:
        going = self._way.begin(outgoing)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(going.answer), self._timeout)
        except TimeoutError:
            raise TimedOut("the server did not answer in time") from None
        finally:
            going.leave()

    async def close(self) -> None:
        """There is nothing to close."""
