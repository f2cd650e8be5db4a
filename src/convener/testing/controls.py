"""Everything a test does with a server in test mode besides calling it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from convener.client import Client
from convener.testing.clock import Clock
from convener.testing.enterprise import USUAL, Enterprise
from convener.testing.explaining import explained
from convener.testing.faults import Faults
from convener.wire import codec
from convener.wire.lab import ClearRequests, ListRequests, RequestSeen, ResetServer, Seed, SeedServer


class Controls:
    """The controls of a server on a virtual clock, wherever it runs: ``Controls(Client(url, …))``.

    Of a server that is not in test mode every call but ``clock.now`` is refused.
    """

    def __init__(self, client: Client) -> None:
        self._controlling = client
        self.clock = Clock(client)
        self.faults = Faults(client)

    def reset(self) -> datetime:
        """Back to the state and the time of the start, in milliseconds; what was seeded is gone."""
        return self._controlling.send(ResetServer()).now

    def seed(self, seed: Seed | Mapping[str, Any] = USUAL) -> Enterprise:
        """Create an enterprise: by default Acme with ann (administrator), bob, cid, and an app.

        A mapping is the JSON that /docs describes. Raises ``ApiError``; accounts are unique on a server.
        """
        body = seed if isinstance(seed, Seed) else codec.convert(dict(seed), Seed)
        return Enterprise.of(self._controlling.send(SeedServer(body=body)))

    def requests(self, *, after: int = 0) -> list[RequestSeen]:
        """The last requests, the oldest first; those that were made here are not among them."""
        return self._controlling.send(ListRequests(after=after)).data

    def forget_requests(self) -> None:
        """Begin a new log."""
        self._controlling.send(ClearRequests())

    def explain(self) -> str:
        """The last requests and what became of them, in words."""
        return explained(self.requests())
