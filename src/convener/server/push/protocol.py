"""The WebSocket side of push: a ready frame goes from the hub straight to the socket.

An application finds the ``PushProtocol`` of its connection at ``scope["extensions"][EXTENSION]`` and,
once it has accepted, calls its ``push`` with what ``frame`` made: encoded and framed once, however
many subscribers get it. In clear text that is twice the rate of ASGI's ``send``.
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
"""Bytes that may wait for a slow subscriber, besides one large batch, before it is dropped."""

KERNEL_BUFFER = 65_536
"""SO_SNDBUF of a subscriber. Unset, the kernel swallows megabytes for a stuck one, and nobody notices."""

FAREWELL = 0.5
"""Seconds a subscriber that is dropped has to take its close frame."""


def frame(text: bytes) -> bytes:
    """A complete server-to-client text frame (RFC 6455 5.2): final, not masked. ``text`` is UTF-8."""
    size = len(text)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + text
    if size < 65_536:
        return struct.pack("!BBH", 0x81, 126, size) + text
    return struct.pack("!BBQ", 0x81, 127, size) + text


class PushProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket connection, with a writer and a close that never wait."""

    _limit = BACKLOG_LIMIT

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
        if transport.get_write_buffer_size() > self._limit:
            self.end(CloseCode.TRY_AGAIN_LATER, within=FAREWELL)
            return
        transport.write(data)
        if len(data) > BACKLOG_LIMIT:
            # The state of a large meeting: who is still reading it has not fallen behind.
            self._limit = BACKLOG_LIMIT + len(data)

    def end(self, code: int, reason: str = "", *, within: float = 10.0) -> None:
        """Close from our side, now: never waits, never raises. A second close does nothing.

        The application receives ``websocket.disconnect``. A peer that has not taken what was written, and
        closed in turn, after ``within`` seconds is cut off: ``close()`` would wait for it for ever.
        """
        if self.close_sent or not self.handshake_complete or self.transport.is_closing():
            return
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:  # or its close would not be read
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(within, self.transport.abort)

    def shutdown(self) -> None:
        if not self.transport.is_closing():  # or a second close frame would be an error
            super().shutdown()
        self.loop.call_later(FAREWELL, self.transport.abort)

    async def run_asgi(self) -> None:
        cast("dict[str, object]", self.scope["extensions"])[EXTENSION] = self
        await super().run_asgi()
