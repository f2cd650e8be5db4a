"""Changes of meetings whose room has changed meanwhile, and many changes at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import update as sql_update

from convener.client import ApiError
from convener.domain.meeting import Room
from convener.server.app import Application
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import corps
from convener.server.storage.tables.meetings import rooms
from convener.wire import errors
from convener.wire.errors import Fault
from server.conftest import MakePerson, Person
from support.changing import cancel, repeat, slots, update, update_date, update_series
from support.refusals import refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def room(ann: Person) -> Room:
    return await ann.cloud_room(parties=10)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"status": 1}, errors.VMR_DATA_STATUS_ILLEGAL),
        ({"user_id": "somebody"}, errors.CONF_USER_NOT_VMR_OWNER),
        ({"length": 20}, errors.CONF_LENGTH_OVER_RANGE),
        ({"corp_id": "elsewhere"}, errors.VMR_DATA_NOT_FOUND),
    ],
)
async def test_a_room_that_would_not_be_booked_any_more(
    ann: Person, room: Room, application: Application, change: dict[str, Any], fault: Fault
) -> None:
    info = await ann.book(start_time="2021-09-01 12:00", vmr_flag=1, vmr_id=room.room_id)
    series = await repeat(ann, vmr_flag=1, vmr_id=room.room_id)
    statement = Statement(sql_update(rooms).values(change))
    await application.database.write(lambda unit: unit.run(statement))
    with refused(fault):
        await update(ann, info, start_time="2021-09-01 13:00")
    with refused(fault):
        await update_series(ann, series)
    with refused(fault):
        await update_date(ann, (series.sub_confs or [])[0], start_time="2021-09-01 10:00")
    await cancel(ann, info)


async def test_interpretation_must_be_offered(ann: Person, application: Application) -> None:
    info = await ann.book(start_time="2021-09-01 12:00")
    statement = Statement(sql_update(corps).values(settings='{"interpretation":false}'))
    await application.database.write(lambda unit: unit.run(statement))
    with refused(errors.ORG_NOT_SUPPORT_SIMULTANEOUS_INTERPRETATION):
        await update(ann, info, support_simultaneous_interpretation=True)


async def test_of_many_that_want_one_slot_one_gets_it(
    ann: Person, room: Room, application: Application
) -> None:
    booked = [
        await ann.book(start_time=f"2021-09-01 {hour:02}:00", vmr_flag=1, vmr_id=room.room_id)
        for hour in range(12)
    ]

    answers = await asyncio.gather(
        *(update(ann, info, start_time="2021-09-02 09:00") for info in booked), return_exceptions=True
    )
    codes = [each.code for each in answers if isinstance(each, ApiError)]
    assert codes == [errors.VMR_CONF_CONFLICT.code] * 11
    assert len(await slots(application)) == 12


async def test_of_many_that_cancel_one_does(ann: Person) -> None:
    info = await ann.book(start_time="2021-09-01 09:00")
    codes = await asyncio.gather(*(cancel(ann, info) for _ in range(10)), return_exceptions=True)
    assert [each for each in codes if not isinstance(each, ApiError)] == [None]
    assert {each.code for each in codes if isinstance(each, ApiError)} == {errors.CONF_DATA_NOT_FOUND.code}
