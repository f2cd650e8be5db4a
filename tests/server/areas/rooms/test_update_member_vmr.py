from __future__ import annotations

from datetime import timedelta

import pytest

from convener.domain.meeting import Room
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.meetings import ConfConfigInfo, ConferenceInfo, StartBody, StartMeeting, VmrIdType
from convener.wire.rooms import MemberVmr, SearchMemberVmr, UpdateMemberVmr, VmrChange
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.refusals import expectation, refused
from support.tables import contents


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


async def change(who: Person, room: Room, **fields: object) -> None:
    await who.send(UpdateMemberVmr(id=room.room_id, body=VmrChange(**fields)))  # type: ignore[arg-type]


async def shown(who: Person) -> MemberVmr:
    return (await who.send(SearchMemberVmr())).data[0]


async def test_everything_can_be_changed_at_once(ann: Person) -> None:
    room = await ann.personal_room()
    await change(
        ann,
        room,
        vmr_name="Ann's den",
        guest_password="",
        host_password="135790",
        allow_guest_first=True,
        guest_first_notice=True,
    )
    found = await shown(ann)
    assert (found.vmr_name, found.guest_password, found.host_password) == ("Ann's den", "", "135790")
    assert (found.allow_guest_first, found.guest_first_notice) == (True, True)
    assert not found.host_join_url.endswith(room.chair_link)


async def test_what_is_absent_stays(ann: Person) -> None:
    room = await ann.personal_room()
    before = await shown(ann)
    await change(ann, room)
    assert await shown(ann) == before
    await change(ann, room, allow_guest_first=True)
    after = await shown(ann)
    assert (after.host_password, after.host_join_url) == (before.host_password, before.host_join_url)


@pytest.mark.parametrize("whose", ["own", "a colleague's", "another enterprise's"])
async def test_only_the_owner_changes_a_room(
    ann: Person, make_person: MakePerson, make_corp: MakeCorp, whose: str
) -> None:
    who = ann
    if whose == "a colleague's":
        who = await make_person("Bob Lee", admin=True)
    if whose == "another enterprise's":
        who = await make_person("Eve Fox", corp=await make_corp("Other"))
    room = await ann.personal_room()
    fault = errors.ROOM_NOT_AVAILABLE if whose == "another enterprise's" else errors.NO_PERMISSION
    with expectation(who is ann, refuses=fault):
        await change(who, room, vmr_name="Mine")


async def test_host_and_guests_need_different_passwords(ann: Person) -> None:
    room = await ann.personal_room()
    with refused(errors.ROOM_PASSWORDS_EQUAL):
        await change(ann, room, guest_password=room.chair)
    with refused(errors.ROOM_PASSWORDS_EQUAL):
        await change(ann, room, guest_password="2468", host_password="2468")


@pytest.mark.parametrize("password", ["123", "1" * 17, "12a4", "1234\n", "\u0661\u0662\u0663\u0664"])
@pytest.mark.parametrize("whose", ["guest_password", "host_password"])
async def test_passwords_are_4_to_16_digits(ann: Person, whose: str, password: str) -> None:
    with refused(errors.INVALID_PARAMETER):
        await change(ann, await ann.personal_room(), **{whose: password})


async def test_the_host_always_needs_a_password(ann: Person) -> None:
    with refused(errors.INVALID_PARAMETER):
        await change(ann, await ann.personal_room(), host_password="")


async def test_passwords_are_kept_sealed(ann: Person, application: Application) -> None:
    await change(ann, await ann.personal_room(), guest_password="24682468", host_password="97539753")
    everything = str(await contents(application.database))
    assert "24682468" not in everything
    assert "97539753" not in everything


class TestMeetingsInTheRoom:
    """Changed passwords open the next meeting under the room's number."""

    @pytest.fixture
    async def room(self, ann: Person) -> Room:
        return await ann.cloud_room()

    async def test_a_booked_one_takes_them(self, ann: Person, room: Room) -> None:
        info = await book(ann, room)
        await change(ann, room, guest_password="2468", host_password="13579")
        assert await passwords(ann, info) == ["13579", "2468"]
        with refused(errors.CONF_PWD_AUTH_FAILED):
            await start(ann, info, room.chair)
        await start(ann, info, "13579")

    async def test_one_under_a_random_id_has_its_own(self, ann: Person, room: Room) -> None:
        info = await book(ann, room, conf_config_info=ConfConfigInfo(vmr_id_type=VmrIdType.RANDOM))
        before = await passwords(ann, info)
        await change(ann, room, guest_password="2468", host_password="13579")
        assert await passwords(ann, info) == before

    async def test_one_in_another_room_keeps_its_passwords(self, ann: Person, room: Room) -> None:
        info = await book(ann, await ann.personal_room())
        before = await passwords(ann, info)
        await change(ann, room, guest_password="2468", host_password="13579")
        assert await passwords(ann, info) == before

    async def test_a_running_one_keeps_its_own_until_it_is_over(
        self, ann: Person, room: Room, application: Application, clock: VirtualClock
    ) -> None:
        info = await book(ann, room, start_time="2021-08-30 12:00", length=60)
        await start(ann, info, room.chair)
        clock.set(NOON + timedelta(minutes=1))
        await change(ann, room, host_password="13579", guest_password="2468")
        assert await passwords(ann, info) == [room.chair, room.general]

    async def test_a_reservation_that_outlives_its_conference_takes_them(
        self, ann: Person, room: Room, application: Application, clock: VirtualClock
    ) -> None:
        info = await book(ann, room, start_time="2021-08-30 14:00", length=60)
        await start(ann, info, room.chair)  # from 12:00 to 13:00
        await change(ann, room, host_password="13579", guest_password="2468")
        clock.set(NOON + timedelta(hours=1))
        await application.worker.run_due()
        assert await passwords(ann, info) == ["13579", "2468"]


async def book(who: Person, room: Room, **fields: object) -> ConferenceInfo:
    given = {"start_time": "2021-09-01 09:00", "vmr_flag": 1, "vmr_id": room.room_id}
    return await who.book(**(given | fields))


async def passwords(who: Person, info: ConferenceInfo) -> list[str]:
    detail = await who.detail(info.conference_id)
    return [entry.password for entry in detail.conference_data.password_entry]


async def start(who: Person, info: ConferenceInfo, password: str) -> None:
    body = StartBody(conference_id=info.conference_id, password=password)
    await who.send(StartMeeting(body=body))
