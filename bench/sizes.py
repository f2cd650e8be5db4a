"""What an idle push socket costs in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from bench import requests
from bench.audience import Audience
from bench.bare import Sockets
from bench.load import Address
from bench.processes import SERVER, memory
from bench.pushes import room
from bench.remote import remote
from bench.report import Figure, Want
from bench.server import certificate
from bench.world import World

SOCKETS = 1000
FIRST = 100
"""Sockets opened before counting begins: what is needed once is not counted."""


def idle_sockets(world: World) -> Iterator[Figure]:
    """Memory of a subscribed socket on which nothing happens."""
    for kind in ("clear", "TLS"):
        yield Figure(
            name=f"memory of an idle push socket, {kind}",
            ours=_ours(world, tls=kind == "TLS"),
            ceiling=_bare(world, tls=kind == "TLS"),
            unit="KiB",
            want=Want.RATIO_AT_MOST,
            must=2,
            aim=1.2,
        )


def _ours(world: World, *, tls: bool) -> float:
    with room(world) as ours:
        address = ours.server.secure if tls else ours.server.address
        return _growth(ours.server.pid, lambda count: ours.fill(address, count))


def _bare(world: World, *, tls: bool) -> float:
    with remote(Sockets, core=SERVER) as server, remote(Audience) as audience:
        address: Address = server.call("listen", *(certificate(world.data) if tls else (None, None)))

        def fill(count: int) -> None:
            audience.call("open", address, [requests.upgrade("/")] * count, b"")

        return _growth(server.pid, fill)


def _growth(pid: int, fill: Callable[[int], None]) -> float:
    """KiB of each of so many more sockets."""
    fill(FIRST)
    time.sleep(0.5)
    before = memory(pid)
    fill(SOCKETS)
    time.sleep(0.5)
    return (memory(pid) - before) / SOCKETS / 1024
