"""The first start creates once, whatever runs beside it and however often it is repeated."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from convener.client import Account
from convener.domain.accounts import AppKind
from convener.domain.person import AdminType
from convener.server.app import compose
from convener.server.bootstrap import bootstrap, generated_password, ignored
from convener.server.settings import Settings, SettingsError
from support.tables import contents


def with_settings(application, **settings):
    return replace(application, settings=replace(application.settings, **settings))


async def test_what_is_created_can_be_used(application, anonymous):
    first_run = await bootstrap(application)
    await anonymous.login(Account(first_run.account, first_run.password))
    admin = await application.database.read(lambda unit: application.users.by_login(unit, "admin"))
    assert (admin.corp_id, admin.admin_type) == (first_run.corp_id, AdminType.DEFAULT)
    [room] = await application.database.read(
        lambda unit: application.rooms.of_user(unit, admin.corp_id, admin.user_id)
    )
    assert (room.room_id, room.number) == (first_run.room_id, first_run.room_number)
    app = await application.database.read(lambda unit: application.apps.find(unit, first_run.app_id))
    assert (app.corp_id, app.kind, app.key) == (first_run.corp_id, AppKind.ENTERPRISE, first_run.app_key)
    assert (len(app.app_id), len(app.key)) == (32, 64)


async def test_settings_decide_what_is_created(application, anonymous):
    first_run = await bootstrap(
        with_settings(
            application,
            bootstrap_account="ann@example.org",
            bootstrap_password="tea-at-4-oclock",
            bootstrap_app_id="my-app",
            bootstrap_app_key="my-key",
        )
    )
    assert (first_run.account, first_run.password) == ("ann@example.org", "tea-at-4-oclock")
    assert (first_run.app_id, first_run.app_key) == ("my-app", "my-key")
    await anonymous.login(Account("ann@example.org", "tea-at-4-oclock"))


async def test_a_second_time_nothing_changes_whatever_the_settings(application):
    await bootstrap(application)
    before = await contents(application.database)
    changed = with_settings(
        application, bootstrap_account="bob", bootstrap_password="tea-at-4-oclock", bootstrap_app_id="other"
    )
    assert await bootstrap(changed) is None
    assert await contents(application.database) == before


async def test_an_enterprise_made_by_hand_is_left_alone(application, acme):
    assert await bootstrap(application) is None
    assert (await contents(application.database, "users"))["users"] == []


async def test_nodes_that_start_at_once_create_once(application, clock):
    nodes = [application, *[await compose(application.settings, clock=clock) for _ in range(3)]]
    created = await asyncio.gather(*map(bootstrap, nodes))
    assert sum(each is not None for each in created) == 1
    found = await contents(application.database, "corps", "users", "apps", "rooms")
    assert {name: len(rows) for name, rows in found.items()} == dict.fromkeys(found, 1)
    for node in nodes[1:]:
        await node.close()


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"bootstrap_account": "ann:roe"}, "CONVENER_BOOTSTRAP_ACCOUNT"),
        ({"bootstrap_account": "a" * 65}, "CONVENER_BOOTSTRAP_ACCOUNT"),
        ({"bootstrap_password": "short-1"}, "CONVENER_BOOTSTRAP_PASSWORD"),
        ({"bootstrap_account": "oclock-4", "bootstrap_password": "4-kcolco"}, "CONVENER_BOOTSTRAP_PASSWORD"),
    ],
)
async def test_bad_settings_create_nothing(application, settings, name):
    with pytest.raises(SettingsError, match=name):
        await bootstrap(with_settings(application, **settings))
    assert (await contents(application.database, "corps"))["corps"] == []


def test_ignored_settings_are_named_without_values():
    settings = Settings(bootstrap_password="secret", bootstrap_app_id="x")
    assert ignored(settings) == ["CONVENER_BOOTSTRAP_PASSWORD", "CONVENER_BOOTSTRAP_APP_ID"]


def test_generated_passwords_are_long_and_different():
    passwords = {generated_password() for _ in range(100)}
    assert len(passwords) == 100
    assert {len(each) for each in passwords} == {23}
