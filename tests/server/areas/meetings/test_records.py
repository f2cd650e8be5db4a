"""SearchAttendanceRecordsOfHisMeeting and SearchCtlRecordsOfHisMeeting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from convener.domain.attendance import Device, Medium, Participant
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.common import Page
from convener.wire.control import Invitee
from convener.wire.history import (
    AttendanceRecord,
    ControlRecord,
    SearchAttendanceRecordsOfHisMeeting,
    SearchCtlRecordsOfHisMeeting,
)
from convener.wire.meetings import Attendee, ConfConfigInfo, ConferenceInfo
from server.areas.meetings.conftest import Door, Pass, invite, millis, past, start
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.plans import noted, plan, scans
from support.refusals import refused


async def attendance(who: Person, uuid: str | None, **options: Any) -> Page[AttendanceRecord]:
    return await who.send(SearchAttendanceRecordsOfHisMeeting(conf_uuid=str(uuid), **options))


async def controls(who: Person, uuid: str | None, **options: Any) -> Page[ControlRecord]:
    return await who.send(SearchCtlRecordsOfHisMeeting(conf_uuid=str(uuid), **options))


def minute(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


@pytest.fixture
async def info(ann: Person, door: Door, clock: VirtualClock, passes: Pass) -> ConferenceInfo:
    """Over: Éve was there twice, the second time by telephone and to the end; Bob once, nameless."""
    info = await ann.book(length=30, conf_config_info=ConfConfigInfo(prolong_length=0))
    await door.join(info, Participant(participant_id="1" * 32, name="Éve", number="+861", dept_name="R&D"))
    clock.set(minute(1))
    await door.join(info, Participant(participant_id="2" * 32, number="+862", device=Device.HARD))
    clock.set(minute(2))
    await door.leave(info, "1" * 32)
    clock.set(minute(3))
    await door.leave(info, "2" * 32)
    eve = Participant(
        participant_id="3" * 32, name="Éve", number="+861", device=Device.PHONE, medium=Medium.VOICE
    )
    await door.join(info, eve)
    await passes(timedelta(minutes=30))
    return info


class TestAttendance:
    async def test_a_record_for_each_stay_in_the_order_they_came(
        self, ann: Person, door: Door, clock: VirtualClock, passes: Pass
    ) -> None:
        info = await ann.book(length=30)
        eve = Participant(participant_id="1" * 32, name="Éve", number="+861", dept_name="R&D")
        await door.join(info, eve)
        clock.set(minute(1))
        await door.join(info, Participant(participant_id="2" * 32, number="+862", device=Device.HARD))
        clock.set(minute(2))
        await door.leave(info, eve.participant_id)
        clock.set(minute(3))
        await door.leave(info, "2" * 32)
        again = Participant(participant_id="3" * 32, name="Éve", device=Device.PHONE, medium=Medium.VOICE)
        await door.join(info, again)
        clock.set(minute(4))
        await door.leave(info, again.participant_id)
        await passes(timedelta(minutes=30))
        page = await attendance(ann, info.conf_uuid)
        assert (page.offset, page.limit, page.count) == (0, 20, 3)
        assert page.data == [
            AttendanceRecord(
                display_name="Éve",
                call_number="+861",
                device_type="软终端",
                join_time=millis(minute(0)),
                left_time=millis(minute(2)),
                media_type="视频",
                dept_name="R&D",
            ),
            AttendanceRecord(
                display_name="+862",
                call_number="+862",
                device_type="硬终端",
                join_time=millis(minute(1)),
                left_time=millis(minute(3)),
                media_type="视频",
            ),
            AttendanceRecord(
                display_name="Éve",
                device_type="电话",
                join_time=millis(minute(3)),
                left_time=millis(minute(4)),
                media_type="语音",
            ),
        ]

    @pytest.mark.parametrize(
        ("language", "device", "medium"), [("en-US", "Soft terminal", "Video"), ("zh-CN", "软终端", "视频")]
    )
    async def test_its_language(
        self, ann: Person, info: ConferenceInfo, language: str, device: str, medium: str
    ) -> None:
        record = (await attendance(ann, info.conf_uuid, accept_language=language)).data[0]
        assert (record.device_type, record.media_type) == (device, medium)

    async def test_who_was_there_at_the_end_left_then(self, ann: Person, door: Door, passes: Pass) -> None:
        info = await ann.book(length=30, conf_config_info=ConfConfigInfo(prolong_length=0))
        await door.join(info, Participant(participant_id="1" * 32, name="Eve"))
        await passes(timedelta(minutes=31))
        await door.leave(info, "1" * 32)
        [record] = (await attendance(ann, info.conf_uuid)).data
        assert record.left_time == millis(minute(30))

    async def test_pages_and_search(self, ann: Person, info: ConferenceInfo) -> None:
        page = await attendance(ann, info.conf_uuid, offset=1, limit=1)
        assert ([one.display_name for one in page.data], page.count) == (["+862"], 3)
        page = await attendance(ann, info.conf_uuid, offset=9)
        assert (page.data, page.count, page.offset) == ([], 3, 9)
        for key, count in (("éVE", 2), ("+86", 3), ("862", 1), ("r&d", 0)):
            page = await attendance(ann, info.conf_uuid, search_key=key, limit=1)
            assert (len(page.data), page.count) == (min(count, 1), count)


class TestControls:
    async def test_what_was_done_while_it_was_held(self, ann: Person, passes: Pass) -> None:
        info = await ann.book(
            start_time="2021-08-30 14:00", length=60, attendees=[Attendee(phone="+861", name="Booked")]
        )
        for number in ("+862", "+863"):
            await start(ann, info)
            await passes(timedelta(minutes=1))
            await invite(ann, info, Invitee(phone=number), Invitee(phone=number + "9"))
            await passes(timedelta(minutes=59))
        second, first = (await past(ann)).data
        page = await controls(ann, first.conf_uuid, accept_language="en-US")
        assert page.data == [
            ControlRecord(
                operate_time=millis(minute(1)),
                operate_source="Portal",
                operator="Conference Operator",
                operate_code="Add participant",
                operation_object=number,
                operate_result="Success",
            )
            for number in ("+862", "+8629")
        ]
        page = await controls(ann, second.conf_uuid, offset=1, limit=1)
        [record] = page.data
        assert (record.operation_object, record.operate_code, record.operate_result, page.count) == (
            "+8639",
            "添加与会者",
            "成功",
            2,
        )

    async def test_a_meeting_nobody_touched_has_none(self, ann: Person, info: ConferenceInfo) -> None:
        assert (await controls(ann, info.conf_uuid)) == Page(data=[], offset=0, limit=20, count=0)


@pytest.mark.parametrize("ask", [attendance, controls])
class TestBoth:
    async def test_who_may_look(
        self,
        ann: Person,
        bob: Person,
        chief: Person,
        passes: Pass,
        make_person: MakePerson,
        make_corp: MakeCorp,
        ask: Any,
    ) -> None:
        spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
        guest = await make_person("Guest")
        info = await ann.book(length=30, attendees=[Attendee(account_id=guest.account)])
        with refused(errors.CONF_DATA_NOT_FOUND):
            await ask(ann, info.conf_uuid)
        await passes(timedelta(minutes=30))
        for who in (ann, guest, chief):
            assert (await ask(who, info.conf_uuid)).count == 0
        with refused(errors.CONF_ROLE_AUTHENTICATION_FAILED):
            await ask(bob, info.conf_uuid)
        for who, uuid in ((spy, info.conf_uuid), (ann, "0" * 32)):
            with refused(errors.CONF_DATA_NOT_FOUND):
                await ask(who, uuid)

    async def test_two_statements_through_indexes(
        self,
        ann: Person,
        info: ConferenceInfo,
        application: Application,
        database_url: str,
        ask: Any,
    ) -> None:
        for options in ({}, {"limit": 1}, {"offset": 9}):
            with noted(application.database) as sent:
                await ask(ann, info.conf_uuid, **options)
            assert len(sent) == 2
            for each in sent:
                assert scans(await plan(database_url, each)) == []
