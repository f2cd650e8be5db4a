"""What is booked comes back the same, from a real server."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from client.conftest import NOON, Site
from convener.client.hwm import (
    AttendeeBaseInfo,
    AttendeeType,
    AutoMuteType,
    BookConfParam,
    BookCycleConfParam,
    ConfAllowJoinUserType,
    ConfCommonParam,
    ConfDetail,
    ConferenceType,
    ConfRole,
    CycleConfParam,
    CycleType,
    GetConfDetailParam,
    MediaType,
    Timezone,
    UISDKService,
    VmrConfIdType,
)
from convener.domain.meeting import Room

START = int(NOON.timestamp()) + 3600
DAY = 86_400
HOST = ConfRole.HWM_CONF_ROLE_HOST
BEIJING = Timezone.HWM_TIMEZONE_BEIJING


def optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


switches = optional(st.booleans())
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=128)
digits = st.text("0123456789", min_size=4, max_size=16)


@st.composite
def attendees(draw: st.DrawFn) -> list[AttendeeBaseInfo]:
    """People nobody knows, each reached by a number, as a third-party user, or both."""
    number = count(1)
    return [draw(people(next(number))) for _ in range(draw(st.integers(0, 5)))]


def people(number: int) -> st.SearchStrategy[AttendeeBaseInfo]:
    others = {
        "nickName": words.map(lambda name: name[:96]),
        "email": optional(st.just("someone@example.org")),
        "sms": optional(st.just("+49 30 123")),
        "isAutoInvite": switches,
        "isMute": switches,
        "role": optional(st.sampled_from([ConfRole.HWM_CONF_ROLE_ATTENDEE, HOST])),
        "type": optional(st.sampled_from(AttendeeType)),
        "userUuid": optional(st.just(f"{number:032}")),
    }
    called, third = st.just(f"+86{number}"), st.just(f"third-{number}")
    return st.one_of(
        st.builds(AttendeeBaseInfo, number=called, accountId=optional(st.just(f"user-{number}")), **others),
        st.builds(AttendeeBaseInfo, number=called, thirdUserId=third, **others),
        st.builds(AttendeeBaseInfo, thirdUserId=third, **others),
    )


meetings = st.builds(
    ConfCommonParam,
    subject=words,
    mediaType=optional(st.sampled_from(MediaType)),
    needPassword=switches,
    isAutoRecord=switches,
    allowRecord=switches,
    allowLive=switches,
    timezone=st.sampled_from(Timezone),
    vmrId=st.sampled_from([None, ""]),
    confAllowJoinUser=optional(st.sampled_from(ConfAllowJoinUserType)),
    isSendSms=switches,
    isSendEmail=switches,
    vmrConfIdType=optional(st.sampled_from(VmrConfIdType)),
    guestPwd=optional(st.just("") | digits),
    isOpenWaitingRoom=switches,
    numOfAttendee=st.integers(0, 9),
    attendees=attendees(),
    allowGuestStartConf=switches,
    allowGuestStartConfTime=optional(st.integers(0, 2**31 - 1)),
    concurrentParticipants=optional(st.integers(0, 2**31 - 1)),
    autoMuteMode=optional(st.sampled_from(AutoMuteType)),
    hardTerminalAutoMuteMode=optional(st.sampled_from(AutoMuteType)),
)
bookings = st.builds(
    BookConfParam,
    startTime=st.integers(START, START + 300 * DAY),
    duration=st.integers(15, 1425),
    confCommonParam=meetings,
    isSendCalendar=switches,
)


def muting(mode: AutoMuteType | None) -> AutoMuteType:
    """The enterprise's default is not to mute."""
    return mode or AutoMuteType.AUTO_MUTE_TYPE_UNMUTE


def expected(param: BookConfParam, detail: ConfDetail) -> ConfDetail:
    """The detail of what was booked; what the server makes up is taken from ``detail``."""
    common, begins = param.confCommonParam, (param.startTime or 0) // 60 * 60
    needed = bool(common.guestPwd) if common.needPassword is None else common.needPassword
    item = structs.replace(
        detail.confListInfo,
        subject=common.subject,
        guestPwd=(common.guestPwd or detail.confListInfo.guestPwd) if needed else "",
        startTime=begins,
        startTimeStamp=begins,
        endTime=begins + param.duration * 60,
        endTimeStamp=begins + param.duration * 60,
        timezone=common.timezone or BEIJING,
        mediaType=common.mediaType or MediaType.HWM_MEDIA_TYPE_AUDIO,
        selfConfRole=HOST,
        conferenceType=ConferenceType.HWM_CONF_TYPE_COMMON,
    )
    guests = detail.attendees
    invited = [shown(one) for one in common.attendees]
    if not any(one.role is HOST for one in common.attendees):
        invited.append(guests[-1])  # the caller
        assert guests[-1].role is HOST
    return structs.replace(
        detail,
        confListInfo=item,
        vmrId="",
        vmrFlag=False,
        isAutoRecord=bool(common.isAutoRecord),
        allowRecord=bool(common.allowRecord or common.isAutoRecord),
        allowLive=bool(common.allowLive),
        needPassword=needed,
        isSendSms=common.isSendSms is not False,
        isSendEmail=common.isSendEmail is not False,
        isSendCalendar=param.isSendCalendar is not False,
        confAllowJoinUser=common.confAllowJoinUser or ConfAllowJoinUserType.CONF_ALLOW_JOIN_ANYONE,
        numOfAttendee=len(invited),
        attendees=invited,
        isOpenWaitingRoom=bool(common.isOpenWaitingRoom),
        allowGuestStartConf=common.allowGuestStartConf is not False,
        allowGuestStartConfTime=common.allowGuestStartConfTime or 0,
        vmrConfIdType=VmrConfIdType(1 if common.vmrConfIdType is None else common.vmrConfIdType),
        concurrentParticipants=common.concurrentParticipants or 0,
        autoMuteMode=muting(common.autoMuteMode),
        hardTerminalAutoMuteMode=muting(common.hardTerminalAutoMuteMode),
    )


def shown(one: AttendeeBaseInfo) -> AttendeeBaseInfo:
    """An invited person as a detail shows them: with the defaults."""
    return structs.replace(
        one,
        isAutoInvite=bool(one.isAutoInvite),
        isMute=bool(one.isMute),
        role=one.role or ConfRole.HWM_CONF_ROLE_ATTENDEE,
        type=one.type or AttendeeType.ATTENDEE_TYPE_NORMAL,
    )


SAME_NAME = [
    AttendeeBaseInfo(nickName="Ann", thirdUserId=f"third-{number}", isMute=muted)
    for number, muted in enumerate((False, True, False), start=1)
]


@settings(max_examples=30, deadline=None)
@given(param=bookings)
@example(
    param=BookConfParam(
        startTime=START,
        duration=15,
        confCommonParam=ConfCommonParam(subject="Namesakes", timezone=BEIJING, attendees=SAME_NAME),
    )
)
def test_what_is_booked_comes_back_the_same(agent: UISDKService, param: BookConfParam) -> None:
    manager = agent.getConfMgrApi()
    booked = manager.bookConf(param).result()
    again = manager.getConfDetail(GetConfDetailParam(confId=booked.confListInfo.confId)).result()
    assert booked == again == expected(param, again)
    assert again.confListInfo.hostPwd
    assert bool(again.confListInfo.guestPwd) is again.needPassword


@pytest.mark.parametrize("timezone", list(Timezone), ids=lambda zone: zone.name)
def test_a_meeting_comes_back_in_every_zone(agent: UISDKService, timezone: Timezone) -> None:
    common = ConfCommonParam(subject="Tea", timezone=timezone)
    param = BookConfParam(startTime=START, duration=45, confCommonParam=common)
    detail = agent.getConfMgrApi().bookConf(param).result()
    assert detail == expected(param, detail)


@pytest.mark.parametrize("timezone", list(Timezone), ids=lambda zone: zone.name)
def test_a_series_comes_back_in_every_zone(agent: UISDKService, timezone: Timezone) -> None:
    """Over half a year, in which clocks change in most zones that change theirs."""
    zone, first = timezone.zone, date(2021, 9, 1)
    begins = datetime.combine(first, time(15, 30), zone)
    days = CycleConfParam(
        startDate=int(begins.timestamp()),
        endDate=int((begins + timedelta(days=180)).timestamp()),
        cycleType=CycleType.CYCLE_TYPE_MONTH,
        interval=1,
        listPoints="1,15",
        preRemindDays=3,
    )
    booking = BookConfParam(duration=45, confCommonParam=ConfCommonParam(subject="Tea", timezone=timezone))
    param = BookCycleConfParam(bookConfParam=booking, cycleParam=days)
    item = agent.getConfMgrApi().bookCycleConf(param).result().confListInfo
    last = (begins + timedelta(days=180)).astimezone(zone).date()
    assert item.conferenceType is ConferenceType.HWM_CONF_TYPE_CYCLE
    assert item.timezone is (timezone or BEIJING)
    assert item.cycleParam == structs.replace(
        days, startDate=midnight(first, timezone), endDate=midnight(last, timezone)
    )
    assert item.subConfSize == len(item.subConfParam) == 12
    for one in item.subConfParam:
        starts = datetime.fromtimestamp(one.startTime, UTC).astimezone(zone)
        assert (starts.time(), starts.day in (1, 15)) == (time(15, 30), True)
        assert one.endTime - one.startTime == 45 * 60


def midnight(day: date, timezone: Timezone) -> int:
    return int(datetime.combine(day, time(), timezone.zone).timestamp())


@pytest.mark.parametrize(
    ("kind", "interval", "points", "sizes"),
    [
        (CycleType.CYCLE_TYPE_DAY, 15, None, 3),
        (CycleType.CYCLE_TYPE_WEEK, 2, "1,5", 6),
        (CycleType.CYCLE_TYPE_MONTH, 1, "31", 2),
    ],
)
def test_days_weeks_and_months_come_back(
    agent: UISDKService, kind: CycleType, interval: int, points: str | None, sizes: int
) -> None:
    days = CycleConfParam(
        startDate=START,
        endDate=START + 40 * DAY,
        cycleType=kind,
        interval=interval,
        listPoints=points,
        preRemindDays=0,
    )
    booking = BookConfParam(
        startTime=START, duration=1440, confCommonParam=ConfCommonParam(subject="Tea", timezone=BEIJING)
    )
    detail = (
        agent.getConfMgrApi()
        .bookCycleConf(BookCycleConfParam(bookConfParam=booking, cycleParam=days))
        .result()
    )
    cycle = detail.confListInfo.cycleParam
    assert cycle is not None
    assert (cycle.cycleType, cycle.interval, cycle.listPoints, cycle.preRemindDays) == (
        kind,
        interval,
        points,
        0,
    )
    assert detail.confListInfo.subConfSize == sizes


def test_a_long_list_comes_back_whole(agent: UISDKService) -> None:
    everybody = [AttendeeBaseInfo(nickName="Me", number="+1000", role=HOST)] + [
        AttendeeBaseInfo(nickName=f"Guest {number}", number=f"+{number}", isMute=True)
        for number in range(1001, 1230)
    ]
    common = ConfCommonParam(subject="Town hall", timezone=BEIJING, attendees=everybody)
    param = BookConfParam(startTime=START, duration=30, confCommonParam=common)
    detail = agent.getConfMgrApi().bookConf(param).result()
    assert detail.numOfAttendee == 230
    assert [one.number for one in detail.attendees] == [one.number for one in everybody]
    assert {one.isMute for one in detail.attendees[1:20]} == {True}
    assert {one.isMute for one in detail.attendees[20:]} == {None}, "REST says it of the first twenty only"


@pytest.fixture(scope="module")
def rooms(site: Site) -> list[Room]:
    """The administrator's personal meeting ID, and a cloud meeting room."""
    app, now = site.server.application, site.server.application.clock.now()

    async def add(unit: Any) -> list[Room]:
        user = await app.users.by_login(unit, site.admin.account)
        assert user is not None
        cloud = app.rooms.add_cloud(unit, user.corp_id, user.user_id, name="Room", parties=0, now=now)
        return [(await app.rooms.of_user(unit, user.corp_id, user.user_id))[0], cloud]

    return site.server.write(add)


FIXED = VmrConfIdType.HWM_VMR_CONF_ID_TYPE_FIXED
RANDOM = VmrConfIdType.HWM_VMR_CONF_ID_TYPE_RANDOM


@pytest.mark.parametrize(("which", "kind"), [(0, FIXED), (0, None), (1, FIXED), (1, None), (1, RANDOM)])
def test_a_room_comes_back_with_the_id_it_shows(
    agent: UISDKService, rooms: list[Room], which: int, kind: VmrConfIdType | None
) -> None:
    room, begins = rooms[which], START + DAY * (1 + which) + 3600 * (kind or 0) + 7200 * (kind is None)
    common = ConfCommonParam(
        subject="Tea",
        timezone=BEIJING,
        vmrId=room.room_id,
        vmrConfIdType=kind,
        needPassword=True,
        guestPwd="2468",
    )
    param = BookConfParam(startTime=begins, duration=30, confCommonParam=common)
    detail = agent.getConfMgrApi().bookConf(param).result()
    item = detail.confListInfo
    assert (detail.vmrFlag, detail.vmrId) == (True, room.room_id)
    assert item.vmrConfId == ("" if kind is RANDOM else room.number)
    assert item.guestPwd == ("2468" if kind is RANDOM else room.general)
    assert detail.needPassword is bool(item.guestPwd)
    assert detail.vmrConfIdType is (kind or FIXED)
