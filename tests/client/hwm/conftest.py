"""The client SDK of the vendor against a whole server over TLS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from client.conftest import NOON, Site
from client.hwm.answers import signed
from convener.client.hwm import AccountAuthInfo, InitInfo, UISDKService
from convener.domain.meeting import Room

MakeService = Callable[[], UISDKService]

_numbers = count(1)


def logged_in(service: UISDKService, site: Site) -> UISDKService:
    """As the administrator."""
    service.init(InitInfo(appId=site.app.app_id))
    login = AccountAuthInfo(account=site.admin.account, password=site.admin.password)
    service.getLoginApi().loginByAccount(login).result()
    return service


@pytest.fixture(scope="module")
def agent(site: Site) -> Iterator[UISDKService]:
    """A service that is logged in once for all tests that only book and look."""
    with UISDKService(site.url, trust=site.trust, clock=lambda: NOON) as service:
        yield logged_in(service, site)


@pytest.fixture
def make_sdk(site: Site) -> Iterator[MakeService]:
    """Makes a service, initialised, whose clock is the server's."""
    made = []

    def make() -> UISDKService:
        made.append(UISDKService(site.url, trust=site.trust, clock=lambda: NOON))
        made[-1].init(InitInfo(appId=site.app.app_id))
        return made[-1]

    yield make
    for service in made:
        service.exit()


@pytest.fixture
def sdk(make_sdk: MakeService, site: Site) -> UISDKService:
    """A service, logged in as the administrator."""
    return logged_in(make_sdk(), site)


@pytest.fixture
def strange_account() -> str:
    return f"stranger-{next(_numbers)}"


@pytest.fixture
def stranger(make_sdk: MakeService, site: Site, strange_account: str) -> UISDKService:
    """Somebody else of the enterprise, who administers nothing."""
    service = make_sdk()
    service.getLoginApi().loginByAppId(signed(site.app, strange_account)).result()
    return service


@pytest.fixture(scope="module")
def hall(site: Site) -> Room:
    """A cloud meeting room of the administrator's."""
    app, now = site.server.application, site.server.application.clock.now()

    async def add(unit: Any) -> Room:
        user = await app.users.by_login(unit, site.admin.account)
        assert user is not None
        return app.rooms.add_cloud(unit, user.corp_id, user.user_id, name="Hall", parties=50, now=now)

    return site.server.write(add)
