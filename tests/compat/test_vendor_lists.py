"""Lists, running meetings and history through the vendor's SDK: understood whole, refused as documented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import huaweicloudsdkmeeting.v1 as vendor
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkmeeting.v1 import MeetingClient

from compat.conftest import NOON, Background, Tenant, by_account, furnish, sdk
from compat.lossless import losses
from compat.test_vendor_sdk import PAGES, PEOPLE, assert_is, begin, book, control
from convener.domain.attendance import Participant
from convener.server.clock import VirtualClock
from convener.wire import errors
from support.background import in_background
from support.tables import contents

DAY = {"start_date": 1_630_281_600_000, "end_date": 1_630_367_999_999}
"""Of August 30, 2021, as the reference counts it."""
ZOÉ = Participant(
    participant_id="afa41570a71611ef8f3fc33c80df3a00",
    name="Zoé",
    number="+99111",
    third_account="third",
    account="zoé",
    user_id="17486137a62f47138b01ca53e9e1de00",
    dept_name="Research",
)


@pytest.fixture
def quiet(database_url: str, tmp_path: Path) -> Iterator[Background]:
    """A server where nothing happens of its own accord, so that the clock can be moved."""
    with in_background(tmp_path, clock=VirtualClock(NOON), database_url=database_url, idle=True) as server:
        yield server


@pytest.fixture
def acme(quiet: Background) -> Tenant:
    return furnish(quiet)


@pytest.fixture
def zoé(quiet: Background, acme: Tenant) -> Iterator[MeetingClient]:
    with sdk(quiet, by_account(acme)) as client:
        yield client


def passes(server: Background, span: timedelta) -> None:
    async def move() -> None:
        clock = server.application.clock
        assert isinstance(clock, VirtualClock)
        clock.set(clock.now() + span)
        await server.application.worker.run_due()

    server.run(move())


def joins(server: Background, info: vendor.ConferenceInfo) -> None:
    application = server.application

    async def join() -> None:
        rows = (await contents(application.database, "meetings"))["meetings"]
        [(corp_id, meeting_id)] = [row[:2] for row in rows if row[2] == info.conference_id]
        now = application.clock.now()
        await application.database.write(
            lambda unit: application.live.joined(unit, corp_id, meeting_id, ZOÉ, now)
        )

    server.run(join())


def subjects(reply: Any) -> list[str]:
    return [one.subject for one in reply.data]


class TestLists:
    def test_meetings(self, zoé: MeetingClient) -> None:
        for day in ("03", "01", "02"):
            book(zoé, subject=f"day {day}", start_time=f"2021-09-{day} 09:00")
        reply = zoé.search_meetings(vendor.SearchMeetingsRequest())
        assert losses(reply) == []
        assert (reply.offset, reply.limit, reply.count) == (0, 20, 3)
        assert subjects(reply) == ["day 01", "day 02", "day 03"]
        reply = zoé.search_meetings(
            vendor.SearchMeetingsRequest(
                user_uuid="nobody",
                offset=1,
                limit=1,
                query_all=True,
                search_key="DAY",
                query_conf_mode="AMONTH",
                sort_type="DSC_StartTIME",
                x_authorization_type="x",
                x_site_id="y",
            )
        )
        assert losses(reply) == []
        assert (subjects(reply), reply.count) == (["day 02"], 3)
        assert zoé.search_meetings(vendor.SearchMeetingsRequest(query_conf_mode="ADAY")).count == 0

    def test_running_meetings(self, zoé: MeetingClient, quiet: Background) -> None:
        info = begin(zoé)
        joins(quiet, info)
        reply = zoé.search_online_meetings(
            vendor.SearchOnlineMeetingsRequest(offset=0, limit=5, query_all=False, search_key="review")
        )
        assert losses(reply) == []
        [one] = reply.data
        assert (one.conference_state, one.conf_uuid) == ("Created", info.conf_uuid)
        assert one.online_attendee_amount == 1


class TestRunning:
    @pytest.mark.parametrize(("options", "names", "count"), PAGES)
    def test_the_detail_and_its_pages(
        self, zoé: MeetingClient, options: dict[str, Any], names: list[str], count: int
    ) -> None:
        info = begin(zoé, attendees=PEOPLE)
        request = vendor.ShowOnlineMeetingDetailRequest(conference_id=info.conference_id, **options)
        reply = zoé.show_online_meeting_detail(request)
        assert losses(reply) == []
        assert reply.conference_data.role == "chair"
        assert ([one.name for one in reply.data.data], reply.data.count) == (names, count)

    def test_who_is_there(self, zoé: MeetingClient, quiet: Background) -> None:
        info = begin(zoé)
        joins(quiet, info)
        request = vendor.ListOnlineConfAttendeeRequest(
            conf_id=info.conference_id, offset=0, limit=20, search_key="zo"
        )
        reply = zoé.list_online_conf_attendee(request)
        assert losses(reply) == []
        [one] = reply.data
        assert (one.participant_id, one.name, one.call_number) == (ZOÉ.participant_id, "Zoé", "+99111")
        assert (one.role, one.third_account, one.account, one.user_id) == (0, "third", "zoé", ZOÉ.user_id)

    def test_refusals(self, zoé: MeetingClient) -> None:
        info = book(zoé)
        for id, fault in ((info.conference_id, errors.CONF_NOT_STARTED), ("1", errors.CONF_DATA_NOT_FOUND)):
            with pytest.raises(ClientRequestException) as caught:
                zoé.show_online_meeting_detail(vendor.ShowOnlineMeetingDetailRequest(conference_id=id))
            assert_is(caught.value, fault)
            with pytest.raises(ClientRequestException) as caught:
                zoé.list_online_conf_attendee(vendor.ListOnlineConfAttendeeRequest(conf_id=id))
            assert_is(caught.value, fault)


class TestHistory:
    @pytest.fixture
    def over(self, zoé: MeetingClient, quiet: Background) -> vendor.ConferenceInfo:
        """Held for three quarters of an hour; somebody was there, somebody was invited."""
        config = {"prolong_length": 0}
        info = begin(zoé, attendees=PEOPLE, conf_config_info=config)
        joins(quiet, info)
        invited = vendor.RestInviteReqBody(attendees=[vendor.Attendee(phone="+865", name="Late")])
        zoé.invite_participant(
            vendor.InviteParticipantRequest(
                conference_id=info.conference_id,
                x_conference_authorization=control(zoé, info).token,
                body=invited,
            )
        )
        passes(quiet, timedelta(minutes=45))
        return info

    def test_the_list(self, zoé: MeetingClient, over: vendor.ConferenceInfo) -> None:
        request = vendor.SearchHisMeetingsRequest(
            **DAY,
            user_uuid="nobody",
            offset=0,
            limit=5,
            search_key=over.conference_id,
            query_all=False,
            sort_type="DSC_RecordTYPE",
        )
        reply = zoé.search_his_meetings(request)
        assert losses(reply) == []
        [one] = reply.data
        assert (one.conference_state, one.conf_uuid) == ("Destroyed", over.conf_uuid)
        assert (one.start_time, one.end_time) == ("2021-08-30 12:00", "2021-08-30 12:45")
        assert (one.is_has_record_file, reply.count) == (False, 1)
        swapped = {"start_date": DAY["end_date"], "end_date": DAY["start_date"]}
        assert zoé.search_his_meetings(vendor.SearchHisMeetingsRequest(**swapped)).count == 1

    @pytest.mark.parametrize(("options", "names", "count"), PAGES)
    def test_the_detail_and_its_pages(
        self,
        zoé: MeetingClient,
        over: vendor.ConferenceInfo,
        options: dict[str, Any],
        names: list[str],
        count: int,
    ) -> None:
        request = vendor.ShowHisMeetingDetailRequest(conf_uuid=over.conf_uuid, **options)
        reply = zoé.show_his_meeting_detail(request)
        assert losses(reply) == []
        assert (reply.conference_data.role, reply.conference_data.size) == ("chair", 4)
        assert ([one.name for one in reply.data.data], reply.data.count) == (names, count)

    def test_attendance(self, zoé: MeetingClient, over: vendor.ConferenceInfo) -> None:
        for language, device in ((None, "软终端"), ("en-US", "Soft terminal")):
            request = vendor.SearchAttendanceRecordsOfHisMeetingRequest(
                conf_uuid=over.conf_uuid, offset=0, limit=9, search_key="+99", accept_language=language
            )
            reply = zoé.search_attendance_records_of_his_meeting(request)
            assert losses(reply) == []
            [one] = reply.data
            assert (one.display_name, one.call_number, one.dept_name) == ("Zoé", "+99111", "Research")
            assert one.device_type == device
            assert one.left_time - one.join_time == 45 * 60_000

    def test_control(self, zoé: MeetingClient, over: vendor.ConferenceInfo) -> None:
        for language, code in ((None, "添加与会者"), ("en-US", "Add participant")):
            request = vendor.SearchCtlRecordsOfHisMeetingRequest(
                conf_uuid=over.conf_uuid, offset=0, limit=9, accept_language=language
            )
            reply = zoé.search_ctl_records_of_his_meeting(request)
            assert losses(reply) == []
            [one] = reply.data
            assert (one.operate_code, one.operation_object, one.operate_source) == (code, "+865", "Portal")

    def test_what_is_unknown(self, zoé: MeetingClient) -> None:
        for request in (
            vendor.ShowHisMeetingDetailRequest,
            vendor.SearchAttendanceRecordsOfHisMeetingRequest,
            vendor.SearchCtlRecordsOfHisMeetingRequest,
        ):
            with pytest.raises(ClientRequestException) as caught:
                getattr(zoé, METHODS[request.__name__])(request(conf_uuid="0" * 32))
            assert_is(caught.value, errors.CONF_DATA_NOT_FOUND)


METHODS = {
    "ShowHisMeetingDetailRequest": "show_his_meeting_detail",
    "SearchAttendanceRecordsOfHisMeetingRequest": "search_attendance_records_of_his_meeting",
    "SearchCtlRecordsOfHisMeetingRequest": "search_ctl_records_of_his_meeting",
}
