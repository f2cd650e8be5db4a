"""The door of a test instance: requests pass through it, are written down, and meet their faults."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Iterable, MutableMapping
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs

from convener.server.areas.lab import masks, verdicts
from convener.server.areas.lab.exchange import Arriving, Leaving
from convener.server.areas.lab.faults import FaultBook, Planned
from convener.server.areas.lab.log import RequestLog
from convener.server.areas.lab.names import Names
from convener.server.areas.lab.sockets import Sockets, Tap
from convener.server.areas.lab.tokens import TokenReader
from convener.server.clock import Clock
from convener.server.http import answers
from convener.server.http.answers import Send
from convener.server.http.api import App, Receive, Scope
from convener.server.http.cutting import cut
from convener.server.push.protocol import EXTENSION
from convener.wire import errors
from convener.wire.lab import FaultKind, RequestSeen

OWN = "/convener/"
"""What begins so is neither written down nor does it fail: it is how tests help themselves."""

FAILURES = frozenset({FaultKind.ERROR, FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER})
DELAYS = frozenset({FaultKind.DELAY})


class Door:
    """An ASGI application round the server's own."""

    def __init__(
        self,
        app: App,
        *,
        clock: Clock,
        names: Names,
        faults: FaultBook,
        log: RequestLog,
        sockets: Sockets,
        tokens: TokenReader,
        pages: Container[str],
        folders: Iterable[str],
    ) -> None:
        self._app = app
        self._clock = clock
        self._names = names
        self._faults = faults
        self._log = log
        self._sockets = sockets
        self._tokens = tokens
        self._pages = pages
        self._folders = (OWN, *folders)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and EXTENSION in scope.get("extensions", {}):
            await self._socket(scope, receive, send)
        elif scope["type"] == "http" and not self._is_aside(scope["path"]):
            await self._http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_aside(self, path: str) -> bool:
        return path in self._pages or path.startswith(self._folders)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, arriving = perf_counter(), Arriving(receive)
        await arriving.read()
        entry = self._entry(scope, scope["method"])
        entry.operation, entry.body = self._names.find(scope), masks.body(arriving.content)
        entry.token = await self._tokens.read(dict(scope["headers"]))
        try:
            if arriving.left or not await self._waited(entry, arriving):
                verdicts.tell(entry, verdicts.LEFT)
            elif planned := self._faults.take(FAILURES, entry.operation):
                entry.fault = planned.id
                await self._fail(planned, entry, scope, arriving, send)
            else:
                leaving = Leaving(send)
                await self._app(scope, arriving.receive, leaving.send)
                verdicts.answered(entry, leaving, self._names)
        finally:
            entry.milliseconds = round((perf_counter() - began) * 1000, 3)

    async def _waited(self, entry: RequestSeen, arriving: Arriving) -> bool:
        """Wait as a fault demands; ``False`` when the client has had enough."""
        planned = self._faults.take(DELAYS, entry.operation)
        if planned is None:
            return True
        entry.fault = planned.id
        gone = asyncio.ensure_future(arriving.disconnected())
        done, _ = await asyncio.wait([gone], timeout=planned.seconds)
        gone.cancel()
        return not done

    async def _fail(
        self, planned: Planned, entry: RequestSeen, scope: Scope, arriving: Arriving, send: Send
    ) -> None:
        if planned.error is not None:
            request_id = answers.request_id(dict(scope["headers"]))
            leaving = Leaving(send)
            await leaving.answer(answers.refusal(planned.error, request_id, "on demand"), request_id)
            verdicts.answered(entry, leaving, self._names)
            return
        if planned.kind is FaultKind.DROP_AFTER:
            await self._app(scope, arriving.receive, Leaving(send, held=True).send)
        verdicts.tell(entry, verdicts.DROPPED)
        await cut(arriving.receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        entry = self._entry(scope, "WEBSOCKET")
        conference_id = parse_qs(scope["query_string"].decode("latin-1")).get("confID", [""])[0]
        tap = Tap(scope["extensions"][EXTENSION], conference_id, self._faults)
        watching = _Watching(entry, receive, send)
        self._sockets.add(tap)
        try:
            extensions = {**scope["extensions"], EXTENSION: tap}
            await self._app({**scope, "extensions": extensions}, watching.receive, watching.send)
        finally:
            self._sockets.discard(tap)
            entry.fault = tap.fault

    def _entry(self, scope: Scope, method: str) -> RequestSeen:
        entry = RequestSeen(
            number=self._log.next_number(),
            at=self._clock.now(),
            method=method,
            path=scope["path"],
            query=masks.query(scope["query_string"].decode("latin-1")),
            headers=masks.headers(scope["headers"]),
            meaning=verdicts.WAITING,
        )
        self._log.add(entry)
        return entry


class _Watching:
    """Writes down how a socket opens and ends."""

    def __init__(self, entry: RequestSeen, receive: Receive, send: Send) -> None:
        self._entry = entry
        self._receive = receive
        self._send = send

    async def receive(self) -> MutableMapping[str, Any]:
        message = await self._receive()
        if message["type"] == "websocket.disconnect" and self._entry.status == _OPEN:
            self._closed(message)
            verdicts.tell(self._entry, verdicts.ENDED)
        return message

    async def send(self, message: MutableMapping[str, Any]) -> None:
        await self._send(message)
        if message["type"] == "websocket.accept":
            self._entry.status = _OPEN
            verdicts.tell(self._entry, verdicts.OPENED)
        elif message["type"] == "websocket.close":
            self._closed(message)
            refused = message.get("reason") == str(errors.CONF_AUTH_FAIL.number)
            verdicts.tell(self._entry, verdicts.NOT_ADMITTED if refused else verdicts.ENDED)

    def _closed(self, message: MutableMapping[str, Any]) -> None:
        self._entry.status = message.get("code") or 1005
        self._entry.detail = message.get("reason") or None


_OPEN = 101
