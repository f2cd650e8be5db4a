"""The client SDK of the vendor against a whole server over TLS."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from client.conftest import NOON, Site
from convener.client.hwm import AccountAuthInfo, InitInfo, UISDKService

MakeService = Callable[[], UISDKService]


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
