from __future__ import annotations

from datetime import timedelta

import pytest

from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.errors import Fault
from convener.wire.meetings import (
    Attendee,
    ConfConfigInfo,
    ConferenceInfo,
    ConferenceState,
    StartBody,
    StartMeeting,
)
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.refusals import expectation, refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


async def start(who: Person, info: ConferenceInfo, password: str | None = None) -> str:
    word = info.password_entry[0].password if password is None else password
    body = StartBody(conference_id=info.conference_id, password=word)
    return (await who.send(StartMeeting(body=body))).region_ip


async def state(who: Person, info: ConferenceInfo) -> tuple[ConferenceState | None, str | None]:
    data = (await who.detail(info.conference_id)).conference_data
    return data.conference_state, data.conf_uuid


async def test_the_host_password_opens_a_meeting_early(ann: Person) -> None:
    info = await ann.book(start_time="2021-09-01 09:00")
    assert await start(ann, info) == "meet.test:8443"
    now, uuid = await state(ann, info)
    assert now is ConferenceState.CREATED
    assert uuid is not None


async def test_starting_twice_changes_nothing(ann: Person) -> None:
    info = await ann.book(start_time="2021-09-01 09:00")
    await start(ann, info)
    before = await state(ann, info)
    await start(ann, info)
    assert await state(ann, info) == before


async def test_anyone_with_a_token_and_the_password_may_start(
    ann: Person, make_person: MakePerson, make_corp: MakeCorp
) -> None:
    stranger = await make_person("Stranger", corp=await make_corp("Other"))
    info = await ann.book(start_time="2021-09-01 09:00")
    await start(stranger, info)
    assert (await state(ann, info))[0] is ConferenceState.CREATED


@pytest.mark.parametrize(
    ("config", "minutes_before", "allowed"),
    [
        (ConfConfigInfo(allow_guest_start_conf=True), 60, True),
        (ConfConfigInfo(allow_guest_start_conf=False), 0, False),
        (ConfConfigInfo(join_before_host_time=0), 60, True),
        (ConfConfigInfo(join_before_host_time=10), 11, False),
        (ConfConfigInfo(join_before_host_time=10), 10, True),
    ],
)
async def test_guests_start_where_the_booking_lets_them(
    ann: Person, clock: VirtualClock, config: ConfConfigInfo, minutes_before: int, allowed: bool
) -> None:
    info = await ann.book(start_time="2021-08-30 14:00", conf_config_info=config)
    clock.set(NOON + timedelta(hours=2) - timedelta(minutes=minutes_before))
    with expectation(allowed, refuses=errors.NOT_ALLOWED_GUEST_FIRST_JOIN):
        await start(ann, info, info.password_entry[1].password)


async def test_in_a_room_only_the_host_starts(ann: Person) -> None:
    room = await ann.personal_room()
    info = await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
    with refused(errors.VMR_ONLY_ALLOW_CHAIR_START_CONF):
        await start(ann, info, room.general)
    await start(ann, info, room.chair)


@pytest.mark.parametrize(
    ("conference_id", "password", "fault"),
    [(None, "wrong", errors.CONF_PWD_AUTH_FAILED), ("987654321", "wrong", errors.CONF_DATA_NOT_FOUND)],
)
async def test_refusals(ann: Person, conference_id: str | None, password: str, fault: Fault) -> None:
    info = await ann.book(start_time="2021-09-01 09:00")
    body = StartBody(conference_id=conference_id or info.conference_id, password=password)
    with refused(fault):
        await ann.send(StartMeeting(body=body))
    assert (await state(ann, info))[0] is ConferenceState.SCHEDULE


async def test_five_wrong_passwords_lock_for_five_minutes(ann: Person, clock: VirtualClock) -> None:
    info = await ann.book(start_time="2021-09-01 09:00")
    for _ in range(5):
        with refused(errors.CONF_PWD_AUTH_FAILED):
            await start(ann, info, "wrong")
    with refused(errors.CONF_CTR_LOGIN_LOCKED):
        await start(ann, info)
    clock.set(NOON + timedelta(minutes=5))
    await start(ann, info)


class TestALife:
    async def test_it_ends_its_length_after_the_actual_start(
        self, ann: Person, clock: VirtualClock, application: Application
    ) -> None:
        """Booked for 14:00 to 15:00, opened at 13:00: over at 14:00, the reservation stays."""
        info = await ann.book(start_time="2021-08-30 14:00", length=60)
        clock.set(NOON + timedelta(hours=1))
        await start(ann, info)
        first = (await state(ann, info))[1]
        clock.set(NOON + timedelta(hours=2))
        await application.worker.run_due()
        assert await state(ann, info) == (ConferenceState.SCHEDULE, None)
        await start(ann, info)
        assert (await state(ann, info))[1] != first
        clock.set(NOON + timedelta(hours=3))
        await application.worker.run_due()
        with refused(errors.CONF_DATA_NOT_FOUND):
            await ann.detail(info.conference_id)

    async def test_somebody_to_be_called_starts_it_on_time(
        self, ann: Person, clock: VirtualClock, application: Application
    ) -> None:
        info = await ann.book(
            start_time="2021-08-30 14:00", attendees=[Attendee(phone="1", is_auto_invite=1)]
        )
        clock.set(NOON + timedelta(hours=2) - timedelta(seconds=1))
        await application.worker.run_due()
        assert (await state(ann, info))[0] is ConferenceState.SCHEDULE
        clock.set(NOON + timedelta(hours=2))
        await application.worker.run_due()
        assert (await state(ann, info))[0] is ConferenceState.CREATED

    async def test_a_room_is_free_again_when_its_meeting_is_over(
        self, ann: Person, clock: VirtualClock, application: Application
    ) -> None:
        room = await ann.personal_room()
        await ann.book(vmr_flag=1, vmr_id=room.room_id, length=30)
        clock.set(NOON + timedelta(minutes=30))
        await application.worker.run_due()
        await ann.book(vmr_flag=1, vmr_id=room.room_id)
