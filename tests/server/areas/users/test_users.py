"""Creating users and finding them again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from convener.domain.accounts import (
    AccountTaken,
    CorpKind,
    DefaultAdminTaken,
    EmailTaken,
    PhoneTaken,
    User,
    UserLimitReached,
)
from convener.domain.enterprise import EnterpriseSettings
from convener.domain.person import AdminType, Status, UserType
from convener.server.areas.corps.repository import CorpRepository
from convener.server.areas.corps.service import CorpService
from convener.server.areas.history import retention
from convener.server.areas.rooms.repository import RoomRepository
from convener.server.areas.rooms.reservation_repository import ReservationRepository
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.users.repository import UserRepository
from convener.server.areas.users.service import UserService
from convener.server.clock import VirtualClock
from convener.server.ids import Ids
from convener.server.storage.database import Database
from convener.server.vault import Vault


class People:
    def __init__(self, database: Database, clock: VirtualClock) -> None:
        ids = Ids()
        self.database = database
        self.clock = clock
        self.corps = CorpService(CorpRepository(), ids, founded=retention.begin)
        rooms = RoomService(RoomRepository(Vault(bytes(32))), ReservationRepository(), ids)
        self.users = UserService(UserRepository(), self.corps, rooms, ids)

    async def corp(self, **given: Any) -> str:
        given.setdefault("name", "Acme")
        return await self.database.write(lambda unit: self.corps.add(unit, now=self.clock.now(), **given))

    async def add(self, corp_id: str, **given: Any) -> User:
        given.setdefault("name", "Alice Roe")
        return await self.database.write(
            lambda unit: self.users.add(unit, corp_id, now=self.clock.now(), **given)
        )

    async def by_login(self, name: str) -> User | None:
        return await self.database.read(lambda unit: self.users.by_login(unit, name))


@pytest.fixture
def people(database: Database, clock: VirtualClock) -> People:
    return People(database, clock)


@pytest.fixture
async def acme(people: People) -> str:
    return await people.corp()


async def test_a_new_user_is_found_by_every_name(people: People, acme: str):
    user = await people.add(acme, account="Alice", phone="+8613800000000", email="A@example.org")
    assert (user.user_type, user.admin_type, user.status) == (
        UserType.ENTERPRISE_USER,
        AdminType.NONE,
        Status.NORMAL,
    )
    assert (user.account, user.dept_code, len(user.user_id)) == ("Alice", "1", 32)
    for name in ("alice", "+8613800000000", "a@EXAMPLE.org"):
        assert await people.by_login(name) == user
    found = await people.database.read(lambda unit: people.users.find(unit, acme, user.user_id))
    assert found == user


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"account": "ALICE"}, AccountTaken),
        ({"account": "+8613800000000"}, AccountTaken),
        ({"phone": "+8613800000000"}, PhoneTaken),
        ({"email": "A@EXAMPLE.ORG"}, EmailTaken),
        ({"third_account": "a-1"}, AccountTaken),
        ({"admin_type": AdminType.DEFAULT}, DefaultAdminTaken),
    ],
)
async def test_what_somebody_has_cannot_be_given_again(
    people: People, acme: str, given: dict[str, Any], refusal: type[Exception]
):
    await people.add(
        acme,
        account="alice",
        phone="+8613800000000",
        email="a@example.org",
        third_account="a-1",
        admin_type=AdminType.DEFAULT,
    )
    with pytest.raises(refusal):
        await people.add(acme, **given)


async def test_names_are_unique_on_the_server_and_third_accounts_in_the_enterprise(people: People, acme: str):
    other = await people.corp(name="Other")
    await people.add(acme, account="alice", third_account="a-1", admin_type=AdminType.DEFAULT)
    with pytest.raises(AccountTaken):
        await people.add(other, account="alice")
    await people.add(other, account="bob", third_account="a-1", admin_type=AdminType.DEFAULT)


async def test_of_users_created_at_once_with_one_name_one_is_refused(people: People, acme: str):
    answers = await asyncio.gather(
        *(people.add(acme, account="alice") for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(answer, User) for answer in answers) == 1
    assert sum(isinstance(answer, AccountTaken) for answer in answers) == 3


async def test_the_limit_of_an_enterprise_holds(people: People, acme: str):
    small = await people.corp(settings=EnterpriseSettings(user_limit=1))
    await people.add(small)
    with pytest.raises(UserLimitReached):
        await people.add(small)
    await people.add(acme)


async def test_users_come_in_pages(people: People, acme: str):
    users = [await people.add(acme, name=f"User {number}") for number in range(3)]
    await people.add(await people.corp(name="Other"))

    async def page(offset: int, limit: int) -> list[User]:
        return await people.database.read(
            lambda unit: people.users.page(unit, acme, offset=offset, limit=limit)
        )

    assert sorted(await page(0, 10), key=lambda user: user.name) == users
    assert len(await page(0, 2)) == 2
    assert len(await page(2, 2)) == 1


async def test_enterprises_keep_their_settings(people: People, acme: str):
    settings = EnterpriseSettings(auto_mute=True, concurrency=7, user_limit=3)
    provider = await people.corp(name="Reseller")
    corp_id = await people.corp(
        name="Customer", kind=CorpKind.STANDARD, settings=settings, provider_id=provider
    )
    corp = await people.database.read(lambda unit: people.corps.find(unit, corp_id))
    assert corp is not None
    assert (corp.name, corp.kind, corp.settings, corp.provider_id) == (
        "Customer",
        CorpKind.STANDARD,
        settings,
        provider,
    )
    assert len(corp_id) == 9
    listed = await people.database.read(people.corps.page)
    assert [one.corp_id for one in listed] == sorted([acme, provider, corp_id])
