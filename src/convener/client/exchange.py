"""One call without its transport: an operation as bytes to send, and the answer as its reply.

Pure, so that every kind of client shares it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import quote

import msgspec

from convener.client.errors import ApiError, Undecodable
from convener.client.meanings import meaning
from convener.client.retry import retry_after
from convener.wire import codec
from convener.wire.base import Auth, Place, Request
from convener.wire.common import Csv

Reply = TypeVar("Reply")

TIMEOUT = timedelta(seconds=30)
"""How long to wait for a connection, and for the next bytes of an answer."""

EXCERPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request ready for any HTTP library."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes | None


class Incoming(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case are found."""
    body: bytes


def outgoing(request: Request[Any], *, token: str | None) -> Outgoing:
    """The request as bytes; ``token`` goes where the operation's kind of authorisation wants it."""
    operation = request.operation
    path, query, headers = operation.path, [], {"Content-Type": "application/json"}
    for parameter in operation.parameters:
        value = getattr(request, parameter.attribute)
        if value is None:
            continue
        text = _text(value)
        match parameter.place:
            case Place.PATH:
                path = path.replace(f"{{{parameter.name}}}", quote(text, safe=""))
            case Place.QUERY:
                query.append((parameter.name, text))
            case Place.HEADER:
                headers[parameter.name] = text
    if token and operation.auth is not Auth.NONE:
        name = "X-Access-Token" if operation.auth is Auth.USER else "X-Conference-Authorization"
        headers.setdefault(name, token)
    body = getattr(request, "body", None)
    return Outgoing(
        method=operation.method,
        path=path,
        query=query,
        headers=headers,
        body=None if body is None else codec.write(body),
    )


def reply(request: Request[Reply], incoming: Incoming) -> Reply:
    """The typed reply. Raises ``ApiError`` for a refusal and ``Undecodable`` for what cannot be read."""
    if incoming.status >= 400:
        raise _refusal(incoming)
    kind = request.operation.reply
    if incoming.status >= 300:
        raise _undecodable(request, incoming, f"leads elsewhere: {incoming.headers.get('location', '')}")
    if kind is None:
        return cast(Reply, None)
    if kind is Csv:
        return cast(Reply, Csv(incoming.body.decode("utf-8-sig")))
    try:
        return cast(Reply, codec.read(incoming.body, kind))
    except (codec.Unreadable, codec.Invalid) as error:
        raise _undecodable(request, incoming, f"cannot be read: {error}") from None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value.value if isinstance(value, enum.Enum) else value)


class _Refusal(msgspec.Struct):
    """The bodies of refusals that are about, in the order in which the reference's own client tries them."""

    error_code: str | None = None
    error_msg: str | None = None
    errorCode: str | None = None  # noqa: N815
    errorMsg: str | None = None  # noqa: N815
    code: str | None = None
    message: str | None = None
    request_id: str | None = None


_refusals = msgspec.json.Decoder(_Refusal, strict=False)


def _refusal(incoming: Incoming) -> ApiError:
    status, headers, body = incoming
    detail = headers.get("x-error-detail", "")
    try:
        told = _refusals.decode(body)
    except (msgspec.MsgspecError, UnicodeError):
        told, detail = _Refusal(), detail or _excerpt(body)
    code = told.error_code or told.errorCode or told.code or ""
    return meaning(code, status)(
        status=status,
        code=code,
        constant=told.error_msg or told.errorMsg or told.message or "",
        request_id=headers.get("x-request-id") or told.request_id or "",
        detail=detail,
        retry_after=retry_after(headers.get("retry-after")),
    )


def _undecodable(request: Request[Any], incoming: Incoming, problem: str) -> Undecodable:
    return Undecodable(
        f"the answer to {request.operation.name} {problem}",
        status=incoming.status,
        request_id=incoming.headers.get("x-request-id", ""),
        excerpt=_excerpt(incoming.body),
    )


def _excerpt(body: bytes) -> str:
    return body[:EXCERPT].decode("utf-8", "replace")
