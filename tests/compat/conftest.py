"""The vendor's own SDK, unmodified, against a whole server over TLS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkmeeting.v1 import MeetingClient
from huaweicloudsdkmeeting.v1.meeting_credentials import AuthTypeEnum, MeetingCredentials, TenantSceneEnum

from convener.domain.accounts import AppKind
from convener.domain.person import AdminType, UserType
from convener.server.clock import VirtualClock
from support.background import Background, in_background

NOON = datetime(2021, 8, 30, 12, 0, tzinfo=UTC)
PASSWORD = "Correct:horse-7"  # everything behind the first colon is the password


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """An enterprise of a service provider, with an account and the apps of both."""

    corp_id: str
    account: str
    apps: dict[AppKind, tuple[str, str]]


Credentials = Callable[[Tenant], MeetingCredentials]


def by_account(tenant: Tenant) -> MeetingCredentials:
    return MeetingCredentials(tenant.account, PASSWORD)


def by_app(tenant: Tenant) -> MeetingCredentials:
    app_id, key = tenant.apps[AppKind.ENTERPRISE]
    return _app(app_id, key, TenantSceneEnum.SINGLE_TENANT).with_user_id("third-ann")


def by_app_of_several_enterprises(tenant: Tenant) -> MeetingCredentials:
    app_id, key = tenant.apps[AppKind.PROVIDER]
    credentials = _app(app_id, key, TenantSceneEnum.MULTI_TENANT)
    return credentials.with_corp_id(tenant.corp_id).with_user_id("third-bob")


def by_app_as_administrator(tenant: Tenant) -> MeetingCredentials:
    return _app(*tenant.apps[AppKind.ENTERPRISE], TenantSceneEnum.SINGLE_TENANT)


def _app(app_id: str, key: str, scene: TenantSceneEnum) -> MeetingCredentials:
    credentials = MeetingCredentials().with_auth_type_enum(AuthTypeEnum.APP_ID)
    return credentials.with_tenant_scene_enum(scene).with_app_id(app_id).with_app_key(key)


def furnish(server: Background) -> Tenant:
    """Create the enterprise, its people and its apps."""
    application, now = server.application, server.application.clock.now()
    hashed = server.run(application.passwords.hash(PASSWORD))

    async def add(unit):
        provider = await application.corps.add(unit, name="Provider", now=now)
        corp = await application.corps.add(unit, name="Acme Ltd", now=now, provider_id=provider)
        await application.users.add(
            unit,
            corp,
            account="chief@acme",
            name="Chief",
            admin_type=AdminType.DEFAULT,
            now=now,
        )
        await application.users.add(
            unit,
            provider,
            account="root@provider",
            name="Root",
            user_type=UserType.PROVIDER_ADMIN,
            admin_type=AdminType.DEFAULT,
            now=now,
        )
        user = await application.users.add(
            unit, corp, account="zoé@acme", name="Zoé Roe", password_hash=hashed, now=now
        )
        apps = {
            kind: await application.apps.add(unit, owner, name=kind.name, kind=kind, now=now)
            for kind, owner in ((AppKind.ENTERPRISE, corp), (AppKind.PROVIDER, provider))
        }
        keys = {kind: (app.app_id, app.key) for kind, app in apps.items()}
        return Tenant(corp_id=corp, account=user.account, apps=keys)

    return server.write(add)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Background]:
    with in_background(tmp_path_factory.mktemp("server"), clock=VirtualClock(NOON)) as running:
        yield running


@pytest.fixture(scope="session")
def tenant(server: Background) -> Tenant:
    return furnish(server)


@contextmanager
def sdk(
    server: Background, credentials: MeetingCredentials, *, scheme: str = "https"
) -> Iterator[MeetingClient]:
    """The SDK's client, as its documentation has one built."""
    config = HttpConfig(ssl_ca_cert=str(server.certificate.certificate))
    builder = MeetingClient.new_builder().with_http_config(config).with_credentials(credentials)
    client = builder.with_endpoint(f"{scheme}://{server.address}").build()
    try:
        yield client
    finally:
        client.close()


@pytest.fixture(scope="session", params=[by_account, by_app, by_app_of_several_enterprises])
def client(request: pytest.FixtureRequest, server: Background, tenant: Tenant) -> Iterator[MeetingClient]:
    """A logged-in client for each kind of credentials; it logs in once."""
    with sdk(server, request.param(tenant)) as client:
        yield client


@pytest.fixture
def fresh(server: Background, tenant: Tenant) -> Iterator[MeetingClient]:
    """A client of its own, for tests that end its login."""
    with sdk(server, by_account(tenant)) as client:
        yield client
