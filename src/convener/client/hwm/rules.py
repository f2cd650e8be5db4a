"""What must be true of each structure, as tables: which member, what is wrong, how it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from convener.client.hwm.conversions import LATEST, moment
from convener.client.hwm.enums import CycleType
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import (
    AccountAuthInfo,
    AppIdAuthInfo,
    AttendeeBaseInfo,
    BookConfParam,
    BookCycleConfParam,
    CancelConfParam,
    CancelCycleConfParam,
    CancelSubCycleConfParam,
    ChangeVmrInfoParam,
    ConfCommonParam,
    CreateConfInfo,
    CycleConfParam,
    EditConfParam,
    GetConfDetailParam,
    ModifyCycleConfParam,
    ModifySubCycleConfParam,
    ServerInfo,
    Structure,
)
from convener.wire import errors
from convener.wire.errors import Fault

BAD: Final = SDKERR.UISDK_API_INVALID_PARAMETERS

MANDATORY: Final[Mapping[type[Structure], tuple[tuple[str, ...], ...]]] = MappingProxyType(
    {
        BookConfParam: (("startTimeStamp", "startTime"), ("duration",), ("confCommonParam",)),
        ConfCommonParam: (("subject",), ("timezone",), ("attendees", "numOfAttendee")),
        AttendeeBaseInfo: (("nickName",), ("number", "thirdUserId")),
        BookCycleConfParam: (("bookConfParam",), ("cycleParam",)),
        CycleConfParam: (("startTimeStamp", "startDate"), ("endTimeStamp", "endDate"), ("cycleType",)),
        CreateConfInfo: (("subject",), ("mediaType",), ("needPassword",), ("attendees", "numOfAttendee")),
        GetConfDetailParam: (("confId",),),
        EditConfParam: (("confId",), ("duration",), ("confCommonParam",)),
        CancelConfParam: (("confId",),),
        ModifyCycleConfParam: (("editConfParam",), ("cycleParam",)),
        ModifySubCycleConfParam: (
            ("confId",),
            ("subConfID",),
            ("mediaType",),
            ("startTimeStamp", "startTime"),
            ("duration",),
        ),
        CancelCycleConfParam: (("confId",), ("endOnlineConf",)),
        CancelSubCycleConfParam: (("confId",), ("subConfID",), ("endOnlineConf",)),
        ChangeVmrInfoParam: (("vmrId",), ("vmrName",), ("guestPwd",), ("hostPwd",)),
        AccountAuthInfo: (("account",), ("password",)),
        AppIdAuthInfo: (("thirdUserId",), ("signature",), ("nonce",), ("expireTime",)),
        ServerInfo: (("serverAddr",),),
    }
)
"""Members of which the pages demand one; a longer entry names alternatives, of which any will do."""

LONGEST_2023: Final = 1425
LONGEST: Final = 1440
SHORTEST: Final = 15
INTERVALS: Final[Mapping[CycleType, range]] = MappingProxyType(
    {
        CycleType.CYCLE_TYPE_DAY: range(1, 16),
        CycleType.CYCLE_TYPE_WEEK: range(1, 6),
        CycleType.CYCLE_TYPE_MONTH: range(1, 4),
    }
)
POINTS: Final[Mapping[CycleType, range]] = MappingProxyType(
    {CycleType.CYCLE_TYPE_WEEK: range(7), CycleType.CYCLE_TYPE_MONTH: range(1, 32)}
)

EARLY_MINUTES: Final = frozenset({0, 5, 10, 15, 30})
"""What some platforms let ``allowGuestStartConfTime`` be; others are sent, and noted in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a rule may depend on beside the structure itself."""

    now: datetime
    longest: int = LONGEST
    """Minutes of the longest meeting."""
    in_series: bool = False
    """The start gives the time of day only."""


class Rule(NamedTuple):
    """One row: the member is refused with ``code`` when ``broken`` says so."""

    member: str
    broken: Callable[[Any, Situation], bool]
    code: SDKERR
    says: str
    server: Fault | None = None
    """How the server refuses the same."""


def _value(broken: Callable[[Any], bool]) -> Callable[[Any, Situation], bool]:
    """A rule about the value alone; what is absent breaks none."""
    return lambda value, _: value is not None and broken(value)


def _unlisted(number: Any) -> bool:
    return not number.is_known


_PASSWORD = re.compile(r"[0-9]{4,16}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_MOBILE = re.compile(r"\+?[0-9][0-9 ()-]*")
_MASK = "*"


def _unlike(form: re.Pattern[str], *, masked: bool = False) -> Callable[[Any, Situation], bool]:
    """Text of another form. What somebody hid with asterisks is passed on as it is."""
    return _value(lambda text: bool(text) and not (masked and _MASK in text) and not form.fullmatch(text))


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _past(seconds: Any, situation: Situation) -> bool:
    """Before the current minute; a start within it is accepted by servers too."""
    if seconds is None or situation.in_series:
        return False
    return _minute(moment(seconds)) < _minute(situation.now)


def _no_moment(seconds: int) -> bool:
    return not 0 <= seconds < LATEST


_SUBJECT = (
    Rule("subject", _value(lambda text: not text), BAD, "must not be empty"),
    Rule(
        "subject",
        _value(lambda text: len(text) > 128),
        SDKERR.UISDK_SUBJECT_TOO_LONG,
        "longer than 128 characters",
        errors.CONF_SUBJECT_LENGTH_TOO_LONG,
    ),
)
_DURATION = (
    Rule(
        "duration",
        _value(lambda minutes: minutes < 1),
        SDKERR.UISDK_INVALID_CONF_DURATION_PARAMETER,
        "below 1",
        errors.CONF_LENGTH_OVER_RANGE,
    ),
    Rule(
        "duration",
        lambda minutes, given: minutes is not None and not SHORTEST <= minutes <= given.longest,
        BAD,
        "not 15 to 1440 minutes (1425 for bookConf)",
        errors.CONF_LENGTH_OVER_RANGE,
    ),
)
_START = Rule("startTime", _value(_no_moment), BAD, "no Unix seconds", errors.PARAMETER_VERIFIED_FAIL)
_CONF_ID = Rule(
    "confId",
    _value(lambda text: not text),
    SDKERR.UISDK_CONFID_EMPTY,
    "is empty",
    errors.CONF_DATA_NOT_FOUND,
)
_OCCURRENCE_ID = Rule("subConfID", _value(lambda text: not text), BAD, "is empty", errors.CONF_DATA_NOT_FOUND)
_MEDIA = Rule("mediaType", _value(_unlisted), BAD, "unknown", errors.CONF_MEDIA_TYPES_ILLEGAL)
_WHO_MAY_JOIN = Rule("confAllowJoinUser", _value(_unlisted), BAD, "unknown", errors.PARAMETER_VERIFIED_FAIL)
_EARLY = Rule(
    "allowGuestStartConfTime",
    _value(lambda minutes: minutes < 0),
    BAD,
    "below 0",
    errors.PARAMETER_VERIFIED_FAIL,
)


def _guest_password(server: Fault) -> Rule:
    return Rule(
        "guestPwd",
        _unlike(_PASSWORD),
        SDKERR.UISDK_INVALID_GUEST_PASSWORD_PARAMETER,
        "not 4 to 16 digits",
        server,
    )


_ROOM_AND_GUESTS = (
    _MEDIA,
    _WHO_MAY_JOIN,
    Rule("vmrConfIdType", _value(_unlisted), BAD, "unknown", errors.PARAMETER_VERIFIED_FAIL),
    _guest_password(errors.GUEST_PWD_ILLEGAL),
    Rule(
        "concurrentParticipants",
        _value(lambda number: number < 0),
        BAD,
        "below 0",
        errors.CONF_SIZE_OVER_RANGE,
    ),
)

RULES: Final[Mapping[type[Structure], tuple[Rule, ...]]] = MappingProxyType(
    {
        BookConfParam: (
            *_DURATION,
            _START,
            Rule(
                "startTime",
                _past,
                SDKERR.UISDK_CONF_STARTTIME_EARLY,
                "in the past",
                errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME,
            ),
        ),
        ConfCommonParam: (
            *_SUBJECT,
            Rule(
                "timezone",
                _value(_unlisted),
                SDKERR.UISDK_INVALID_TIMEZONE_PARAMETER,
                "not 0 to 77",
                errors.PARAMETER_VERIFIED_FAIL,
            ),
            *_ROOM_AND_GUESTS,
            _EARLY,
        ),
        CreateConfInfo: (*_SUBJECT, *_DURATION, *_ROOM_AND_GUESTS),
        AttendeeBaseInfo: (
            Rule("nickName", _value(lambda name: not name), BAD, "is empty", errors.SITE_NAME_IS_EMPTY),
            Rule(
                "nickName",
                _value(lambda name: len(name) > 96),
                SDKERR.UISDK_ARGS_LENGTH_OVERRUN,
                "longer than 96 characters",
                errors.SITE_NAME_LENGTH_TOO_LONG,
            ),
            Rule("email", _unlike(_EMAIL, masked=True), BAD, "is no address", errors.CONF_EMAIL_ILLEGAL),
            Rule("sms", _unlike(_MOBILE, masked=True), BAD, "is no number", errors.CONF_SMS_ILLEGAL),
        ),
        CycleConfParam: (
            Rule("startDate", _value(_no_moment), BAD, "no Unix seconds", errors.PARAMETER_VERIFIED_FAIL),
            Rule("endDate", _value(_no_moment), BAD, "no Unix seconds", errors.PARAMETER_VERIFIED_FAIL),
            Rule("cycleType", _value(_unlisted), BAD, "unknown", errors.CONF_CYCLE_PARAMS_CYCLE_ILLEGAL),
            Rule(
                "preRemindDays",
                _value(lambda days: not 0 <= days <= 30),
                BAD,
                "not 0 to 30 days",
                errors.CONF_REMINDERS_ILLEGAL,
            ),
        ),
        GetConfDetailParam: (_CONF_ID,),
        # A start that stays may lie behind: the server knows whether it does.
        EditConfParam: (_CONF_ID, *_DURATION, _START),
        CancelConfParam: (_CONF_ID,),
        ModifySubCycleConfParam: (
            _CONF_ID,
            _OCCURRENCE_ID,
            _MEDIA,
            *_DURATION,
            _START,
            Rule("recordAuthType", _value(_unlisted), BAD, "unknown", errors.PARAMETER_VERIFIED_FAIL),
            _WHO_MAY_JOIN,
            _EARLY,
        ),
        CancelCycleConfParam: (_CONF_ID,),
        CancelSubCycleConfParam: (_CONF_ID, _OCCURRENCE_ID),
        ChangeVmrInfoParam: (
            Rule("vmrId", _value(lambda text: not text), BAD, "is empty", errors.ROOM_NOT_AVAILABLE),
            Rule(
                "vmrName",
                _value(lambda name: not name),
                SDKERR.UISDK_VMR_NAME_EMPTY,
                "is empty",
                errors.INVALID_PARAMETER,
            ),
            Rule(
                "hostPwd",
                _value(lambda text: not 4 <= len(text) <= 16),
                SDKERR.UISDK_VMR_HOST_PASSWORD_LENGTH_LEGAL,
                "not 4 to 16 digits",
                errors.INVALID_PARAMETER,
            ),
            Rule("hostPwd", _unlike(_PASSWORD), BAD, "not 4 to 16 digits", errors.INVALID_PARAMETER),
            _guest_password(errors.INVALID_PARAMETER),
            _WHO_MAY_JOIN,
        ),
        AccountAuthInfo: tuple(
            Rule(
                name,
                _value(lambda text: not text),
                SDKERR.UISDK_PASSWORD_OR_ACCOUNT_EMPTY,
                "is empty",
                errors.WRONG_ACCOUNT_OR_PASSWORD,
            )
            for name in ("account", "password")
        ),
        AppIdAuthInfo: (
            Rule(
                "nonce",
                _value(lambda text: not 32 <= len(text) <= 64),
                SDKERR.UISDK_APPID_INFO_ILLEGAL,
                "not 32 to 64 characters",
                errors.INVALID_PARAMETER,
            ),
            Rule(
                "signature",
                _value(lambda text: not text),
                SDKERR.UISDK_APPID_INFO_ILLEGAL,
                "is empty",
                errors.APP_ID_NOT_VERIFIED,
            ),
        ),
        ServerInfo: (
            Rule("serverAddr", _value(lambda text: not text), BAD, "is empty"),
            Rule("serverPort", _value(lambda port: not 1 <= port <= 65_535), BAD, "not 1 to 65535"),
        ),
    }
)

ABSENT: Final[Mapping[tuple[str, ...], SDKERR]] = MappingProxyType(
    {("number", "thirdUserId"): SDKERR.UISDK_CALL_INVALID_ACCOUNT_PARAMETER}
)
"""Where a missing member has a number of its own."""
