from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from convener.domain.facts import MeetingChanged
from convener.server.app import Application
from convener.server.clock import VirtualClock, micros
from convener.wire import errors
from convener.wire.changes import UpdateRecurringMeeting
from convener.wire.errors import Fault
from convener.wire.meetings import ConferenceInfo, ConferenceState, Cycle, CycleParams
from server.conftest import MakePerson, Person
from support.changing import (
    DAYS,
    body,
    cancel_dates,
    dates,
    facts,
    repeat,
    slots,
    start,
    starts,
    timers,
    update_date,
    update_series,
)
from support.refusals import expectation, refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def info(ann: Person) -> ConferenceInfo:
    return await repeat(ann, subject="Daily", time_zone_id="26")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


def days(**fields: Any) -> CycleParams:
    return msgspec.structs.replace(DAYS, **fields)


async def test_the_example_of_the_specification(ann: Person) -> None:
    """Its year is beyond what can be booked here: the same weekdays of 2022."""
    rule = CycleParams(start_date="2022-03-07", end_date="2022-03-08", cycle=Cycle.DAY)
    info = await repeat(ann, start_time="2022-03-07 08:30", length=15, cycle_params=rule)
    weekly = CycleParams(
        start_date="2022-03-07", end_date="2022-03-21", cycle=Cycle.WEEK, interval=1, point=[1, 3]
    )
    after = await update_series(ann, info, start_time="2022-03-07 09:00", length=30, cycle_params=weekly)
    assert starts(after) == [f"2022-03-{day:02} 09:00" for day in (7, 9, 14, 16, 21)]
    assert after.conference_id == info.conference_id
    assert after.cycle_params == msgspec.structs.replace(weekly, cycle_count=0, pre_remind_days=1)


async def test_what_is_left_out_stays(ann: Person, info: ConferenceInfo) -> None:
    assert await update_series(ann, info) == info


async def test_days_that_stay_keep_their_ids(ann: Person, info: ConferenceInfo) -> None:
    rule = days(start_date="2021-09-02", end_date="2021-09-04")
    after = await update_series(ann, info, start_time="2021-09-02 10:00", cycle_params=rule)
    before = {one.start_time[:10]: one.cycle_sub_conf_id for one in info.sub_confs or []}
    new = {one.start_time[:10]: one.cycle_sub_conf_id for one in after.sub_confs or ()}
    assert new["2021-09-02"] == before["2021-09-02"]
    assert new["2021-09-03"] == before["2021-09-03"]
    assert after.cycle_sub_conf_id == new["2021-09-02"]


async def test_reminder_and_interval_stay(ann: Person) -> None:
    info = await repeat(ann, cycle_params=days(interval=2, pre_remind_days=5))
    kept = (await update_series(ann, info, cycle_params=days())).cycle_params
    assert kept
    assert (kept.interval, kept.pre_remind_days) == (2, 5)
    weekly = days(cycle=Cycle.WEEK, point=[3], end_date="2021-09-30")
    other = (await update_series(ann, info, cycle_params=weekly)).cycle_params
    assert other
    assert (other.interval, other.pre_remind_days) == (1, 5)


async def test_edits_of_single_dates_are_lost(ann: Person, info: ConferenceInfo) -> None:
    first, second, _ = info.sub_confs or []
    await update_date(ann, first, start_time="2021-09-01 11:00", description="Later")
    await cancel_dates(ann, second)
    assert (await update_series(ann, info)).sub_confs == info.sub_confs


async def test_an_absent_start_is_this_minute_of_the_day(ann: Person, info: ConferenceInfo) -> None:
    after = await update_series(ann, info, start_time="")
    assert starts(after) == ["2021-09-01 12:00", "2021-09-02 12:00", "2021-09-03 12:00"]
    assert after.conference_state is ConferenceState.SCHEDULE


async def test_what_has_taken_place_is_left_out(
    ann: Person, info: ConferenceInfo, clock: VirtualClock, application: Application
) -> None:
    clock.set(moment("2021-09-02 10:00"))
    await application.worker.run_due()
    await ann.log_in()
    after = await update_series(ann, info, start_time="2021-09-01 09:15", cycle_params=days())
    assert starts(after) == ["2021-09-03 09:15"]
    assert after.cycle_params
    assert after.cycle_params.start_date == "2021-09-01"
    with refused(errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME):
        await update_series(ann, info, cycle_params=days(start_date="2021-08-31"))


async def test_what_has_taken_place_does_not_come_back_with_a_later_hour(
    ann: Person, info: ConferenceInfo, clock: VirtualClock, application: Application
) -> None:
    """However often the series is changed before it is moved to an hour that still lies ahead."""
    await start(ann, info)
    clock.set(moment("2021-09-01 10:00"))
    await application.worker.run_due()
    await ann.log_in()
    for hour in ("09:00", "09:15", "15:00", "16:00"):
        after = await update_series(ann, info, start_time=f"2021-09-01 {hour}")
        assert starts(after) == [f"2021-09-02 {hour}", f"2021-09-03 {hour}"]


async def test_a_day_that_was_past_when_booking_comes_with_a_later_hour(ann: Person) -> None:
    info = await repeat(ann, start_time="2021-08-30 09:00", cycle_params=days(start_date="2021-08-30"))
    assert starts(info)[0] == "2021-08-31 09:00"
    after = await update_series(
        ann, info, start_time="2021-08-30 15:00", cycle_params=days(start_date="2021-08-30")
    )
    assert starts(after)[0] == "2021-08-30 15:00"


async def test_a_date_whose_time_has_come_stays(
    ann: Person, info: ConferenceInfo, clock: VirtualClock
) -> None:
    """Nobody has come by ten past nine, and the meeting gets another name."""
    clock.set(moment("2021-09-01 09:10"))
    await ann.log_in()
    after = await update_series(ann, info, subject="Renamed")
    assert starts(after) == starts(info)
    clock.set(moment("2021-09-01 09:20"))
    with refused(errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME):
        only = days(end_date="2021-09-01")
        await update_series(ann, info, length=15, cycle_params=only)


async def test_more_than_fifty_are_cut(ann: Person, info: ConferenceInfo) -> None:
    after = await update_series(ann, info, cycle_params=days(end_date="2022-08-31"))
    assert len(starts(after)) == 50
    assert after.cycle_params
    assert after.cycle_params.end_date == "2021-10-20"


async def test_reservations_and_timer_move(ann: Person, application: Application) -> None:
    room = await ann.personal_room()
    info = await repeat(ann, vmr_flag=1, vmr_id=room.room_id)
    other = await repeat(ann, start_time="2021-09-01 14:00", vmr_flag=1, vmr_id=room.room_id)
    await update_series(ann, info, start_time="2021-09-01 10:00")
    assert (await timers(application))[0] == micros(moment("2021-09-01 10:30"))
    expected = [moment(f"2021-09-0{day} {hour}:00") for day in (1, 2, 3) for hour in (10, 14)]
    assert await slots(application) == [micros(each) for each in expected]
    with refused(errors.VMR_CONF_CONFLICT):
        await update_series(ann, info, start_time=other.start_time)
    assert starts(await dates(ann, info)) == [f"2021-09-0{day} 10:00" for day in (1, 2, 3)]


async def test_who_changed_what(ann: Person, info: ConferenceInfo, application: Application) -> None:
    await update_series(ann, info, start_time="2021-09-01 10:00")
    [fact] = await facts(application, MeetingChanged)
    assert (fact.by, fact.before.plan.series.at.hour, fact.after.plan.series.at.hour) == (ann.user_id, 10, 11)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"cycle_params": None}, errors.CONF_CYCLE_PARAMS_NULL_EXCEPTION),
        ({"cycle_params": days(start_date="2021-08-29")}, errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME),
        ({"cycle_params": days(end_date="2021-08-31")}, errors.PARAMETER_VERIFIED_FAIL),
        ({"cycle_params": days(end_date="2022-09-02")}, errors.PARAMETER_VERIFIED_FAIL),
        ({"cycle_params": days(interval=16)}, errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE),
        ({"cycle_params": days(cycle=Cycle.WEEK)}, errors.CONF_CYCLE_PARAMS_POINT_NULL_EXCEPTION),
        (
            {"cycle_params": days(cycle=Cycle.WEEK, point=[7])},
            errors.CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE,
        ),
        ({"length": 1441}, errors.CONF_LENGTH_OVER_RANGE),
        ({"vmr_flag": 1, "vmr_id": "room"}, errors.VMR_FLAG_CANNOT_MODIFY),
    ],
)
async def test_what_cannot_be(
    ann: Person, info: ConferenceInfo, change: dict[str, Any], fault: Fault
) -> None:
    with refused(fault):
        await update_series(ann, info, **change)
    assert await dates(ann, info) == info.sub_confs


async def test_not_while_a_date_is_being_held(
    ann: Person, info: ConferenceInfo, clock: VirtualClock, application: Application
) -> None:
    await start(ann, info)
    with refused(errors.CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED):
        await update_series(ann, info)
    clock.set(clock.now() + timedelta(minutes=30))
    await application.worker.run_due()
    await update_series(ann, info)


@pytest.mark.parametrize(("name", "admin", "allowed"), [("Bob Lee", False, False), ("Chief Roe", True, True)])
async def test_who_may(
    info: ConferenceInfo, make_person: MakePerson, name: str, admin: bool, allowed: bool
) -> None:
    other = await make_person(name, admin=admin)
    with expectation(allowed, refuses=errors.CONF_INSUFFICIENT_PERMISSIONS):
        await update_series(other, info)


async def test_a_single_meeting_has_its_own_operation(ann: Person) -> None:
    info = await ann.book(start_time="2021-09-01 09:00")
    with refused(errors.CONF_CONFERENCE_TYPE_ILLEGAL):
        await update_series(ann, info)
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.send(UpdateRecurringMeeting(conference_id="987654321", body=body()))
