"""What TLS costs: calls and frames a second under it and in clear text, on one server."""

from __future__ import annotations

from collections.abc import Iterator

from bench import requests
from bench.audience import Audience
from bench.calls import CONNECTIONS
from bench.load import Address
from bench.pushes import Room, room
from bench.remote import Remote, remote
from bench.report import Figure, Want
from bench.turns import Effort, in_turns
from bench.world import World

SUBSCRIBERS = 1000


def under_tls(world: World, effort: Effort) -> Iterator[Figure]:
    """Both figures."""
    with room(world) as clear, remote(Audience) as other:
        server = clear.server
        yield _figure(
            "details under TLS", *_calls(world, clear.audience, server.address, server.secure, effort)
        )
        other.call("connect", server.address, CONNECTIONS)
        [token] = requests.tokens(other, world.accounts[:1])
        secure = Room(server, other, requests.start_conference(other, token))
        secure.fill(server.secure, SUBSCRIBERS)
        clear.fill(server.address, SUBSCRIBERS)
        yield _figure(
            f"push frames under TLS, {SUBSCRIBERS:,} subscribers",
            *in_turns(
                effort.turns,
                lambda: secure.saturated(effort.seconds),
                lambda: clear.saturated(effort.seconds),
            ),
        )


def _calls(world: World, load: Remote, clear: Address, secure: Address, effort: Effort) -> list[float]:
    load.call("connect", clear, CONNECTIONS)
    details = requests.details(requests.tokens(load, world.accounts))

    def rate(address: Address) -> float:
        load.call("connect", address, CONNECTIONS)
        return float(load.call("rate", details, effort.seconds))

    return in_turns(effort.turns, lambda: rate(secure), lambda: rate(clear))


def _figure(name: str, secure: float, clear: float) -> Figure:
    return Figure(
        name=name, ours=secure, ceiling=clear, unit="/s", want=Want.RATIO_AT_LEAST, must=0.45, aim=0.8
    )
