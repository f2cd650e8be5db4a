"""The only file that knows the HTTP library."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from convener.client.errors import NoAnswer, TimedOut, Undecodable, Unreachable, Untrusted
from convener.client.exchange import TIMEOUT, Incoming, Outgoing
from convener.client.trust import SYSTEM, Trust

CONNECTIONS = 100

_KEPT = 55.0
"""Seconds an idle connection is kept: servers and balancers keep theirs for 60 or more, so we close first."""


class Transport:
    """Pooled connections to one server, for callers that block. Several threads may use it."""

    def __init__(
        self,
        url: str,
        *,
        trust: Trust = SYSTEM,
        timeout: timedelta = TIMEOUT,
        connections: int = CONNECTIONS,
    ) -> None:
        self._origin = url.rstrip("/")
        self._client = httpx.Client(**_options(url, trust, timeout, connections))

    def send(self, outgoing: Outgoing) -> Incoming:
        """Send and wait for the whole answer. Raises ``NoAnswer`` or ``Undecodable``."""
        with _translated(self._origin):
            answer = self._client.request(
                outgoing.method,
                _target(self._origin, outgoing),
                headers=outgoing.headers,
                content=outgoing.body,
            )
        return Incoming(answer.status_code, answer.headers, answer.content)

    def close(self) -> None:
        self._client.close()


class AsyncTransport:
    """Pooled connections to one server; ``app`` calls an ASGI application in this process instead."""

    def __init__(
        self,
        url: str,
        *,
        trust: Trust = SYSTEM,
        timeout: timedelta = TIMEOUT,
        connections: int = CONNECTIONS,
        app: Any = None,
    ) -> None:
        self._origin = url.rstrip("/")
        if app is None:
            self._client = httpx.AsyncClient(**_options(url, trust, timeout, connections))
        else:
            self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), trust_env=False)

    async def send(self, outgoing: Outgoing) -> Incoming:
        """Send and wait for the whole answer. Raises ``NoAnswer`` or ``Undecodable``."""
        with _translated(self._origin):
            answer = await self._client.request(
                outgoing.method,
                _target(self._origin, outgoing),
                headers=outgoing.headers,
                content=outgoing.body,
            )
        return Incoming(answer.status_code, answer.headers, answer.content)

    async def close(self) -> None:
        await self._client.aclose()


def _options(url: str, trust: Trust, timeout: timedelta, connections: int) -> dict[str, Any]:
    return {
        "verify": trust.context() if url.startswith("https:") else False,
        "timeout": timeout.total_seconds(),
        "limits": httpx.Limits(
            max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_KEPT
        ),
    }


def _target(origin: str, outgoing: Outgoing) -> str:
    query = urlencode(outgoing.query, quote_via=quote)
    return f"{origin}{outgoing.path}?{query}" if query else origin + outgoing.path


@contextmanager
def _translated(origin: str) -> Iterator[None]:
    """The library's exceptions as ours."""
    try:
        yield
    except httpx.TransportError as error:
        raise _failure(error, origin) from error
    except httpx.DecodingError as error:
        raise Undecodable(
            f"the answer cannot be read: {error}", status=0, request_id="", excerpt=""
        ) from error


def _failure(error: httpx.TransportError, origin: str) -> NoAnswer:
    if isinstance(error, httpx.ConnectTimeout):
        return TimedOut(f"{origin} did not accept a connection in time", sent=False)
    if isinstance(error, httpx.PoolTimeout):
        return TimedOut("all connections of this client were in use for too long", sent=False)
    if isinstance(error, httpx.TimeoutException):
        return TimedOut(f"{origin} did not answer in time")
    if not isinstance(error, httpx.ConnectError):
        return Unreachable(f"the connection to {origin} broke: {error}")
    if refused := _certificate_error(error):
        return Untrusted(f"the server {origin} is not trusted: {refused}", sent=False)
    return Unreachable(f"no connection to {origin}: {error}", sent=False)


def _certificate_error(error: BaseException) -> str:
    """What was wrong with the certificate, if that is what the error is about."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    return "" if cause is None else getattr(cause, "verify_message", "") or str(cause)
