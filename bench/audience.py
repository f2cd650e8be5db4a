"""Push subscribers, and the changes they hear of, in one process: a second core's worth of clients."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from typing import cast

from bench.load import STAMP, Address, Load, Wait, rate_of

FRAME = b"\x81\x7e"
"""How frames of 126 to 65,535 bytes begin; JSON in ASCII never holds the first of these bytes."""

PING = b"\x89\x04"
"""How uvicorn's pings begin; four bytes follow."""

PONG = b"\x8a\x84" + bytes(4)
"""How the answer begins, masked with zeros; the same four bytes follow."""

STAMPED = b'"name":"'
"""What stands before the moment of sending in a frame."""

AT_ONCE = 100
"""Connections opened at the same time."""


class Audience(Load):
    """Subscribers of one server, who only count, and a load on the same server or another."""

    def __init__(self) -> None:
        super().__init__()
        self._heard = Heard()
        self._sockets: list[asyncio.Transport] = []

    async def open(self, address: Address, upgrades: Sequence[bytes], subscribe: bytes) -> int:
        """Open a socket for each upgrade request, and subscribe; how many bytes one frame has.

        A socket is open once the answer to ``subscribe`` and the state after it have come; without
        ``subscribe`` when the connection is upgraded, and without a text to upgrade it, at once.
        """
        context = address.context()

        async def open_one(upgrade: bytes) -> None:
            opening = Opening(upgrade, subscribe)
            transport, _ = await asyncio.get_running_loop().create_connection(
                lambda: opening, address.host, address.port, ssl=context
            )
            await asyncio.wait_for(opening.opened, 30)
            transport.set_protocol(Hearing(self._heard, transport))
            self._sockets.append(transport)

        for start in range(0, len(upgrades), AT_ONCE):
            await asyncio.gather(*map(open_one, upgrades[start : start + AT_ONCE]))
        return len(self._sockets)

    async def leave(self) -> None:
        """Cut every socket."""
        self._heard = Heard()
        for transport in self._sockets:
            transport.abort()
        self._sockets.clear()
        await asyncio.sleep(0.1)

    async def frames(self, seconds: float, changes: Sequence[bytes] = ()) -> float:
        """Frames a second that arrive here, while every connection of the load sends changes."""
        async with self._changing(changes) as wait:
            return await rate_of(self._heard.count, wait, seconds)

    async def delays(self, seconds: float, change: bytes = b"", *, per_second: float = 0) -> list[float]:
        """Milliseconds from the stamp in each frame to its arrival, in ascending order."""
        arrivals: list[int] = []
        self._heard.stamps = arrivals
        if change:
            await self.at_intervals(change, per_second=per_second, seconds=seconds)
        else:
            await asyncio.sleep(seconds)
        await asyncio.sleep(0.3)
        self._heard.stamps = None
        self._heard.count()
        return sorted(nanoseconds / 1e6 for nanoseconds in arrivals)

    async def sample(self, change: bytes) -> bytes:
        """A frame that a change brings, with ``STAMP`` where ``change`` has it."""
        await self.delays(0.2, change, per_second=10)
        heard = self._heard.last
        start = heard.index(FRAME)
        frame = heard[start : start + 4 + int.from_bytes(heard[start + 2 : start + 4])]
        at = frame.index(STAMPED) + len(STAMPED)
        return frame[:at] + STAMP + frame[at + len(STAMP) :]

    @contextlib.asynccontextmanager
    async def _changing(self, changes: Sequence[bytes]) -> AsyncIterator[Wait]:
        if not changes:
            yield asyncio.sleep
            return
        async with self.busy(changes) as still_busy:
            yield still_busy


class Heard:
    """What all sockets of an audience have heard together."""

    def __init__(self) -> None:
        self.frames = 0
        self.lost = 0
        self.stamps: list[int] | None = None
        """Nanoseconds from each stamp to its arrival, while somebody wants to know."""
        self.last = b""

    def add(self, data: bytes) -> None:
        self.frames += data.count(FRAME)
        if self.stamps is not None:
            self.last = data
            now = time.monotonic_ns()
            at = data.find(STAMPED)
            while at >= 0:
                at += len(STAMPED)
                self.stamps.append(now - int(data[at : at + len(STAMP)]))
                at = data.find(STAMPED, at)

    def count(self) -> int:
        """Frames so far. Raises when somebody was dropped: then the rate is not what it seems."""
        if self.lost:
            raise ConnectionError(f"{self.lost} subscribers were dropped")
        return self.frames


class Hearing(asyncio.Protocol):
    """An open socket: it counts, answers pings, and does nothing else."""

    __slots__ = ("_heard", "_transport")

    def __init__(self, heard: Heard, transport: asyncio.WriteTransport) -> None:
        self._heard = heard
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard.add(data)
        at = data.find(PING)
        if at >= 0:
            payload = data[at + len(PING) : at + len(PING) + 4]
            self._transport.write(PONG + payload)

    def connection_lost(self, exc: Exception | None) -> None:
        self._heard.lost += 1


class Opening(asyncio.Protocol):
    """A socket until it is open."""

    def __init__(self, upgrade: bytes, subscribe: bytes) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._upgrade = upgrade
        self._subscribe = subscribe
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)
        if self._upgrade:
            self._transport.write(self._upgrade)
        else:
            self.opened.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(self._received.decode("utf-8", "replace")))

    def data_received(self, data: bytes) -> None:
        upgraded = b"\r\n\r\n" in self._received
        self._received += data
        if not upgraded and b"\r\n\r\n" in self._received:
            if self._subscribe:
                self._transport.write(self._subscribe)
            else:
                self.opened.set_result(None)
        elif b'"msgMode":0' in self._received and not self.opened.done():
            self.opened.set_result(None)


def masked(text: bytes) -> bytes:
    """A client's text frame, masked with zeros."""
    size = len(text)
    head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + size.to_bytes(2)
    return head + bytes(4) + text
