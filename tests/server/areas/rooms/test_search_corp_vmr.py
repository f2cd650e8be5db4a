from __future__ import annotations

from datetime import timedelta

import pytest

from convener.domain.meeting import Room
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.rooms import IdMark, ListedMode, OrgVmr, SearchCorpVmr, VmrStatus
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.refusals import expectation


@pytest.fixture
async def boss(make_person: MakePerson) -> Person:
    return await make_person("Zoé Boss", admin=True)


@pytest.fixture
async def rooms(boss: Person, application: Application) -> list[Room]:
    """One of the boss, two of nobody, the last of which expires in a day."""

    async def add(unit):
        return [
            application.rooms.add_cloud(
                unit, boss.corp_id, boss.user_id, name="Éclair", parties=50, now=NOON
            ),
            application.rooms.add_cloud(unit, boss.corp_id, None, name="Percent%", parties=10, now=NOON),
            application.rooms.add_cloud(
                unit, boss.corp_id, None, parties=25, now=NOON, expires=NOON + timedelta(days=1)
            ),
        ]

    made = await application.database.write(add)
    return sorted(made, key=lambda room: room.room_id)


async def names(who: Person, **options: object) -> list[str]:
    found = await who.send(SearchCorpVmr(**options))  # type: ignore[arg-type]
    assert found.count == len(found.data)
    return sorted(one.vmr_name for one in found.data)


async def test_administrators_see_cloud_rooms_and_whose_they_are(boss: Person, rooms: list[Room]) -> None:
    found = (await boss.send(SearchCorpVmr())).data
    by_name = {one.vmr_name: one for one in found}
    room = next(one for one in rooms if one.name == "Éclair")
    assert by_name["Éclair"] == OrgVmr(
        id=room.room_id,
        vmr_id=room.number,
        vmr_name="Éclair",
        vmr_pkg_name="Cloud meeting room, 50 participants",
        vmr_pkg_parties=50,
        member=IdMark(id=boss.account, mark="Zoé Boss"),
        status=VmrStatus.NORMAL,
    )
    [unnamed] = [one for one in found if one.expire_date]
    assert (unnamed.vmr_name, unnamed.member) == (f"VMR-{unnamed.vmr_id}", None)
    assert unnamed.expire_date == int((NOON + timedelta(days=1)).timestamp() * 1000)
    assert [one.id for one in found] == sorted(one.id for one in found)


@pytest.mark.parametrize("admin", [True, False])
async def test_only_administrators_see_them(make_person: MakePerson, admin: bool) -> None:
    who = await make_person("Ann Roe", admin=admin)
    with expectation(admin, refuses=errors.NO_PERMISSION):
        await who.send(SearchCorpVmr())


async def test_another_enterprise_s_are_not_among_them(
    rooms: list[Room], make_person: MakePerson, make_corp: MakeCorp
) -> None:
    stranger = await make_person("Eve Fox", admin=True, corp=await make_corp("Other"))
    assert await names(stranger) == []


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("éclair", ["Éclair"]),
        ("ÉCLAIR", ["Éclair"]),
        ("boss", ["Éclair"]),
        ("%", ["Percent%"]),
        ("_", []),
        ("percent", ["Percent%"]),
        ("'; DROP", []),
    ],
)
async def test_names_of_rooms_and_owners_are_searched(
    boss: Person, rooms: list[Room], key: str, found: list[str]
) -> None:
    assert await names(boss, search_key=key) == found


async def test_numbers_are_searched(boss: Person, rooms: list[Room]) -> None:
    assert await names(boss, search_key=rooms[0].number) == [rooms[0].name]
    assert await names(boss, search_key=rooms[0].room_id) == [rooms[0].name]


async def test_by_status(boss: Person, rooms: list[Room], clock: VirtualClock) -> None:
    assert await names(boss, status=VmrStatus.NORMAL) == ["Éclair"]
    assert len(await names(boss, status=VmrStatus.UNASSIGNED)) == 2
    assert await names(boss, status=VmrStatus.DISABLED) == []
    clock.set(NOON + timedelta(days=1))
    await boss.log_in()
    assert await names(boss, status=VmrStatus.UNASSIGNED) == ["Percent%"]
    assert len(await names(boss, status=VmrStatus.DISABLED, search_key="vmr-")) == 1


async def test_webinar_rooms_are_another_kind(boss: Person, rooms: list[Room]) -> None:
    assert await names(boss, vmr_mode=ListedMode.WEBINAR) == []


async def test_pages(boss: Person, rooms: list[Room]) -> None:
    page = await boss.send(SearchCorpVmr(offset=1, limit=1))
    assert [one.id for one in page.data] == [rooms[1].room_id]
    assert (page.offset, page.limit, page.count) == (1, 1, 3)
    last = await boss.send(SearchCorpVmr(offset=9, limit=2))
    assert ([one.id for one in last.data], last.offset) == ([rooms[2].room_id], 2)
