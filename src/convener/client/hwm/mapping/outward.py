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
    EditConfParam,
    ModifyCycleConfParam,
    ModifySubCycleConfParam,
)
from convener.wire import codec
from convener.wire.meetings import ScheduleBody

Members = dict[str, Any]
Timed = TypeVar("Timed", BookConfParam, EditConfParam, ModifySubCycleConfParam)
Series = TypeVar("Series", BookCycleConfParam, ModifyCycleConfParam)
Body = TypeVar("Body")


class ExtendedBody(ScheduleBody, kw_only=True):
    """What the SDK knows and the REST reference does not; servers ignore what they do not know."""

    custom_info: str | None = None
    default_summary_state: int | None = None
    auto_publish_summary: bool | None = None
    forbidden_screen_shots: bool | None = None


def settled(param: Timed) -> Timed:
    """The newer name of a start, which counts first, under the older one."""
    return structs.replace(param, startTime=_first(param.startTimeStamp, param.startTime))


def settled_series(param: Series) -> Series:
    """The same for a series: without a time of day it begins at the moment that names its first day."""
    cycle = param.cycleParam
    first = _first(cycle.startTimeStamp, cycle.startDate)
    days = structs.replace(cycle, startDate=first, endDate=_first(cycle.endTimeStamp, cycle.endDate))
    if isinstance(param, BookCycleConfParam):
        return structs.replace(param, cycleParam=days, bookConfParam=_begun(param.bookConfParam, first))
    return structs.replace(param, cycleParam=days, editConfParam=_begun(param.editConfParam, first))


def _begun(param: Timed, first: int | None) -> Timed:
    return structs.replace(param, startTime=_first(settled(param).startTime, first))


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)


def booking(param: BookConfParam, *, me: AttendeeBaseInfo, app_id: str) -> ScheduleBody:
    """The body of ``CreateMeeting`` for a ``settled`` booking."""
    return body(_booking(param, me, app_id))


def series(param: BookCycleConfParam, *, me: AttendeeBaseInfo, app_id: str) -> ScheduleBody:
    """The body of ``CreateRecurringMeeting`` for a ``settled_series``."""
    timezone = param.bookConfParam.confCommonParam.timezone
    tree = _booking(param.bookConfParam, me, app_id)
    return body({**tree, "cycleParams": days(param.cycleParam, timezone)})


def instant(info: CreateConfInfo, *, app_id: str) -> ScheduleBody:
    """The body of ``CreateMeeting`` for a meeting that starts now: without a start."""
    tree = meeting(_whole(structs.asdict(info)))
    return body({**tree, "attendees": attendees(info.attendees, app_id)})


def body(tree: Members) -> ScheduleBody:
    """The fields as a body. Raises ``SdkError`` where REST cannot hold them."""
    return converted(tree, ExtendedBody)


def converted(tree: Members, kind: type[Body]) -> Body:
    try:
        return codec.convert(msgspec.to_builtins(tree), kind)
    except codec.Invalid as error:
        code = SDKERR(error.fault.number) if error.fault else SDKERR.UISDK_API_INVALID_PARAMETERS
        raise SdkError(code, str(error)) from None


def _booking(param: BookConfParam, me: AttendeeBaseInfo, app_id: str) -> Members:
    common = param.confCommonParam
    tree = meeting(_whole({**structs.asdict(common), **structs.asdict(param)}))
    return {**tree, "attendees": attendees(with_host(common, me), app_id)}


def _whole(members: Members) -> Members:
    """What a booking says by silence: no room, and a guests' password only if there is one."""
    needed, password = members.get("needPassword"), members.get("guestPwd")
    return {
        **members,
        "vmrId": members.get("vmrId") or "",
        "needPassword": bool(password) if needed is None else needed,
    }


def meeting(members: Members) -> Members:
    """Everything but who is invited; of members that are not set the body says nothing."""
    tree = outward(BOOKING, members)
    tree.setdefault("mediaTypes", "Voice")
    room = members.get("vmrId")
    if room is not None:
        tree["vmrFlag"] = to.switch(bool(room))
    if room:
        tree["vmrID"] = room
    if (kind := _record_type(members)) is not None:
        tree["recordType"] = kind
    random = members.get("vmrConfIdType") is VmrConfIdType.HWM_VMR_CONF_ID_TYPE_RANDOM
    if (not room or random) and (password := _guest_password(members)):
        tree.setdefault("confConfigInfo", {}).update(password)
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
    needed, password = members.get("needPassword"), members.get("guestPwd")
    if needed is None and not password:
        return {}
    if needed is False:
        return {"isGuestFreePwd": True}
    return {"isGuestFreePwd": False, **({"guestPwd": password} if password else {})}


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


def attendees(people: Sequence[AttendeeBaseInfo], app_id: str) -> list[Members]:
    """The invited list; ``app_id`` is whose third-party users it names."""
    return [_attendee(one, app_id) for one in people]


def _attendee(one: AttendeeBaseInfo, app_id: str) -> Members:
    """An account and a third-party user ID share a field; without a number, the latter says who it is."""
    members = {name: value for name, value in structs.asdict(one).items() if value != ""}
    tree = outward(ATTENDEE, members)
    account, third = members.get("accountId"), members.get("thirdUserId")
    if third and not (account and members.get("number")):
        return {**tree, "accountId": third, **({"appId": app_id} if app_id else {})}
    return {**tree, "accountId": account} if account else tree


def days(cycle: CycleConfParam, timezone: Timezone) -> Members:
    """The days of a ``settled_series``."""
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
