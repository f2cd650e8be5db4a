"""Bookings as REST takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import structs

from convener.client.hwm import conversions as to
from convener.client.hwm.enums import ConfRole, CycleType, Timezone, VmrConfIdType
from convener.client.hwm.errors import SdkError
from convener.client.hwm.mapping.tables import ATTENDEE, BOOKING, CYCLE, Row
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import (
    AttendeeBaseInfo,
    BookConfParam,
    BookCycleConfParam,
    ConfCommonParam,
    CreateConfInfo,
    CycleConfParam,
)
from convener.wire import codec
from convener.wire.meetings import ScheduleBody

Members = dict[str, Any]
P = TypeVar("P", BookConfParam, BookCycleConfParam)


class ExtendedBody(ScheduleBody):
    """What the SDK knows and the REST reference does not; servers ignore what they do not know."""

    custom_info: str | None = None
    default_summary_state: int | None = None
    auto_publish_summary: bool | None = None
    forbidden_screen_shots: bool | None = None


def settled(param: P) -> P:
    """The newer names of a start and an end, which count first, under the older ones.

    A series without a time of day begins at the moment that names its first day.
    """
    if isinstance(param, BookConfParam):
        return structs.replace(param, startTime=_first(param.startTimeStamp, param.startTime))
    cycle, booking = param.cycleParam, settled(param.bookConfParam)
    first = _first(cycle.startTimeStamp, cycle.startDate)
    return structs.replace(
        param,
        cycleParam=structs.replace(cycle, startDate=first, endDate=_first(cycle.endTimeStamp, cycle.endDate)),
        bookConfParam=structs.replace(booking, startTime=_first(booking.startTime, first)),
    )


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)


def booking(param: BookConfParam, *, me: AttendeeBaseInfo, app_id: str) -> ScheduleBody:
    """The body of ``CreateMeeting`` for a ``settled`` booking."""
    return _body(_booking(param, me, app_id))


def series(param: BookCycleConfParam, *, me: AttendeeBaseInfo, app_id: str) -> ScheduleBody:
    """The body of ``CreateRecurringMeeting`` for a ``settled`` booking."""
    timezone = param.bookConfParam.confCommonParam.timezone
    tree = _booking(param.bookConfParam, me, app_id)
    return _body({**tree, "cycleParams": _cycle(param.cycleParam, timezone)})


def instant(info: CreateConfInfo, *, app_id: str) -> ScheduleBody:
    """The body of ``CreateMeeting`` for a meeting that starts now: without a start."""
    return _body({**_meeting(structs.asdict(info)), "attendees": _attendees(info.attendees, app_id)})


def _body(tree: Members) -> ScheduleBody:
    try:
        return codec.convert(msgspec.to_builtins(tree), ExtendedBody)
    except codec.Invalid as error:
        code = SDKERR(error.fault.number) if error.fault else SDKERR.UISDK_API_INVALID_PARAMETERS
        raise SdkError(code, str(error)) from None


def _booking(param: BookConfParam, me: AttendeeBaseInfo, app_id: str) -> Members:
    common = param.confCommonParam
    tree = _meeting({**structs.asdict(common), **structs.asdict(param)})
    return {**tree, "attendees": _attendees(with_host(common, me), app_id)}


def _meeting(members: Members) -> Members:
    tree = outward(BOOKING, members)
    tree.setdefault("mediaTypes", "Voice")
    room = members.get("vmrId")
    tree["vmrFlag"] = to.switch(bool(room))
    if room:
        tree["vmrID"] = room
    if (kind := _record_type(members)) is not None:
        tree["recordType"] = kind
    if not room or members.get("vmrConfIdType") is VmrConfIdType.HWM_VMR_CONF_ID_TYPE_RANDOM:
        tree.setdefault("confConfigInfo", {}).update(_guest_password(members))
    return tree


def _record_type(members: Members) -> int | None:
    """0 none, 1 live, 2 recording, 3 both; what records by itself may be recorded."""
    switches = [members.get(name) for name in ("isAutoRecord", "allowRecord", "allowLive")]
    if all(switch is None for switch in switches):
        return None
    by_itself, recorded, live = switches
    return 2 * bool(by_itself or recorded) + bool(live)


def _guest_password(members: Members) -> Members:
    """A password alone says that guests need it: leaving it out would open the meeting to everybody."""
    password = members.get("guestPwd")
    needed = bool(password) if members.get("needPassword") is None else members["needPassword"]
    return {"isGuestFreePwd": not needed, **({"guestPwd": password} if needed and password else {})}


def with_host(common: ConfCommonParam, me: AttendeeBaseInfo) -> list[AttendeeBaseInfo]:
    """The invited list with a host in it: the caller, unless there is one or the caller stays out."""
    invited = common.attendees
    host = ConfRole.HWM_CONF_ROLE_HOST
    if common.attendeesExcludeSelf or any(one.role is host for one in invited):
        return invited
    if not any(_same_person(one, me) for one in invited):
        return [*invited, me]
    return [
        structs.replace(one, role=host) if one.role is None and _same_person(one, me) else one
        for one in invited
    ]


def _same_person(one: AttendeeBaseInfo, other: AttendeeBaseInfo) -> bool:
    names = ("userUuid", "number", "accountId", "thirdUserId")
    return any(getattr(one, name) and getattr(one, name) == getattr(other, name) for name in names)


def _attendees(people: Sequence[AttendeeBaseInfo], app_id: str) -> list[Members]:
    return [_attendee(one, app_id) for one in people]


def _attendee(one: AttendeeBaseInfo, app_id: str) -> Members:
    """An account and a third-party user ID share a field; without a number, the latter says who it is."""
    members = {name: value for name, value in structs.asdict(one).items() if value != ""}
    tree = outward(ATTENDEE, members)
    account, third = members.get("accountId"), members.get("thirdUserId")
    if third and not (account and members.get("number")):
        return {**tree, "accountId": third, **({"appId": app_id} if app_id else {})}
    return {**tree, "accountId": account} if account else tree


def _cycle(cycle: CycleConfParam, timezone: Timezone) -> Members:
    assert cycle.startDate is not None, "checked before"
    assert cycle.endDate is not None, "checked before"
    tree = outward(CYCLE, structs.asdict(cycle))
    tree["startDate"] = to.day(cycle.startDate, timezone).isoformat()
    tree["endDate"] = to.day(cycle.endDate, timezone).isoformat()
    if cycle.cycleType is CycleType.CYCLE_TYPE_DAY:
        tree.pop("point", None)
    return tree


def outward(rows: Iterable[Row], members: Members) -> Members:
    """The fields of the members that are set, nested as their paths say."""
    tree: Members = {}
    for row in rows:
        value = members.get(row.sdk)
        sent = None if value is None else row.out(value)
        if sent is not None:
            *outer, last = row.rest.split(".")
            place = tree
            for name in outer:
                place = place.setdefault(name, {})
            place[last] = sent
    return tree
