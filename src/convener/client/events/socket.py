"""The only file of the client that knows the WebSocket library."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, Self, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, InvalidURI, WebSocketException

from convener.client.background import BackgroundLoop, Ended
from convener.client.errors import Untrusted
from convener.client.events.errors import SocketClosed, SocketFailed
from convener.client.trust import Trust

T = TypeVar("T")

LARGEST = 32 * 2**20
"""Bytes of a frame: the full list of a very large meeting."""

FAREWELL = 2.0
"""Seconds the server has to close in turn."""

_log = logging.getLogger("convener.client.events.socket")
_log.setLevel(logging.INFO)  # below that are whole requests, and with them the tokens that open sockets


class AsyncSocket:
    """An open WebSocket, for those who await."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, url: str, *, trust: Trust, timeout: timedelta) -> Self:  # noqa: ASYNC109
        """Raises ``SocketFailed`` or ``Untrusted``."""
        with _opening():
            return cls(await connect(url, **_options(url, trust, timeout)))

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
    """An open WebSocket, for those who block. ``close`` may be called from another thread.

    It is an ``AsyncSocket`` whose loop has a thread of its own. The library's blocking connection reads in
    one thread and writes in another: before Python 3.13 nothing keeps the two apart within a TLS connection,
    and now and then a frame never leaves.
    """

    def __init__(self, socket: AsyncSocket, loop: BackgroundLoop) -> None:
        self._socket = socket
        self._loop = loop

    @classmethod
    def open(cls, url: str, *, trust: Trust, timeout: timedelta) -> Self:
        """Raises ``SocketFailed`` or ``Untrusted``."""
        loop = BackgroundLoop("socket")
        try:
            return cls(loop.run(AsyncSocket.open(url, trust=trust, timeout=timeout)), loop)
        except BaseException:
            loop.end()
            raise

    def say(self, text: str) -> None:
        """Raises ``SocketClosed``."""
        self._do(self._socket.say(text))

    def hear(self, seconds: float) -> str | None:
        """The next text frame, ``None`` if none comes in time. Raises ``SocketClosed``."""
        return self._do(self._socket.hear(seconds))

    def close(self) -> None:
        """Closing twice does nothing."""
        with suppress(Ended):
            self._loop.run(self._socket.close())
        self._loop.end()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return self._loop.run(work)
        except Ended:
            raise SocketClosed(code=None, reason="") from None


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
