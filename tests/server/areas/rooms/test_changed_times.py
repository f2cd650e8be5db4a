"""Whose a room is after meetings in it were changed or called off, also while one is being held."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from convener.domain.meeting import Room
from convener.server.app import Application
from convener.server.clock import VirtualClock, micros
from convener.wire import errors
from convener.wire.meetings import ConferenceInfo
from convener.wire.rooms import UpdateMemberVmr, VmrChange
from server.conftest import NOON, MakePerson, Person
from support.changing import (
    cancel,
    cancel_dates,
    cancel_series,
    dates,
    repeat,
    start,
    update,
    update_date,
    update_series,
)
from support.refusals import refused
from support.tables import contents

FIRST = NOON.replace(month=9, day=1, hour=9)
"""When the series begins, half an hour a day."""
HALF = timedelta(minutes=30)
DAY = timedelta(days=1)


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def room(ann: Person) -> Room:
    return await ann.personal_room()


@pytest.fixture
async def series(ann: Person, room: Room) -> ConferenceInfo:
    return await repeat(ann, vmr_flag=1, vmr_id=room.room_id)


async def book(who: Person, room: Room, at: str) -> ConferenceInfo:
    """Half an hour on the first of September."""
    return await who.book(start_time=f"2021-09-01 {at}", vmr_flag=1, vmr_id=room.room_id)


async def later(who: Person, clock: VirtualClock, now: datetime) -> None:
    clock.set(now)
    await who.log_in()


async def taken(application: Application) -> list[tuple[datetime, datetime, bool]]:
    """From, until, held."""
    rows = (await contents(application.database, "reservations"))["reservations"]

    def moment(stored: int) -> datetime:
        return NOON + timedelta(microseconds=stored - micros(NOON))

    return sorted((moment(begin), moment(end), bool(held)) for _, _, begin, end, _, held in rows)


class TestMeeting:
    async def test_has_its_new_time_only(self, ann: Person, room: Room, application: Application) -> None:
        info = await book(ann, room, "09:00")
        await update(ann, info, start_time="2021-09-01 09:15", length=60)
        assert await taken(application) == [(FIRST + HALF / 2, FIRST + HALF / 2 + 2 * HALF, False)]

    async def test_finds_the_new_time_taken_and_keeps_the_old(
        self, ann: Person, room: Room, application: Application
    ) -> None:
        info, _ = await book(ann, room, "09:00"), await book(ann, room, "10:00")
        before = await contents(application.database)
        with refused(errors.VMR_CONF_CONFLICT):
            await update(ann, info, start_time="2021-09-01 09:45")
        assert await contents(application.database) == before

    async def test_has_another_subject_and_the_same_time(
        self, ann: Person, room: Room, application: Application
    ) -> None:
        info = await book(ann, room, "09:00")
        before = await taken(application)
        await update(ann, info, subject="Other")
        assert await taken(application) == before

    async def test_is_called_off_while_it_is_held_early(
        self, ann: Person, room: Room, application: Application
    ) -> None:
        info = await book(ann, room, "09:00")
        await start(ann, info)
        assert await taken(application) == [(NOON, NOON + HALF, True), (FIRST, FIRST + HALF, False)]
        await cancel(ann, info, type=1)
        assert await taken(application) == []
        await book(ann, room, "09:00")


class TestExpiry:
    """Of a cloud room that is there until half past nine."""

    @pytest.fixture
    async def info(self, ann: Person, application: Application) -> ConferenceInfo:
        async def add(unit):
            return application.rooms.add_cloud(
                unit, ann.corp_id, ann.user_id, parties=10, now=NOON, expires=FIRST + HALF
            )

        return await book(ann, await application.database.write(add), "09:00")

    async def test_no_meeting_is_moved_beyond_it(self, ann: Person, info: ConferenceInfo) -> None:
        with refused(errors.VMR_DATA_STATUS_ILLEGAL):
            await update(ann, info, length=45)
        await update(ann, info, length=15)

    async def test_an_expired_room_is_switched_off(
        self, ann: Person, info: ConferenceInfo, application: Application
    ) -> None:
        await application.database.exclusively(
            lambda schema: schema.script(f"UPDATE rooms SET expires_at = {micros(NOON)};")
        )
        with refused(errors.VMR_DATA_STATUS_ILLEGAL):
            await update(ann, info, length=15)
        await cancel(ann, info)


class TestSeries:
    async def test_has_the_days_of_its_new_rule(
        self, ann: Person, series: ConferenceInfo, application: Application
    ) -> None:
        await update_series(ann, series, start_time="2021-09-01 14:00", length=60)
        begin = FIRST + timedelta(hours=5)
        assert await taken(application) == [
            (begin + n * DAY, begin + n * DAY + 2 * HALF, False) for n in range(3)
        ]
        await cancel_series(ann, series)
        assert await taken(application) == []

    async def test_changes_a_day_while_another_is_held(
        self, ann: Person, series: ConferenceInfo, application: Application, clock: VirtualClock
    ) -> None:
        await later(ann, clock, FIRST + HALF / 2)
        await start(ann, series)
        _, second, third = await dates(ann, series)
        await update_date(ann, second, start_time="2021-09-02 11:00", length=30)
        held = (FIRST, FIRST + HALF / 2 + HALF, True)
        moved = (FIRST + DAY + 4 * HALF, FIRST + DAY + 5 * HALF, False)
        last = (FIRST + 2 * DAY, FIRST + 2 * DAY + HALF, False)
        assert await taken(application) == [held, moved, last]
        await cancel_dates(ann, third)
        assert await taken(application) == [held, moved]
        clock.set(FIRST + HALF / 2 + HALF)
        await application.worker.run_due()
        assert await taken(application) == [moved]

    async def test_loses_the_day_that_is_being_held(
        self, ann: Person, series: ConferenceInfo, application: Application
    ) -> None:
        await start(ann, series)
        first, *_ = await dates(ann, series)
        await cancel_dates(ann, first, type=1)
        assert await taken(application) == [(FIRST + n * DAY, FIRST + n * DAY + HALF, False) for n in (1, 2)]

    async def test_opens_the_day_that_has_come_into_a_room_of_its_own(
        self, ann: Person, room: Room, series: ConferenceInfo, clock: VirtualClock
    ) -> None:
        """Also while the timer waits that would move the series on."""
        await ann.book(start_time="2021-09-02 10:00", vmr_flag=1, vmr_id=room.room_id)
        await later(ann, clock, FIRST + DAY + HALF / 2)
        await start(ann, series)
        assert (await ann.detail(series.conference_id)).conference_data.end_time == "2021-09-02 09:45"


async def test_passwords_changed_meanwhile_open_what_is_left_of_a_series(
    ann: Person, room: Room, series: ConferenceInfo
) -> None:
    await start(ann, series)
    change = VmrChange(host_password="654321", guest_password="1234")
    await ann.send(UpdateMemberVmr(id=room.room_id, body=change))
    first, *_ = await dates(ann, series)
    await cancel_dates(ann, first, type=1)
    entries = (await ann.detail(series.conference_id)).conference_data.password_entry
    assert {entry.password for entry in entries} == {"654321", "1234"}
