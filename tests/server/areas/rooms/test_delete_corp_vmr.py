from __future__ import annotations

from datetime import timedelta

import pytest

from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.rooms import DeleteCorpVmr, SearchCorpVmr
from server.conftest import NOON, MakePerson, Person
from support.refusals import expectation, refused
from support.tables import contents


@pytest.fixture
async def boss(make_person: MakePerson) -> Person:
    return await make_person("Zoé Boss", admin=True)


async def left(who: Person) -> int:
    return (await who.send(SearchCorpVmr())).count


async def test_a_deleted_room_is_gone_and_its_number_free(boss: Person, application: Application) -> None:
    before = (await contents(application.database, "numbers", "rooms")).copy()
    one, two = await boss.cloud_room(), await boss.cloud_room()
    await boss.send(DeleteCorpVmr(body=[one.room_id, two.room_id, one.room_id]))
    assert await left(boss) == 0
    assert await contents(application.database, "numbers", "rooms") == before
    with refused(errors.VMR_DATA_NOT_FOUND):
        await boss.book(vmr_flag=1, vmr_id=one.room_id)
    with refused(errors.ROOM_NOT_AVAILABLE):
        await boss.send(DeleteCorpVmr(body=[one.room_id]))


@pytest.mark.parametrize("admin", [True, False])
async def test_only_administrators_may(make_person: MakePerson, admin: bool) -> None:
    who = await make_person("Ann Roe", admin=admin)
    room = await who.cloud_room()
    with expectation(admin, refuses=errors.NO_PERMISSION):
        await who.send(DeleteCorpVmr(body=[room.room_id]))


async def test_all_of_them_or_none(boss: Person) -> None:
    room, personal = await boss.cloud_room(), await boss.personal_room()
    for other in ("0" * 32, personal.room_id):
        with refused(errors.ROOM_NOT_AVAILABLE):
            await boss.send(DeleteCorpVmr(body=[room.room_id, other]))
    assert await left(boss) == 1


@pytest.mark.parametrize("start", ["2021-09-01 09:00", None])
async def test_not_while_meetings_are_booked_in_it(
    boss: Person, application: Application, clock: VirtualClock, start: str | None
) -> None:
    room = await boss.cloud_room()
    info = await boss.book(start_time=start, vmr_flag=1, vmr_id=room.room_id)
    with refused(errors.ROOM_NOT_AVAILABLE):
        await boss.send(DeleteCorpVmr(body=[room.room_id]))
    assert (await boss.detail(info.conference_id)).conference_data.vmr_id == room.room_id
    clock.set(NOON + timedelta(days=3))
    await application.worker.run_due()
    await boss.log_in()
    await boss.send(DeleteCorpVmr(body=[room.room_id]))
    assert await left(boss) == 0
