"""One call without its transport: an operation as bytes to send, and the answer as its reply.

Pure, so that every kind of client shares it.
"""

from __future__ import annotations

import base64
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import quote

import msgspec

from convener.client.errors import ApiError
from convener.wire import codec
from convener.wire.base import Auth, Place, Request
from convener.wire.common import ErrorBody

Reply = TypeVar("Reply")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request ready for any HTTP library."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes | None


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


def reply(request: Request[Reply], *, status: int, headers: Mapping[str, str], body: bytes) -> Reply:
    """The typed reply. Raises ``ApiError`` for every status of 400 and above."""
    if status >= 400:
        raise _error(status, headers, body)
    kind = request.operation.reply
    if kind is None or kind is type(None):
        return cast(Reply, None)
    return cast(Reply, codec.read(body, kind))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value.value if isinstance(value, enum.Enum) else value)


def _error(status: int, headers: Mapping[str, str], body: bytes) -> ApiError:
    try:
        error = msgspec.json.decode(body, type=ErrorBody)
    except msgspec.MsgspecError:
        error = ErrorBody(error_code="", error_msg=body[:200].decode("utf-8", "replace"))
    return ApiError(
        status=status,
        code=error.error_code,
        constant=error.error_msg,
        request_id=headers.get("x-request-id", ""),
        detail=headers.get("x-error-detail", ""),
    )


def basic(account: str, password: str) -> str:
    """The ``Authorization`` header of a login by account."""
    return "Basic " + base64.b64encode(f"{account}:{password}".encode()).decode()
