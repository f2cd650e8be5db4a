from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from convener.wire import errors
from convener.wire.errors import Fault
from convener.wire.meetings import (
    ConferenceInfo,
    ConferenceState,
    ConferenceType,
    ConfType,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    ScheduleBody,
)
from server.conftest import MakePerson, Person
from support.refusals import refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


async def repeat(
    who: Person,
    *,
    start_time: str = "2021-09-01 08:30",
    length: int = 30,
    zone: str = "56",
    room: str | None = None,
    **rule: Any,
) -> ConferenceInfo:
    rule.setdefault("start_date", "2021-09-01")
    rule.setdefault("end_date", "2021-09-03")
    rule.setdefault("cycle", Cycle.DAY)
    body = ScheduleBody(
        media_types="HDVideo",
        start_time=start_time,
        length=length,
        time_zone_id=zone,
        cycle_params=CycleParams(**rule),
        vmr_flag=int(room is not None),
        vmr_id=room,
    )
    [info] = await who.send(CreateRecurringMeeting(body=body))
    return info


def starts(info: ConferenceInfo) -> list[str]:
    return [one.start_time for one in info.sub_confs or ()]


async def test_a_series_lists_its_meetings(ann: Person) -> None:
    info = await repeat(ann)
    assert (info.conference_type, info.conf_type) == (ConferenceType.RECURRING, ConfType.CYCLE)
    assert (info.conference_state, info.conf_uuid) == (ConferenceState.SCHEDULE, None)
    assert starts(info) == ["2021-09-01 08:30", "2021-09-02 08:30", "2021-09-03 08:30"]
    assert (info.start_time, info.end_time) == ("2021-09-01 08:30", "2021-09-01 09:00")
    assert info.sub_confs is not None
    assert info.cycle_sub_conf_id == info.sub_confs[0].cycle_sub_conf_id
    assert len({one.cycle_sub_conf_id for one in info.sub_confs}) == 3
    assert info.cycle_params is not None
    assert (info.cycle_params.cycle_count, info.cycle_params.interval, info.cycle_params.pre_remind_days) == (
        0,
        1,
        1,
    )


async def test_a_series_reads_back_the_same(ann: Person) -> None:
    info = await repeat(ann, cycle=Cycle.WEEK, point=[1, 3], interval=2, end_date="2021-12-31")
    seen = (await ann.detail(info.conference_id)).conference_data
    assert (seen.sub_confs, seen.cycle_params) == (info.sub_confs, info.cycle_params)


async def test_the_wall_time_stays_when_the_clocks_change(ann: Person) -> None:
    """London, code 26: summer time ends on 31 October 2021."""
    info = await repeat(
        ann, zone="26", start_time="2021-09-01 08:00", start_date="2021-10-30", end_date="2021-11-01"
    )
    assert starts(info) == ["2021-10-30 08:00", "2021-10-31 09:00", "2021-11-01 09:00"]


async def test_dates_are_those_of_the_zone(ann: Person) -> None:
    """23:00 UTC is the next morning in Shanghai."""
    info = await repeat(ann, start_time="2021-09-01 23:00", start_date="2021-09-02", end_date="2021-09-03")
    assert starts(info) == ["2021-09-01 23:00", "2021-09-02 23:00"]


async def test_more_than_fifty_are_cut_and_the_end_moves(ann: Person) -> None:
    info = await repeat(ann, start_date="2021-09-01", end_date="2022-08-31")
    assert len(starts(info)) == 50
    assert info.cycle_params is not None
    assert info.cycle_params.end_date == "2021-10-20"


async def test_days_that_are_past_are_left_out(ann: Person) -> None:
    """Noon UTC is 20:00 in Shanghai: today's 19:00 is over."""
    info = await repeat(ann, start_time="2021-08-30 11:00", start_date="2021-08-30", end_date="2021-08-31")
    assert starts(info) == ["2021-08-31 11:00"]


async def test_an_empty_start_time_means_this_minute_of_the_day(ann: Person) -> None:
    info = await repeat(ann, start_time="", start_date="2021-08-30", end_date="2021-08-31")
    assert starts(info) == ["2021-08-30 12:00", "2021-08-31 12:00"]
    assert (info.conference_state, info.conf_uuid) == (ConferenceState.SCHEDULE, None)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ({"start_date": "2021-08-29"}, errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME),
        (
            {"start_date": "2021-08-30", "end_date": "2021-08-30", "start_time": "2021-08-30 11:00"},
            errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME,
        ),
        ({"start_date": "2021-09-02", "end_date": "2021-09-01"}, errors.PARAMETER_VERIFIED_FAIL),
        ({"end_date": "2022-09-02"}, errors.PARAMETER_VERIFIED_FAIL),
        ({"end_date": "2021-9-31"}, errors.PARAMETER_VERIFIED_FAIL),
        ({"start_date": ""}, errors.CONF_CYCLE_PARAMS_STARTDATE_NULL),
        ({"end_date": ""}, errors.CONF_CYCLE_PARAMS_ENDDATE_NULL),
        ({"interval": 0}, errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE),
        ({"interval": 16}, errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE),
        ({"cycle": Cycle.WEEK, "point": [1], "interval": 6}, errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE),
        ({"cycle": Cycle.MONTH, "point": [1], "interval": 4}, errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE),
        ({"cycle": Cycle.WEEK}, errors.CONF_CYCLE_PARAMS_POINT_NULL_EXCEPTION),
        ({"cycle": Cycle.MONTH, "point": []}, errors.CONF_CYCLE_PARAMS_POINT_NULL_EXCEPTION),
        ({"cycle": Cycle.WEEK, "point": [7]}, errors.CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE),
        ({"cycle": Cycle.MONTH, "point": [0]}, errors.CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE),
        ({"cycle": Cycle.MONTH, "point": [32]}, errors.CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE),
        ({"pre_remind_days": 31}, errors.CONF_REMINDERS_ILLEGAL),
        (
            {"length": 1440, "zone": "26", "start_date": "2022-03-26", "end_date": "2022-03-28"},
            errors.PARAMETER_VERIFIED_FAIL,
        ),
    ],
)
async def test_what_the_rules_refuse(ann: Person, rule: dict[str, Any], fault: Fault) -> None:
    with refused(fault):
        await repeat(ann, **rule)


async def test_a_series_needs_its_rule(ann: Person) -> None:
    with refused(errors.CONF_CYCLE_PARAMS_NULL_EXCEPTION):
        await ann.send(CreateRecurringMeeting(body=ScheduleBody(media_types="HDVideo")))


async def test_every_meeting_of_a_series_reserves_the_room(ann: Person) -> None:
    room = await ann.personal_room()
    await repeat(ann, room=room.room_id)
    with refused(errors.VMR_CONF_CONFLICT):
        await ann.book(start_time="2021-09-03 08:59", vmr_flag=1, vmr_id=room.room_id)
    await ann.book(start_time="2021-09-03 09:00", vmr_flag=1, vmr_id=room.room_id)


async def test_past_meetings_leave_the_details(ann: Person, clock: Any, application: Any) -> None:
    info = await repeat(ann)
    clock.set(datetime.fromisoformat("2021-09-01T09:00:00+00:00"))
    await application.worker.run_due()
    await ann.log_in()
    seen = (await ann.detail(info.conference_id)).conference_data
    assert starts(seen) == ["2021-09-02 08:30", "2021-09-03 08:30"]
    assert (seen.start_time, seen.conference_state) == ("2021-09-02 08:30", ConferenceState.SCHEDULE)
    clock.set(datetime.fromisoformat("2021-09-03T09:00:00+00:00"))
    await application.worker.run_due()
    await ann.log_in()
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.detail(info.conference_id)
