"""HTTP load: keep-alive connections that send ready bytes and read answers, and do nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import NamedTuple, cast

STAMP = b"@" * 20
"""Where ``at_intervals`` writes the moment of sending, in nanoseconds of the monotonic clock."""

WARM_UP = 0.5
"""Seconds of every load before counting begins."""

Wait = Callable[[float], Awaitable[None]]


class Address(NamedTuple):
    """Where a server listens."""

    host: str
    port: int
    tls: bool = False

    def context(self) -> ssl.SSLContext | None:
        """A client's, which trusts anybody."""
        if not self.tls:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context


class Refused(Exception):
    """The server answered something else than 200."""


class Load:
    """Sends requests to one server."""

    def __init__(self) -> None:
        self._connections: list[Exchange] = []

    async def connect(self, address: Address, connections: int) -> None:
        """Open the connections, and close earlier ones."""
        for old in self._connections:
            old.close()
        loop = asyncio.get_running_loop()
        context = address.context()
        self._connections = []
        for _ in range(connections):
            _, protocol = await loop.create_connection(Exchange, address.host, address.port, ssl=context)
            self._connections.append(protocol)

    async def rate(self, requests: Sequence[bytes], seconds: float) -> float:
        """Answers a second, every connection sending its next request when it has its answer."""
        async with self.busy(requests) as still_busy:
            return await rate_of(self._answered, still_busy, seconds)

    @contextlib.asynccontextmanager
    async def busy(self, requests: Sequence[bytes]) -> AsyncIterator[Wait]:
        """Keep every connection sending; gives a ``sleep`` that raises when one has failed."""
        source = itertools.cycle(requests)
        running = [asyncio.create_task(one.repeat(source)) for one in self._connections]

        async def still_busy(seconds: float) -> None:
            done, _ = await asyncio.wait(running, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()

        try:
            yield still_busy
        finally:
            for one in self._connections:
                one.stopping = True
            await asyncio.gather(*running, return_exceptions=True)

    async def each(self, requests: Sequence[bytes]) -> list[bytes]:
        """Send every request once; the bodies of the answers, in order."""
        waiting = iter(enumerate(requests))
        bodies: list[bytes] = [b""] * len(requests)

        async def work(connection: Exchange) -> None:
            for index, request in waiting:
                bodies[index] = await connection.ask(request)

        await asyncio.gather(*(work(connection) for connection in self._connections))
        return bodies

    async def at_intervals(self, request: bytes, *, per_second: float, seconds: float) -> None:
        """Send a request with the present moment in place of ``STAMP`` again and again."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for count in range(int(per_second * seconds)):
            await asyncio.sleep(begun + count / per_second - loop.time())
            connection = self._connections[count % len(self._connections)]
            await connection.ask(request.replace(STAMP, b"%020d" % time.monotonic_ns()))

    def _answered(self) -> int:
        return sum(one.answered for one in self._connections)


class Exchange(asyncio.Protocol):
    """One connection: a request, its whole answer, the next request."""

    def __init__(self) -> None:
        self.answered = 0
        self.stopping = False
        self._received = b""
        self._source: Iterator[bytes] | None = None
        self._waiting: asyncio.Future[bytes] | None = None

    async def ask(self, request: bytes) -> bytes:
        """The body of the answer. Raises ``Refused``."""
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    async def repeat(self, source: Iterator[bytes]) -> None:
        """Send what the source gives until ``stopping`` is set."""
        self.stopping = False
        self._source = source
        await self.ask(next(source))

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        if self._received:
            data = self._received + data
        head = data.find(b"\r\n\r\n")
        if head < 0:
            self._received = data
            return
        at = data.index(b"content-length: ") + 16
        end = head + 4 + int(data[at : data.index(b"\r", at)])
        if len(data) < end:
            self._received = data
            return
        self._received = b""
        if data[9:12] != b"200":
            self._fail(Refused(data.decode("utf-8", "replace")))
            return
        self.answered += 1
        if self._source is not None and not self.stopping:
            self._transport.write(next(self._source))
        elif self._waiting is not None and not self._waiting.done():
            self._source = None
            self._waiting.set_result(data[head + 4 :])

    def _fail(self, error: Exception) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)


async def rate_of(counter: Callable[[], int], wait: Wait, seconds: float) -> float:
    """How much a counter gains in a second, after a warm-up."""
    await wait(WARM_UP)
    before, begun = counter(), time.monotonic()
    await wait(seconds)
    return (counter() - before) / (time.monotonic() - begun)
