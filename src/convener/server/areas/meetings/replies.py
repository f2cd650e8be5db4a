"""Meetings to the wire: what each person is shown, spelt as the reference spells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from msgspec.structs import replace

from convener.domain import lifecycle, roster
from convener.domain.links import join_link
from convener.domain.meeting import Kind, Meeting, Role, State, in_force, occurrence_id
from convener.domain.recurrence import Occurrence, occurrences
from convener.domain.roster import Attendee
from convener.server.areas.meetings import plan_replies
from convener.server.areas.meetings.service import Shown
from convener.wire import meetings as wire
from convener.wire.common import Page

IN_BRIEF = 20
"""How many people, and how many terminals, a meeting names without paging."""

_STATES = {
    State.SCHEDULE: wire.ConferenceState.SCHEDULE,
    State.CREATING: wire.ConferenceState.CREATING,
    State.CREATED: wire.ConferenceState.CREATED,
    State.DESTROYED: wire.ConferenceState.DESTROYED,
}
# Python 3.11 is slow to find members in their class
_CHAIR, _ON_WIRE_CHAIR, _ON_WIRE_GENERAL = Role.CHAIR, wire.ConferenceRole.CHAIR, wire.ConferenceRole.GENERAL
_TWO = [f"{number:02}" for number in range(60)]
_RECORD_AUTH_TYPES = {each.value: each for each in wire.RecordAuthType}
_ROLES = {None: None, Role.CHAIR: _ON_WIRE_CHAIR, Role.GENERAL: _ON_WIRE_GENERAL}
_TYPES = {
    Kind.FUTURE: wire.ConfType.FUTURE,
    Kind.IMMEDIATE: wire.ConfType.IMMEDIATELY,
    Kind.SERIES: wire.ConfType.CYCLE,
}


def conference_info(
    shown: Shown, *, origin: str, now: datetime, role: Role | None = None, dates: bool = True
) -> wire.ConferenceInfo:
    """The meeting as ``shown.role`` may see it; ``role`` is sent along by detail queries.

    Without ``dates`` a series is shown without its single meetings.
    """
    meeting, plan = shown.meeting, shown.meeting.plan
    dialled, secrets = meeting.dialled, meeting.secrets
    series = occurrences(plan.series) if plan.series else ()
    people, terminals = roster.kinds(shown.roster)
    info = replace(
        plan_replies.planned(plan),
        conference_id=meeting.conference_id,
        subject=meeting.subject,
        size=shown.size,
        start_time=clock_time(meeting.starts),
        end_time=clock_time(max(meeting.ends, meeting.closes or meeting.ends)),
        conference_state=_STATES[meeting.state],
        password_entry=_passwords(shown),
        user_uuid=meeting.user_id,
        scheduler_name=meeting.scheduler,
        conf_type=_TYPES[meeting.kind],
        chair_join_uri=join_link(origin, dialled, secrets.chair_link) if shown.role is _CHAIR else None,
        guest_join_uri=join_link(origin, dialled, secrets.general_link),
        part_attendee_info=_in_brief(people[:IN_BRIEF] + terminals[:IN_BRIEF]),
        terminal_count=len(terminals),
        normal_count=len(people),
        dept_name=shown.corp_name,
        role=_ROLES[role],
        conf_uuid=meeting.conf_uuid if meeting.is_running else None,
    )
    if meeting.room_id is not None:
        info.vmr_flag, info.schedule_vmr = 1, True
        info.vmr_id, info.vmr_conference_id = meeting.room_id, meeting.room_number
    if meeting.room_number is not None:
        info.conf_config_info = plan_replies.under_fixed_id(plan, free=not secrets.general)
    if series:
        info.cycle_sub_conf_id = occurrence_id(meeting, series[0].day)
        info.sub_confs = _sub_confs(meeting, lifecycle.remaining(meeting, now)) if dates else None
    return info


def participants(page: roster.Page, *, offset: int, limit: int) -> Page[wire.ParticipantInfo]:
    return Page(
        data=[_participant(one) for one in page.entries], offset=offset, limit=limit, count=page.total
    )


@lru_cache(maxsize=4096)
def clock_time(moment: datetime) -> str:
    """A UTC time as the wire writes it. A series has a hundred; ``isoformat`` takes six times as long."""
    day = f"{moment.year:04}-{_TWO[moment.month]}-{_TWO[moment.day]}"
    return f"{day} {_TWO[moment.hour]}:{_TWO[moment.minute]}"


def host_of(origin: str) -> str:
    """The address the client itself used, to send further calls to."""
    return urlsplit(origin).netloc


def _passwords(shown: Shown) -> list[wire.PasswordEntry]:
    secrets = shown.meeting.secrets
    general = wire.PasswordEntry(conference_role=_ON_WIRE_GENERAL, password=secrets.general)
    if shown.role is not _CHAIR:
        return [general]
    return [wire.PasswordEntry(conference_role=_ON_WIRE_CHAIR, password=secrets.chair), general]


def _sub_confs(meeting: Meeting, left: Sequence[Occurrence]) -> list[wire.CycleSubConf]:
    """The occurrences that are not over; those without settings of their own share the series'."""
    shared = plan_replies.of_date(meeting.plan)
    return [_sub_conf(meeting, one, shared) for one in left]


def _sub_conf(meeting: Meeting, one: Occurrence, shared: wire.CycleSubConfConfig) -> wire.CycleSubConf:
    plan = in_force(meeting.plan, one.edit)
    return wire.CycleSubConf(
        cycle_sub_conf_id=occurrence_id(meeting, one.day),
        conference_id=meeting.conference_id,
        start_time=clock_time(one.starts),
        end_time=clock_time(one.ends),
        media_type=plan_replies.media(plan),
        is_auto_record=int(plan.auto_record),
        record_auth_type=_RECORD_AUTH_TYPES[plan.record_auth_type],
        conf_config_info=shared if plan is meeting.plan else plan_replies.of_date(plan),
        description=one.edit.description if one.edit else None,
    )


def _in_brief(people: Sequence[Attendee]) -> list[wire.PartAttendee] | None:
    return [
        wire.PartAttendee(
            name=one.name,
            phone=one.phone,
            phone2=one.phone2,
            phone3=one.phone3,
            type=one.type,
            role=int(one.host),
            is_mute=int(one.mute),
        )
        for one in people
    ] or None


def _participant(one: Attendee) -> wire.ParticipantInfo:
    return wire.ParticipantInfo(
        participant_id=one.phone,
        name=one.name,
        role=int(one.host),
        state=wire.INVITEE_STATE,
        address=one.address,
        attendee_type=one.type,
        account_id=one.account_id,
        phone2=one.phone2,
        phone3=one.phone3,
        email=one.email,
        sms=one.sms,
        dept_name=one.dept_name,
        user_uuid=one.user_id,
        app_id=one.app_id,
        is_auto_invite=int(one.auto_invite),
    )
