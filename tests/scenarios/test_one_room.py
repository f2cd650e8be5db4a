"""One room, one meeting at a time, however many want it and from however many servers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from convener.client import ApiError, AsyncClient
from convener.client.transport import AsyncTransport
from convener.domain.meeting import Room
from convener.server.app import Application, compose
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from convener.wire.meetings import (
    CreateMeeting,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    ScheduleBody,
    StartBody,
    StartMeeting,
)
from convener.wire.rooms import DeleteCorpVmr
from server.conftest import ORIGIN, MakePerson, Person
from support.tables import contents

AT_ONCE = 50
SERVERS = 3


@pytest.fixture
async def application(database_url: str, clock: VirtualClock, tmp_path: Path) -> AsyncIterator[Application]:
    application = await compose(Settings(data=tmp_path, database_url=database_url), clock=clock)
    yield application
    await application.close()


@pytest.fixture
async def others(
    application: Application, database_url: str, clock: VirtualClock, tmp_path: Path
) -> AsyncIterator[list[Application]]:
    """More servers on the same database, each with connections of its own."""
    settings = Settings(data=tmp_path, database_url=database_url)
    made = [await compose(settings, clock=clock) for _ in range(SERVERS - 1)]
    yield made
    for each in made:
        await each.close()


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe", admin=True)


@pytest.fixture
def clients(ann: Person, others: list[Application]) -> list[AsyncClient]:
    """Ann, at each server."""
    made = [
        AsyncClient(ORIGIN, transport=AsyncTransport(ORIGIN, app=each.api), token=ann.client.token)
        for each in others
    ]
    return [ann.client, *made]


async def outcomes(calls: list[Any]) -> Counter[str]:
    """How many calls succeeded, and what refused the others."""
    found = await asyncio.gather(*calls, return_exceptions=True)
    for each in found:
        assert not isinstance(each, BaseException) or isinstance(each, ApiError), each
    return Counter(each.constant if isinstance(each, ApiError) else "done" for each in found)


def single(room: Room, start: str = "2021-09-01 09:00", **fields: Any) -> CreateMeeting:
    body = ScheduleBody(media_types="Voice", start_time=start, vmr_flag=1, vmr_id=room.room_id, **fields)
    return CreateMeeting(body=body)


def series(room: Room) -> CreateRecurringMeeting:
    body = ScheduleBody(
        media_types="Voice",
        start_time="2021-08-31 09:00",
        vmr_flag=1,
        vmr_id=room.room_id,
        cycle_params=CycleParams(start_date="2021-08-31", end_date="2021-09-09", cycle=Cycle.DAY),
    )
    return CreateRecurringMeeting(body=body)


async def spans(application: Application) -> list[tuple[int, int]]:
    rows = (await contents(application.database, "reservations"))["reservations"]
    return [(start, end) for _, _, start, end, *_ in rows]


async def assert_nobody_meets(application: Application) -> None:
    found = sorted(await spans(application))
    assert all(end <= start for (_, end), (start, _) in pairwise(found))


async def test_of_many_bookings_of_one_slot_one_is_left(
    ann: Person, clients: list[AsyncClient], application: Application
) -> None:
    room = await ann.cloud_room()
    calls = [clients[n % SERVERS].send(single(room)) for n in range(AT_ONCE)]
    assert await outcomes(calls) == {"done": 1, "VMR_CONF_CONFLICT": AT_ONCE - 1}
    tables = await contents(application.database, "meetings", "reservations", "facts")
    assert {name: len(rows) for name, rows in tables.items()} == {
        "meetings": 1,
        "reservations": 1,
        "facts": 1,
    }


async def test_of_many_instant_meetings_one_is_held(
    ann: Person, clients: list[AsyncClient], application: Application
) -> None:
    room = await ann.personal_room()
    calls = [clients[n % SERVERS].send(single(room, start="")) for n in range(AT_ONCE)]
    assert await outcomes(calls) == {
        "done": 1,
        "VMR_CONF_CONFLICT_AS_VMR_ALREADY_STARTED": AT_ONCE - 1,
    }
    assert len((await contents(application.database, "conferences"))["conferences"]) == 1


async def test_overlapping_meetings_and_series_leave_no_two_at_once(
    ann: Person, clients: list[AsyncClient], application: Application
) -> None:
    room = await ann.cloud_room()
    starts = [datetime(2021, 9, 1, 8, 30) + timedelta(minutes=5 * n) for n in range(AT_ONCE - 10)]
    wanted = [single(room, f"{start:%Y-%m-%d %H:%M}", length=30) for start in starts]
    wanted += [series(room)] * 10  # type: ignore[list-item]
    calls = [clients[n % SERVERS].send(each) for n, each in enumerate(wanted)]
    found = await outcomes(calls)
    assert found["done"] >= 2
    assert found["done"] + found["VMR_CONF_CONFLICT"] == AT_ONCE
    await assert_nobody_meets(application)


async def test_different_rooms_do_not_wait_for_each_other(
    ann: Person, clients: list[AsyncClient], application: Application
) -> None:
    rooms = [await ann.cloud_room() for _ in range(10)]
    calls = [clients[n % SERVERS].send(single(room)) for room in rooms for n in range(5)]
    assert await outcomes(calls) == {"done": 10, "VMR_CONF_CONFLICT": 40}


async def test_opening_early_and_booking_the_time_it_takes_exclude_each_other(
    ann: Person, clients: list[AsyncClient], application: Application
) -> None:
    for n in range(10):
        room = await ann.cloud_room()
        info = await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
        opening = StartMeeting(
            body=StartBody(conference_id=info.conference_id, password=info.password_entry[0].password)
        )
        instant = single(room, start="")
        calls = [clients[n % SERVERS].send(opening), clients[(n + 1) % SERVERS].send(instant)]
        found = await outcomes(calls)
        assert found["done"] == 1
        assert (
            found["VMR_CONF_NOT_REACH_PREPARE_TIME"] + found["VMR_CONF_CONFLICT_AS_VMR_ALREADY_STARTED"] == 1
        )


async def test_a_room_is_deleted_or_booked(
    ann: Person, clients: list[AsyncClient], application: Application
) -> None:
    for n in range(10):
        room = await ann.cloud_room()
        deleting = DeleteCorpVmr(body=[room.room_id])
        calls = [clients[n % SERVERS].send(deleting), clients[(n + 1) % SERVERS].send(single(room))]
        found = await outcomes(calls)
        assert found["done"] == 1
    tables = await contents(application.database, "rooms", "reservations")
    booked = {row[1] for row in tables["reservations"]}
    assert booked <= {row[1] for row in tables["rooms"]}


async def test_every_refused_booking_leaves_nothing(
    ann: Person, clients: list[AsyncClient], application: Application
) -> None:
    room = await ann.cloud_room()
    await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
    before = await contents(application.database)
    calls = [clients[n % SERVERS].send(single(room)) for n in range(AT_ONCE)]
    assert await outcomes(calls) == {"VMR_CONF_CONFLICT": AT_ONCE}
    assert await contents(application.database) == before
