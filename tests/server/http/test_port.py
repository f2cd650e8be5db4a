"""One port for TLS and clear text, on both event loops, with friendly and unfriendly peers."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from contextlib import asynccontextmanager

import pytest
import uvloop
from websockets.asyncio.client import connect

from convener.server.http.port import tls_protocol
from convener.server.http.protocol import HEAD_LIMIT
from convener.server.http.serving import running

both_loops = True

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
PATIENCE = 0.3

secure_or_not = pytest.mark.parametrize("secure", [False, True], ids=["clear", "tls"])


async def witness(scope, receive, send):
    """Tells a client how it came; on a WebSocket, then repeats what it says."""
    told = json.dumps({"scheme": scope["scheme"], "client": scope["client"]})
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": told})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
        return
    while (await receive()).get("more_body"):
        pass
    await reply(send, told.encode())


async def reply(send, body):
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connection(address, tls=None):
    reader, writer = await asyncio.open_connection(
        *address, ssl=tls, server_hostname="localhost" if tls else None
    )
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def answer(reader):
    """The body of one response of status 200."""
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    return await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]))


async def end_of(reader):
    """Everything until the server hangs up, however rudely."""
    try:
        async with asyncio.timeout(5):
            return await reader.read()
    except (ConnectionError, ssl.SSLError):
        return b""


class SlowHands:
    """A TLS client that decides which bytes leave together."""

    def __init__(self, address, context):
        self._loop = asyncio.get_running_loop()
        self._socket = socket.create_connection(address)
        self._socket.setblocking(False)
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname="localhost")

    async def shake(self, *, at_once):
        """Everything but the last flight, which stays here until the next ``send``."""
        while True:
            try:
                return self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush(at_once)
                self._in.write(await self._loop.sock_recv(self._socket, 65_536))

    async def send(self, data, *, at_once):
        self._tls.write(data)
        await self._flush(at_once)

    async def receive(self):
        while True:
            try:
                return self._tls.read(65_536)
            except ssl.SSLWantReadError:
                self._in.write(await self._loop.sock_recv(self._socket, 65_536))

    async def _flush(self, at_once):
        data = self._out.read()
        step = at_once or len(data)
        for start in range(0, len(data), step):
            await self._loop.sock_sendall(self._socket, data[start : start + step])
            await asyncio.sleep(0)  # the server, in this loop too, reads it before the next piece

    def close(self):
        self._socket.close()


@secure_or_not
async def test_http_tells_how_the_client_came(certificate, trusting, secure):
    async with (
        running(witness, certificate=certificate) as address,
        connection(address, trusting if secure else None) as (reader, writer),
    ):
        for _ in range(2):
            writer.write(GET)
            told = json.loads(await answer(reader))
            assert told["scheme"] == ("https" if secure else "http")
            assert told["client"] == list(writer.get_extra_info("sockname"))


@secure_or_not
async def test_a_websocket_tells_how_the_client_came(certificate, trusting, secure):
    async with running(witness, certificate=certificate) as (host, port):
        scheme = "wss" if secure else "ws"
        async with connect(f"{scheme}://{host}:{port}/", ssl=trusting if secure else None) as client:
            told = json.loads(await client.recv())
            assert told == {"scheme": scheme, "client": list(client.local_address)}
            await client.send("hello")
            assert await client.recv() == "hello"


async def test_a_handshake_may_come_in_pieces(certificate, trusting):
    async with running(witness, certificate=certificate) as address:
        for step in (1, 7, 100, None):  # None: the request travels in one piece with the end of the handshake
            client = SlowHands(address, trusting)
            await client.shake(at_once=step)
            await client.send(GET, at_once=step)
            assert (await client.receive()).startswith(b"HTTP/1.1 200 ")
            client.close()


async def test_a_request_in_clear_may_come_in_pieces(certificate):
    async with running(witness, certificate=certificate) as address, connection(address) as (reader, writer):
        for byte in GET:
            writer.write(bytes([byte]))
            await asyncio.sleep(0)
        assert json.loads(await answer(reader))["scheme"] == "http"


async def test_junk_in_clear_is_told_so(certificate):
    async with running(witness, certificate=certificate) as address, connection(address) as (reader, writer):
        writer.write(b"\x00\xffjunk\r\n\r\n")
        assert (await end_of(reader)).startswith(b"HTTP/1.1 400 ")


async def test_junk_that_looks_like_tls_ends_the_connection(certificate, caplog):
    async with running(witness, certificate=certificate) as address:
        for junk in (b"\x16" + b"\xff" * 600, b"\x16" + GET, b"\x16\x03\x01\x00\x04junk"):
            async with connection(address) as (reader, writer):
                writer.write(junk)
                assert len(await end_of(reader)) < 20  # at most an alert
        async with connection(address) as (reader, writer):
            writer.write(GET)
            assert await answer(reader)
    assert not caplog.records


async def test_without_a_certificate_there_is_only_clear_text(trusting):
    async with running(witness) as address:
        with pytest.raises(ssl.SSLError):
            async with connection(address, trusting):
                pass
        async with connection(address) as (reader, writer):
            writer.write(GET)
            assert await answer(reader)


SILENCES = {
    "nothing": b"",
    "one byte of TLS": b"\x16",
    "half a hello": b"\x16\x03\x01\x01\x00",
    "half a head": b"GET / HT",
    "half a body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
    "half a pipelined request": GET + b"GET",
}


async def test_a_peer_that_falls_silent_is_dropped(certificate):
    async def fall_silent(address, words):
        async with connection(address) as (reader, writer):
            writer.write(words)
            await end_of(reader)

    async with running(witness, certificate=certificate, patience=PATIENCE) as address:
        await asyncio.gather(*(fall_silent(address, words) for words in SILENCES.values()))


async def test_a_peer_that_falls_silent_in_a_later_request_is_dropped(certificate):
    async with (
        running(witness, certificate=certificate, patience=PATIENCE) as address,
        connection(address) as (reader, writer),
    ):
        writer.write(GET)
        assert await answer(reader)
        writer.write(b"GET")
        await end_of(reader)


async def test_a_peer_that_falls_silent_under_tls_is_dropped(certificate, trusting):
    async with running(witness, certificate=certificate, patience=PATIENCE) as address:
        for words in (b"", b"GET / HT"):
            async with connection(address, trusting) as (reader, writer):
                writer.write(words)
                await end_of(reader)


@secure_or_not
async def test_a_peer_that_drips_is_dropped(certificate, trusting, secure):
    async with (
        running(witness, certificate=certificate, patience=PATIENCE) as address,
        connection(address, trusting if secure else None) as (reader, writer),
    ):
        end = asyncio.create_task(end_of(reader))
        writer.write(b"GET / HTTP/1.1\r\nx: ")
        while not end.done():
            writer.write(b"y")
            await asyncio.wait([end], timeout=PATIENCE / 10)


async def test_only_unfinished_requests_are_timed(certificate):
    """Not the application's work, not idle connections, not WebSockets."""

    async def slow(scope, receive, send):
        if scope["type"] == "websocket":
            await witness(scope, receive, send)
        else:
            await asyncio.sleep(1.5 * PATIENCE)
            await reply(send, b"done")

    async with (
        running(slow, certificate=certificate, patience=PATIENCE) as (host, port),
        connect(f"ws://{host}:{port}/") as client,
        connection((host, port)) as (reader, writer),
    ):
        writer.write(GET)
        assert await answer(reader) == b"done"
        await asyncio.sleep(1.5 * PATIENCE)
        writer.write(GET)
        assert await answer(reader) == b"done"
        await client.send("still here")
        assert await client.recv()
        assert await client.recv() == "still here"


@secure_or_not
async def test_a_head_without_end_is_refused(certificate, trusting, secure):
    async with (
        running(witness, certificate=certificate) as address,
        connection(address, trusting if secure else None) as (reader, writer),
    ):
        writer.write(b"GET / HTTP/1.1\r\nx: " + b"y" * HEAD_LIMIT)
        assert b"too large" in await end_of(reader)


async def test_a_large_body_is_no_large_head(certificate):
    size = 4 * HEAD_LIMIT
    async with running(witness, certificate=certificate) as address, connection(address) as (reader, writer):
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size + bytes(size))
        assert await answer(reader)


@secure_or_not
async def test_a_stop_lets_the_busy_finish_and_hangs_up_on_the_silent(certificate, trusting, secure):
    started, silent_gone = asyncio.Event(), asyncio.Event()

    async def busy(scope, receive, send):
        started.set()
        await silent_gone.wait()
        await reply(send, b"done")

    tls = trusting if secure else None
    silent = []
    async with asyncio.timeout(5), running(busy, certificate=certificate) as address:
        for words in (b"", b"\x16", b"GET"):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(words)
            silent.append((reader, writer))
        reader, writer = await asyncio.open_connection(
            *address, ssl=tls, server_hostname="localhost" if tls else None
        )
        writer.write(GET)
        await started.wait()

        async def outlive():
            for one, _ in silent:
                await end_of(one)
            silent_gone.set()
            assert await answer(reader) == b"done"
            await end_of(reader)
            writer.transport.abort()

        outliving = asyncio.create_task(outlive())
    await outliving
    for _, one in silent:
        one.transport.abort()


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_the_private_tls_classes_are_as_we_use_them(new_loop, certificate):
    loop = new_loop()
    tls = tls_protocol(loop)(
        loop,
        asyncio.Protocol(),
        certificate.context(),
        loop.create_future(),
        server_side=True,
        ssl_handshake_timeout=1.0,
        ssl_shutdown_timeout=1.0,
    )
    assert type(tls).__module__ == (
        "asyncio.sslproto" if new_loop is asyncio.new_event_loop else "uvloop.loop"
    )
    assert len(tls.get_buffer(100)) > 0
    assert callable(tls.buffer_updated)
    tls.connection_lost(None)
    loop.close()
