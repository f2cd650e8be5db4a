"""The running server: uvicorn with one port, push connections, and nothing it does not need."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from convener.server.http.certificate import CertificatePaths
from convener.server.http.port import OnePort
from convener.server.push.protocol import PushProtocol
from convener.server.rounds import Rounds

BACKLOG = 2048
"""Connections the system holds until they are accepted: a large meeting comes all at once."""

PATIENCE = 20.0
"""Seconds a peer may take to say something, to shake hands, and to send a whole request."""

KEEP_ALIVE = 65
"""Seconds an idle connection is kept: longer than balancers keep theirs, so that they close first."""

GRACE = 10
"""Seconds a stopping server waits for calls in progress."""

STUCK = 30.0
"""Seconds a peer may leave unread what was sent to it; ``close()`` alone would wait for it for ever."""

MESSAGE_LIMIT = 65_536
"""Bytes of a WebSocket message from a client; the frames clients send are far smaller."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. With port 0 the system picks one: ``getsockname()`` tells. Raises ``OSError``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    if sys.platform == "linux":  # accepted connections inherit it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(STUCK * 1000))
    return listener


def build(
    app: ASGIApp,
    *,
    certificate: CertificatePaths | None = None,
    lifespan: bool = False,
    trusted_proxies: Sequence[str] = (),
    patience: float = PATIENCE,
) -> uvicorn.Server:
    """A server for an ASGI ``app``. ``await server.serve(sockets=[listen(...)])`` runs it until a signal.

    Without a ``certificate`` it speaks clear text only. With ``lifespan`` the app gets ASGI's start-up and
    shutdown events, and a failure in the first ends the start. ``trusted_proxies`` are the addresses whose
    ``X-Forwarded-*`` headers are believed.

    Logging is left to whoever configured it, except that uvicorn's own lines below WARNING are off: they
    hold whole request URLs, and with them the tokens of WebSocket connections.
    """
    context = certificate.context() if certificate else None
    config = uvicorn.Config(
        app,
        http=cast(
            "type[asyncio.Protocol]", partial(OnePort, context=context, rounds=Rounds(), patience=patience)
        ),
        ws=PushProtocol,
        ws_max_size=MESSAGE_LIMIT,
        ws_per_message_deflate=False,
        interface="asgi3",
        lifespan="on" if lifespan else "off",
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
        log_config=None,
        log_level="warning",
        access_log=False,
    )
    return uvicorn.Server(config)


class _Guest(uvicorn.Server):
    """A server in somebody else's event loop: it leaves signals alone and stops at once when told to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stop = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        while not self.stop.is_set():
            await self.on_tick(0)  # renews the date header
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), 1)


@contextlib.asynccontextmanager
async def running(
    app: ASGIApp, *, host: str = "127.0.0.1", abrupt: bool = False, **options: Any
) -> AsyncIterator[tuple[str, int]]:
    """Serve ``app`` in the current event loop, on a free port, while the body runs: ``(host, port)``.

    ``options`` are those of ``build``. It may be connected to at once. An ``abrupt`` end cuts connections;
    else TLS peers that went silent hold it up for a while.
    """
    listener = listen(host, 0)
    server = _Guest(build(app, **options).config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[:2]
    finally:
        if abrupt:
            _cut(server.server_state.connections)
        server.stop.set()
        await task


def _cut(connections: Iterable[object]) -> None:
    for each in list(connections):
        if (transport := getattr(each, "transport", None)) is not None:
            transport.abort()
