"""The ASGI application: finds the operation, runs it in its unit of work, answers as the contract says."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl

from convener.domain.control import ControlSession
from convener.domain.person import Principal
from convener.domain.refusal import Refusal
from convener.server.clock import Clock
from convener.server.http import answers
from convener.server.http.answers import Answer, Refused, Send
from convener.server.http.binder import Endpoint, Incoming
from convener.server.http.call import Call, Mode
from convener.server.http.received import Received
from convener.server.http.refusals import fault_of
from convener.server.http.routing import Routes
from convener.server.rounds import next_round
from convener.server.storage.database import Database, Taken
from convener.wire import errors
from convener.wire.base import Auth
from convener.wire.families import family_of
from convener.wire.unserved import UNSERVED

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger("convener.http")

BODY_LIMIT = 1 << 20

_USER, _CONFERENCE = Auth.USER, Auth.CONFERENCE  # Python 3.11 is slow to find members in their class
_READ, _WRITE = Mode.READ, Mode.WRITE


class Doorkeeper(Protocol):
    """Turns presented tokens into who or what they stand for; raises a ``Refusal``."""

    async def principal(self, token: str | None, now: datetime) -> Principal: ...

    async def session(self, token: str | None, conference_id: str | None) -> ControlSession: ...


class Api:
    """Serves the operations; everything else goes to ``pages``, below ``folders``, or to ``sockets``."""

    def __init__(
        self,
        endpoints: Iterable[Endpoint],
        *,
        database: Database,
        clock: Clock,
        doorkeeper: Doorkeeper,
        public_url: str | None,
        pages: Mapping[str, App],
        folders: Mapping[str, App],
        sockets: Mapping[str, App],
    ) -> None:
        self._database = database
        self._clock = clock
        self._doorkeeper = doorkeeper
        self._public_url = public_url
        self._pages = pages
        self._folders = folders
        self._sockets = sockets
        self._routes: Routes[Endpoint | None] = Routes()
        self._register(endpoints)

    def _register(self, endpoints: Iterable[Endpoint]) -> None:
        for endpoint in endpoints:
            operation = endpoint.operation
            for method, path in ((operation.method, operation.path), *operation.aliases):
                self._routes.add(method, path, endpoint)
        for _, method, path in UNSERVED:
            self._routes.add(method, path, None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            page = self._pages.get(scope["path"]) or self._folders.get(_folder(scope["path"]))
            await (page(scope, receive, send) if page else self._http(scope, receive, send))
        elif scope["type"] == "websocket":
            socket = self._sockets.get(scope["path"])
            await (
                socket(scope, receive, send) if socket else send({"type": "websocket.close", "code": 1008})
            )

    def answers(self, path: str) -> bool:
        """Whether ``answer`` may be asked about this path; it is not a page's."""
        return path not in self._pages and _folder(path) not in self._folders

    async def answer(self, request: Received, body: bytes) -> Answer:
        """What to answer to a request that is here whole. Never raises an ``Exception``.

        It may run outside of any task (``http/shortcut.py``).
        """
        try:
            return await self._run(request, *self._find(request), body)
        except Exception as error:  # noqa: BLE001 (whatever it is, the caller gets an answer)
            return _failed(error, request)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = _received(scope)
        try:
            endpoint, parameters = self._find(request)  # what is not served is refused without its body
            body = await _body(request.headers, receive)
            answer = await self._run(request, endpoint, parameters, body)
        except _Gone:
            return
        except Exception as error:  # noqa: BLE001 (as above)
            answer = _failed(error, request)
        await answers.send(send, answer, request.id)

    def _find(self, request: Received) -> tuple[Endpoint, dict[str, str]]:
        found = self._routes.find(request.path)
        if found is None:
            raise Refused(errors.PATH_UNKNOWN, f"nothing is served at {request.path}")
        methods, parameters = found
        if request.method not in methods:
            allow = ", ".join(sorted(methods)).encode()
            raise Refused(errors.METHOD_NOT_ALLOWED, headers=((b"allow", allow),))
        endpoint = methods[request.method]
        if endpoint is None:
            raise Refused(errors.OPERATION_NOT_SERVED_YET)
        return endpoint, parameters

    async def _run(
        self, request: Received, endpoint: Endpoint, parameters: Mapping[str, str], body: bytes
    ) -> Answer:
        incoming = Incoming(_query(request.query), request.headers, parameters, body)
        now = self._clock.now()
        caller, session = await self._identify(endpoint, incoming, now)
        asked, handler = endpoint.read(incoming), endpoint.handler
        origin = self._public_url or request.origin

        def work(unit: Any) -> Awaitable[Any]:
            call = Call(
                unit=unit, now=now, origin=origin, client=request.client, caller=caller, session=session
            )
            return handler(request=asked, call=call)

        await next_round  # from requests to the database
        if endpoint.mode is _READ:
            reply = await self._database.read(work)
            await next_round  # from what was read to how it is written
        elif endpoint.mode is _WRITE:
            reply = await self._database.write(work)
        else:
            reply = await work(self._database)
        return answers.success(reply)

    async def _identify(
        self, endpoint: Endpoint, incoming: Incoming, now: datetime
    ) -> tuple[Principal | None, ControlSession | None]:
        headers = incoming.headers
        auth = endpoint.operation.auth
        if auth is _USER:
            token = headers.get(b"x-access-token") or headers.get(b"x-auth-token")
            return await self._doorkeeper.principal(_text(token), now), None
        if auth is _CONFERENCE:
            token = headers.get(b"x-conference-authorization")
            conference_id = incoming.query.get("conferenceID")
            return None, await self._doorkeeper.session(_text(token), conference_id)
        return None, None


def _failed(error: Exception, request: Received) -> Answer:
    family, request_id = family_of(request.path), request.id
    match error:
        case Refused():
            return answers.refusal(error.fault, request_id, error.detail, error.headers)
        case Refusal():
            detail = str(error) or inspect.cleandoc(error.__doc__ or "")
            return answers.refusal(fault_of(error, family), request_id, detail)
        case Taken(table="numbers"):
            return answers.refusal(errors.CONF_ID_NOT_EXIST, request_id, "no free meeting ID was found")
    extra = {"action": "internal_error", "request_id": request_id}
    log.error("internal error", exc_info=error, extra=extra)
    return answers.refusal(family.internal, request_id)


class _Gone(Exception):
    """The client left before its request was whole."""


def _folder(path: str) -> str:
    """The first part of the path, with its slashes."""
    return path[: path.find("/", 1) + 1]


def _query(text: str) -> dict[str, str]:
    if "%" in text or "+" in text:
        return dict(parse_qsl(text))
    return {name: value for part in text.split("&") for name, _, value in [part.partition("=")]}


async def _body(headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
    length = headers.get(b"content-length")
    if length is None and b"transfer-encoding" not in headers:
        return b""
    if length is not None and length.isdigit() and int(length) > BODY_LIMIT:
        raise Refused(errors.BODY_TOO_LARGE)
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > BODY_LIMIT:
            raise Refused(errors.BODY_TOO_LARGE)
        chunks.append(chunk)
        if not message.get("more_body"):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _received(scope: Scope) -> Received:
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("localhost", 443)
    headers = dict(scope["headers"])
    return Received(
        method=scope["method"],
        path=(scope.get("raw_path") or scope["path"].encode()).decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        client=client[0],
        scheme=scope["scheme"],
        server=server,
        id=answers.request_id(headers),
    )


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1").strip()
