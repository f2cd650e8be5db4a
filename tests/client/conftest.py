"""Clients of either kind, and servers for them to call."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from client.scripted import Scripted, scripted
from client.shells import SHELLS
from convener.client import Account, AppId, Trust
from convener.domain.accounts import App, AppKind, User
from convener.domain.person import AdminType, UserType
from convener.server.app import Application
from convener.server.bootstrap import bootstrap
from convener.server.clock import VirtualClock
from convener.server.storage.database import Writing
from support.background import Background, in_background

NOON = datetime(2021, 8, 30, 12, 0, tzinfo=UTC)

Connect = Callable[..., Any]
"""Makes a client of the kind under test, of a server; it is closed after the test."""


@pytest.fixture(params=list(SHELLS))
async def connect(request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    made = []

    def make(url: str, **options: Any) -> Any:
        made.append(SHELLS[request.param](url, **options))
        return made[-1]

    yield make
    for client in made:
        await client.close()


@pytest.fixture
def script() -> Iterator[Scripted]:
    """A server that answers what the test says."""
    with scripted() as server:
        yield server


@dataclass(frozen=True, kw_only=True)
class Site:
    """A real server with an enterprise, and what to log in with."""

    server: Background
    trust: Trust
    admin: Account
    app: AppId
    provider_app: AppId
    customer: str
    """An enterprise of the provider whose app that is."""

    @property
    def url(self) -> str:
        return self.server.url


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with in_background(tmp_path_factory.mktemp("site"), clock=VirtualClock(NOON), idle=True) as server:
        first = server.run(bootstrap(server.application))
        assert first is not None
        app, customer = server.write(lambda unit: _provider(server.application, unit))
        yield Site(
            server=server,
            trust=Trust.file(server.certificate.certificate),
            admin=Account(first.account, first.password),
            app=AppId(first.app_id, first.app_key),
            provider_app=AppId(app.app_id, app.key),
            customer=customer,
        )


async def _provider(application: Application, unit: Writing) -> tuple[App, str]:
    now = application.clock.now()

    async def administrator(corp: str, account: str, user_type: UserType) -> User:
        return await application.users.add(
            unit,
            corp,
            account=account,
            name=account,
            user_type=user_type,
            admin_type=AdminType.DEFAULT,
            now=now,
        )

    provider = await application.corps.add(unit, name="Reseller", now=now)
    customer = await application.corps.add(unit, name="Customer", provider_id=provider, now=now)
    await administrator(provider, "reseller", UserType.PROVIDER_ADMIN)
    await administrator(customer, "boss", UserType.ENTERPRISE_USER)
    app = await application.apps.add(unit, provider, kind=AppKind.PROVIDER, name="Portal", now=now)
    return app, customer


@pytest.fixture
def admin(connect: Connect, site: Site) -> Any:
    """The enterprise's administrator."""
    return connect(site.url, credentials=site.admin, trust=site.trust)
