"""What a server does besides its port: headers, logs, proxies, start and stop."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sys

import pytest
from websockets.asyncio.client import connect

from convener.server.http import serving
from convener.server.http.serving import build, listen, running

GET = (
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    b"X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: https\r\n\r\n"
)


async def hello(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close"})
        return
    body = json.dumps([scope["scheme"], scope["client"][0]]).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def get(address):
    reader, writer = await asyncio.open_connection(*address)
    writer.write(GET)
    answer = await reader.read()
    writer.close()
    return answer.lower()


async def test_an_answer_says_when_but_not_by_what():
    async with running(hello) as address:
        answer = await get(address)
    assert b"\r\ndate: " in answer
    assert b"server:" not in answer


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_the_system_picks_a_free_port(host):
    async with running(hello, host=host) as one, running(hello, host=host) as other:
        assert one != other
        assert await get(one)
        assert await get(other)


@pytest.mark.parametrize(
    ("trusted", "told"), [([], ["http", "127.0.0.1"]), (["127.0.0.1"], ["https", "192.0.2.9"])]
)
async def test_only_trusted_proxies_are_believed(trusted, told):
    async with running(hello, trusted_proxies=trusted) as address:
        assert json.dumps(told).encode() in await get(address)


async def test_tokens_of_websockets_are_not_logged(caplog):
    caplog.set_level(logging.DEBUG)
    async with running(hello) as (host, port), connect(f"ws://{host}:{port}/?tmpToken=secret"):
        pass
    ours = [record.getMessage() for record in caplog.records if record.name != "websockets.client"]
    assert "secret" not in "".join(ours)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
async def test_a_server_runs_until_it_is_told_to_stop(stop):
    """The signal is raised again afterwards, so that the process ends as signals end processes."""
    raised = []
    before = signal.signal(stop, lambda *_: raised.append(stop))
    try:
        listener = listen("127.0.0.1", 0)
        address = listener.getsockname()
        server = asyncio.create_task(build(hello).serve(sockets=[listener]))
        assert await get(address)
        os.kill(os.getpid(), stop)
        await server
    finally:
        signal.signal(stop, before)
    assert raised == [stop]
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(*address)


@pytest.mark.skipif(sys.platform != "linux", reason="the system must cut the connection")
async def test_a_peer_that_does_not_read_is_cut_off(monkeypatch):
    async def huge(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(20_000_000)})
        sent.set()

    monkeypatch.setattr(serving, "STUCK", 0.2)
    sent = asyncio.Event()
    async with asyncio.timeout(serving.GRACE / 2):
        async with running(huge) as address:
            peer = socket.create_connection(address)
            peer.sendall(GET)
            await sent.wait()
    peer.close()


async def test_start_and_end_are_told_to_an_application_that_wants_them():
    told = []

    async def app(scope, receive, send):
        if scope["type"] != "lifespan":
            await hello(scope, receive, send)
            return
        for moment in ("startup", "shutdown"):
            told.append((await receive())["type"])
            await send({"type": f"lifespan.{moment}.complete"})

    async with running(app, lifespan=True) as address:
        assert await get(address)
        assert told == ["lifespan.startup"]
    assert told == ["lifespan.startup", "lifespan.shutdown"]
