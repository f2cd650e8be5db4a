"""Lists that come in pages: what to ask for next, and what came."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

from convener.wire.base import Request
from convener.wire.common import Page

Reply = TypeVar("Reply")


class Walk(Generic[Reply]):
    """The way through a list.

    ``request`` asks for the next page, from where the first one says and in pages of its ``limit``;
    ``None`` at the end. The API pages by number: when the list changes on the way, a record may come twice
    or be missed.
    """

    def __init__(self, request: Request[Reply]) -> None:
        names = {parameter.name for parameter in request.operation.parameters}
        if not {"offset", "limit"} <= names:
            raise TypeError(f"{request.operation.name} does not answer in pages")
        self.request: Request[Reply] | None = request

    def take(self, reply: Reply) -> list[Any]:
        """The records of the answer to ``request``, which then asks for the page after it."""
        page, offset = page_of(reply), max(0, getattr(self.request, "offset", 0))
        after = offset + (page.limit if page.limit > 0 else len(page.data))
        # Beyond the end the last page is answered again.
        records = page.data if offset < page.count else []
        more = bool(records) and after < page.count
        self.request = msgspec.structs.replace(self.request, offset=after) if more and self.request else None
        return records


def page_of(reply: object) -> Page[Any]:
    """The page that an answer is, or has as its ``data``."""
    page = reply if isinstance(reply, Page) else getattr(reply, "data", None)
    if not isinstance(page, Page):
        raise TypeError(f"{type(reply).__name__} has no page")
    return page
