from __future__ import annotations

from datetime import timedelta

import pytest

from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire.rooms import MemberVmr, SearchMemberVmr, VmrMode, VmrStatus
from server.conftest import NOON, ORIGIN, MakePerson, Person


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


async def listed(who: Person, **options: object) -> list[MemberVmr]:
    return (await who.send(SearchMemberVmr(**options))).data  # type: ignore[arg-type]


async def test_the_personal_room_comes_with_the_account(ann: Person) -> None:
    room = await ann.personal_room()
    [found] = await listed(ann)
    assert found == MemberVmr(
        id=room.room_id,
        vmr_id=room.number,
        vmr_name="Ann Roe",
        guest_password=room.general,
        guest_join_url=f"{ORIGIN}/#/j/{room.number}",
        host_password=room.chair,
        host_join_url=f"{ORIGIN}/#/j/{room.number}/{room.chair_link}",
        allow_guest_first=False,
        guest_first_notice=False,
        vmr_mode=VmrMode.PERSONAL,
        status=VmrStatus.NORMAL,
    )
    assert room.chair != room.general


async def test_cloud_rooms_follow_with_their_package(ann: Person) -> None:
    await ann.cloud_room(parties=50)
    odd = await ann.cloud_room(parties=7)
    personal, *cloud = await listed(ann)
    unpackaged, packaged = sorted(cloud, key=lambda one: one.vmr_pkg_parties or 0)
    assert personal.vmr_mode is VmrMode.PERSONAL
    assert (packaged.vmr_mode, packaged.vmr_pkg_parties) == (VmrMode.CLOUD, 50)
    assert packaged.vmr_pkg_id == "ff808081699b56cb0169c411a0980152"
    assert packaged.vmr_pkg_name is not None
    assert (unpackaged.id, unpackaged.vmr_pkg_parties, unpackaged.vmr_pkg_id) == (odd.room_id, 7, None)


async def test_nobody_sees_another_s(ann: Person, make_person: MakePerson) -> None:
    bob = await make_person("Bob Lee")
    await bob.cloud_room()
    assert [one.vmr_name for one in await listed(ann)] == ["Ann Roe"]


@pytest.mark.parametrize(
    ("special", "modes"),
    [
        (None, [VmrMode.PERSONAL, VmrMode.CLOUD]),
        (False, [VmrMode.PERSONAL]),
        (True, [VmrMode.CLOUD]),
    ],
)
async def test_either_kind_can_be_asked_for(ann: Person, special: bool | None, modes: list[VmrMode]) -> None:
    await ann.cloud_room()
    assert [one.vmr_mode for one in await listed(ann, special_vmr=special)] == modes


@pytest.mark.parametrize(
    ("key", "names"),
    [("", ["Ann Roe", "Room"]), ("OO", ["Room"]), ("ann", ["Ann Roe"]), ("nothing", [])],
)
async def test_names_are_searched_in_any_case(ann: Person, key: str, names: list[str]) -> None:
    await ann.cloud_room()
    assert [one.vmr_name for one in await listed(ann, search_key=key)] == names


async def test_numbers_are_searched(ann: Person) -> None:
    room = await ann.cloud_room()
    assert [one.id for one in await listed(ann, search_key=room.number)] == [room.room_id]
    assert [one.id for one in await listed(ann, search_key=room.room_id)] == [room.room_id]


async def test_pages_end_with_the_last(ann: Person) -> None:
    ids = sorted([(await ann.cloud_room()).room_id for _ in range(4)])
    page = await ann.send(SearchMemberVmr(offset=99, limit=2))
    assert [one.id for one in page.data] == ids[-1:]
    assert (page.offset, page.limit, page.count) == (4, 2, 5)


async def test_an_expired_room_is_shown_as_disabled(
    ann: Person, application: Application, clock: VirtualClock
) -> None:
    async def add(unit):
        return application.rooms.add_cloud(
            unit, ann.corp_id, ann.user_id, parties=10, now=NOON, expires=NOON + timedelta(days=1)
        )

    await application.database.write(add)
    assert (await listed(ann))[1].status is VmrStatus.NORMAL
    clock.set(NOON + timedelta(days=1))
    await ann.log_in()
    assert (await listed(ann))[1].status is VmrStatus.DISABLED
