"""Ready frames, and what becomes of subscribers that do not read them, on both event loops."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Opcode
from websockets.protocol import Protocol, Side

from convener.server.http.serving import MESSAGE_LIMIT, running
from convener.server.push import protocol
from convener.server.push.protocol import BACKLOG_LIMIT, EXTENSION, frame

both_loops = True

secure_or_not = pytest.mark.parametrize("secure", [False, True], ids=["clear", "tls"])

SIZES = st.sampled_from([0, 1, 125, 126, 127, 65_535, 65_536, 70_000]) | st.integers(0, 300)


def parsed(data):
    """What a client makes of server bytes."""
    client = Protocol(Side.CLIENT, max_size=None)
    client.receive_data(data)
    assert client.parser_exc is None
    return client.events_received()


@given(st.lists(st.tuples(SIZES, st.sampled_from("aé漢")), max_size=5))
def test_a_client_reads_back_what_was_framed(shapes):
    texts = [(letter * size).encode() for size, letter in shapes]
    events = parsed(b"".join(frame(text) for text in texts))
    assert [(event.opcode, event.fin, bytes(event.data)) for event in events] == [
        (Opcode.TEXT, True, text) for text in texts
    ]


class Subscribers:
    """An application that accepts everybody and keeps what each was told."""

    def __init__(self):
        self.writers = {}
        self.ends = {}
        self._changed = asyncio.Condition()

    async def __call__(self, scope, receive, send):
        name, writer = scope["path"].strip("/"), scope["extensions"][EXTENSION]
        ends = self.ends[name] = []
        await receive()
        writer.push(frame(b"too early"))
        await send({"type": "websocket.accept"})
        async with self._changed:
            self.writers[name] = writer
            self._changed.notify_all()
        for _ in range(2):  # told to end, and gone
            while (message := await receive())["type"] == "websocket.receive":
                pass
            async with self._changed:
                ends.append(message["code"])
                self._changed.notify_all()

    async def subscribed(self, *names):
        await self._until(lambda: self.writers.keys() >= set(names))

    async def told(self, name, count):
        """The first ``count`` codes the subscriber's application received."""
        await self._until(lambda: len(self.ends.get(name, [])) >= count)
        return self.ends[name][:count]

    async def _until(self, condition):
        async with self._changed, asyncio.timeout(5):
            await self._changed.wait_for(condition)


@pytest.fixture
async def subscribers():
    return Subscribers()


@pytest.fixture
async def server(subscribers, certificate):
    async with running(subscribers, certificate=certificate) as address:
        yield address


@pytest.fixture
def subscribe(server, subscribers, trusting):
    """Connects a subscriber that reads."""
    host, port = server

    @asynccontextmanager
    async def subscribe(name, *, secure=False):
        scheme, tls = ("wss", trusting) if secure else ("ws", None)
        async with connect(f"{scheme}://{host}:{port}/{name}", ssl=tls, max_size=None) as client:
            await subscribers.subscribed(name)
            yield client, subscribers.writers[name]

    return subscribe


@pytest.fixture
def get_stuck(server, subscribers, trusting):
    """Connects a subscriber that reads only when the test does."""

    @asynccontextmanager
    async def get_stuck(name, *, secure=False):
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        raw.connect(server)
        reader, writer = await asyncio.open_connection(
            sock=raw, ssl=trusting if secure else None, server_hostname="localhost" if secure else None
        )
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /{name} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        await subscribers.subscribed(name)
        try:
            yield reader, subscribers.writers[name]
        finally:
            writer.transport.abort()

    return get_stuck


async def goodbye(client):
    """Code and reason of the close a client receives next."""
    with pytest.raises(ConnectionClosed) as closed:
        await client.recv()
    received = closed.value.rcvd
    assert received is not None
    return received.code, received.reason


async def read_frames(reader):
    """The frames of a subscriber that begins to read, up to the close."""
    await reader.readuntil(b"\r\n\r\n")
    client = Protocol(Side.CLIENT, max_size=None)
    frames: list[Any] = []
    while not frames or frames[-1].opcode is not Opcode.CLOSE:
        client.receive_data(await reader.read(65_536))
        assert client.parser_exc is None
        frames += client.events_received()
    return frames


async def fill(writer):
    """Push until the subscriber is dropped; gives how many bytes that took."""
    pushed = 0
    while not writer.close_sent:
        writer.push(frame(b"x" * 600))
        pushed += 604
        assert pushed < 4_000_000
        await asyncio.sleep(0)
    return pushed


@secure_or_not
async def test_frames_arrive_whole_and_in_order(subscribe, secure):
    async with subscribe("ann", secure=secure) as (client, writer):
        writer.push(frame(b'{"n":1}'))
        writer.push(frame(b'{"n":2}') + frame("漢".encode()))
        assert [await client.recv() for _ in range(3)] == ['{"n":1}', '{"n":2}', "漢"]
        assert client.protocol.extensions == []


@secure_or_not
async def test_one_that_is_stuck_is_cut_off_and_the_others_get_everything(
    subscribe, get_stuck, subscribers, secure, monkeypatch
):
    monkeypatch.setattr(protocol, "FAREWELL", 0.05)
    async with subscribe("ann", secure=secure) as (client, ann), get_stuck("bob", secure=secure) as (_, bob):
        count = 0
        while not bob.close_sent:
            for writer in (ann, bob):
                writer.push(frame(b"%0600d" % count))
            assert int(await client.recv()) == count
            count += 1
            assert count < 5_000
        assert await subscribers.told("bob", 2) == [1013, 1005]
        ann.push(frame(b"still here"))
        assert await client.recv() == "still here"


@secure_or_not
async def test_the_kernel_does_not_hide_that_one_is_stuck(get_stuck, secure):
    async with get_stuck("bob", secure=secure) as (_, bob):
        assert await fill(bob) < 16 * BACKLOG_LIMIT


@secure_or_not
async def test_one_that_was_dropped_and_reads_on_learns_why(get_stuck, secure):
    async with get_stuck("bob", secure=secure) as (reader, bob):
        pushed = await fill(bob)
        *texts, close = await read_frames(reader)
        assert sum(len(text.data) + 4 for text in texts) == pushed - 604
        assert (close.opcode, close.data[:2]) == (Opcode.CLOSE, (1013).to_bytes(2))


@secure_or_not
async def test_the_state_of_a_large_meeting_is_no_backlog(get_stuck, secure):
    async with get_stuck("bob", secure=secure) as (reader, bob):
        bob.push(frame(b"x" * 20 * BACKLOG_LIMIT))
        for _ in range(50):
            bob.push(frame(b"x" * 600))
        bob.end(1000)
        state, *changes, close = await read_frames(reader)
        assert (len(state.data), len(changes), close.opcode) == (20 * BACKLOG_LIMIT, 50, Opcode.CLOSE)


async def test_after_our_close_nothing_more_is_written(get_stuck):
    async with get_stuck("bob") as (reader, bob):
        bob.push(frame(b"last"))
        bob.end(1000, within=0.05)
        bob.push(frame(b"too late"))
        assert (await reader.read()).partition(b"\r\n\r\n")[2] == frame(b"last") + b"\x88\x02\x03\xe8"


@secure_or_not
async def test_our_close_tells_both_sides_once(subscribe, subscribers, secure):
    async with subscribe("ann", secure=secure) as (client, writer):
        writer.push(frame(b"last"))
        writer.end(1000, "conference ended")
        writer.end(1001, "again")
        assert await client.recv() == "last"
        assert await goodbye(client) == (1000, "conference ended")
        assert await subscribers.told("ann", 2) == [1000, 1005]
        writer.push(frame(b"gone"))


async def test_after_the_peers_close_nothing_more_is_written(subscribe, subscribers):
    async with subscribe("ann") as (client, writer):
        await client.close(1000)
        assert await subscribers.told("ann", 1) == [1000]
        writer.push(frame(b"too late"))
        writer.end(1001)


@secure_or_not
async def test_a_peer_that_does_not_take_our_close_is_cut_off(get_stuck, subscribers, secure):
    async with get_stuck("bob", secure=secure) as (_, bob):
        bob.push(frame(b"x" * 20 * BACKLOG_LIMIT))
        bob.end(1000, within=0.05)
        assert await subscribers.told("bob", 2) == [1000, 1005]


@secure_or_not
async def test_a_stop_tells_subscribers_and_does_not_wait_for_the_stuck(
    certificate, trusting, secure, monkeypatch
):
    monkeypatch.setattr(protocol, "FAREWELL", 0.05)
    everybody = Subscribers()
    scheme, tls = ("wss", trusting) if secure else ("ws", None)
    async with asyncio.timeout(5):
        async with running(everybody, certificate=certificate) as (host, port):
            ann = await connect(f"{scheme}://{host}:{port}/ann", ssl=tls)
            bob = await connect(f"{scheme}://{host}:{port}/bob", ssl=tls)
            await everybody.subscribed("ann", "bob")
            bob.transport.pause_reading()
            everybody.writers["bob"].push(frame(b"x" * 100 * BACKLOG_LIMIT))
        assert await goodbye(ann) == (1012, "")
    bob.transport.abort()
    await ann.wait_closed()
    await bob.wait_closed()


async def test_a_stop_leaves_those_alone_who_are_going_already(certificate, monkeypatch):
    monkeypatch.setattr(protocol, "FAREWELL", 0.05)
    everybody = Subscribers()
    async with running(everybody, certificate=certificate) as (host, port):
        bob = await connect(f"ws://{host}:{port}/bob")
        await everybody.subscribed("bob")
        bob.transport.pause_reading()
        everybody.writers["bob"].push(frame(b"x" * 100 * BACKLOG_LIMIT))  # keeps the connection from closing
        bob.transport.write(b"\x88\x82\0\0\0\0\x03\xe8")
        assert await everybody.told("bob", 1) == [1000]
    bob.transport.abort()
    await bob.wait_closed()


async def test_a_message_beyond_the_limit_ends_the_connection(subscribe):
    async with subscribe("ann") as (client, _):
        await client.send("x" * (MESSAGE_LIMIT + 1))
        code, _ = await goodbye(client)
        assert code == 1009
