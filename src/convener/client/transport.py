"""The only file that knows the HTTP library."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx

from convener.client.exchange import Outgoing


class Incoming(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class AsyncTransport:
    """Pooled connections to one server; ``app`` calls an ASGI application in this process instead."""

    def __init__(
        self,
        base_url: str,
        *,
        verify: ssl.SSLContext | bool = True,
        timeout: float = 30.0,
        app: Any = None,
    ) -> None:
        self._client = httpx.AsyncClient(
            base_url=base_url,
            verify=verify,
            timeout=timeout,
            trust_env=app is None,
            transport=None if app is None else httpx.ASGITransport(app),
        )

    async def send(self, outgoing: Outgoing) -> Incoming:
        answer = await self._client.request(
            outgoing.method,
            outgoing.path,
            params=httpx.QueryParams(tuple(outgoing.query)),
            headers=outgoing.headers,
            content=outgoing.body,
        )
        return Incoming(answer.status_code, answer.headers, answer.content)

    async def close(self) -> None:
        await self._client.aclose()
