from __future__ import annotations

from datetime import timedelta

import pytest

from convener.client import AsyncClient
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.joining import AuthRandom, CreateAuthRandom, GuestWaiting
from convener.wire.meetings import ConfConfigInfo, ConferenceInfo, ConfMode
from convener.wire.rooms import UpdateMemberVmr, VmrChange
from server.conftest import NOON, Person
from support.refusals import expectation, refused

TOMORROW = "2021-08-31 12:00"


async def ask(
    client: AsyncClient, info: ConferenceInfo, *, host: bool = False, waits: bool = False
) -> AuthRandom:
    password = info.password_entry[0 if host else 1].password
    return await client.send(
        CreateAuthRandom(
            conf_id=info.conference_id,
            password=password or None,
            guest_waiting=GuestWaiting(int(waits)),
        )
    )


@pytest.mark.parametrize("free", [True, False])
async def test_it_says_what_the_meeting_is(ann: Person, anonymous: AsyncClient, free: bool) -> None:
    info = await ann.book(subject="Weekly sync", conf_config_info=ConfConfigInfo(is_guest_free_pwd=free))
    found = await ask(anonymous, info)
    assert found == AuthRandom(
        random=found.random,
        subject="Weekly sync",
        conf_mode=ConfMode.RTC,
        webinar=False,
        need_password=not free,
        support_applets=False,
    )


@pytest.mark.parametrize("waits", [True, False])
async def test_guests_who_may_not_start_a_meeting_need_to_wait(
    ann: Person, anonymous: AsyncClient, waits: bool
) -> None:
    info = await ann.book(start_time=TOMORROW, conf_config_info=ConfConfigInfo(allow_guest_start_conf=False))
    with expectation(waits, refuses=errors.NOT_ALLOWED_GUEST_FIRST_JOIN):
        await ask(anonymous, info, waits=waits)
    await ask(anonymous, info, host=True)


async def test_and_guests_who_come_too_early(
    ann: Person, anonymous: AsyncClient, clock: VirtualClock
) -> None:
    info = await ann.book(start_time=TOMORROW, conf_config_info=ConfConfigInfo(join_before_host_time=10))
    with refused(errors.NOT_ALLOWED_GUEST_FIRST_JOIN):
        await ask(anonymous, info)
    clock.set(NOON + timedelta(days=1) - timedelta(minutes=10))
    await ask(anonymous, info)


async def test_a_running_meeting_is_open_to_guests(ann: Person, anonymous: AsyncClient) -> None:
    info = await ann.book(conf_config_info=ConfConfigInfo(allow_guest_start_conf=False))
    await ask(anonymous, info)


@pytest.mark.parametrize("first", [True, False])
async def test_under_a_fixed_id_the_room_decides(ann: Person, anonymous: AsyncClient, first: bool) -> None:
    room = await ann.personal_room()
    await ann.send(UpdateMemberVmr(id=room.room_id, body=VmrChange(allow_guest_first=first)))
    info = await ann.book(start_time=TOMORROW, vmr_flag=1, vmr_id=room.room_id)
    with expectation(first, refuses=errors.VMR_ONLY_ALLOW_CHAIR_START_CONF):
        await ask(anonymous, info)
