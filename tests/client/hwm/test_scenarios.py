"""What the two pages describe, from the first call to the last."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from client.conftest import NOON, Site
from client.hwm.answers import PARAM, Told, code_of, logged_in, signed
from client.hwm.conftest import MakeService
from client.hwm.test_mapping import info
from client.scripted import Answer, Received, Scripted, refuses
from convener.client import Client
from convener.client.hwm import (
    SDKERR,
    AttendeeBaseInfo,
    BookConfParam,
    BookCycleConfParam,
    ConfCommonParam,
    ConfDetail,
    ConferenceType,
    ConfListItem,
    ConfRole,
    ConfState,
    CreateConfInfo,
    CreateConfResult,
    CycleConfParam,
    CycleType,
    MediaType,
    Timezone,
    UISDKService,
)
from convener.wire import codec
from convener.wire.common import Page
from convener.wire.meetings import MeetingDetail, ParticipantInfo
from convener.wire.push import AttendeesNotify, NotifyType

LONG = timedelta(seconds=10)
START = int(NOON.timestamp()) + 3600
DAY = 86_400


class Flow:
    """A program that goes from callback to callback, as those of the Electron SDK do."""

    def __init__(self, sdk: UISDKService, site: Site) -> None:
        self.sdk, self.site = sdk, site
        self.steps: list[tuple[str, SDKERR]] = []
        self.detail: ConfDetail | None = None
        self.over = threading.Event()

    def run(self) -> None:
        login = {"account": self.site.admin.account, "password": self.site.admin.password}
        self.sdk.getLoginApi().loginByAccount(login, self.logged_in)
        assert self.over.wait(10)

    def logged_in(self, ret: SDKERR, reason: str, result: Any) -> None:
        self.steps.append(("login", ret))
        me = AttendeeBaseInfo(nickName="Me", number="+991", role=ConfRole.HWM_CONF_ROLE_HOST)
        common = ConfCommonParam(
            subject="Planning",
            mediaType=MediaType.HWM_MEDIA_TYPE_VIDEO,
            timezone=Timezone.HWM_TIMEZONE_AMSTERDAM,
            attendees=[me],
            numOfAttendee=1,
        )
        param = BookConfParam(startTime=START, duration=60, confCommonParam=common, isSendCalendar=False)
        self.sdk.getConfMgrApi().bookConf(param, self.booked)

    def booked(self, ret: SDKERR, reason: str, detail: ConfDetail) -> None:
        self.steps.append(("book", ret))
        self.detail = detail
        self.sdk.getLoginApi().logout(self.logged_out)

    def logged_out(self, ret: SDKERR, reason: str, result: Any) -> None:
        self.steps.append(("logout", ret))
        self.over.set()


def test_log_in_book_with_yourself_as_host_and_get_the_details(make_sdk: MakeService, site: Site) -> None:
    flow = Flow(make_sdk(), site)
    flow.run()
    assert flow.steps == [("login", 0), ("book", 0), ("logout", 0)]
    assert flow.detail is not None
    item = flow.detail.confListInfo
    assert (item.subject, item.startTime, item.endTime) == ("Planning", START, START + 3600)
    assert (item.mediaType, item.timezone) == (MediaType.HWM_MEDIA_TYPE_VIDEO, 27)
    assert (item.confStateType, item.selfConfRole) == (ConfState.HWM_CONF_STATE_SCHEDULE, 1)
    assert [(one.nickName, one.role) for one in flow.detail.attendees] == [("Me", 1)]
    assert flow.detail.isSendCalendar is False


def instant(**members: Any) -> CreateConfInfo:
    invited = [
        AttendeeBaseInfo(nickName="Bob", number="+86101"),
        AttendeeBaseInfo(nickName="Cid", number="+86102", email="cid@example.org"),
    ]
    return CreateConfInfo(
        subject="Now",
        mediaType=MediaType.HWM_MEDIA_TYPE_VIDEO,
        needPassword=True,
        guestPwd="246810",
        numOfAttendee=2,
        attendees=invited,
        customInfo="mine",
        **members,
    )


def test_create_a_meeting_with_two_attendees(sdk: UISDKService) -> None:
    told = Told()
    result = sdk.getConfCtrlApi().createConf(instant(duration=45), told).result()
    assert told.calls == [(SDKERR.SDKERR_SUCCESS, "", result)]
    assert result == CreateConfResult(
        confId=result.confId,
        hostPwd=result.hostPwd,
        guestPwd="246810",
        mediaType=MediaType.HWM_MEDIA_TYPE_VIDEO,
        guestJoinUri=result.guestJoinUri,
        selfConfRole=ConfRole.HWM_CONF_ROLE_HOST,
        subject="Now",
        startTime=START - 3600,
        endTime=START - 3600 + 45 * 60,
        startTimeStamp=START - 3600,
        endTimeStamp=START - 3600 + 45 * 60,
        schedulerName="Administrator",
        customInfo="mine",
    )
    assert result.confId in result.guestJoinUri
    detail = sdk.getConfMgrApi().getConfDetail({"confId": result.confId}).result()
    assert detail.confListInfo.confStateType is ConfState.HWM_CONF_STATE_GOING
    assert [one.nickName for one in detail.attendees] == ["Bob", "Cid"], "the creator is not invited"


async def test_create_a_meeting_for_nobody_else(sdk: UISDKService) -> None:
    info = CreateConfInfo(
        subject="Now", mediaType=MediaType.HWM_MEDIA_TYPE_AUDIO, needPassword=False, numOfAttendee=0
    )
    result = await sdk.getConfCtrlApi().create_conf(info)
    assert (result.guestPwd, result.endTimeStamp - result.startTimeStamp) == ("", 30 * 60)


def test_book_a_series(sdk: UISDKService) -> None:
    days = CycleConfParam(
        startDate=START,
        endDate=START + 28 * DAY,
        cycleType=CycleType.CYCLE_TYPE_WEEK,
        interval=2,
        listPoints="1,4",
        preRemindDays=1,
    )
    common = ConfCommonParam(subject="Weekly", timezone=Timezone.HWM_TIMEZONE_AMSTERDAM)
    booking = BookConfParam(startTime=START, duration=30, confCommonParam=common)
    told = Told()
    param = BookCycleConfParam(bookConfParam=booking, cycleParam=days)
    item = sdk.getConfMgrApi().bookCycleConf(param, told).result().confListInfo
    assert told.codes == [0]
    assert item.conferenceType is ConferenceType.HWM_CONF_TYPE_CYCLE
    assert [one.startTime for one in item.subConfParam] == [START + day * DAY for day in (0, 3, 14, 17, 28)]
    assert item.subConfSize == 5
    assert len({one.subConfID for one in item.subConfParam}) == 5


def test_of_a_series_the_first_fifty_meetings_are_booked(sdk: UISDKService) -> None:
    days = CycleConfParam(startDate=START, endDate=START + 300 * DAY, cycleType=CycleType.CYCLE_TYPE_DAY)
    common = ConfCommonParam(subject="Daily", timezone=Timezone.HWM_TIMEZONE_BEIJING)
    booking = BookConfParam(duration=15, confCommonParam=common)
    param = BookCycleConfParam(bookConfParam=booking, cycleParam=days)
    item = sdk.getConfMgrApi().bookCycleConf(param).result().confListInfo
    assert item.subConfSize == 50
    assert item.cycleParam is not None
    assert item.cycleParam.endDate is not None
    assert item.subConfParam[-1].startTime - item.cycleParam.endDate < DAY


def test_a_second_client_sees_the_invited_list_by_push(sdk: UISDKService, site: Site) -> None:
    result = sdk.getConfCtrlApi().createConf(instant()).result()
    with Client(site.url, credentials=site.admin, trust=site.trust) as second:
        frames = second.events(result.confId, {NotifyType.ATTENDEES}, password=result.hostPwd)
        first = next(frames)
        frames.close()
    assert isinstance(first, AttendeesNotify)
    assert [(one.name, one.phone) for one in first.data] == [("Bob", "+86101"), ("Cid", "+86102")]


def test_who_is_only_invited_sees_no_host_password(
    sdk: UISDKService, site: Site, make_sdk: MakeService
) -> None:
    app, now = site.server.application, site.server.application.clock.now()

    async def add(unit: Any) -> Any:
        boss = await app.users.by_login(unit, site.admin.account)
        assert boss is not None
        return await app.users.add(
            unit, boss.corp_id, account="bob", name="Bob", third_account="third-bob", now=now
        )

    bob = site.server.write(add)
    common = structs.replace(
        PARAM.confCommonParam, attendees=[AttendeeBaseInfo(nickName="Bob", number=bob.sip_number)]
    )
    booked = sdk.getConfMgrApi().bookConf(structs.replace(PARAM, confCommonParam=common)).result()
    other = make_sdk()
    other.getLoginApi().loginByAppId(signed(site.app, "third-bob")).result()
    seen = other.getConfMgrApi().getConfDetail({"confId": booked.confListInfo.confId}).result().confListInfo
    assert (seen.hostPwd, seen.hostJoinUri, seen.selfConfRole) == ("", "", 0)
    assert seen.guestJoinUri == booked.confListInfo.guestJoinUri


@pytest.mark.parametrize("answer", [refuses(500), Answer(body=b"{"), refuses(400, "MMC.111070005")], ids=str)
def test_what_was_booked_and_cannot_be_looked_up_is_a_success_with_only_the_id(
    script: Scripted, answer: Answer
) -> None:
    """The page of ``bookConf``: if only a meeting ID is returned, the details could not be had."""

    def respond(request: Received) -> Answer:
        return Answer(body=codec.write([info()])) if request.method == "POST" else answer

    with logged_in(script, respond) as sdk:
        told = Told()
        detail = sdk.getConfMgrApi().bookConf(PARAM, told).result(LONG)
        assert detail == ConfDetail(confListInfo=ConfListItem(confId="917204415"))
        assert told.codes == [0]


def test_a_list_that_shrinks_while_it_is_read_ends(script: Scripted) -> None:
    bob = ParticipantInfo(name="Bob", role=0, state="MEETTING", attendee_type="normal")

    def respond(request: Received) -> Answer:
        people = [bob] if "offset=0" in request.query else []
        page = Page(data=people, offset=0, limit=100, count=2)
        return Answer(body=codec.write(MeetingDetail(conference_data=info(), data=page)))

    with logged_in(script, respond) as sdk:
        detail = sdk.getConfMgrApi().getConfDetail({"confId": "917204415"}).result(LONG)
        assert (detail.numOfAttendee, len(detail.attendees)) == (1, 1)


def test_an_answer_with_times_nobody_can_read_is_none(script: Scripted) -> None:
    broken = codec.write([structs.replace(info(), start_time="soon")])
    with logged_in(script, Answer(body=broken)) as sdk:
        pending = sdk.getConfCtrlApi().createConf(instant())
        assert code_of(pending) == 414100026


def test_of_a_meeting_looked_up_twice_nothing_differs(agent: UISDKService) -> None:
    booked = agent.getConfMgrApi().bookConf(PARAM).result()
    param = {"confId": booked.confListInfo.confId}
    first, second = (agent.getConfMgrApi().getConfDetail(param).result() for _ in range(2))
    assert first == second == ConfDetail.from_dict(first.to_dict())
