"""ShowSpRes and ShowConfOrg, which administrators of a service provider may send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from convener.client import AsyncClient
from convener.domain.person import AdminType, UserType
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.base import Request
from convener.wire.statistics import ShowConfOrg, ShowSpRes
from server.conftest import NOON, ORIGIN, MakeCorp, MakePerson, Person
from support.refusals import refused


@pytest.fixture
async def provider(make_corp: MakeCorp) -> str:
    return await make_corp("Provider")


@pytest.fixture
async def root(provider: str, application: Application, anonymous: AsyncClient) -> Person:
    """Administers the provider."""
    user = await application.database.write(
        lambda unit: application.users.add(
            unit,
            provider,
            account="root",
            name="Root",
            user_type=UserType.PROVIDER_ADMIN,
            admin_type=AdminType.DEFAULT,
            now=NOON,
        )
    )
    person = Person(AsyncClient(ORIGIN, transport=anonymous.transport), user, application)
    await person.log_in()
    return person


@pytest.fixture
async def below(provider: str, application: Application) -> str:
    """An enterprise of the provider."""
    return await application.database.write(
        lambda unit: application.corps.add(unit, name="Below", now=NOON, provider_id=provider)
    )


async def test_the_enterprise_of_a_meeting(root: Person, make_person: MakePerson, below: str) -> None:
    ann = await make_person("Ann Roe", corp=below)
    info = await ann.book()
    assert (await root.send(ShowConfOrg(conference_id=info.conference_id))).org_id == below


async def test_no_meeting_of_anybody_else(
    root: Person, make_person: MakePerson, below: str, clock: VirtualClock
) -> None:
    elsewhere = await (await make_person("Ann Roe")).book()
    over = await (await make_person("Bob Lee", corp=below)).book(start_time="2021-08-30 13:00")
    clock.set(NOON + timedelta(hours=2))
    for number in (elsewhere.conference_id, over.conference_id, "999999999"):
        with refused(errors.CONF_DATA_NOT_FOUND):
            await root.send(ShowConfOrg(conference_id=number))


async def test_nobody_is_in_a_meeting_yet(root: Person) -> None:
    assert (await root.send(ShowSpRes())).used_accounts_count == 0


@pytest.mark.parametrize("admin", [True, False])
async def test_users_of_enterprises_may_not(make_person: MakePerson, admin: bool) -> None:
    who = await make_person("Ann Roe", admin=admin)
    info = await who.book()
    requests: tuple[Request[Any], ...] = (ShowSpRes(), ShowConfOrg(conference_id=info.conference_id))
    for request in requests:
        with refused(errors.CONF_INSUFFICIENT_PERMISSIONS):
            await who.send(request)
