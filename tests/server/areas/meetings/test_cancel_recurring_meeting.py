from __future__ import annotations

from datetime import timedelta

import pytest

from convener.domain.facts import MeetingCancelled
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.changes import CancelRecurringMeeting
from convener.wire.meetings import ConferenceInfo
from server.conftest import MakePerson, Person
from support.changing import cancel_series, facts, held, repeat, slots, start, timers
from support.refusals import expectation, refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def info(ann: Person) -> ConferenceInfo:
    return await repeat(ann)


async def test_all_of_it_is_gone(ann: Person, application: Application) -> None:
    room = await ann.personal_room()
    info = await repeat(ann, vmr_flag=1, vmr_id=room.room_id)
    await cancel_series(ann, info)
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.detail(info.conference_id)
    assert (await timers(application), await slots(application)) == ([], [])
    [fact] = await facts(application, MeetingCancelled)
    assert (fact.by, fact.booked.plan.series.at.hour) == (ann.user_id, 17)


async def test_a_date_that_is_being_held_is_ended_on_demand(
    ann: Person, info: ConferenceInfo, clock: VirtualClock, application: Application
) -> None:
    await start(ann, info)
    with refused(errors.CONF_CANCEL_FAIL_AS_CONF_STARTED):
        await cancel_series(ann, info)
    clock.set(clock.now() + timedelta(minutes=5))
    await cancel_series(ann, info, type=1)
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.detail(info.conference_id)
    [(_, opened, closed)] = await held(application)
    assert closed is not None
    assert closed - opened == 300_000_000


@pytest.mark.parametrize(("name", "admin", "allowed"), [("Bob Lee", False, False), ("Chief Roe", True, True)])
async def test_who_may(
    info: ConferenceInfo, make_person: MakePerson, name: str, admin: bool, allowed: bool
) -> None:
    other = await make_person(name, admin=admin)
    with expectation(allowed, refuses=errors.CONF_INSUFFICIENT_PERMISSIONS):
        await cancel_series(other, info)


async def test_what_is_unknown_or_single(ann: Person, info: ConferenceInfo) -> None:
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.send(CancelRecurringMeeting(conference_id="987654321"))
    with refused(errors.CONF_CONFERENCE_TYPE_ILLEGAL):
        await cancel_series(ann, await ann.book(start_time="2021-09-01 09:00"))
    await cancel_series(ann, info)
    with refused(errors.CONF_DATA_NOT_FOUND):
        await cancel_series(ann, info)
