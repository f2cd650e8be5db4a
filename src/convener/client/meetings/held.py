"""Meetings that were held, who was in them and what was done to them, as answers show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from convener.client.errors import Undecodable
from convener.client.meetings.meeting import Meeting, meeting
from convener.wire import audit
from convener.wire.history import AttendanceRecord, ControlRecord
from convener.wire.meetings import ConferenceInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Meeting):
    """A meeting that was held once. Start and end are the actual ones."""

    uuid: str
    """Names this holding; a meeting may be held several times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One person's time in a meeting, however often they came back."""

    name: str
    number: str | None
    account: str | None
    joined: datetime
    left: datetime
    present: timedelta
    """On two devices at once it counts once."""
    stays: int
    info: audit.Attendance = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One time that somebody was in a meeting."""

    name: str
    number: str | None
    joined: datetime
    left: datetime
    device: str
    info: AttendanceRecord = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something done to a meeting while it was held."""

    at: datetime
    what: str
    whom: str | None
    """Participant ID or number; ``None`` where it was about the whole meeting."""
    by: str
    info: ControlRecord = field(repr=False)


def held(info: ConferenceInfo) -> Held:
    if info.conf_uuid is None:
        raise Undecodable("a past meeting without its confUUID", status=200, request_id="", excerpt="")
    shown = meeting(info)
    fields = {name: getattr(shown, name) for name in Meeting.__dataclass_fields__}
    return Held(**fields, uuid=info.conf_uuid)


def attendance(info: audit.Attendance) -> Attendance:
    return Attendance(
        name=info.name,
        number=info.number,
        account=info.account,
        joined=info.first_joined,
        left=info.last_left,
        present=timedelta(seconds=info.seconds),
        stays=info.stays,
        info=info,
    )


def stay(info: AttendanceRecord) -> Stay:
    return Stay(
        name=info.display_name,
        number=info.call_number,
        joined=_moment(info.join_time),
        left=_moment(info.left_time),
        device=info.device_type,
        info=info,
    )


def act(info: ControlRecord) -> Act:
    return Act(
        at=_moment(info.operate_time),
        what=info.operate_code,
        whom=info.operation_object,
        by=info.operator,
        info=info,
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
