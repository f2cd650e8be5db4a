"""The page of a calendar feed: its address is the only proof a calendar program can show."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from convener.server.http.api import App
from convener.server.http.pages import page

FOLDER = "/calendar/"
SUFFIX = ".ics"


class Found(Protocol):
    """A calendar, without content for a reader who has it already."""

    @property
    def tag(self) -> str: ...

    @property
    def content(self) -> bytes | None: ...


class Feeds(Protocol):
    """Finds the calendar with a secret."""

    def feed(self, secret: str, *, known: str, origin: str) -> Awaitable[Found | None]: ...


def address(origin: str, secret: str) -> str:
    """Where a calendar program finds the feed."""
    return f"{origin}{FOLDER}{secret}{SUFFIX}"


def feeds(source: Feeds, *, public_url: str | None) -> App:
    """Answers everything below ``FOLDER``; links lead to the public URL, else where the reader came."""

    async def respond(request: Request) -> Response:
        name = request.url.path.removeprefix(FOLDER)
        known = request.headers.get("if-none-match", "")
        origin = public_url or str(request.base_url).rstrip("/")
        found = None
        if name.endswith(SUFFIX):
            found = await source.feed(name.removesuffix(SUFFIX), known=known, origin=origin)
        if found is None:
            return Response(status_code=404, headers={"cache-control": "no-store"})
        headers = {"etag": found.tag, "cache-control": "private, no-cache"}
        if found.content is None:
            return Response(status_code=304, headers=headers)
        headers |= {
            "content-type": "text/calendar; charset=utf-8",
            "content-disposition": 'inline; filename="meetings.ics"',
        }
        return Response(found.content, headers=headers)

    return page(respond)
