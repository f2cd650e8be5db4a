"""What the clients add to the HTTP library under them: processor time of the caller for one call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx

from bench.load import Address
from bench.remote import Remote, remote
from bench.report import Figure, Want
from bench.server import serving
from bench.turns import Effort, in_turns
from bench.world import FIRST_NUMBER, PASSWORD, World
from convener.client import Account, AsyncClient, Client, exchange
from convener.wire.meetings import ShowMeetingDetail

WARM_UP = 50
"""Calls before counting begins."""


def of_clients(world: World, effort: Effort) -> Iterator[Figure]:
    """A detail through each client, and the same bytes through httpx alone, the answer left unread."""
    with serving(world.data, world.url) as server, remote(Caller) as caller:
        server.wait()
        caller.call("log_in", server.address, world.accounts[0])
        for client, bare in (("Client", "httpx.Client"), ("AsyncClient", "httpx.AsyncClient")):
            ours, ceiling = in_turns(
                effort.turns * 3, *(_cost(caller, way, effort) for way in (client, bare))
            )
            yield Figure(
                name=f"call of {client}",
                ours=ours,
                ceiling=ceiling,
                unit="µs",
                want=Want.RATIO_AT_MOST,
                must=1.5,
                aim=1.3,
            )


class Caller:
    """Makes the same call in four ways; for a process of its own."""

    async def log_in(self, address: Address, account: str) -> None:
        url = f"http://{address.host}:{address.port}"
        self._request = ShowMeetingDetail(conference_id=str(FIRST_NUMBER))
        self._client = Client(url, credentials=Account(account, PASSWORD))
        token = self._client.login().access_token
        self._async_client = AsyncClient(url, token=token)
        self._bare, self._async_bare = httpx.Client(), httpx.AsyncClient()
        sent = exchange.outgoing(self._request, token=token)
        self._url = str(httpx.URL(url + sent.path, params=dict(sent.query)))
        self._headers = sent.headers

    async def cost(self, way: str, seconds: float) -> float:
        """Microseconds of this process for a call, one after the other."""
        await self._calls(way, WARM_UP)
        calls, begun, spent = 0, time.monotonic(), time.process_time()
        while time.monotonic() - begun < seconds:
            await self._calls(way, 10)
            calls += 10
        return (time.process_time() - spent) / calls * 1e6

    async def _calls(self, way: str, count: int) -> None:
        for _ in range(count):
            match way:
                case "Client":
                    self._client.send(self._request)
                case "AsyncClient":
                    await self._async_client.send(self._request)
                case "httpx.Client":
                    self._bare.get(self._url, headers=self._headers).raise_for_status()
                case _:
                    (await self._async_bare.get(self._url, headers=self._headers)).raise_for_status()


def _cost(caller: Remote, way: str, effort: Effort) -> Callable[[], float]:
    return lambda: float(caller.call("cost", way, effort.seconds / 3))
