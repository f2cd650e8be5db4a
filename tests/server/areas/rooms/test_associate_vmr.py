from __future__ import annotations

import asyncio

import pytest

from convener.domain.meeting import Room, RoomStatus
from convener.domain.rooms import MOST_ROOMS
from convener.server.app import Application
from convener.wire import errors
from convener.wire.rooms import AccountType, AssociateVmr, DisassociateVmr, SearchMemberVmr
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.refusals import expectation, refused


@pytest.fixture
async def boss(make_person: MakePerson) -> Person:
    return await make_person("Zoé Boss", admin=True)


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


async def free_rooms(application: Application, corp_id: str, number: int) -> list[str]:
    async def add(unit):
        return [
            application.rooms.add_cloud(unit, corp_id, None, parties=10, now=NOON).room_id
            for _ in range(number)
        ]

    return sorted(await application.database.write(add))


@pytest.fixture
async def free(application: Application, acme: str) -> list[str]:
    return await free_rooms(application, acme, 2)


async def own(who: Person) -> list[str]:
    page = await who.send(SearchMemberVmr(special_vmr=True, limit=500))
    return [one.id for one in page.data]


async def stored(application: Application, corp_id: str, room_id: str) -> Room:
    room = await application.database.read(lambda unit: application.rooms.find(unit, corp_id, room_id))
    assert room is not None
    return room


async def test_rooms_go_to_a_user_and_back(
    boss: Person, ann: Person, free: list[str], application: Application
) -> None:
    await boss.send(AssociateVmr(account=ann.account, body=[*free, free[0]]))
    assert await own(ann) == free
    assert (await stored(application, ann.corp_id, free[0])).status is RoomStatus.NORMAL
    await ann.book(vmr_flag=1, vmr_id=free[0])
    await boss.send(DisassociateVmr(account=ann.account, body=[free[1]]))
    assert await own(ann) == free[:1]
    assert (await stored(application, ann.corp_id, free[1])).status is RoomStatus.UNASSIGNED


async def test_assigning_again_changes_nothing(boss: Person, ann: Person, free: list[str]) -> None:
    await boss.send(AssociateVmr(account=ann.account, body=free))
    await boss.send(AssociateVmr(account=ann.account, body=free))
    assert await own(ann) == free


@pytest.mark.parametrize("admin", [True, False])
@pytest.mark.parametrize("operation", [AssociateVmr, DisassociateVmr])
async def test_only_administrators_may(
    make_person: MakePerson, operation: type[AssociateVmr | DisassociateVmr], admin: bool
) -> None:
    who = await make_person("Ann Roe", admin=admin)
    room = await who.cloud_room()
    with expectation(admin, refuses=errors.NO_PERMISSION):
        await who.send(operation(account=who.account, body=[room.room_id]))


@pytest.mark.parametrize("operation", [AssociateVmr, DisassociateVmr])
class TestUsers:
    async def test_somebody_unknown(
        self, boss: Person, free: list[str], operation: type[AssociateVmr | DisassociateVmr]
    ) -> None:
        with refused(errors.USER_NOT_FOUND):
            await boss.send(operation(account="nobody", body=free))
        with refused(errors.USER_NOT_FOUND):
            await boss.send(operation(account=boss.account, account_type=AccountType.THIRD_PARTY, body=free))

    async def test_somebody_of_another_enterprise(
        self,
        boss: Person,
        free: list[str],
        make_person: MakePerson,
        make_corp: MakeCorp,
        operation: type[AssociateVmr | DisassociateVmr],
    ) -> None:
        stranger = await make_person("Eve Fox", corp=await make_corp("Other"))
        with refused(errors.USER_NOT_FOUND):
            await boss.send(operation(account=stranger.account, body=free))


async def test_an_account_is_known_by_its_name_in_other_programs(
    boss: Person, free: list[str], application: Application
) -> None:
    async def add(unit):
        return await application.users.add(
            unit, boss.corp_id, name="Cy Third", third_account="a/b c", phone="+8613800000001", now=NOON
        )

    user = await application.database.write(add)
    await boss.send(AssociateVmr(account="a/b c", account_type=AccountType.THIRD_PARTY, body=free))
    assert (await stored(application, boss.corp_id, free[0])).user_id == user.user_id
    with refused(errors.USER_NOT_FOUND):
        await boss.send(AssociateVmr(account="+8613800000001", body=free))


async def test_a_colleague_s_room_is_not_given_away(
    boss: Person, ann: Person, make_person: MakePerson, free: list[str]
) -> None:
    bob = await make_person("Bob Lee")
    room = await bob.cloud_room()
    with refused(errors.ROOM_NOT_AVAILABLE):
        await boss.send(AssociateVmr(account=ann.account, body=[free[0], room.room_id]))
    assert await own(ann) == []
    with refused(errors.ROOM_NOT_AVAILABLE):
        await boss.send(DisassociateVmr(account=ann.account, body=[room.room_id]))
    assert await own(bob) == [room.room_id]


async def test_a_personal_room_stays_with_its_user(boss: Person, ann: Person) -> None:
    room = await ann.personal_room()
    for operation in (AssociateVmr, DisassociateVmr):
        with refused(errors.ROOM_NOT_AVAILABLE):
            await boss.send(operation(account=ann.account, body=[room.room_id]))


async def test_one_account_has_at_most_32(boss: Person, ann: Person, application: Application) -> None:
    rooms = await free_rooms(application, ann.corp_id, MOST_ROOMS + 1)
    with refused(errors.INVALID_PARAMETER):
        await boss.send(AssociateVmr(account=ann.account, body=rooms))
    await boss.send(AssociateVmr(account=ann.account, body=rooms[:-1]))
    with refused(errors.INVALID_PARAMETER):
        await boss.send(AssociateVmr(account=ann.account, body=rooms[-1:]))
    assert await own(ann) == rooms[:-1]


async def test_two_administrators_at_once_do_not_go_beyond(
    boss: Person, ann: Person, application: Application
) -> None:
    rooms = await free_rooms(application, ann.corp_id, MOST_ROOMS + 8)
    outcomes = await asyncio.gather(
        *(boss.send(AssociateVmr(account=ann.account, body=[room])) for room in rooms), return_exceptions=True
    )
    assert sum(outcome is None for outcome in outcomes) == MOST_ROOMS
    assert len(await own(ann)) == MOST_ROOMS


async def test_what_was_booked_in_a_room_taken_back_stays(boss: Person, ann: Person, free: list[str]) -> None:
    await boss.send(AssociateVmr(account=ann.account, body=free))
    info = await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=free[0])
    await boss.send(DisassociateVmr(account=ann.account, body=free))
    await boss.send(AssociateVmr(account=boss.account, body=free))
    assert (await ann.detail(info.conference_id)).conference_data.vmr_id == free[0]
    with refused(errors.VMR_CONF_CONFLICT):
        await boss.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=free[0])
