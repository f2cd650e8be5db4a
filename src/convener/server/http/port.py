"""One port for TLS and clear text: the first byte of a connection says which it is.

``OnePort`` is what uvicorn makes for every connection. It looks at one byte, puts ``HttpProtocol``
in its place, under TLS or not, and is gone: later bytes pass through nothing of ours.
"""

from __future__ import annotations

import asyncio
import ssl
from asyncio import sslproto
from functools import partial
from typing import Any, cast

import uvloop.loop
from uvicorn import Config
from uvicorn.server import ServerState

from convener.server.http.protocol import HttpProtocol
from convener.server.rounds import Rounds

HANDSHAKE = 0x16
"""First byte of every TLS connection (RFC 8446 5.1); no HTTP method starts with it."""

FAREWELL = 2.0
"""Seconds a TLS peer has to take the last bytes and to say goodbye in turn."""


class OnePort(asyncio.Protocol):
    """A connection of which not one byte is known yet.

    A peer has ``patience`` seconds for each of: its first byte, its TLS handshake, and every request
    (``HttpProtocol``). Without a ``context`` there is no TLS, and such a peer is told 400 in clear.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        context: ssl.SSLContext | None,
        rounds: Rounds,
        patience: float,
    ) -> None:
        self._loop = _loop or asyncio.get_running_loop()
        self._inner = partial(
            HttpProtocol, config, server_state, app_state, _loop, rounds=rounds, patience=patience
        )
        # uvicorn calls shutdown() on what is registered here, and waits until it has gone.
        self._connections = cast("set[object]", server_state.connections)
        self._context = context
        self._patience = patience

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._connections.add(self)
        self._timer = self._loop.call_later(self._patience, self._transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        self._timer.cancel()
        if data[0] == HANDSHAKE and self._context is not None:
            self._secure(data, self._context)
            return
        inner = self._inner()
        self._connections.discard(self)
        self._transport.set_protocol(inner)
        inner.connection_made(self._transport)
        inner.data_received(data)

    def shutdown(self) -> None:
        self._transport.close()

    def _secure(self, data: bytes, context: ssl.SSLContext) -> None:
        """Put TLS in our place. We stay registered until the handshake is over, one way or the other."""
        shaken = self._loop.create_future()
        shaken.add_done_callback(self._forget)
        tls = tls_protocol(self._loop)(
            self._loop,
            self._inner(),
            context,
            shaken,
            server_side=True,
            ssl_handshake_timeout=self._patience,
            ssl_shutdown_timeout=FAREWELL,
        )
        self._transport.set_protocol(tls)
        tls.connection_made(self._transport)
        while data:
            room = tls.get_buffer(len(data))
            count = min(len(room), len(data))
            room[:count] = data[:count]
            tls.buffer_updated(count)
            data = data[count:]

    def _forget(self, shaken: asyncio.Future[None]) -> None:
        self._connections.discard(self)
        if not shaken.cancelled():
            shaken.exception()  # a failed handshake is the peer's business: nothing to log


def tls_protocol(loop: asyncio.AbstractEventLoop) -> Any:
    """The class that a loop's own ``create_server(ssl=...)`` uses: not public, so pinned by a test.

    ``start_tls`` would be the public way, but on asyncio data came before ``connection_made``.
    """
    if isinstance(loop, uvloop.Loop):
        return uvloop.loop.SSLProtocol  # type: ignore[attr-defined]
    return sslproto.SSLProtocol
