"""What stands between the sockets of clients and the server, and does to them what networks do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

TIMEOUT = 20


class Relay:
    """Hands frames on in both directions."""

    def __init__(self) -> None:
        self.url = ""
        self.server = ""
        """Where the server is: ``ws://host:port``."""
        self.opened = 0
        self._left = 0
        self._change = threading.Condition()
        self.said: list[str] = []
        """What clients said."""
        self.loses: Callable[[str], bool] = lambda text: False
        """Which frames of the server get lost."""
        self._clients: set[ServerConnection] = set()

    async def handle(self, client: ServerConnection) -> None:
        self.opened += 1
        self._clients.add(client)
        assert client.request
        async with connect(self.server + client.request.path, ping_interval=None) as server:
            down = asyncio.create_task(self._down(server, client))
            with suppress(ConnectionClosed):
                async for text in client:
                    self.said.append(str(text))
                    await server.send(text)
            down.cancel()
        self._clients.discard(client)
        with self._change:
            self._left += 1
            self._change.notify_all()

    async def _down(self, server: ClientConnection, client: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in server:
                if not self.loses(str(text)):
                    await client.send(text)
            await client.close(server.close_code or 1000, server.close_reason or "")

    def wait_for(self, *, left: int) -> None:
        """Until so many connections have been ended by clients."""
        with self._change:
            assert self._change.wait_for(lambda: self._left >= left, TIMEOUT)

    def cut(self) -> None:
        """Break every connection off, as when a cable is pulled."""
        for client in self._clients:
            client.transport.abort()


@asynccontextmanager
async def relaying() -> AsyncIterator[Relay]:
    relay = Relay()
    async with serve(relay.handle, "127.0.0.1", 0, ping_interval=None) as listening:
        host, port = next(iter(listening.sockets)).getsockname()[:2]
        relay.url = f"http://{host}:{port}"
        yield relay
