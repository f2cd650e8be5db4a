from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest
from msgspec.structs import replace

from convener.domain.facts import MeetingEnded, MeetingExpired, OccurrenceCancelled
from convener.server.app import Application
from convener.server.clock import VirtualClock, micros
from convener.wire import errors
from convener.wire.changes import CancelRecurringSubMeeting, OccurrenceIds
from convener.wire.meetings import ConferenceInfo, ConferenceState, CycleSubConf
from server.conftest import MakeCorp, MakePerson, Person
from support.changing import cancel_dates, dates, facts, held, repeat, slots, start, timers
from support.refusals import expectation, refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def info(ann: Person) -> ConferenceInfo:
    return await repeat(ann)


@pytest.fixture
def three(info: ConferenceInfo) -> list[CycleSubConf]:
    return info.sub_confs or []


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


async def test_the_others_stay(ann: Person, info: ConferenceInfo, three: list[CycleSubConf]) -> None:
    await cancel_dates(ann, three[1])
    assert await dates(ann, info) == [three[0], three[2]]


async def test_without_the_first_the_series_begins_later(
    ann: Person, info: ConferenceInfo, three: list[CycleSubConf], application: Application
) -> None:
    await cancel_dates(ann, three[0], three[1], three[0])
    seen = (await ann.detail(info.conference_id)).conference_data
    assert (seen.start_time, seen.end_time) == ("2021-09-03 09:00", "2021-09-03 09:30")
    assert seen.cycle_sub_conf_id == three[2].cycle_sub_conf_id
    assert await timers(application) == [micros(moment("2021-09-03 09:30"))]


async def test_without_the_last_it_is_over_earlier(
    ann: Person,
    info: ConferenceInfo,
    three: list[CycleSubConf],
    clock: VirtualClock,
    application: Application,
) -> None:
    await cancel_dates(ann, three[1], three[2])
    clock.set(moment("2021-09-01 09:30"))
    await application.worker.run_due()
    await ann.log_in()
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.detail(info.conference_id)
    assert await timers(application) == []


async def test_without_any_it_is_over_at_once(
    ann: Person, info: ConferenceInfo, three: list[CycleSubConf], application: Application
) -> None:
    await cancel_dates(ann, *three)
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.detail(info.conference_id)
    assert await timers(application) == []
    *_, last = await facts(application)
    assert last == MeetingExpired(conference_id=info.conference_id)


class TestADateThatIsBeingHeld:
    async def test_is_not_cancelled_by_accident(
        self, ann: Person, info: ConferenceInfo, three: list[CycleSubConf]
    ) -> None:
        await start(ann, info)
        with refused(errors.CONF_CANCEL_FAIL_AS_CONF_STARTED):
            await cancel_dates(ann, three[1], three[0])
        assert await dates(ann, info) == three
        await cancel_dates(ann, three[1])
        seen = (await ann.detail(info.conference_id)).conference_data
        assert (seen.conference_state, seen.sub_confs) == (ConferenceState.CREATED, [three[0], three[2]])

    async def test_is_ended_on_demand_and_the_series_goes_on(
        self,
        ann: Person,
        info: ConferenceInfo,
        three: list[CycleSubConf],
        clock: VirtualClock,
        application: Application,
    ) -> None:
        await start(ann, info)
        clock.set(clock.now() + timedelta(minutes=10))
        await cancel_dates(ann, three[0], type=1)
        seen = (await ann.detail(info.conference_id)).conference_data
        assert (seen.conference_state, seen.start_time) == (ConferenceState.SCHEDULE, "2021-09-02 09:00")
        [(uuid, opened, closed)] = await held(application)
        assert closed == opened + 600_000_000
        [ended] = await facts(application, MeetingEnded)
        assert (ended.conf_uuid, ended.by, str(ended.day)) == (uuid, ann.user_id, "2021-09-01")
        assert await timers(application) == [micros(moment("2021-09-02 09:30"))]
        await start(ann, info)
        assert len({uuid for uuid, _, _ in await held(application)}) == 2

    async def test_is_the_end_when_it_was_the_last(
        self, ann: Person, info: ConferenceInfo, three: list[CycleSubConf], application: Application
    ) -> None:
        await cancel_dates(ann, *three[1:])
        await start(ann, info)
        await cancel_dates(ann, three[0], type=1)
        with refused(errors.CONF_DATA_NOT_FOUND):
            await ann.detail(info.conference_id)
        assert [closed is not None for _, _, closed in await held(application)] == [True]


async def test_its_slot_is_free_again(ann: Person, application: Application) -> None:
    room = await ann.personal_room()
    info = await repeat(ann, vmr_flag=1, vmr_id=room.room_id)
    await cancel_dates(ann, (info.sub_confs or [])[1])
    await ann.book(start_time="2021-09-02 09:10", vmr_flag=1, vmr_id=room.room_id)
    await cancel_dates(ann, *(await dates(ann, info)))
    assert await slots(application) == [micros(moment("2021-09-02 09:10"))]


async def test_who_cancelled_what(
    ann: Person, info: ConferenceInfo, three: list[CycleSubConf], application: Application
) -> None:
    await cancel_dates(ann, three[0], three[2])
    found = await facts(application, OccurrenceCancelled)
    assert [(one.by, one.occurrence) for one in found] == [
        (ann.user_id, three[0].cycle_sub_conf_id),
        (ann.user_id, three[2].cycle_sub_conf_id),
    ]
    assert [one.before.starts for one in found] == [moment("2021-09-01 09:00"), moment("2021-09-03 09:00")]
    assert [edit.cancelled for edit in found[1].booked.plan.series.edits] == [True, True]


async def test_an_unknown_one_among_them_cancels_none(
    ann: Person, info: ConferenceInfo, three: list[CycleSubConf], make_person: MakePerson, make_corp: MakeCorp
) -> None:
    with refused(errors.CONF_DATA_NOT_FOUND):
        await cancel_dates(ann, three[0], replace(three[1], cycle_sub_conf_id="0" * 32))
    stranger = await make_person("Stranger", corp=await make_corp("Other"))
    with refused(errors.CONF_DATA_NOT_FOUND):
        await cancel_dates(stranger, three[0])
    assert await dates(ann, info) == three
    await cancel_dates(ann, three[0])
    with refused(errors.CONF_DATA_NOT_FOUND):
        await cancel_dates(ann, three[0])


async def test_none_named(ann: Person, info: ConferenceInfo, application: Application) -> None:
    with refused(errors.CONF_PARAMS_NULL_EXCEPTION):
        body = OccurrenceIds(cycle_sub_conf_ids=[])
        await ann.send(CancelRecurringSubMeeting(conference_id=info.conference_id, body=body))
    transport = httpx.ASGITransport(application.api)
    async with httpx.AsyncClient(transport=transport, base_url="https://meet.test") as http:
        for text, fault in ((b"{}", errors.CONF_PARAMS_NULL_EXCEPTION), (b"", errors.REQUEST_BODY_IS_NULL)):
            answer = await http.request(
                "DELETE",
                "/v1/mmc/management/conferences/cyclesubconf",
                params={"conferenceID": info.conference_id},
                headers={"X-Access-Token": ann.client.token or ""},
                content=text,
            )
            assert (answer.status_code, answer.json()["error_code"]) == (fault.status, fault.code)


@pytest.mark.parametrize(("name", "admin", "allowed"), [("Bob Lee", False, False), ("Chief Roe", True, True)])
async def test_who_may(
    three: list[CycleSubConf], make_person: MakePerson, name: str, admin: bool, allowed: bool
) -> None:
    other = await make_person(name, admin=admin)
    with expectation(allowed, refuses=errors.CONF_INSUFFICIENT_PERMISSIONS):
        await cancel_dates(other, three[0])
