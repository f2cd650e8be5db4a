"""Files of a store over HTTP: whole or in part, in chunks, no faster than they are taken."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from convener.domain.refusal import Refusal
from convener.server.http import answers, ranges
from convener.server.http.answers import JSON, Send
from convener.server.http.api import App, Receive, Scope
from convener.server.http.pages import METHODS, SECURITY_HEADERS, wrong_method
from convener.server.http.ranges import Part, Unsatisfiable
from convener.server.http.refusals import fault_of
from convener.wire.families import family_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request says that decides whether it gets a file."""

    path: str
    query: Mapping[str, str]
    token: str | None
    """``Authorization``."""
    access_token: str | None
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A file that may be sent."""

    size: int
    tag: str
    """Names the content; never the same for another."""
    name: str
    media_type: str
    attachment: bool
    read: Callable[[int, int], AsyncIterator[bytes]]
    begin: Callable[[bool], Awaitable[None]]
    """Called before the first byte is sent, with whether only a part is; may refuse."""


PIECE = 1 << 16
"""Bytes that are handed to the connection at once."""

Find = Callable[[Asked], Awaitable[Content]]


def files(find: Find) -> App:
    """The files that ``find`` knows, as an application; what it refuses is answered as the API would."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        try:
            response = await _answer(request, find) if request.method in METHODS else wrong_method(scope)
        except Refusal as refusal:
            response = _refused(request, refusal)
        response.headers.update(SECURITY_HEADERS)
        await response(scope, receive, send)

    return app


async def _answer(request: Request, find: Find) -> Response:
    content = await find(_asked(request))
    tag = f'"{content.tag}"'
    headers = {
        "accept-ranges": "bytes",
        "cache-control": "private, no-store",
        "content-disposition": _disposition(content),
        "etag": tag,
    }
    part = None
    try:
        if ranges.still_wanted(request.headers.get("if-range"), tag=tag):
            part = ranges.part(request.headers.get("range"), size=content.size)
    except Unsatisfiable:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{content.size}"})
    status, (start, stop) = 206 if part else 200, part or Part(0, content.size)
    if part:
        headers["content-range"] = f"bytes {start}-{stop - 1}/{content.size}"
    headers["content-length"] = str(stop - start)
    if request.method == "HEAD":
        return Response(None, status, headers, content.media_type)
    await content.begin(part is not None)
    return StreamingResponse(_in_pieces(content.read(start, stop)), status, headers, content.media_type)


async def _in_pieces(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What is sent at once is held by every layer on the way out; a store is better asked for more."""
    async for chunk in chunks:
        for at in range(0, len(chunk), PIECE):
            yield chunk[at : at + PIECE]


def _asked(request: Request) -> Asked:
    headers = request.headers
    return Asked(
        path=request.scope["path"],
        query=dict(request.query_params),
        token=headers.get("authorization"),
        access_token=headers.get("x-access-token") or headers.get("x-auth-token"),
        client=request.client.host if request.client else "",
    )


def _disposition(content: Content) -> str:
    """For clients that know UTF-8 in headers, and for those that do not (RFC 6266)."""
    kind = "attachment" if content.attachment else "inline"
    plain = "".join(
        one if one.isascii() and (one.isalnum() or one in " ._-") else "_" for one in content.name
    )
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(content.name, safe='')}"


def _refused(request: Request, refusal: Refusal) -> Response:
    request_id = answers.request_id(dict(request.scope["headers"]))
    detail = str(refusal) or inspect.cleandoc(refusal.__doc__ or "")
    answer = answers.refusal(fault_of(refusal, family_of(request.url.path)), request_id, detail)
    headers = {name.decode(): value.decode() for name, value in answer.headers}
    headers |= {"content-type": JSON.decode(), "x-request-id": request_id, "cache-control": "no-store"}
    return Response(None if request.method == "HEAD" else answer.body, answer.status, headers)
