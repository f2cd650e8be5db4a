"""A request as it came, before anybody knows what it asks for."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


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
    id: str
    """Names it in the answer and in logs."""

    @property
    def origin(self) -> str:
        """Scheme, host and port as the client named them."""
        host = self.headers.get(b"host")
        named = "{}:{}".format(*self.server) if host is None else host.decode("latin-1")
        return f"{self.scheme}://{named}"
