"""What is served beside the operations: the documentation, and whether the server is well."""

from __future__ import annotations

import asyncio
import functools
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from importlib import resources
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from convener.server.http import answers
from convener.server.http.answers import Send
from convener.server.http.api import App, Receive, Scope
from convener.wire import codec, errors

METHODS = ("GET", "HEAD")

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

HTML = "text/html; charset=utf-8"
JSON = answers.JSON.decode()

_SOURCES = {
    "/": ("landing.html", HTML),
    "/docs": ("index.html", HTML),
    "/docs/style.css": ("style.css", "text/css; charset=utf-8"),
    "/docs/script.js": ("script.js", "text/javascript; charset=utf-8"),
    "/docs/schemas.js": ("schemas.js", "text/javascript; charset=utf-8"),
    "/docs/icon.svg": ("icon.svg", "image/svg+xml"),
}

Respond = Callable[[Request], Awaitable[Response]]


def pages(
    document: Callable[[], Mapping[str, Any]], *, ready: Callable[[], Awaitable[bool]]
) -> dict[str, App]:
    """The pages by path.

    ``document`` makes the OpenAPI document; it is called when that is first asked for. ``ready`` tells
    whether the database answers.
    """
    folder = resources.files(__package__) / "docs"
    fixed = {
        path: _fixed((folder / name).read_bytes(), media_type)
        for path, (name, media_type) in _SOURCES.items()
    }
    responders = fixed | {
        "/openapi.json": _rendered(document),
        "/healthz": _health,
        "/readyz": _readiness(ready),
    }
    return {path: page(respond) for path, respond in responders.items()}


def page(respond: Respond) -> App:
    """The responder as an application that refuses all but reading, and sends no body to HEAD."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        response = await respond(request) if request.method in METHODS else wrong_method(scope)
        response.headers.update(SECURITY_HEADERS)
        if request.method == "HEAD":
            response.body = b""  # content-length still tells how much GET would send
        await response(scope, receive, send)

    return app


def _fixed(body: bytes, media_type: str) -> Respond:
    """Answers the same bytes each time, or 304 to a caller who has them."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"etag": tag, "cache-control": "no-cache", "content-type": media_type}

    async def respond(request: Request) -> Response:
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers)

    return respond


def _rendered(document: Callable[[], Mapping[str, Any]]) -> Respond:
    @functools.cache
    def render() -> Respond:
        return _fixed(codec.write(document()), JSON)

    async def respond(request: Request) -> Response:
        # Making it takes long enough to hold up other calls.
        return await (await asyncio.to_thread(render))(request)

    return respond


async def _health(request: Request) -> Response:
    return _status("ok", 200)


def _readiness(ready: Callable[[], Awaitable[bool]]) -> Respond:
    async def respond(request: Request) -> Response:
        return _status("ok", 200) if await ready() else _status("the database does not answer", 503)

    return respond


def _status(status: str, code: int) -> Response:
    return Response(
        codec.write({"status": status}), code, {"cache-control": "no-store", "content-type": JSON}
    )


def wrong_method(scope: Scope) -> Response:
    """Refuses all but reading, as an operation would."""
    request_id = answers.request_id(dict(scope["headers"]))
    answer = answers.refusal(errors.METHOD_NOT_ALLOWED, request_id)
    headers = {"allow": ", ".join(METHODS), "content-type": JSON, "x-request-id": request_id}
    return Response(answer.body, answer.status, headers)
