"""A request as it came, before anybody knows what it asks for."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from convener.server.http import answers


class Received(Struct):
    """Everything but the body, which may come later."""

    method: str
    path: str
    """Still percent-encoded."""
    query: str
    headers: Mapping[bytes, bytes]
    """Names in small letters."""
    client: str
    """The address it came from."""
    scheme: str
    server: tuple[str, int | None]
    """The address it came to."""
    id: str = ""

    def __post_init__(self) -> None:
        self.id = self.id or answers.request_id(self.headers)

    @property
    def origin(self) -> str:
        """Scheme, host and port as the client named them."""
        host = self.headers.get(b"host")
        named = "{}:{}".format(*self.server) if host is None else host.decode("latin-1")
        return f"{self.scheme}://{named}"
