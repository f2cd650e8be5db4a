from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from convener.domain.facts import MeetingStarted, OccurrenceChanged
from convener.server.app import Application
from convener.server.clock import VirtualClock, micros
from convener.wire import errors
from convener.wire.errors import Fault
from convener.wire.history import LAST_MILLISECOND, SearchHisMeetings
from convener.wire.meetings import (
    CallInRestriction,
    ConferenceInfo,
    ConferenceState,
    Cycle,
    CycleParams,
    CycleSubConf,
    CycleSubConfConfig,
    RecordAuthType,
    ShowAudienceCountInfo,
    StartBody,
    StartMeeting,
)
from server.conftest import MakeCorp, MakePerson, Person
from support.changing import (
    cancel_dates,
    dates,
    facts,
    held,
    repeat,
    slots,
    start,
    starts,
    timers,
    update_date,
)
from support.refusals import expectation, refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def info(ann: Person) -> ConferenceInfo:
    return await repeat(ann, time_zone_id="26", subject="Daily")


@pytest.fixture
def three(info: ConferenceInfo) -> list[CycleSubConf]:
    return info.sub_confs or []


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


async def test_one_date_is_moved_and_the_others_stay(
    ann: Person, info: ConferenceInfo, three: list[CycleSubConf]
) -> None:
    await update_date(ann, three[1], start_time="2021-09-02 15:00", length=60)
    first, second, third = await dates(ann, info)
    assert (first, third) == (three[0], three[2])
    assert (second.start_time, second.end_time) == ("2021-09-02 15:00", "2021-09-02 16:00")
    assert second.cycle_sub_conf_id == three[1].cycle_sub_conf_id


async def test_the_first_one_moves_the_series(
    ann: Person, info: ConferenceInfo, three: list[CycleSubConf], application: Application
) -> None:
    await update_date(ann, three[0], start_time="2021-09-01 11:00", length=45)
    seen = (await ann.detail(info.conference_id)).conference_data
    assert (seen.start_time, seen.end_time) == ("2021-09-01 11:00", "2021-09-01 11:45")
    assert await timers(application) == [micros(moment("2021-09-01 11:45"))]


async def test_moved_back_it_is_as_the_rule_has_it(
    ann: Person, info: ConferenceInfo, three: list[CycleSubConf]
) -> None:
    await update_date(ann, three[1], start_time="2021-09-02 15:00", length=60)
    await update_date(ann, three[1])
    assert await dates(ann, info) == three


async def test_what_a_date_has_of_its_own(
    ann: Person, info: ConferenceInfo, three: list[CycleSubConf]
) -> None:
    config = CycleSubConfConfig(
        call_in_restriction=3,  # type: ignore[arg-type]
        allow_guest_start_conf=False,
        enable_waiting_room=True,
        join_before_host_time=10,
        show_audience_count_info=ShowAudienceCountInfo(show_audience_mode=1),
    )
    await update_date(
        ann,
        three[1],
        media_types="Voice",
        is_auto_record=1,
        record_auth_type=0,
        description="In the other building",
        conf_config_info=config,
    )
    first, second, third = await dates(ann, info)
    assert (first, third) == (three[0], three[2])
    assert (second.media_type, second.is_auto_record, second.record_auth_type) == ("Voice", 1, 0)
    assert second.description == "In the other building"
    config.audience_call_in_restriction = 0  # type: ignore[assignment]
    assert second.conf_config_info == config
    await update_date(ann, three[1], description="")
    again = (await dates(ann, info))[1]
    assert (again.media_type, again.description) == ("HDVideo,Data,Voice", None)
    assert (again.is_auto_record, again.conf_config_info) == (1, config)


async def test_its_settings_hold_when_it_is_held(
    ann: Person,
    info: ConferenceInfo,
    three: list[CycleSubConf],
    clock: VirtualClock,
    application: Application,
) -> None:
    await update_date(
        ann, three[1], length=60, conf_config_info=CycleSubConfConfig(allow_guest_start_conf=False)
    )
    guest = StartMeeting(
        body=StartBody(conference_id=info.conference_id, password=info.password_entry[1].password)
    )
    clock.set(moment("2021-09-01 09:00"))
    await ann.log_in()
    await ann.send(guest)
    clock.set(moment("2021-09-01 09:30"))
    await application.worker.run_due()
    clock.set(moment("2021-09-02 09:00"))
    await ann.log_in()
    with refused(errors.NOT_ALLOWED_GUEST_FIRST_JOIN):
        await ann.send(guest)
    await start(ann, info)
    assert await timers(application) == [micros(moment("2021-09-02 10:00"))]


async def test_history_has_the_settings_it_was_held_with(
    ann: Person,
    info: ConferenceInfo,
    three: list[CycleSubConf],
    clock: VirtualClock,
    application: Application,
) -> None:
    own = CycleSubConfConfig(call_in_restriction=CallInRestriction.ENTERPRISE)
    await update_date(
        ann, three[0], media_types="Voice", record_auth_type=RecordAuthType.ENTERPRISE, conf_config_info=own
    )
    for day in (1, 2):
        clock.set(moment(f"2021-09-0{day} 09:00"))
        await ann.log_in()
        await start(ann, info)
        clock.set(moment(f"2021-09-0{day} 09:30"))
        await application.worker.run_due()
    found = await ann.send(SearchHisMeetings(start_date=0, end_date=LAST_MILLISECOND))
    assert [one.cycle_sub_conf_id for one in found.data] == [
        three[1].cycle_sub_conf_id,
        three[0].cycle_sub_conf_id,
    ]
    assert [
        (one.media_types, one.record_auth_type, one.conf_config_info.call_in_restriction)
        for one in found.data
    ] == [
        (info.media_types, info.record_auth_type, CallInRestriction.EVERYONE),
        ("Voice", RecordAuthType.ENTERPRISE, CallInRestriction.ENTERPRISE),
    ]


class TestItsPlace:
    @pytest.mark.parametrize(
        ("change", "allowed"),
        [
            ({"start_time": "2021-09-01 09:30"}, True),
            ({"start_time": "2021-09-01 09:29"}, False),
            ({"start_time": "2021-09-03 08:30"}, True),
            ({"start_time": "2021-09-03 08:31"}, False),
            ({"start_time": "2021-09-02 09:00", "length": 1440}, True),
            ({"start_time": "2021-09-02 09:01", "length": 1440}, False),
            ({"start_time": "2021-09-04 09:00"}, False),
        ],
    )
    async def test_is_between_its_neighbours(
        self, ann: Person, three: list[CycleSubConf], change: dict[str, Any], allowed: bool
    ) -> None:
        with expectation(allowed, refuses=errors.SUB_CYCCONF_MODIFY_TIME_OVER_RANGE):
            await update_date(ann, three[1], **change)

    async def test_is_larger_when_a_neighbour_is_gone(
        self, ann: Person, info: ConferenceInfo, three: list[CycleSubConf]
    ) -> None:
        await cancel_dates(ann, three[1])
        await update_date(ann, three[2], start_time="2021-09-01 20:00")
        assert starts(await dates(ann, info)) == ["2021-09-01 09:00", "2021-09-01 20:00"]

    async def test_ends_only_a_year_ahead_for_the_last(
        self, ann: Person, info: ConferenceInfo, three: list[CycleSubConf]
    ) -> None:
        await update_date(ann, three[2], start_time="2022-08-30 12:00")
        with refused(errors.CONF_START_TIME_OVER_MAX_SCHEDULE_TIME):
            await update_date(ann, three[2], start_time="2022-08-30 12:01")
        assert starts(await dates(ann, info))[-1] == "2022-08-30 12:00"

    async def test_is_not_in_the_past(
        self, ann: Person, info: ConferenceInfo, three: list[CycleSubConf], clock: VirtualClock
    ) -> None:
        with refused(errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME):
            await update_date(ann, three[0], start_time="2021-08-30 11:59")
        clock.set(moment("2021-09-01 09:20"))
        await ann.log_in()
        await update_date(ann, three[0], length=45)
        with refused(errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME):
            await update_date(ann, three[0], length=20)


async def test_the_series_lasts_until_its_last_date(
    ann: Person,
    info: ConferenceInfo,
    three: list[CycleSubConf],
    clock: VirtualClock,
    application: Application,
) -> None:
    await update_date(ann, three[2], start_time="2021-09-10 09:00")
    for day in (1, 2, 3):
        clock.set(moment(f"2021-09-0{day} 09:30"))
        await application.worker.run_due()
    await ann.log_in()
    seen = (await ann.detail(info.conference_id)).conference_data
    assert (seen.start_time, starts(seen)) == ("2021-09-10 09:00", ["2021-09-10 09:00"])
    clock.set(moment("2021-09-10 09:30"))
    await application.worker.run_due()
    await ann.log_in()
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.detail(info.conference_id)


class TestStartingNow:
    async def test_the_next_date_begins_at_once(
        self, ann: Person, info: ConferenceInfo, three: list[CycleSubConf], application: Application
    ) -> None:
        await update_date(ann, three[0], start_time="", length=20)
        seen = (await ann.detail(info.conference_id)).conference_data
        assert (seen.conference_state, starts(seen)[0]) == (ConferenceState.CREATED, "2021-08-30 12:00")
        assert (seen.start_time, seen.end_time) == ("2021-08-30 12:00", "2021-08-30 12:20")
        [opened] = await facts(application, MeetingStarted)
        assert (opened.by, str(opened.day)) == (ann.user_id, "2021-09-01")

    async def test_not_before_an_earlier_one(self, ann: Person, three: list[CycleSubConf]) -> None:
        with refused(errors.SUB_CYCCONF_MODIFY_TIME_OVER_RANGE):
            await update_date(ann, three[1], start_time="")

    async def test_not_while_another_is_being_held(
        self, ann: Person, info: ConferenceInfo, three: list[CycleSubConf]
    ) -> None:
        await start(ann, info)
        with refused(errors.CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED):
            await update_date(ann, three[1], start_time="")

    async def test_not_in_a_room(self, ann: Person) -> None:
        room = await ann.personal_room()
        info = await repeat(ann, vmr_flag=1, vmr_id=room.room_id)
        with refused(errors.CONF_MODIFY_IMMEDIATELY_VMR_FAIL):
            await update_date(ann, (info.sub_confs or [])[0], start_time="")


class TestHolding:
    async def test_a_date_that_is_being_held_is_not_changed_others_are(
        self, ann: Person, info: ConferenceInfo, three: list[CycleSubConf], application: Application
    ) -> None:
        await start(ann, info)
        with refused(errors.CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED):
            await update_date(ann, three[0], length=60)
        await update_date(ann, three[1], start_time="2021-09-02 10:00")
        seen = (await ann.detail(info.conference_id)).conference_data
        assert seen.conference_state is ConferenceState.CREATED
        assert starts(seen) == ["2021-09-01 09:00", "2021-09-02 10:00", "2021-09-03 09:00"]
        assert await timers(application) == [micros(moment("2021-08-30 12:30"))]

    async def test_each_date_is_held_for_itself(
        self,
        ann: Person,
        info: ConferenceInfo,
        three: list[CycleSubConf],
        clock: VirtualClock,
        application: Application,
    ) -> None:
        await update_date(ann, three[1], start_time="2021-09-02 12:00", length=90)
        ends = ["2021-09-01 09:30", "2021-09-02 13:30", "2021-09-03 09:30"]
        for one, end in zip(await dates(ann, info), ends, strict=True):
            clock.set(moment(one.start_time))
            await ann.log_in()
            await start(ann, info)
            clock.set(moment(end))
            await application.worker.run_due()
        found = await held(application)
        assert len({uuid for uuid, _, _ in found}) == 3
        assert [closed for _, _, closed in found] == [micros(moment(end)) for end in ends]


async def test_its_rooms_slot_moves(ann: Person, application: Application) -> None:
    room = await ann.personal_room()
    info = await repeat(ann, vmr_flag=1, vmr_id=room.room_id)
    one = (info.sub_confs or [])[1]
    await ann.book(start_time="2021-09-02 11:00", vmr_flag=1, vmr_id=room.room_id)
    with refused(errors.VMR_CONF_CONFLICT):
        await update_date(ann, one, start_time="2021-09-02 10:31")
    await update_date(ann, one, start_time="2021-09-02 10:30")
    expected = ["2021-09-01 09:00", "2021-09-02 10:30", "2021-09-02 11:00", "2021-09-03 09:00"]
    assert await slots(application) == [micros(moment(each)) for each in expected]


async def test_the_clocks_change_and_the_others_keep_their_time(ann: Person) -> None:
    """London, code 26: on 31 October 2021 01:30 comes twice, and a date may be moved to either."""
    rule = CycleParams(start_date="2021-10-30", end_date="2021-11-01", cycle=Cycle.DAY)
    info = await repeat(ann, start_time="2021-09-01 08:00", time_zone_id="26", cycle_params=rule)
    assert starts(info) == ["2021-10-30 08:00", "2021-10-31 09:00", "2021-11-01 09:00"]
    for time in ("00:30", "01:30"):
        await update_date(ann, (info.sub_confs or [])[1], start_time=f"2021-10-31 {time}")
        assert starts(await dates(ann, info)) == [
            "2021-10-30 08:00",
            f"2021-10-31 {time}",
            "2021-11-01 09:00",
        ]


class TestFacts:
    async def test_who_changed_what(
        self, ann: Person, info: ConferenceInfo, three: list[CycleSubConf], application: Application
    ) -> None:
        await update_date(ann, three[1], start_time="2021-09-02 15:00", description="Elsewhere")
        [fact] = await facts(application, OccurrenceChanged)
        assert (fact.by, fact.occurrence, str(fact.day)) == (
            ann.user_id,
            three[1].cycle_sub_conf_id,
            "2021-09-02",
        )
        assert (fact.before.starts, fact.after.starts) == (
            moment("2021-09-02 09:00"),
            moment("2021-09-02 15:00"),
        )
        assert fact.after.edit.description == "Elsewhere"
        assert fact.booked.subject == "Daily"
        assert fact.booked.plan.series.edits == (fact.after.edit,)

    async def test_asking_for_nothing_new_leaves_none(
        self, ann: Person, three: list[CycleSubConf], application: Application
    ) -> None:
        await update_date(ann, three[1])
        assert await facts(application, OccurrenceChanged) == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"start_time": "soon"}, errors.PARAMETER_VERIFIED_FAIL),
            ({"length": 14}, errors.CONF_LENGTH_OVER_RANGE),
            ({"media_types": "Smell"}, errors.CONF_MEDIA_TYPES_ILLEGAL),
            ({"is_auto_record": 2}, errors.CONF_AUTO_RECORD_NOT_IN_RANGE),
            ({"description": "x" * 201}, errors.PARAMETER_VERIFIED_FAIL),
        ],
    )
    async def test_what_cannot_be(
        self, ann: Person, three: list[CycleSubConf], change: dict[str, Any], fault: Fault
    ) -> None:
        with refused(fault):
            await update_date(ann, three[1], **change)

    async def test_what_is_unknown(
        self,
        ann: Person,
        info: ConferenceInfo,
        three: list[CycleSubConf],
        clock: VirtualClock,
        make_person: MakePerson,
        make_corp: MakeCorp,
    ) -> None:
        other = await repeat(ann)
        with refused(errors.CONF_DATA_NOT_FOUND):
            [foreign, *_] = other.sub_confs or []
            await update_date(ann, replace(three[0], cycle_sub_conf_id=foreign.cycle_sub_conf_id))
        single = await ann.book(start_time="2021-09-01 09:00")
        with refused(errors.CONF_DATA_NOT_FOUND):
            await update_date(ann, replace(three[0], conference_id=single.conference_id))
        stranger = await make_person("Stranger", corp=await make_corp("Other"))
        with refused(errors.CONF_DATA_NOT_FOUND):
            await update_date(stranger, three[0])
        await cancel_dates(ann, three[1])
        with refused(errors.CONF_DATA_NOT_FOUND):
            await update_date(ann, three[1])
        clock.set(moment("2021-09-01 09:30") + timedelta(seconds=1))
        await ann.log_in()
        with refused(errors.CONF_DATA_NOT_FOUND):
            await update_date(ann, three[0])

    @pytest.mark.parametrize(
        ("name", "admin", "allowed"), [("Bob Lee", False, False), ("Chief Roe", True, True)]
    )
    async def test_who_may(
        self, three: list[CycleSubConf], make_person: MakePerson, name: str, admin: bool, allowed: bool
    ) -> None:
        other = await make_person(name, admin=admin)
        with expectation(allowed, refuses=errors.CONF_INSUFFICIENT_PERMISSIONS):
            await update_date(other, three[1], length=60)
