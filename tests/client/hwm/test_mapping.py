"""Members to fields and back, without a server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import structs

from convener.client.hwm import (
    AttendeeBaseInfo,
    AutoMuteType,
    BookConfParam,
    BookCycleConfParam,
    ChangeVmrInfoParam,
    ConfAllowJoinUserType,
    ConfCommonParam,
    ConfDetail,
    ConfListItem,
    ConfResType,
    ConfRole,
    CreateConfInfo,
    CreateConfResult,
    CycleConfParam,
    CycleType,
    EditConfParam,
    MediaType,
    ModifyCycleConfParam,
    ModifySubCycleConfParam,
    RecordAuthType,
    SdkError,
    SubCycleConfParam,
    SummaryState,
    Timezone,
    VmrConfIdType,
    VmrInfo,
)
from convener.client.hwm.mapping import changes, inward, outward, tables
from convener.wire import codec
from convener.wire.meetings import ConferenceInfo

ME = AttendeeBaseInfo(
    nickName="Ann", number="+991", accountId="ann", userUuid="u1", role=ConfRole.HWM_CONF_ROLE_HOST
)
START = 1_630_328_400
"""2021-08-30 13:00 UTC."""


def common(**members: Any) -> ConfCommonParam:
    return ConfCommonParam(**{"subject": "Tea", "timezone": Timezone.HWM_TIMEZONE_AMSTERDAM, **members})


def body(**members: Any) -> dict[str, Any]:
    """What goes out for a booking."""
    param = BookConfParam(startTime=START + 59, duration=45, confCommonParam=common(**members))
    return sent(outward.booking(param, me=ME, app_id="app"))


def sent(built: Any) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(codec.write(built))
    return tree


def info(**fields: Any) -> ConferenceInfo:
    """The smallest answer."""
    tree = {
        "conferenceID": "917204415",
        "mediaTypes": "Voice",
        "subject": "Tea",
        "size": 0,
        "timeZoneID": "27",
        "startTime": "2021-08-30 13:00",
        "endTime": "2021-08-30 13:45",
        "conferenceState": "Schedule",
        "accessNumber": "",
        "language": "en-US",
        "passwordEntry": [],
        "userUUID": "u1",
        "scheduserName": "Ann",
        "multiStreamFlag": 1,
        "conferenceType": 0,
        "confType": "FUTURE",
        "isAutoMute": 0,
        "isAutoRecord": 0,
        "guestJoinUri": "",
        "recordType": 0,
        "recordAuxStream": 0,
        "confConfigInfo": {},
        "vmrFlag": 0,
        "scheduleVmr": False,
        "isHasRecordFile": False,
        "terminlCount": 0,
        "normalCount": 0,
        "deptName": "Acme",
    }
    return codec.convert({**tree, **fields}, ConferenceInfo)


def detail(**fields: Any) -> ConfDetail:
    return inward.detail(info(**fields), [], count=0)


# Every member has its place.

DERIVED = {"vmrId", "allowRecord", "allowLive", "needPassword", "guestPwd", "attendees", "confCommonParam"}


@pytest.mark.parametrize("kind", [BookConfParam, ConfCommonParam, CreateConfInfo, EditConfParam])
def test_every_member_of_a_booking_is_sent_or_said_not_to_be(kind: type[Any]) -> None:
    mapped = {row.sdk for row in tables.BOOKING}
    assert set(kind.__struct_fields__) <= mapped | DERIVED | tables.NOT_SENT | {"confId"}
    assert not mapped & tables.NOT_SENT


@pytest.mark.parametrize(
    ("kind", "rows", "elsewhere"),
    [
        (ModifySubCycleConfParam, tables.OCCURRENCE_CHANGE, {"confId", "startTimeStamp"}),
        (ChangeVmrInfoParam, tables.ROOM_CHANGE, {"vmrId"}),
    ],
)
def test_every_member_of_a_change_is_sent(
    kind: type[Any], rows: tuple[tables.Row, ...], elsewhere: set[str]
) -> None:
    assert {row.sdk for row in rows} | elsewhere == set(kind.__struct_fields__)


REST_IS_SILENT = {
    "customInfo",
    "forbiddenScreenShots",
    "defaultSummaryState",
    "supportSummary",
    "autoPublishSummary",
}


@pytest.mark.parametrize(
    ("kind", "rows", "elsewhere"),
    [
        (ConfDetail, tables.DETAIL, {"confListInfo", "attendees", "numOfAttendee"} | REST_IS_SILENT),
        (
            ConfListItem,
            tables.ITEM,
            {"hostPwd", "guestPwd", "audiencePwd", "cycleParam", "subConfSize", "subConfParam"},
        ),
        (SubCycleConfParam, tables.OCCURRENCE, set()),
        (CreateConfResult, tables.RESULT, {"hostPwd", "guestPwd", "customInfo"}),
        (VmrInfo, tables.ROOM, {"confAllowJoinUser", "isOpenWaitingRoom"}),
    ],
)
def test_every_member_of_a_result_is_filled(
    kind: type[Any], rows: tuple[tables.Row, ...], elsewhere: set[str]
) -> None:
    assert {row.sdk for row in rows} | elsewhere == set(kind.__struct_fields__)


# Outwards.


def test_a_booking_says_what_it_must() -> None:
    assert body() == {
        "startTime": "2021-08-30 13:00",
        "length": 45,
        "subject": "Tea",
        "mediaTypes": "Voice",
        "timeZoneID": "27",
        "vmrFlag": 0,
        "confConfigInfo": {"isGuestFreePwd": True},
        "attendees": [{"name": "Ann", "phone": "+991", "accountId": "ann", "userUUID": "u1", "role": 1}],
    }


def test_the_default_zone_is_not_sent() -> None:
    assert "timeZoneID" not in body(timezone=Timezone.HWM_TIMEZONE_DEFAULT)


def test_switches_are_numbers_outside_and_booleans_inside() -> None:
    tree = body(isAutoRecord=True, isSendSms=False, isSendEmail=True, isOpenWaitingRoom=True)
    assert tree["isAutoRecord"] == 1
    assert tree["confConfigInfo"] == {
        "isSendSms": False,
        "isSendNotify": True,
        "enableWaitingRoom": True,
        "isGuestFreePwd": True,
    }


def test_logged_in_users_are_never_weakened_to_everybody() -> None:
    tree = body(confAllowJoinUser=ConfAllowJoinUserType.CONF_ALLOW_JOIN_LOGINED_USER)
    assert tree["confConfigInfo"]["callInRestriction"] == 1


@pytest.mark.parametrize(
    ("by_itself", "recorded", "live", "number"),
    [
        (None, None, None, None),
        (False, False, False, 0),
        (None, None, True, 1),
        (None, True, None, 2),
        (True, False, None, 2),
        (True, None, True, 3),
        (None, True, True, 3),
    ],
)
def test_what_records_by_itself_may_be_recorded(
    by_itself: bool | None, recorded: bool | None, live: bool | None, number: int | None
) -> None:
    assert body(isAutoRecord=by_itself, allowRecord=recorded, allowLive=live).get("recordType") == number


@pytest.mark.parametrize(
    ("needed", "password", "free", "given"),
    [
        (None, None, True, None),
        (None, "1234", False, "1234"),
        (None, "", True, None),
        (True, None, False, None),
        (True, "1234", False, "1234"),
        (False, None, True, None),
        (False, "1234", True, None),
    ],
)
def test_a_guest_password_is_asked_for_or_given(
    needed: bool | None, password: str | None, free: bool, given: str | None
) -> None:
    sent_info = body(needPassword=needed, guestPwd=password)["confConfigInfo"]
    assert (sent_info["isGuestFreePwd"], sent_info.get("guestPwd")) == (free, given)


@pytest.mark.parametrize(
    ("kind", "passwords"),
    [
        (VmrConfIdType.HWM_VMR_CONF_ID_TYPE_FIXED, False),
        (None, False),
        (VmrConfIdType.HWM_VMR_CONF_ID_TYPE_RANDOM, True),
    ],
)
def test_the_fixed_id_of_a_room_brings_its_own_passwords(kind: VmrConfIdType | None, passwords: bool) -> None:
    tree = body(vmrId="room", vmrConfIdType=kind, needPassword=True, guestPwd="1234")
    assert (tree["vmrFlag"], tree["vmrID"]) == (1, "room")
    assert ("guestPwd" in tree.get("confConfigInfo", {})) is passwords


def test_what_rest_has_no_field_for_is_sent_under_its_own_name() -> None:
    tree = body(
        customInfo="mine",
        defaultSummaryState=SummaryState.SUMMARY_STATE_OPEN,
        autoPublishSummary=True,
        forbiddenScreenShots=True,
        confResType=ConfResType.HWM_CONF_RESTYPE_SHARE_VMR,
    )
    assert (tree["customInfo"], tree["defaultSummaryState"], tree["confResType"]) == ("mine", 1, 3)
    assert (tree["autoPublishSummary"], tree["forbiddenScreenShots"]) == (True, True)


def test_the_default_resource_and_the_default_muting_are_left_to_the_server() -> None:
    tree = body(
        confResType=ConfResType.HWM_CONF_RESTYPE_DEFAULT, autoMuteMode=AutoMuteType.AUTO_MUTE_TYPE_DEFAULT
    )
    assert "confResType" not in tree
    assert "isAutoMute" not in tree["confConfigInfo"]


def hosts(*attendees: AttendeeBaseInfo, **members: Any) -> list[str]:
    tree = body(attendees=list(attendees), **members)
    return [one["name"] for one in tree["attendees"] if one.get("role")]


BOB = AttendeeBaseInfo(nickName="Bob", number="+992")


def test_without_a_host_the_caller_becomes_one() -> None:
    assert hosts(BOB) == ["Ann"]
    assert len(body(attendees=[BOB])["attendees"]) == 2


def test_a_list_with_a_host_is_sent_as_it_is() -> None:
    assert hosts(structs.replace(BOB, role=ConfRole.HWM_CONF_ROLE_HOST)) == ["Bob"]


def test_who_lists_themselves_without_a_role_is_not_listed_twice() -> None:
    me = AttendeeBaseInfo(nickName="Annie", number="+991")
    assert hosts(BOB, me) == ["Annie"]
    assert len(body(attendees=[BOB, me])["attendees"]) == 2


def test_who_stays_out_is_not_added() -> None:
    assert hosts(BOB, attendeesExcludeSelf=True) == []


def test_nobody_is_added_to_an_instant_meeting() -> None:
    instant = CreateConfInfo(subject="Tea", mediaType=MediaType.HWM_MEDIA_TYPE_VIDEO, needPassword=True)
    tree = sent(outward.instant(instant, app_id=""))
    assert tree == {
        "subject": "Tea",
        "mediaTypes": "HDVideo",
        "vmrFlag": 0,
        "confConfigInfo": {"isGuestFreePwd": False},
        "attendees": [],
    }


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"number": "+1"}, {"phone": "+1"}),
        ({"number": "+1", "accountId": "bob"}, {"phone": "+1", "accountId": "bob"}),
        ({"thirdUserId": "t"}, {"accountId": "t", "appId": "app"}),
        ({"number": "", "thirdUserId": "t", "accountId": "bob"}, {"accountId": "t", "appId": "app"}),
        ({"number": "+1", "thirdUserId": "t"}, {"phone": "+1", "accountId": "t", "appId": "app"}),
        ({"number": "+1", "thirdUserId": "t", "accountId": "bob"}, {"phone": "+1", "accountId": "bob"}),
    ],
)
def test_a_number_counts_before_a_third_party_user(members: dict[str, Any], field: dict[str, str]) -> None:
    [one, _] = body(attendees=[AttendeeBaseInfo(nickName="Bob", **members)])["attendees"]
    assert one == {"name": "Bob", **field}


def test_more_than_rest_can_hold_is_refused_with_the_number_of_the_server() -> None:
    with pytest.raises(SdkError) as caught:
        body(attendees=[AttendeeBaseInfo(nickName="Bob", number="1" * 128)])
    assert caught.value.code == 111072032


def cycle(timezone: Timezone = Timezone.HWM_TIMEZONE_AMSTERDAM, **members: Any) -> dict[str, Any]:
    booking = {"duration": 30, "confCommonParam": {"subject": "Tea", "timezone": timezone}}
    days = {"startDate": START, "endDate": START + 7 * 86_400, "cycleType": 1, "interval": 2, **members}
    param = BookCycleConfParam.from_dict({"bookConfParam": booking, "cycleParam": days})
    return sent(outward.series(outward.settled_series(param), me=ME, app_id=""))


def test_the_days_of_a_series_are_those_of_its_zone() -> None:
    tree = cycle(listPoints="1, 3", preRemindDays=0)
    assert tree["cycleParams"] == {
        "startDate": "2021-08-30",
        "endDate": "2021-09-06",
        "cycle": "Week",
        "interval": 2,
        "point": [1, 3],
        "preRemindDays": 0,
    }
    assert tree["startTime"] == "2021-08-30 13:00", "the first day's moment is the time of day"
    later = cycle(Timezone.HWM_TIMEZONE_AUCKLAND, listPoints="1")
    assert later["cycleParams"]["startDate"] == "2021-08-31"


def test_points_of_daily_series_are_not_sent() -> None:
    assert "point" not in cycle(cycleType=0, listPoints="1,3")["cycleParams"]


# Changes.


def edit(**members: Any) -> dict[str, Any]:
    """What goes out for an edit."""
    param = EditConfParam(confId="9", startTime=START, duration=45, confCommonParam=common(**members))
    return sent(changes.edit(outward.settled(param), app_id="app"))


def test_an_edit_leaves_out_what_is_not_said() -> None:
    """Also whether guests need a password, which a booking would settle by silence."""
    assert edit() == {
        "startTime": "2021-08-30 13:00",
        "length": 45,
        "subject": "Tea",
        "mediaTypes": "Voice",
        "timeZoneID": "27",
        "attendees": [],
    }


@pytest.mark.parametrize(
    ("needed", "password", "said"),
    [
        (None, "", {}),
        (None, "1234", {"isGuestFreePwd": False, "guestPwd": "1234"}),
        (True, "", {"isGuestFreePwd": False}),
        (False, "1234", {"isGuestFreePwd": True}),
    ],
)
def test_an_edit_gives_or_takes_a_guest_password(
    needed: bool | None, password: str, said: dict[str, Any]
) -> None:
    assert edit(needPassword=needed, guestPwd=password).get("confConfigInfo", {}) == said


@pytest.mark.parametrize(
    ("room", "said"),
    [(None, {}), ("", {"vmrFlag": 0}), ("room", {"vmrFlag": 1, "vmrID": "room"})],
)
def test_an_edit_repeats_the_room(room: str | None, said: dict[str, Any]) -> None:
    assert {name: value for name, value in edit(vmrId=room).items() if name.startswith("vmr")} == said


def test_nobody_is_added_to_the_list_of_an_edit() -> None:
    assert [one["name"] for one in edit(attendees=[BOB])["attendees"]] == ["Bob"]


def test_an_edit_without_a_start_begins_now() -> None:
    param = EditConfParam(confId="9", duration=45, confCommonParam=common())
    assert "startTime" not in sent(changes.edit(outward.settled(param), app_id=""))


def test_a_changed_series_has_its_days_and_the_time_of_the_first() -> None:
    meetings = EditConfParam(confId="9", duration=30, confCommonParam=common())
    days = CycleConfParam(startDate=START, endDate=START + 86_400, cycleType=CycleType.CYCLE_TYPE_DAY)
    param = ModifyCycleConfParam(editConfParam=meetings, cycleParam=days)
    tree = sent(changes.series(outward.settled_series(param), app_id=""))
    assert tree["startTime"] == "2021-08-30 13:00"
    assert tree["cycleParams"] == {"startDate": "2021-08-30", "endDate": "2021-08-31", "cycle": "Day"}


def test_one_meeting_of_a_series_is_changed_as_a_whole() -> None:
    param = ModifySubCycleConfParam(
        confId="9",
        subConfID="a",
        mediaType=MediaType.HWM_MEDIA_TYPE_VIDEO,
        startTimeStamp=START,
        duration=45,
        isAutoRecord=True,
        recordAuthType=RecordAuthType.RECORD_AUTH_TYPE_ATTENDEE,
        confAllowJoinUser=ConfAllowJoinUserType.CONF_ALLOW_JOIN_INVITED_USER,
        allowGuestStartConf=False,
        allowGuestStartConfTime=10,
    )
    assert sent(changes.occurrence(outward.settled(param))) == {
        "cycleSubConfID": "a",
        "mediaTypes": "HDVideo",
        "startTime": "2021-08-30 13:00",
        "length": 45,
        "isAutoRecord": 1,
        "recordAuthType": 2,
        "confConfigInfo": {"callInRestriction": 3, "allowGuestStartConf": False, "joinBeforeHostTime": 10},
    }


def test_a_room_is_changed_as_a_whole() -> None:
    param = ChangeVmrInfoParam(
        vmrId="r",
        vmrName="Hall",
        guestPwd="",
        hostPwd="1357",
        allowGuestStartConf=True,
        confAllowJoinUser=ConfAllowJoinUserType.CONF_ALLOW_JOIN_ANYONE,
        isOpenWaitingRoom=True,
    )
    assert sent(changes.room(param)) == {
        "vmrName": "Hall",
        "gustPwd": "",
        "chairPwd": "1357",
        "allowGustFirst": True,
        "callInRestriction": 0,
        "enableWaitingRoom": True,
    }


# Inwards.


@pytest.mark.parametrize(
    ("words", "media"),
    [("Voice", 0), ("Voice,Data", 0), ("Data,HDVideo,Voice", 1), ("Video", 1), ("HDVideo", 1)],
)
def test_video_is_one_word_of_a_list(words: str, media: int) -> None:
    assert detail(mediaTypes=words).confListInfo.mediaType == media


@pytest.mark.parametrize(
    ("state", "number"), [("Schedule", 0), ("Creating", 1), ("Created", 2), ("Destroyed", 3)]
)
def test_states_have_their_numbers(state: str, number: int) -> None:
    assert detail(conferenceState=state).confListInfo.confStateType == number


@pytest.mark.parametrize(("role", "number"), [("general", 0), ("chair", 1), ("audience", 2)])
def test_roles_have_their_numbers(role: str, number: int) -> None:
    assert detail(role=role).confListInfo.selfConfRole == number


@pytest.mark.parametrize(("kind", "number"), [(0, 0), (2, 1)])
def test_a_series_is_2_in_rest_and_1_here(kind: int, number: int) -> None:
    assert detail(conferenceType=kind).confListInfo.conferenceType == number


def test_passwords_are_told_apart_and_guests_see_one() -> None:
    both = [
        {"conferenceRole": "chair", "password": "1111"},
        {"conferenceRole": "general", "password": "2222"},
    ]
    item = detail(passwordEntry=both).confListInfo
    assert (item.hostPwd, item.guestPwd, item.audiencePwd) == ("1111", "2222", "")
    assert detail(passwordEntry=both[1:]).confListInfo.hostPwd == ""


@pytest.mark.parametrize(
    ("fields", "needed"),
    [
        ({"confConfigInfo": {"isGuestFreePwd": False}}, True),
        ({"confConfigInfo": {"isGuestFreePwd": True}}, False),
        ({"confConfigInfo": {}}, False),
        ({"passwordEntry": [{"conferenceRole": "general", "password": "2222"}]}, True),
        ({"confConfigInfo": {"isGuestFreePwd": False}, "vmrConferenceID": "9"}, False),
    ],
)
def test_whether_guests_need_a_password_is_told_by_the_setting_or_the_password(
    fields: dict[str, Any], needed: bool
) -> None:
    assert detail(**fields).needPassword is needed


@pytest.mark.parametrize(
    ("fields", "kind"),
    [({}, 1), ({"vmrConferenceID": "9"}, 0), ({"confConfigInfo": {"vmrIDType": 0}}, 0)],
)
def test_a_fixed_id_is_told_by_the_setting_or_the_id(fields: dict[str, Any], kind: int) -> None:
    assert detail(**fields).vmrConfIdType == kind


def test_a_zone_nobody_knows_is_kept_as_its_number() -> None:
    assert detail(timeZoneID="99").confListInfo.timezone == 99


def test_where_clocks_skip_midnight_a_day_begins_later() -> None:
    """In Santiago 2021-09-05 began at 01:00."""
    days = {"startDate": "2021-09-05", "endDate": "2021-09-06", "cycle": "Day"}
    cycle_param = detail(timeZoneID="17", cycleParams=days).confListInfo.cycleParam
    assert cycle_param is not None
    assert cycle_param.startDate == 1_630_814_400
    assert cycle_param.endDate == cycle_param.startDate + 23 * 3600
