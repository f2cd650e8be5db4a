"""Changes of what was booked, as REST takes them: what is not said stays as it is."""

from __future__ import annotations

from msgspec import structs

from convener.client.hwm.mapping.outward import Members, attendees, body, converted, days, meeting, outward
from convener.client.hwm.mapping.tables import OCCURRENCE_CHANGE, ROOM_CHANGE
from convener.client.hwm.structs import (
    ChangeVmrInfoParam,
    EditConfParam,
    ModifyCycleConfParam,
    ModifySubCycleConfParam,
)
from convener.wire.changes import OccurrenceBody
from convener.wire.meetings import ScheduleBody
from convener.wire.rooms import VmrChange


class ExtendedChange(VmrChange, kw_only=True):
    """What the SDK knows and the REST reference does not; servers ignore what they do not know."""

    call_in_restriction: int | None = None
    enable_waiting_room: bool | None = None


def edit(param: EditConfParam, *, app_id: str) -> ScheduleBody:
    """The body of ``UpdateMeeting`` for a ``settled`` edit."""
    return body(_edit(param, app_id))


def series(param: ModifyCycleConfParam, *, app_id: str) -> ScheduleBody:
    """The body of ``UpdateRecurringMeeting`` for a ``settled_series``."""
    timezone = param.editConfParam.confCommonParam.timezone
    return body({**_edit(param.editConfParam, app_id), "cycleParams": days(param.cycleParam, timezone)})


def occurrence(param: ModifySubCycleConfParam) -> OccurrenceBody:
    """The body of ``UpdateRecurringSubMeeting`` for a ``settled`` change."""
    return converted(outward(OCCURRENCE_CHANGE, structs.asdict(param)), OccurrenceBody)


def room(param: ChangeVmrInfoParam) -> VmrChange:
    """The body of ``UpdateMemberVmr``."""
    return converted(outward(ROOM_CHANGE, structs.asdict(param)), ExtendedChange)


def _edit(param: EditConfParam, app_id: str) -> Members:
    """The list as it is given: whoever is to stay, the caller too, is in it."""
    common = param.confCommonParam
    tree = meeting({**structs.asdict(common), **structs.asdict(param)})
    return {**tree, "attendees": attendees(common.attendees, app_id)}
