"""The ASGI application: finds the operation, runs it in its unit of work, answers as the contract says."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
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
from convener.server.http.refusals import fault_of
from convener.server.http.routing import Routes
from convener.server.storage.database import Database, Taken
from convener.wire import errors
from convener.wire.base import Auth
from convener.wire.families import Family, family_of
from convener.wire.unserved import UNSERVED

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger("convener.http")

BODY_LIMIT = 1 << 20


class Doorkeeper(Protocol):
    """Turns presented tokens into who or what they stand for; raises a ``Refusal``."""

    async def principal(self, token: str | None) -> Principal: ...

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

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        request_id = answers.request_id(headers)
        try:
            answer = await self._answer(scope, headers, receive)
        except _Gone:
            return
        except Exception as error:  # noqa: BLE001 (whatever it is, the caller gets an answer)
            answer = _failed(error, family_of(scope["path"]), request_id)
        await answers.send(send, answer, request_id)

    async def _answer(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> Answer:
        found = self._routes.find((scope.get("raw_path") or scope["path"].encode()).decode("latin-1"))
        if found is None:
            raise Refused(errors.PATH_UNKNOWN, f"nothing is served at {scope['path']}")
        methods, parameters = found
        if scope["method"] not in methods:
            allow = ", ".join(sorted(methods)).encode()
            raise Refused(errors.METHOD_NOT_ALLOWED, headers=((b"allow", allow),))
        endpoint = methods[scope["method"]]
        if endpoint is None:
            raise Refused(errors.OPERATION_NOT_SERVED_YET)
        query = _query(scope["query_string"].decode("latin-1"))
        body = await _body(headers, receive)
        return await self._run(scope, endpoint, Incoming(query, headers, parameters, body))

    async def _run(self, scope: Scope, endpoint: Endpoint, incoming: Incoming) -> Answer:
        caller, session = await self._identify(endpoint, incoming)
        request = endpoint.read(incoming)
        handler, client = endpoint.handler, (scope.get("client") or ("", 0))[0]
        now, origin = self._clock.now(), self._public_url or _origin(scope, incoming.headers)

        async def body(unit: Any) -> Any:
            call = Call(unit=unit, now=now, origin=origin, client=client, caller=caller, session=session)
            return await handler(request=request, call=call)

        match endpoint.mode:
            case Mode.READ:
                reply = await self._database.read(body)
            case Mode.WRITE:
                reply = await self._database.write(body)
            case Mode.OUTSIDE:
                reply = await body(self._database)
        return answers.success(reply)

    async def _identify(
        self, endpoint: Endpoint, incoming: Incoming
    ) -> tuple[Principal | None, ControlSession | None]:
        headers = incoming.headers
        if endpoint.operation.auth is Auth.USER:
            token = headers.get(b"x-access-token") or headers.get(b"x-auth-token")
            return await self._doorkeeper.principal(_text(token)), None
        if endpoint.operation.auth is Auth.CONFERENCE:
            token = headers.get(b"x-conference-authorization")
            conference_id = incoming.query.get("conferenceID")
            return None, await self._doorkeeper.session(_text(token), conference_id)
        return None, None


def _failed(error: Exception, family: Family, request_id: str) -> Answer:
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
    return {name: value for name, _, value in (part.partition("=") for part in text.split("&"))}


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


def _origin(scope: Scope, headers: Mapping[bytes, bytes]) -> str:
    host = headers.get(b"host")
    if host is None:
        name, port = scope.get("server") or ("localhost", 443)
        host = f"{name}:{port}".encode()
    return f"{scope['scheme']}://{host.decode('latin-1')}"


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1").strip()
