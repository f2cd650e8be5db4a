"""The running server: uvicorn with one port, push connections, and nothing it does not need."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from convener.server.http.certificate import CertificatePaths
from convener.server.http.port import OnePort
from convener.server.push.protocol import PushProtocol

BACKLOG = 2048
"""Connections the system holds until they are accepted: a large meeting comes all at once."""

PATIENCE = 20.0
"""Seconds a peer may take to say something, to shake hands, and to send a whole request."""

KEEP_ALIVE = 65
"""Seconds an idle connection is kept: longer than clients and balancers keep theirs, so that they close first."""

GRACE = 10
"""Seconds a stopping server waits for calls in progress."""

STUCK = 30
"""Seconds a peer may leave unread what was sent to it; ``close()`` alone would wait for it for ever."""

MESSAGE_LIMIT = 65_536
"""Bytes of a WebSocket message from a client; the frames clients send are far smaller."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. With port 0 the system picks one: ``getsockname()`` tells. Raises ``OSError``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    if sys.platform == "linux":  # accepted connections inherit it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STUCK * 1000)
    return listener


def build(
    app: ASGIApp,
    *,
    certificate: CertificatePaths | None = None,
    lifespan: bool = False,
    trusted_proxies: Sequence[str] = (),
    patience: float = PATIENCE,
) -> uvicorn.Server:
    """A server for an ASGI ``app``; ``await server.serve(sockets=[listen(...)])`` runs it until SIGINT or SIGTERM.

    Without a ``certificate`` it speaks clear text only. With ``lifespan`` the app gets ASGI's start-up and
    shutdown events, and a failure in the first ends the start. ``trusted_proxies`` are the addresses whose
    ``X-Forwarded-*`` headers are believed.

    Logging is left to whoever configured it, except that uvicorn's own lines below WARNING are off: they
    hold whole request URLs, and with them the tokens of WebSocket connections.
    """
    context = certificate.context() if certificate else None
    config = uvicorn.Config(
        app,
        http=cast("type[asyncio.Protocol]", partial(OnePort, context=context, patience=patience)),
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


@contextlib.asynccontextmanager
async def running(app: ASGIApp, *, host: str = "127.0.0.1", **options: Any) -> AsyncIterator[tuple[str, int]]:
    """Serve ``app`` in the current event loop while the body runs, on a free port: ``(host, port)``.

    ``options`` are those of ``build``. Signals stay as they are.
    """
    listener = listen(host, 0)
    server = build(app, **options)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[:2]
    finally:
        server.should_exit = True
        await task
