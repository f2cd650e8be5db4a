from __future__ import annotations

from datetime import timedelta

import pytest

from convener.domain.facts import MeetingCancelled, MeetingEnded, MeetingScheduled, MeetingStarted
from convener.server.app import Application
from convener.server.clock import VirtualClock, micros
from convener.wire import errors
from convener.wire.changes import CancelMeeting
from convener.wire.control import CreateConfToken, CreateWebSocketToken
from convener.wire.meetings import ConferenceInfo
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.changing import cancel, facts, held, repeat, slots, start, timers, update
from support.refusals import expectation, refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def info(ann: Person) -> ConferenceInfo:
    return await ann.book(start_time="2021-09-01 09:00", subject="Sync")


async def assert_gone(who: Person, info: ConferenceInfo) -> None:
    with refused(errors.CONF_DATA_NOT_FOUND):
        await who.detail(info.conference_id)
    with refused(errors.CONF_DATA_NOT_FOUND):
        await start(who, info)
    with refused(errors.CONF_DATA_NOT_FOUND):
        await update(who, info)
    with refused(errors.CONF_DATA_NOT_FOUND):
        await cancel(who, info, type=1)


@pytest.mark.parametrize("kind", [None, 0, 1])
async def test_a_booked_meeting_is_gone(
    ann: Person, info: ConferenceInfo, application: Application, kind: int | None
) -> None:
    await cancel(ann, info, type=kind)
    await assert_gone(ann, info)
    assert await timers(application) == []
    assert await held(application) == []


async def test_its_timer_does_not_bring_it_back(
    ann: Person, info: ConferenceInfo, clock: VirtualClock, application: Application
) -> None:
    await cancel(ann, info)
    before = await facts(application)
    clock.set(NOON + timedelta(days=3))
    await application.worker.run_due()
    assert await facts(application) == before


@pytest.mark.parametrize("kind", [None, 0, 2])
async def test_a_running_one_is_not_cancelled_by_accident(
    ann: Person, info: ConferenceInfo, kind: int | None
) -> None:
    await start(ann, info)
    with refused(errors.CONF_CANCEL_FAIL_AS_CONF_STARTED):
        await cancel(ann, info, type=kind)
    assert (await ann.detail(info.conference_id)).conference_data.conf_uuid


async def test_a_running_one_is_ended_on_demand(
    ann: Person, info: ConferenceInfo, clock: VirtualClock, application: Application
) -> None:
    await start(ann, info)
    password = info.password_entry[0].password
    granted = await ann.client.send(
        CreateConfToken(conference_id=info.conference_id, password=password, login_type=1)
    )
    clock.set(NOON + timedelta(minutes=10))
    await cancel(ann, info, type=1)
    await assert_gone(ann, info)
    [(uuid, opened, closed)] = await held(application)
    assert (opened, closed) == (micros(NOON), micros(NOON + timedelta(minutes=10)))
    scheduled, begun, ended, called_off = await facts(application)
    assert isinstance(scheduled, MeetingScheduled)
    assert isinstance(begun, MeetingStarted)
    assert isinstance(called_off, MeetingCancelled)
    assert ended == MeetingEnded(conf_uuid=uuid, by=ann.user_id)
    with refused(errors.CONF_NOT_STARTED):
        request = CreateWebSocketToken(conference_id=info.conference_id)
        await ann.client.send(request, token=granted.data.token)


async def test_its_room_is_free_again(ann: Person, application: Application) -> None:
    room = await ann.personal_room()
    info = await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
    await cancel(ann, info)
    assert await slots(application) == []
    await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)


async def test_who_cancelled_what(
    info: ConferenceInfo, application: Application, make_person: MakePerson
) -> None:
    chief = await make_person("Chief Roe", admin=True)
    await cancel(chief, info)
    [fact] = await facts(application, MeetingCancelled)
    assert (fact.by, fact.conference_id, fact.booked.subject) == (chief.user_id, info.conference_id, "Sync")
    assert fact.booked.starts.isoformat() == "2021-09-01T09:00:00+00:00"


@pytest.mark.parametrize(("name", "admin", "allowed"), [("Bob Lee", False, False), ("Chief Roe", True, True)])
async def test_who_may(
    info: ConferenceInfo, make_person: MakePerson, name: str, admin: bool, allowed: bool
) -> None:
    other = await make_person(name, admin=admin)
    with expectation(allowed, refuses=errors.CONF_INSUFFICIENT_PERMISSIONS):
        await cancel(other, info)


async def test_what_is_unknown(
    ann: Person, info: ConferenceInfo, make_person: MakePerson, make_corp: MakeCorp
) -> None:
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.send(CancelMeeting(conference_id="987654321"))
    stranger = await make_person("Stranger", admin=True, corp=await make_corp("Other"))
    with refused(errors.CONF_DATA_NOT_FOUND):
        await cancel(stranger, info)
    await ann.detail(info.conference_id)


async def test_a_series_has_its_own_operation(ann: Person) -> None:
    info = await repeat(ann)
    with refused(errors.CONF_CONFERENCE_TYPE_ILLEGAL):
        await cancel(ann, info)
