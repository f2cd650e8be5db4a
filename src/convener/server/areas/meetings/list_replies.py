"""Entries of lists to the wire: meetings at hand, meetings that are over, and who is in one."""

from __future__ import annotations

from datetime import datetime

from convener.domain.attendance import Attendance
from convener.domain.history import Record
from convener.domain.meeting import Role
from convener.domain.person import Principal
from convener.server.areas.meetings import replies
from convener.server.areas.meetings.lists import Entry
from convener.server.areas.meetings.service import Shown
from convener.wire.lists import OnlineAttendee
from convener.wire.meetings import ConferenceInfo, ConferenceState


def listed(entry: Entry, who: Principal, *, origin: str, now: datetime) -> ConferenceInfo:
    """A meeting of a list; the dates of a series are in its details."""
    shown = Shown(
        meeting=entry.meeting,
        corp_name=who.corp_name,
        role=entry.role,
        roster=entry.everybody,
        size=len(entry.booked),
    )
    return replies.conference_info(shown, origin=origin, now=now, dates=False)


def running(
    entry: Entry, who: Principal, *, origin: str, now: datetime, dates: bool = False, role: Role | None = None
) -> ConferenceInfo:
    """A running meeting, naming only those who were invited when booking."""
    booked = entry.booked
    shown = Shown(
        meeting=entry.meeting, corp_name=who.corp_name, role=entry.role, roster=booked, size=len(booked)
    )
    return replies.conference_info(shown, origin=origin, now=now, role=role, dates=dates)


def past(record: Record, who: Principal, *, origin: str, role: Role | None = None) -> ConferenceInfo:
    """A meeting that is over, naming only those who were invited when booking."""
    meeting, booked = record.meeting, record.booked
    shown = Shown(
        meeting=meeting,
        corp_name=who.corp_name,
        role=record.role_of(who),
        roster=booked,
        size=len(booked),
    )
    info = replies.conference_info(shown, origin=origin, now=meeting.ends, role=role, dates=False)
    info.conference_state = ConferenceState.DESTROYED
    info.conf_uuid = meeting.conf_uuid
    info.cycle_sub_conf_id = record.occurrence
    info.is_has_record_file = record.recorded
    return info


def online(one: Attendance) -> OnlineAttendee:
    who = one.participant
    return OnlineAttendee(
        participant_id=who.participant_id,
        name=who.name or None,
        call_number=who.number,
        role=int(who.host),
        third_account=who.third_account,
        account=who.account,
        user_id=who.user_id,
    )
