"""The only file of the client that knows the WebSocket library."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, Self

from websockets.asyncio.client import ClientConnection as AsyncConnection
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed, InvalidStatus, InvalidURI, WebSocketException
from websockets.sync.client import ClientConnection, connect

from convener.client.errors import Untrusted
from convener.client.events.errors import SocketClosed, SocketFailed
from convener.client.trust import Trust

LARGEST = 32 * 2**20
"""Bytes of a frame: the full list of a very large meeting."""

FAREWELL = 2.0
"""Seconds the server has to close in turn."""

_log = logging.getLogger("convener.client.events.socket")
_log.setLevel(logging.INFO)  # below that are whole requests, and with them the tokens that open sockets


class AsyncSocket:
    """An open WebSocket, for those who await."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, url: str, *, trust: Trust, timeout: timedelta) -> Self:  # noqa: ASYNC109
        """Raises ``SocketFailed`` or ``Untrusted``."""
        with _opening():
            return cls(await connect_async(url, **_options(url, trust, timeout)))

    async def say(self, text: str) -> None:
        """Raises ``SocketClosed``."""
        with _talking():
            await self._connection.send(text)

    async def hear(self, seconds: float) -> str | None:
        """The next text frame, ``None`` if none comes in time. Raises ``SocketClosed``."""
        with _talking(), suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return _text(await self._connection.recv(decode=False))
        return None

    async def close(self) -> None:
        await self._connection.close()


class Socket:
    """An open WebSocket, for those who block. ``close`` may be called from another thread."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, url: str, *, trust: Trust, timeout: timedelta) -> Self:
        """Raises ``SocketFailed`` or ``Untrusted``."""
        with _opening():
            # Entered, since later versions of the library connect only then; close() does what leaving does.
            return cls(connect(url, **_options(url, trust, timeout)).__enter__())

    def say(self, text: str) -> None:
        """Raises ``SocketClosed``."""
        with _talking():
            self._connection.send(text)

    def hear(self, seconds: float) -> str | None:
        """The next text frame, ``None`` if none comes in time. Raises ``SocketClosed``."""
        with _talking(), suppress(TimeoutError):
            return _text(self._connection.recv(timeout=seconds, decode=False))
        return None

    def close(self) -> None:
        self._connection.close()


def _options(url: str, trust: Trust, timeout: timedelta) -> dict[str, Any]:
    return {
        "ssl": trust.context() if url.startswith("wss:") else None,
        "compression": None,
        "open_timeout": timeout.total_seconds(),
        "close_timeout": FAREWELL,
        "ping_interval": None,  # HeartBeat frames are what the server counts, and they are answered
        "max_size": LARGEST,
        "logger": _log,
    }


def _text(data: str | bytes) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "replace")


@contextmanager
def _opening() -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Untrusted(f"the server of the WebSocket is not trusted: {error}", sent=False) from error
    except InvalidStatus as error:
        status = error.response.status_code
        raise SocketFailed(f"the WebSocket was refused with status {status}", status=status) from error
    except InvalidURI as error:
        raise SocketFailed("the server names an address of the WebSocket that is none") from error
    except (OSError, WebSocketException) as error:
        raise SocketFailed(f"the WebSocket could not be opened: {error}") from error


@contextmanager
def _talking() -> Iterator[None]:
    try:
        yield
    except ConnectionClosed as error:
        frame = error.rcvd
        code, reason = (frame.code, frame.reason) if frame else (None, "")
        raise SocketClosed(code=code, reason=reason) from error
