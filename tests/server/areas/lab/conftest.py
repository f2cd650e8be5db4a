from __future__ import annotations

from typing import Any

import pytest

from convener.client import AsyncClient, Credentials, Retries
from convener.server.app import Application
from convener.server.bootstrap import FirstRun, bootstrap
from convener.wire.lab import Seed, Seeded, SeedServer, SeedUser
from server.conftest import ORIGIN


@pytest.fixture
async def first_run(application: Application) -> FirstRun:
    """What the first start made."""
    found = await bootstrap(application)
    assert found is not None
    return found


class Lab:
    """Calls the server under test as anybody."""

    def __init__(self, anonymous: AsyncClient) -> None:
        self.anonymous = anonymous
        self.send = anonymous.send

    def client(self, *, token: str | None = None, credentials: Credentials | None = None) -> AsyncClient:
        return AsyncClient(
            ORIGIN,
            token=token,
            credentials=credentials,
            transport=self.anonymous.transport,
            retries=Retries(attempts=1),
        )

    async def seed(self, *accounts: str, **fields: Any) -> Seeded:
        users = [SeedUser(account=each) for each in accounts]
        return await self.send(SeedServer(body=Seed(users=users, **fields)))


@pytest.fixture
def lab(anonymous: AsyncClient) -> Lab:
    return Lab(anonymous)
