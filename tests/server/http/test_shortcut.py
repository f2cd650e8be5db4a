"""Calls that are answered without ASGI: which ones, and that a client cannot tell."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from convener.server.http import serving
from convener.server.http.answers import Answer
from convener.server.http.protocol import SMALL
from convener.server.http.serving import running
from convener.server.rounds import next_round

both_loops = True

CALL = b"POST /call?a=b%20c HTTP/1.1\r\nHost: meet.test\r\nContent-Length: 5\r\n\r\nhello"


class Told:
    """An application that says which way it was asked, and what; ``/wait`` waits to be let go."""

    def __init__(self):
        self.asked = asyncio.Event()
        self.let_go = asyncio.Event()
        self.done = asyncio.Event()

    def answers(self, path):
        return path != "/page"

    async def answer(self, request, body):
        self.asked.set()
        if request.path == "/wait":
            await self.let_go.wait()
        self.done.set()
        said: dict[str, object] = {
            "way": "shortcut",
            "asked": f"{request.method} {request.path} {request.query}",
        }
        said |= {"origin": request.origin, "size": len(body), "client": request.client}
        return Answer(201, json.dumps(said).encode(), ((b"x-more", b"1"),))

    async def __call__(self, scope, receive, send):
        size = 0
        while (message := await receive()).get("more_body"):
            size += len(message["body"])
        said = json.dumps({"way": "asgi", "size": size + len(message["body"])}).encode()
        headers = [(b"content-length", str(len(said)).encode())]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": said})


@pytest.fixture
async def told():
    return Told()


@pytest.fixture
async def peer(told):
    async with running(told) as address:
        reader, writer = await asyncio.open_connection(*address)
        yield reader, writer
        writer.transport.abort()


async def answer(reader):
    """Head and body of the next response."""
    async with asyncio.timeout(5):
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r")[0])
        return head, json.loads(await reader.readexactly(length))


async def test_a_plain_call_is_answered_whole(peer):
    reader, writer = peer
    writer.write(CALL)
    head, said = await answer(reader)
    assert head.startswith(b"http/1.1 201 created\r\n")
    for expected in (b"date: ", b"x-request-id: ", b"x-more: 1", b"content-type: application/json"):
        assert expected in head
    assert b"connection:" not in head
    assert said == {
        "way": "shortcut",
        "asked": "POST /call a=b%20c",
        "origin": "http://meet.test",
        "size": 5,
        "client": "127.0.0.1",
    }


async def test_a_call_may_come_byte_by_byte(peer):
    reader, writer = peer
    for byte in CALL:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0)
    assert (await answer(reader))[1]["size"] == 5


def sized(size):
    return b"POST /call HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size


@pytest.mark.parametrize(
    ("request_", "way", "size"),
    [
        (sized(0), "shortcut", 0),
        (sized(SMALL), "shortcut", SMALL),
        (sized(SMALL + 1), "asgi", SMALL + 1),
        (sized(4 * SMALL), "asgi", 4 * SMALL),
        (b"GET /call HTTP/1.1\r\nHost: x\r\n\r\n", "shortcut", 0),
        (b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n", "asgi", 0),
        (b"OPTIONS /call HTTP/1.1\r\nHost: x\r\n\r\n", "asgi", 0),
        (b"GET http://x/call HTTP/1.1\r\nHost: x\r\n\r\n", "asgi", 0),
        (
            b"PUT /call HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "asgi",
            3,
        ),
    ],
    ids=["empty", "small", "large", "larger", "get", "page", "method", "absolute", "chunked"],
)
async def test_what_is_out_of_the_ordinary_goes_the_long_way(peer, request_, way, size):
    reader, writer = peer
    for _ in range(2):  # either way leaves the connection ready for the next
        writer.write(request_)
        said = (await answer(reader))[1]
        assert (said["way"], said["size"]) == (way, size)


async def test_who_asks_before_sending_is_told_to_go_on(peer):
    reader, writer = peer
    writer.write(b"POST /call HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(b"abc")
    assert (await answer(reader))[1] == {"way": "asgi", "size": 3}


async def test_old_clients_get_one_answer(peer):
    reader, writer = peer
    writer.write(b"GET /call HTTP/1.0\r\n\r\n")
    assert (await answer(reader))[1]["way"] == "asgi"
    assert await reader.read() == b""


async def test_calls_sent_ahead_are_answered_in_order(peer, told):
    reader, writer = peer
    paths = ["/wait", "/one", "/page", "/two"]
    writer.write(b"".join(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path.encode() for path in paths))
    await told.asked.wait()
    assert not told.done.is_set()
    told.let_go.set()
    said = [(await answer(reader))[1] for _ in paths]
    assert said[0]["asked"] == "GET /wait "
    assert [one["way"] for one in said] == ["shortcut", "asgi", "asgi", "asgi"]


async def test_a_call_may_pause_wait_and_pause_again(told):
    async def answer_slowly(request, body):
        await next_round
        loop = asyncio.get_running_loop()
        waited, failing = loop.create_future(), loop.create_future()
        loop.call_soon(waited.set_result, "waited")
        said = await waited
        await next_round
        loop.call_soon(failing.set_exception, ZeroDivisionError())
        with pytest.raises(ZeroDivisionError):
            await failing
        return Answer(200, json.dumps(f"{said} {body.decode()}").encode())

    told.answer = answer_slowly
    async with running(told) as address:
        peers = [await asyncio.open_connection(*address) for _ in range(5)]
        for _, writer in peers:
            writer.write(CALL)
        assert [(await answer(reader))[1] for reader, _ in peers] == ["waited hello"] * 5
        for _, writer in peers:
            writer.close()


class Wire(asyncio.Transport):
    """A connection of which a test says what comes when, within one turn of the loop."""

    def __init__(self, app):
        super().__init__()
        server = serving.build(app)
        server.config.load()
        made: Any = server.config.http_protocol_class
        self.protocol = made(config=server.config, server_state=server.server_state, app_state={})
        self.sent = b""
        self.closed = False
        self.protocol.connection_made(self)

    def set_protocol(self, protocol):
        self.protocol = protocol

    def get_protocol(self):
        return self.protocol

    def write(self, data):
        self.sent += data

    def close(self):
        self.closed = True

    abort = close

    def is_closing(self):
        return self.closed

    def resume_reading(self):
        pass


@pytest.mark.parametrize("first", [1, 20, 60, len(CALL) - 1])
async def test_a_call_may_come_in_pieces_within_a_turn(told, first):
    wire = Wire(told)
    for piece in (CALL[:first], CALL[first : first + 3], CALL[first + 3 :]):
        if piece:
            wire.protocol.data_received(piece)
    await told.done.wait()
    assert wire.sent.count(b"HTTP/1.1 201") == 1
    assert b'"size": 5' in wire.sent
    wire.protocol.connection_lost(None)


async def test_what_has_come_is_answered_when_the_server_stops(told):
    wire = Wire(told)
    wire.protocol.data_received(CALL)
    wire.protocol.shutdown()
    assert not wire.closed
    await told.done.wait()
    assert b"connection: close" in wire.sent
    assert wire.closed


async def test_who_sends_and_leaves_is_not_answered(told):
    wire = Wire(told)
    wire.protocol.data_received(CALL)
    wire.protocol.connection_lost(ConnectionResetError())
    await told.done.wait()
    assert wire.sent == b""


async def test_the_connection_ends_where_the_client_wants_it_to(peer):
    reader, writer = peer
    writer.write(CALL.replace(b"Host", b"Connection: close\r\nHost"))
    head, _ = await answer(reader)
    assert b"connection: close" in head
    assert await reader.read() == b""


async def test_nobody_is_answered_who_has_left(peer, told):
    _, writer = peer
    writer.write(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
    await told.asked.wait()
    writer.transport.abort()
    await asyncio.sleep(0)
    told.let_go.set()
    await told.done.wait()
    await asyncio.sleep(0)


async def test_a_server_that_stops_answers_what_it_was_asked(told):
    async with running(told) as address:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        await told.asked.wait()
        asyncio.get_running_loop().call_later(0.05, told.let_go.set)
    head, said = await answer(reader)
    assert said["asked"] == "GET /wait "
    assert b"connection: close" in head
    writer.close()


async def test_an_idle_connection_is_closed_and_a_busy_one_is_not(told, monkeypatch):
    monkeypatch.setattr(serving, "KEEP_ALIVE", 0.3)
    async with running(told) as address:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(CALL)
        await answer(reader)
        writer.write(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        asyncio.get_running_loop().call_later(0.6, told.let_go.set)
        assert (await answer(reader))[1]["asked"] == "GET /wait "
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()
