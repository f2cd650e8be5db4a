"""What both clients have: whom they talk to, and as whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol
from urllib.parse import urlsplit

from convener.client.calls import Session
from convener.client.credentials import Credentials
from convener.client.errors import Closed, Unusable
from convener.client.exchange import Incoming, Outgoing
from convener.client.retry import Retries
from convener.client.trust import Trust


class Sends(Protocol):
    """What carries the calls of a ``Client``: ``transport.Transport``, or your own."""

    def send(self, outgoing: Outgoing) -> Incoming: ...

    def close(self) -> None: ...


class AsyncSends(Protocol):
    """What carries the calls of an ``AsyncClient``: ``transport.AsyncTransport``, or your own."""

    async def send(self, outgoing: Outgoing) -> Incoming: ...

    async def close(self) -> None: ...


class Caller:
    """What both clients are made of."""

    def __init__(
        self,
        url: str,
        *,
        credentials: Credentials | None,
        token: str | None,
        trust: Trust,
        timeout: timedelta,
        retries: Retries,
    ) -> None:
        if not _leads_somewhere(url):
            raise Unusable(f"not the URL of a server, such as https://meet.example.org: {url!r}")
        self.url = url.rstrip("/")
        self.trust = trust
        self.timeout = timeout
        self.retries = retries
        self.session = Session(credentials, token, retries)
        self.closed = False

    @property
    def token(self) -> str | None:
        """The access token in use; ``None`` before the first login and after a logout."""
        return self.session.token

    @token.setter
    def token(self, token: str | None) -> None:
        self.session.token = token

    def _begin(self) -> None:
        if self.closed:
            raise Closed


def _leads_somewhere(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
