"""Reading what real clients send, and refusing the rest with the declared error."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pytest

from convener.wire import codec, errors
from convener.wire.base import about
from convener.wire.codec import Invalid, Unreadable
from convener.wire.common import DONE, ErrorBody, Limit
from convener.wire.control import DeleteAttendeesBody, InviteBody
from convener.wire.errors import Fault
from convener.wire.identity import LoginToken, TokenType
from convener.wire.meetings import (
    AttendeeRole,
    ConfConfigInfo,
    ConferenceType,
    CycleParams,
    Listing,
    ScheduleBody,
    VmrIdType,
)
from convener.wire.push import Subscribe, SubscribeData, content, read_frame


def schedule(**members: Any) -> bytes:
    return json.dumps({"mediaTypes": "HDVideo", **members}).encode()


@pytest.mark.parametrize("sent", [False, "false", "False", "FALSE", 0, "0"])
def test_a_boolean_comes_in_many_ways(sent: Any) -> None:
    assert codec.read(json.dumps({"isSendNotify": sent}), ConfConfigInfo).is_send_notify is False


@pytest.mark.parametrize("sent", [True, 1, "1"])
def test_a_switch_comes_as_a_number_or_a_boolean(sent: Any) -> None:
    body = codec.read(schedule(isAutoRecord=sent, conferenceType=sent), ScheduleBody)
    assert (body.is_auto_record, body.conference_type) == (1, ConferenceType.RECURRING_IN_REQUEST)


@pytest.mark.parametrize("sent", [None, "absent"])
def test_null_is_absent(sent: str | None) -> None:
    members = {} if sent else {"vmrID": None, "attendees": [None], "confConfigInfo": {"vmrIDType": None}}
    body = codec.read(schedule(**members), ScheduleBody)
    assert body.vmr_id is None
    assert not body.attendees
    assert body.conf_config_info in (None, ConfConfigInfo())


def test_the_bodies_every_area_answers_are_spelt_as_clients_expect() -> None:
    assert codec.write(DONE) == b'{"returnCode":0,"returnDesc":"Success"}'
    fault = errors.CONF_LOCKED
    assert codec.write(ErrorBody(error_code=fault.code, error_msg=fault.constant)) == (
        b'{"error_code":"MMC.111072050","error_msg":"CONF_LOCKED"}'
    )


def test_identity_answers_null_for_what_is_not_set() -> None:
    token = LoginToken(
        access_token="t",
        valid_period=1,
        expire_time=2,
        create_time=3,
        client_type=72,
        token_type=TokenType.ACCESS,
    )
    assert json.loads(codec.write(token))["proxyToken"] is None


def test_zero_false_and_empty_are_sent_and_absent_is_not() -> None:
    assert codec.write(ConfConfigInfo(prolong_length=0, is_send_sms=False, guest_pwd="")) == (
        b'{"prolongLength":0,"isSendSms":false,"guestPwd":""}'
    )
    assert codec.write(ConfConfigInfo(vmr_id_type=VmrIdType.FIXED)) == b'{"vmrIDType":0}'


@pytest.mark.parametrize(
    ("member", "value", "fault"),
    [
        ("mediaTypes", None, errors.CONF_MEDIA_TYPES_ILLEGAL),
        ("mediaTypes", "", errors.CONF_MEDIA_TYPES_ILLEGAL),
        ("mediaTypes", "Voice,Smell", errors.CONF_MEDIA_TYPES_ILLEGAL),
        ("mediaTypes", 3, errors.CONF_MEDIA_TYPES_ILLEGAL),
        ("length", 14, errors.CONF_LENGTH_OVER_RANGE),
        ("length", "1441", errors.CONF_LENGTH_OVER_RANGE),
        ("length", "long", errors.CONF_LENGTH_OVER_RANGE),
        ("subject", "x" * 129, errors.CONF_SUBJECT_LENGTH_TOO_LONG),
        ("groupuri", "x" * 32, errors.CONF_GROUPURI_LENGTH_TOO_LONG),
        ("isAutoRecord", 2, errors.CONF_AUTO_RECORD_NOT_IN_RANGE),
        ("encryptMode", 3, errors.CONF_ENCRYPT_MODE_NOT_IN_RANGE),
        ("language", "de-DE", errors.CONF_LANGUAGE_NOT_IN_RANGE),
        ("recordType", 4, errors.CONF_RECORD_TYPE_NOT_IN_RANGE),
        ("liveAddress", "x" * 256, errors.CONF_LIVE_ADDRESS_TOO_LONG),
        ("auxAddress", "x" * 256, errors.CONF_AUX_ADDRESS_TOO_LONG),
        ("recordAuxStream", -1, errors.CONF_RECORD_AUX_STREAM_NOT_IN_RANGE),
        ("recordAuthType", 3, None),
        ("vmrFlag", 2, errors.CONF_VMR_FLAG_NOT_IN_RANGE),
        ("concurrentParticipants", -1, errors.CONF_SIZE_OVER_RANGE),
        ("conferenceType", 3, errors.CONF_CONFERENCE_TYPE_ILLEGAL),
        ("timeZoneID", 56, None),
        ("attendees", {}, None),
    ],
)
def test_a_bad_member_is_refused_with_its_own_error(member: str, value: Any, fault: Fault | None) -> None:
    assert refused(schedule(**{member: value}), ScheduleBody) == fault


@pytest.mark.parametrize(
    ("member", "value", "fault"),
    [
        ("name", "x" * 97, errors.SITE_NAME_LENGTH_TOO_LONG),
        ("role", 2, errors.SITE_ROLE_NOT_IN_RANGE),
        ("phone", "1" * 128, errors.SITE_CALL_NUMBER_LENGTH_TOO_LONG),
        ("email", "x" * 256, errors.SITE_EMAIL_LENGTH_TOO_LONG),
        ("sms", "1" * 33, errors.SITE_SMS_LENGTH_TOO_LONG),
        ("isMute", 2, errors.SITE_MUTE_NOT_IN_RANGE),
        ("isAutoInvite", 2, errors.SITE_AUTO_INVITE_NOT_IN_RANGE),
        ("deptName", "x" * 129, errors.CONF_DEPTNAME_TOO_LONG),
        ("deptUUID", "x" * 65, None),
    ],
)
def test_a_bad_attendee_is_refused_wherever_it_stands(member: str, value: Any, fault: Fault | None) -> None:
    assert refused(schedule(attendees=[{"name": "fine"}, {member: value}]), ScheduleBody) == fault


@pytest.mark.parametrize(
    ("member", "value", "fault"),
    [
        ("startDate", None, errors.CONF_CYCLE_PARAMS_STARTDATE_NULL),
        ("startDate", "", errors.CONF_CYCLE_PARAMS_STARTDATE_NULL),
        ("endDate", None, errors.CONF_CYCLE_PARAMS_ENDDATE_NULL),
        ("cycle", None, errors.CONF_CYCLE_PARAMS_CYCLE_ILLEGAL),
        ("cycle", "Year", errors.CONF_CYCLE_PARAMS_CYCLE_ILLEGAL),
        ("interval", 16, errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE),
        ("point", [1, 32], errors.CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE),
        ("preRemindDays", 31, errors.CONF_REMINDERS_ILLEGAL),
    ],
)
def test_a_bad_rule_is_refused_with_its_own_error(member: str, value: Any, fault: Fault) -> None:
    rule = {"startDate": "2030-03-04", "endDate": "2030-03-05", "cycle": "Day", member: value}
    assert refused(schedule(cycleParams=rule), ScheduleBody) == fault
    assert refused(json.dumps(rule), CycleParams) == fault


@pytest.mark.parametrize("password", ["123", "12345678901234567", "12a4", "1234\n"])
def test_a_guest_password_is_4_to_16_digits(password: str) -> None:
    assert refused(schedule(confConfigInfo={"guestPwd": password}), ScheduleBody) == errors.GUEST_PWD_ILLEGAL


@pytest.mark.parametrize("length", [0, 61])
def test_an_extension_is_at_most_an_hour(length: int) -> None:
    text = schedule(confConfigInfo={"prolongLength": length})
    assert refused(text, ScheduleBody) == (errors.CONF_AUTO_PROLONG_NOT_IN_RANGE if length else ACCEPTED)


def test_an_invitation_names_somebody() -> None:
    assert refused(b'{"attendees":[]}', InviteBody) == errors.CONF_HAS_NO_ATTENDEE
    assert refused(b"{}", InviteBody) == errors.CONF_HAS_NO_ATTENDEE
    assert refused(b'{"attendees":[{"userUUID":3}]}', InviteBody) is None
    assert codec.read(b'{"attendees":[{"accountId":"bob"}]}', InviteBody).attendees[0].role is None


def test_who_is_taken_off_the_list_has_a_number() -> None:
    assert refused(b'{"bulkDelAttendInfo":[{}]}', DeleteAttendeesBody) == errors.SITE_CALL_NUMBER_IS_EMPTY


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"nul",
        b'{"mediaTypes":"\xff"}',
        b'{"length":"x" oops',
        b"[" * 100_000,
        '{"subject":"\ud800"}',
    ],
)
def test_what_is_no_json_is_unreadable(text: bytes | str) -> None:
    with pytest.raises(Unreadable):
        codec.read(text, ScheduleBody)


def test_text_with_nul_is_refused_and_an_escaped_backslash_is_not_mistaken_for_one() -> None:
    with pytest.raises(Invalid):
        codec.read(schedule(subject="a\0b"), ScheduleBody)
    assert codec.read(schedule(subject="a\\u0000b"), ScheduleBody).subject == "a\\u0000b"


def test_parameters_are_read_from_text() -> None:
    assert codec.convert("2", Listing) is Listing.ONE_KIND
    assert codec.convert("20", int | None) == 20
    assert codec.convert("TRUE", bool) is True
    assert codec.convert("12", str | None) == "12"
    with pytest.raises(Invalid):
        codec.convert("0", Limit)


def test_of_two_notes_the_one_with_an_error_counts() -> None:
    noted = Annotated[AttendeeRole, about("Plain."), about("With.", errors.SITE_ROLE_NOT_IN_RANGE)]
    with pytest.raises(Invalid) as refusal:
        codec.convert("7", noted)
    assert refusal.value.fault == errors.SITE_ROLE_NOT_IN_RANGE


@pytest.mark.parametrize("data", [{"subscribeType": ["X"]}, '{"subscribeType":["X"]}'])
@pytest.mark.parametrize("sequence", ["000123", 123])
def test_a_frame_carries_its_data_as_object_or_text(data: Any, sequence: Any) -> None:
    text = json.dumps({"action": "Subscribe", "sequence": sequence, "data": data})
    frame = read_frame(text)
    assert isinstance(frame, Subscribe)
    assert frame.sequence == sequence
    assert content(frame.data, SubscribeData) == SubscribeData(subscribe_type=["X"])


ACCEPTED = Fault("", "accepted")


def refused(text: bytes | str, kind: type[Any]) -> Fault | None:
    """The error the contract declares for ``text``; ``None``: the family's generic one."""
    try:
        codec.read(text, kind)
    except Invalid as invalid:
        return invalid.fault
    return ACCEPTED
