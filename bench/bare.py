"""The least that could serve subscribers: what push is measured against."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from typing import Any, cast

import uvicorn

from bench.load import STAMP, Address


class Listener(asyncio.Protocol):
    """A connection that is only ever written to."""

    def __init__(self, server: Writer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._server.transports.append(cast(asyncio.Transport, transport))

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.transports.clear()

    def pause_writing(self) -> None:
        self._server.filled(1)

    def resume_writing(self) -> None:
        self._server.filled(-1)


class Writer:
    """A bare asyncio protocol that writes one ready frame to every connection."""

    def __init__(self) -> None:
        self.transports: list[asyncio.Transport] = []
        self._full = 0
        self._all_take_more = asyncio.Event()
        self._all_take_more.set()

    async def listen(self) -> Address:
        server = await asyncio.get_running_loop().create_server(lambda: Listener(self), "127.0.0.1", 0)
        return Address(*server.sockets[0].getsockname())

    async def saturate(self, frame: bytes, seconds: float) -> None:
        """Write as fast as the connections take it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._write(frame)
            await asyncio.sleep(0)
            await self._all_take_more.wait()

    async def at_intervals(self, frame: bytes, *, per_second: float, seconds: float) -> None:
        """Write the frame, stamped with the present moment, again and again."""
        begun = time.monotonic()
        for count in range(int(per_second * seconds)):
            await asyncio.sleep(begun + count / per_second - time.monotonic())
            self._write(frame.replace(STAMP, b"%020d" % time.monotonic_ns()))

    def filled(self, change: int) -> None:
        """So many more connections, or fewer, cannot take more just now."""
        self._full += change
        if self._full:
            self._all_take_more.clear()
        else:
            self._all_take_more.set()

    def _write(self, frame: bytes) -> None:
        for transport in self.transports:
            transport.write(frame)


class Sockets:
    """uvicorn with an application that accepts WebSockets and waits for their end."""

    async def listen(self, certificate: str | None, key: str | None) -> Address:
        """Serve in the background, under TLS with a certificate."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
        config = uvicorn.Config(
            _accept,
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            ssl_version=ssl.PROTOCOL_TLS_SERVER,
        )
        self._serving = asyncio.create_task(uvicorn.Server(config).serve(sockets=[listener]))
        host, port = listener.getsockname()
        return Address(host, port, tls=certificate is not None)


async def _accept(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    await receive()
