"""The WebSocket side of push: a ready frame goes from the hub straight to the socket.

An application finds the connection's writer at ``scope["extensions"][EXTENSION]`` and, once it has
accepted, calls ``push`` with frames made by ``frame``: encoded and framed once, however many
subscribers get them. That is twice the rate of ASGI's ``send``.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode

EXTENSION = "convener.push"

BACKLOG_LIMIT = 65_536
"""Bytes that may wait for a slow subscriber before it is dropped."""

KERNEL_BUFFER = 65_536
"""SO_SNDBUF of a subscriber. Unset, the kernel swallows megabytes for a stuck one, and nobody notices."""

FAREWELL = 0.5
"""Seconds a close frame has to leave. ``close()`` alone would wait for ever for a peer that does not read."""


def frame(text: bytes) -> bytes:
    """A complete server-to-client text frame (RFC 6455 5.2): final, not masked. ``text`` is UTF-8."""
    size = len(text)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + text
    if size < 65_536:
        return struct.pack("!BBH", 0x81, 126, size) + text
    return struct.pack("!BBQ", 0x81, 127, size) + text


class PushProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket connection, with ``push``."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)

    def push(self, data: bytes) -> None:
        """Write one ready frame, or several joined, now: never waits, never raises.

        A subscriber that has not kept up is dropped instead (close code 1013, "try again later"), and its
        application receives ``websocket.disconnect``. Before the accept and after any close it does nothing.
        """
        transport = self.transport
        if self.close_sent or not self.handshake_complete or transport.is_closing():
            return
        # Looked at here because pause_writing() comes only at 512 KiB under TLS.
        if transport.get_write_buffer_size() > BACKLOG_LIMIT:
            self._drop()
        else:
            transport.write(data)

    def shutdown(self) -> None:
        super().shutdown()
        self.loop.call_later(FAREWELL, self.transport.abort)

    async def run_asgi(self) -> None:
        cast("dict[str, object]", self.scope["extensions"])[EXTENSION] = self
        await super().run_asgi()

    def _drop(self) -> None:
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": CloseCode.TRY_AGAIN_LATER, "reason": ""})
        self.conn.send_close(CloseCode.TRY_AGAIN_LATER)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        # As the base class has it: while this is set, only the peer's own close comes before it.
        self.close_timer = self.loop.call_later(FAREWELL, self.transport.abort)
