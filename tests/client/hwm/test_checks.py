"""What is refused before anything is sent, each with its number."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

import pytest

from client.conftest import NOON
from convener.client.hwm import (
    SDKERR,
    AccountAuthInfo,
    BookConfParam,
    BookCycleConfParam,
    CancelConfParam,
    CancelCycleConfParam,
    CancelSubCycleConfParam,
    ChangeVmrInfoParam,
    CreateConfInfo,
    CycleType,
    EditConfParam,
    GetConfDetailParam,
    ModifyCycleConfParam,
    ModifySubCycleConfParam,
    SdkError,
)
from convener.client.hwm.checks import check, check_changed_series, check_series
from convener.client.hwm.mapping.outward import settled, settled_series
from convener.client.hwm.rules import LONGEST_2023, RULES, Situation
from convener.client.hwm.structs import Structure
from convener.wire.errors import CATALOGUE

START = int(NOON.timestamp())
DAY = 86_400
BAD = 430100002


def booking(**members: Any) -> dict[str, Any]:
    """The members of a valid booking; a dotted name is that of a member inside, ``None`` takes it away."""
    tree: dict[str, Any] = {
        "startTime": START + DAY,
        "duration": 30,
        "confCommonParam": {
            "subject": "Tea",
            "timezone": 56,
            "attendees": [{"nickName": "Ann", "number": "+991"}],
        },
    }
    return changed(tree, members)


def changed(tree: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    for name, value in members.items():
        if name in ("startTime", "startTimeStamp", "duration"):
            place = tree
        elif name in ("nickName", "number", "thirdUserId", "email", "sms"):
            place = tree["confCommonParam"]["attendees"][0]
        else:
            place = tree["confCommonParam"]
        place[name] = value
    return tree


def series(**members: Any) -> dict[str, Any]:
    cycle = {
        "startDate": START,
        "endDate": START + 20 * DAY,
        "cycleType": 1,
        "interval": 1,
        "listPoints": "1,4",
    }
    return {"bookConfParam": booking(), "cycleParam": {**cycle, **members}}


def refusal(
    kind: type[Structure], members: dict[str, Any], *, longest: int = LONGEST_2023, now: datetime = NOON
) -> int:
    """The number the structure is refused with, 0 if it is not."""
    try:
        match kind.from_dict(members):
            case BookCycleConfParam() as built:
                check_series(settled_series(built), Situation(now=now, in_series=True))
            case ModifyCycleConfParam() as built:
                check_changed_series(settled_series(built), Situation(now=now, in_series=True))
            case BookConfParam() as built:
                check(settled(built), Situation(now=now, longest=longest))
            case EditConfParam() as built:
                check(settled(built), Situation(now=now, longest=longest))
            case ModifySubCycleConfParam() as built:
                check(settled(built), Situation(now=now, longest=longest))
            case built:
                check(built, Situation(now=now, longest=longest))
    except SdkError as error:
        return error.code
    return 0


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, 0),
        ({"subject": "x" * 128}, 0),
        ({"subject": "x" * 129}, 430400011),
        ({"subject": ""}, BAD),
        ({"subject": None}, BAD),
        ({"subject": 7}, BAD),
        ({"timezone": None}, BAD),
        ({"timezone": 0}, 0),
        ({"timezone": 77}, 0),
        ({"timezone": 78}, 430400002),
        ({"timezone": -1}, 430400002),
        ({"duration": None}, BAD),
        ({"duration": 0}, 430400003),
        ({"duration": -5}, 430400003),
        ({"duration": 14}, BAD),
        ({"duration": 15}, 0),
        ({"duration": 1425}, 0),
        ({"duration": 1426}, BAD),
        ({"startTime": START - 60}, 430400014),
        ({"startTime": START + 1}, 0),
        ({"startTime": START}, 0),
        ({"startTime": None}, BAD),
        ({"startTime": None, "startTimeStamp": START}, 0),
        ({"startTime": START - DAY, "startTimeStamp": START}, 0),
        ({"startTime": START, "startTimeStamp": START - DAY}, 430400014),
        ({"startTime": START * 1000}, BAD),
        ({"mediaType": 2}, BAD),
        ({"mediaType": 1}, 0),
        ({"confAllowJoinUser": 4}, BAD),
        ({"vmrConfIdType": 2}, BAD),
        ({"guestPwd": ""}, 0),
        ({"guestPwd": "123"}, 430400007),
        ({"guestPwd": "1234"}, 0),
        ({"guestPwd": "1" * 16}, 0),
        ({"guestPwd": "1" * 17}, 430400007),
        ({"guestPwd": "12a4"}, 430400007),
        ({"guestPwd": "1234\n"}, 430400007),
        ({"guestPwd": "١٢٣٤"}, 430400007),
        ({"concurrentParticipants": -1}, BAD),
        ({"allowGuestStartConfTime": -1}, BAD),
        ({"allowGuestStartConfTime": 7}, 0),
        ({"attendees": []}, 0),
        ({"attendees": None}, 0),
        ({"attendees": {}}, BAD),
        ({"numOfAttendee": 99}, 0),
        ({"number": None}, 430300001),
        ({"number": ""}, 430300001),
        ({"number": None, "thirdUserId": "ann"}, 0),
        ({"number": "", "thirdUserId": ""}, 430300001),
        ({"nickName": ""}, BAD),
        ({"nickName": None}, BAD),
        ({"nickName": "x" * 96}, 0),
        ({"nickName": "x" * 97}, 430100010),
        ({"email": "ann"}, BAD),
        ({"email": "ann@example.org"}, 0),
        ({"email": "a**@example.org"}, 0),
        ({"sms": "call me"}, BAD),
        ({"sms": "+49 30 123"}, 0),
        ({"sms": "+49*****3"}, 0),
        ({"sms": ""}, 0),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_a_booking_is_checked(members: dict[str, Any], code: int) -> None:
    assert refusal(BookConfParam, booking(**members)) == code


def test_a_booking_may_be_longer_where_the_page_of_2023_does_not_count() -> None:
    assert refusal(BookConfParam, booking(duration=1440), longest=1440) == 0
    assert refusal(BookConfParam, booking(duration=1441), longest=1440) == BAD


INSTANT = {"subject": "Tea", "mediaType": 1, "needPassword": False}


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, 0),
        ({"duration": 15}, 0),
        ({"duration": 1440}, 0),
        ({"duration": 1441}, BAD),
        ({"duration": 14}, BAD),
        ({"duration": 0}, 430400003),
        ({"mediaType": None}, BAD),
        ({"needPassword": None}, BAD),
        ({"subject": "x" * 129}, 430400011),
        ({"concurrentParticipants": 0}, 0),
        ({"concurrentParticipants": -1}, BAD),
        ({"attendees": [{"nickName": "Ann"}]}, 430300001),
    ],
    ids=repr,
)
def test_an_instant_meeting_is_checked(members: dict[str, Any], code: int) -> None:
    assert refusal(CreateConfInfo, {**INSTANT, **members}, longest=1440) == code


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, 0),
        ({"startDate": None}, BAD),
        ({"startDate": None, "startTimeStamp": START}, 0),
        ({"endDate": None}, BAD),
        ({"endDate": None, "endTimeStamp": START}, 0),
        ({"cycleType": None}, BAD),
        ({"cycleType": 3}, BAD),
        ({"interval": 0}, BAD),
        ({"interval": None}, 0),
        ({"interval": 5}, 0),
        ({"interval": 6}, BAD),
        ({"cycleType": 0, "interval": 15}, 0),
        ({"cycleType": 0, "interval": 16}, BAD),
        ({"cycleType": 0, "listPoints": None}, 0),
        ({"cycleType": 0, "listPoints": "nonsense"}, 0),
        ({"cycleType": 2, "interval": 3}, 0),
        ({"cycleType": 2, "interval": 4}, BAD),
        ({"cycleType": 2, "listPoints": "1,31"}, 0),
        ({"cycleType": 2, "listPoints": "0"}, BAD),
        ({"cycleType": 2, "listPoints": "32"}, BAD),
        ({"listPoints": None}, BAD),
        ({"listPoints": ""}, BAD),
        ({"listPoints": "0, 6"}, 0),
        ({"listPoints": "1\uff0c3"}, 0),
        ({"listPoints": "7"}, BAD),
        ({"listPoints": "1,,3"}, BAD),
        ({"listPoints": "Monday"}, BAD),
        ({"preRemindDays": 30}, 0),
        ({"preRemindDays": 31}, BAD),
        ({"preRemindDays": -1}, BAD),
        ({"endDate": START - DAY}, BAD),
        ({"endDate": START}, 0),
        ({"endDate": START + 365 * DAY}, 0),
        ({"endDate": START + 366 * DAY}, BAD),
        ({"startDate": START - DAY}, 430400014),
        ({"startDate": START - 3600}, 0),
        ({"startDate": START * 1000}, BAD),
    ],
    ids=repr,
)
def test_a_series_is_checked(members: dict[str, Any], code: int) -> None:
    assert refusal(BookCycleConfParam, series(**members)) == code


def test_of_a_series_the_start_is_a_time_of_day_and_the_meetings_may_last_a_day() -> None:
    param = series()
    param["bookConfParam"].update(startTime=START - 400 * DAY, duration=1440)
    assert refusal(BookCycleConfParam, param) == 0
    param["bookConfParam"].update(duration=1441)
    assert refusal(BookCycleConfParam, param) == BAD


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, 0),
        ({"confId": None}, BAD),
        ({"confId": ""}, 430400010),
        ({"startTime": None}, 0),
        ({"startTime": START - 60}, 0),
        ({"startTime": START * 1000}, BAD),
        ({"duration": 1440}, 0),
        ({"duration": 1441}, BAD),
        ({"duration": 0}, 430400003),
        ({"confCommonParam": None}, BAD),
        ({"confCommonParam": {"subject": "x" * 129, "timezone": 27}}, 430400011),
        ({"confCommonParam": {"subject": "Tea", "timezone": 99}}, 430400002),
        ({"confCommonParam": {"subject": "Tea", "timezone": 27, "guestPwd": "12"}}, 430400007),
    ],
    ids=repr,
)
def test_an_edit_is_checked(members: dict[str, Any], code: int) -> None:
    """Whether a start that lies behind is one that stays, only the server knows."""
    assert refusal(EditConfParam, {"confId": "9", **booking(), **members}, longest=1440) == code


@pytest.mark.parametrize(
    ("members", "code"),
    [({}, 0), ({"startDate": START - 40 * DAY}, 0), ({"listPoints": "7"}, BAD), ({"endDate": None}, BAD)],
    ids=repr,
)
def test_a_changed_series_is_checked_and_may_have_begun(members: dict[str, Any], code: int) -> None:
    param = {"editConfParam": {"confId": "9", **booking()}, "cycleParam": series(**members)["cycleParam"]}
    assert refusal(ModifyCycleConfParam, param) == code


DATE = {"confId": "9", "subConfID": "a", "mediaType": 1, "startTime": START, "duration": 30}
CANCELLED = {"confId": "9", "subConfID": "a", "endOnlineConf": False}
ROOM = {"vmrId": "r", "vmrName": "Hall", "guestPwd": "2468", "hostPwd": "1357"}


def test_days_of_a_series_are_counted_in_its_zone() -> None:
    """At noon in London it is past midnight in Auckland."""
    param = series(startDate=START - 3600, endDate=START)
    param["bookConfParam"]["confCommonParam"]["timezone"] = 71
    assert refusal(BookCycleConfParam, param) == 430400014
    assert refusal(BookCycleConfParam, param, now=NOON - timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    ("kind", "members", "code"),
    [
        (GetConfDetailParam, {"confId": ""}, 430400010),
        (GetConfDetailParam, {}, BAD),
        (GetConfDetailParam, {"confId": "917204415"}, 0),
        (CancelConfParam, {"confId": ""}, 430400010),
        (CancelConfParam, {"confId": "9"}, 0),
        (CancelCycleConfParam, {"confId": "", "endOnlineConf": True}, 430400010),
        (CancelCycleConfParam, {"confId": "9"}, BAD),
        (CancelSubCycleConfParam, CANCELLED, 0),
        (CancelSubCycleConfParam, {**CANCELLED, "subConfID": ""}, BAD),
        (CancelSubCycleConfParam, {**CANCELLED, "confId": ""}, 430400010),
        (ModifySubCycleConfParam, DATE, 0),
        (ModifySubCycleConfParam, {**DATE, "confId": ""}, 430400010),
        (ModifySubCycleConfParam, {**DATE, "subConfID": ""}, BAD),
        (ModifySubCycleConfParam, {**DATE, "mediaType": 2}, BAD),
        (ModifySubCycleConfParam, {**DATE, "startTime": None}, BAD),
        (ModifySubCycleConfParam, {**DATE, "startTime": None, "startTimeStamp": START}, 0),
        (ModifySubCycleConfParam, {**DATE, "duration": 14}, BAD),
        (ModifySubCycleConfParam, {**DATE, "recordAuthType": 3}, BAD),
        (ModifySubCycleConfParam, {**DATE, "confAllowJoinUser": 4}, BAD),
        (ModifySubCycleConfParam, {**DATE, "allowGuestStartConfTime": -1}, BAD),
        (ChangeVmrInfoParam, ROOM, 0),
        (ChangeVmrInfoParam, {**ROOM, "vmrId": ""}, BAD),
        (ChangeVmrInfoParam, {**ROOM, "vmrName": ""}, 430400013),
        (ChangeVmrInfoParam, {**ROOM, "hostPwd": ""}, 430400012),
        (ChangeVmrInfoParam, {**ROOM, "hostPwd": "123"}, 430400012),
        (ChangeVmrInfoParam, {**ROOM, "hostPwd": "1" * 17}, 430400012),
        (ChangeVmrInfoParam, {**ROOM, "hostPwd": "12a4"}, BAD),
        (ChangeVmrInfoParam, {**ROOM, "guestPwd": ""}, 0),
        (ChangeVmrInfoParam, {**ROOM, "guestPwd": "12"}, 430400007),
        (ChangeVmrInfoParam, {**ROOM, "guestPwd": None}, BAD),
        (AccountAuthInfo, {"account": "", "password": "x"}, 430200005),
        (AccountAuthInfo, {"account": "ann", "password": ""}, 430200005),
        (AccountAuthInfo, {"account": "ann"}, BAD),
    ],
    ids=repr,
)
def test_other_calls_are_checked(kind: type[Structure], members: dict[str, Any], code: int) -> None:
    assert refusal(kind, members) == code


def test_a_refusal_says_where_and_why() -> None:
    with pytest.raises(SdkError, match=r"430400011 UISDK_SUBJECT_TOO_LONG: ConfCommonParam.subject: longer"):
        check(BookConfParam.from_dict(booking(subject="x" * 129)), Situation(now=NOON))


@pytest.mark.parametrize(("minutes", "noted"), [(None, 0), (0, 0), (30, 0), (7, 1)])
def test_minutes_that_some_platforms_do_not_know_are_noted(
    caplog: pytest.LogCaptureFixture, minutes: int | None, noted: int
) -> None:
    check(BookConfParam.from_dict(booking(allowGuestStartConfTime=minutes)), Situation(now=NOON))
    assert len(caplog.records) == noted


def test_every_rule_names_a_member_and_known_numbers() -> None:
    for kind, rules in RULES.items():
        for rule in rules:
            assert rule.member in kind.__struct_fields__
            assert SDKERR(rule.code).is_known
            assert rule.server is None or rule.server in CATALOGUE


def test_checking_changes_nothing() -> None:
    members = series()
    param = BookCycleConfParam.from_dict(copy.deepcopy(members))
    check_series(settled_series(param), Situation(now=NOON, in_series=True))
    assert param.to_dict() == members
    assert param.cycleParam.cycleType is CycleType.CYCLE_TYPE_WEEK
