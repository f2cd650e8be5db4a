"""Taking turns with connections, without a database."""

from __future__ import annotations

import asyncio

import pytest

from convener.server.storage.connections import Connections


class Connection:
    def __init__(self):
        self.closed = False

    def is_closed(self):
        return self.closed

    def terminate(self):
        self.closed = True

    async def close(self):
        self.closed = True


class Server:
    """Counts who connects; refuses while it is down."""

    def __init__(self):
        self.connected = 0
        self.is_down = False

    async def connect(self):
        if self.is_down:
            raise ConnectionRefusedError
        self.connected += 1
        return Connection()


async def test_a_connection_given_back_is_taken_again():
    server = Server()
    connections = Connections(server.connect, 2)
    first = await connections.take()
    connections.give(first, clean=True)
    assert await connections.take() is first
    assert server.connected == 1


async def test_who_comes_when_all_are_taken_waits_for_the_first_free_one():
    connections = Connections(Server().connect, 1)
    first = await connections.take()
    waiting = asyncio.create_task(connections.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    connections.give(first, clean=True)
    assert await waiting is first


async def test_a_waiting_caller_who_leaves_takes_nothing_along():
    connections = Connections(Server().connect, 1)
    first = await connections.take()
    waiting = asyncio.create_task(connections.take())
    await asyncio.sleep(0)
    waiting.cancel()
    connections.give(first, clean=True)
    assert await connections.take() is first


@pytest.mark.parametrize("clean", [True, False], ids=["lost", "in doubt"])
async def test_a_broken_connection_is_not_used_again(clean):
    server = Server()
    connections = Connections(server.connect, 1)
    broken = await connections.take()
    broken.closed = clean
    connections.give(broken, clean=clean)
    assert broken.closed
    assert await connections.take() is not broken


async def test_failing_to_connect_costs_no_turn():
    server = Server()
    connections = Connections(server.connect, 1)
    server.is_down = True
    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            await connections.take()
    server.is_down = False
    assert await connections.take()


async def test_closing_closes_what_is_idle_now_and_the_rest_as_it_comes_back():
    connections = Connections(Server().connect, 2)
    idle, busy = await connections.take(), await connections.take()
    connections.give(idle, clean=True)
    await connections.close()
    assert (idle.closed, busy.closed) == (True, False)
    connections.give(busy, clean=True)
    assert busy.closed
    with pytest.raises(ConnectionError):
        await connections.take()
