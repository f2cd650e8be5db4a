"""Whose a room is while meetings are opened early, run over and come again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from convener.domain.meeting import Room
from convener.server.app import Application
from convener.server.clock import VirtualClock, micros
from convener.wire import errors
from convener.wire.meetings import (
    ConfConfigInfo,
    ConferenceInfo,
    ConferenceState,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    ScheduleBody,
    StartBody,
    StartMeeting,
    VmrIdType,
)
from server.conftest import NOON, MakePerson, Person
from support.refusals import refused
from support.tables import contents


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def room(ann: Person) -> Room:
    return await ann.cloud_room()


async def book(
    who: Person, room: Room, start: str | None, length: int = 60, **fields: object
) -> ConferenceInfo:
    at = start and f"2021-08-30 {start}"
    return await who.book(start_time=at, length=length, vmr_flag=1, vmr_id=room.room_id, **fields)


async def open_it(who: Person, info: ConferenceInfo) -> None:
    password = info.password_entry[0].password
    await who.send(StartMeeting(body=StartBody(conference_id=info.conference_id, password=password)))


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return NOON.replace(hour=hour, minute=minute)


async def taken(application: Application) -> list[tuple[datetime, datetime, bool]]:
    """From, until, held."""
    rows = (await contents(application.database, "reservations"))["reservations"]
    moments = {micros(NOON + timedelta(minutes=n)): NOON + timedelta(minutes=n) for n in range(2000)}
    return [(moments[start], moments[end], bool(held)) for _, _, start, end, _, held in rows]


class TestOpeningEarly:
    async def test_takes_the_room_at_once(self, ann: Person, room: Room, application: Application) -> None:
        info = await book(ann, room, "15:00")
        await open_it(ann, info)
        assert await taken(application) == [(NOON, at("13:00"), True), (at("15:00"), at("16:00"), False)]
        with refused(errors.VMR_CONF_CONFLICT_AS_VMR_ALREADY_STARTED):
            await book(ann, room, None)
        with refused(errors.VMR_CONF_CONFLICT):
            await book(ann, room, "12:59", 15)
        await book(ann, room, "13:00")

    async def test_into_its_own_time_is_one_stretch(
        self, ann: Person, room: Room, application: Application, clock: VirtualClock
    ) -> None:
        info = await book(ann, room, "12:30")
        await open_it(ann, info)
        assert await taken(application) == [(NOON, at("13:30"), True)]
        clock.set(at("13:00"))
        await application.worker.run_due()
        assert await taken(application) == [(at("12:30"), at("13:30"), False)]

    async def test_not_while_the_room_is_somebody_else_s(
        self, ann: Person, room: Room, application: Application
    ) -> None:
        early, late = await book(ann, room, "12:30"), await book(ann, room, "14:00")
        before = await contents(application.database)
        with refused(errors.VMR_CONF_NOT_REACH_PREPARE_TIME):
            await open_it(ann, late)
        assert await contents(application.database) == before
        await open_it(ann, early)
        with refused(errors.VMR_CONF_NOT_REACH_PREPARE_TIME):
            await open_it(ann, late)

    async def test_holds_for_random_ids_too(self, ann: Person, room: Room) -> None:
        random = ConfConfigInfo(vmr_id_type=VmrIdType.RANDOM)
        await book(ann, room, "12:30", conf_config_info=random)
        late = await book(ann, room, "14:00", conf_config_info=random)
        with refused(errors.VMR_CONF_NOT_REACH_PREPARE_TIME):
            await open_it(ann, late)


async def test_whoever_comes_late_gives_way_to_the_next(
    ann: Person, room: Room, application: Application, clock: VirtualClock
) -> None:
    first, second = await book(ann, room, "12:00"), await book(ann, room, "13:00")
    clock.set(at("12:40"))
    await open_it(ann, first)
    assert (await ann.detail(first.conference_id)).conference_data.end_time == "2021-08-30 13:00"
    clock.set(at("13:00"))
    await open_it(ann, second)  # although no timer has closed the first one yet
    await application.worker.run_due()
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.detail(first.conference_id)
    data = (await ann.detail(second.conference_id)).conference_data
    assert data.conference_state is ConferenceState.CREATED


async def test_a_late_meeting_may_run_over_where_nobody_comes(
    ann: Person, room: Room, application: Application, clock: VirtualClock
) -> None:
    info = await book(ann, room, "12:00")
    clock.set(at("12:40"))
    await open_it(ann, info)
    assert await taken(application) == [(NOON, at("13:40"), True)]
    with refused(errors.VMR_CONF_CONFLICT):
        await book(ann, room, "13:30", 15)
    clock.set(at("13:40"))
    await application.worker.run_due()
    assert await taken(application) == []


async def test_a_series_keeps_its_other_days(
    ann: Person, room: Room, application: Application, clock: VirtualClock
) -> None:
    body = ScheduleBody(
        media_types="Voice",
        start_time="2021-08-30 13:00",
        length=60,
        vmr_flag=1,
        vmr_id=room.room_id,
        cycle_params=CycleParams(start_date="2021-08-30", end_date="2021-08-31", cycle=Cycle.DAY),
    )
    [info] = await ann.send(CreateRecurringMeeting(body=body))
    tomorrow = (at("13:00") + timedelta(days=1), at("14:00") + timedelta(days=1), False)
    assert await taken(application) == [(at("13:00"), at("14:00"), False), tomorrow]
    clock.set(at("13:10"))
    await open_it(ann, info)
    assert await taken(application) == [(at("13:00"), at("14:10"), True), tomorrow]
    clock.set(at("14:10"))
    await application.worker.run_due()
    assert await taken(application) == [tomorrow]


class TestExpiry:
    @pytest.fixture
    async def expiring(self, ann: Person, application: Application) -> Room:
        """Until 14:00."""

        async def add(unit):
            return application.rooms.add_cloud(
                unit, ann.corp_id, ann.user_id, parties=10, now=NOON, expires=at("14:00")
            )

        return await application.database.write(add)

    async def test_meetings_end_before_their_room_does(self, ann: Person, expiring: Room) -> None:
        await book(ann, expiring, "13:00")
        with refused(errors.VMR_DATA_STATUS_ILLEGAL):
            await book(ann, expiring, "14:00")

    async def test_an_expired_room_is_not_booked(
        self, ann: Person, expiring: Room, clock: VirtualClock
    ) -> None:
        clock.set(at("14:00"))
        with refused(errors.VMR_DATA_STATUS_ILLEGAL):
            await book(ann, expiring, None)

    async def test_a_room_that_expired_early_is_not_opened(
        self, ann: Person, expiring: Room, application: Application, clock: VirtualClock
    ) -> None:
        info = await book(ann, expiring, "13:00")

        await application.database.exclusively(
            lambda schema: schema.script(f"UPDATE rooms SET expires_at = {micros(at('12:30'))};")
        )
        clock.set(at("13:00"))
        with refused(errors.VMR_DATA_STATUS_ILLEGAL):
            await open_it(ann, info)
