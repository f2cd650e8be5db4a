"""Meetings to the wire: what each person is shown, spelt as the reference spells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from convener.domain import lifecycle, roster
from convener.domain.edits import AudienceCount
from convener.domain.links import join_link
from convener.domain.meeting import Kind, Meeting, Plan, Role, State, in_force, occurrence_id
from convener.domain.recurrence import Cycle, Occurrence, Series, occurrences
from convener.domain.roster import Attendee
from convener.server.areas.meetings.service import Shown
from convener.wire import meetings as wire
from convener.wire.common import Page

ACCESS_NUMBER = "+991117"
"""Shown as the SIP number to dial in with; no gateway answers it yet."""

IN_BRIEF = 20
"""How many people, and how many terminals, a meeting names without paging."""

_STATES = {
    State.SCHEDULE: wire.ConferenceState.SCHEDULE,
    State.CREATING: wire.ConferenceState.CREATING,
    State.CREATED: wire.ConferenceState.CREATED,
    State.DESTROYED: wire.ConferenceState.DESTROYED,
}
_TWO = [f"{number:02}" for number in range(60)]
_LANGUAGES = {each.value: each for each in wire.Language}
_RECORD_TYPES = {each.value: each for each in wire.RecordType}
_RECORD_AUTH_TYPES = {each.value: each for each in wire.RecordAuthType}
_RESTRICTIONS = {each.value: each for each in wire.CallInRestriction}
_AUDIENCES = {each.value: each for each in wire.AudienceCallInRestriction}
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
    series = occurrences(plan.series) if plan.series else ()
    people, terminals = roster.kinds(shown.roster)
    return wire.ConferenceInfo(
        conference_id=meeting.conference_id,
        media_types=_media(plan),
        subject=meeting.subject,
        size=len(shown.roster),
        time_zone_id=plan.time_zone,
        start_time=clock_time(meeting.starts),
        end_time=clock_time(max(meeting.ends, meeting.closes or meeting.ends)),
        conference_state=_STATES[meeting.state],
        access_number=ACCESS_NUMBER,
        language=_LANGUAGES[plan.language],
        password_entry=_passwords(shown),
        user_uuid=meeting.user_id,
        scheduler_name=meeting.scheduler,
        multi_stream_flag=1,
        conference_type=wire.ConferenceType.RECURRING if plan.series else wire.ConferenceType.ORDINARY,
        conf_type=_TYPES[meeting.kind],
        cycle_params=_cycle_params(plan.series) if plan.series else None,
        is_auto_mute=int(plan.auto_mute),
        is_hard_terminal_auto_mute=int(plan.hard_terminal_auto_mute),
        is_soft_terminal_auto_mute=int(plan.auto_mute),
        is_auto_record=int(plan.auto_record),
        chair_join_uri=_link(origin, meeting, Role.CHAIR) if shown.role is Role.CHAIR else None,
        guest_join_uri=_link(origin, meeting, Role.GENERAL),
        record_type=_RECORD_TYPES[plan.record_type],
        record_aux_stream=int(plan.record_aux_stream),
        record_auth_type=_RECORD_AUTH_TYPES[plan.record_auth_type],
        live_address=plan.live_address,
        aux_address=plan.aux_address,
        conf_config_info=_config(plan),
        vmr_flag=int(meeting.room_id is not None),
        vmr_id=meeting.room_id,
        vmr_conference_id=meeting.room_number,
        schedule_vmr=meeting.room_id is not None,
        is_has_record_file=False,
        part_attendee_info=_in_brief(people[:IN_BRIEF] + terminals[:IN_BRIEF]),
        terminal_count=len(terminals),
        normal_count=len(people),
        dept_name=shown.corp_name,
        role=wire.ConferenceRole(role) if role else None,
        conf_mode=wire.ConfMode.RTC,
        webinar=False,
        concurrent_participants=plan.concurrent_participants,
        support_simultaneous_interpretation=plan.interpretation,
        conf_uuid=meeting.conf_uuid if meeting.is_running else None,
        cycle_sub_conf_id=occurrence_id(meeting, series[0].day) if series else None,
        sub_confs=_sub_confs(meeting, lifecycle.remaining(meeting, now)) if series and dates else None,
    )


def participants(page: roster.Page, *, offset: int, limit: int) -> Page[wire.ParticipantInfo]:
    return Page(
        data=[_participant(one) for one in page.entries], offset=offset, limit=limit, count=page.total
    )


def clock_time(moment: datetime) -> str:
    """A UTC time as the wire writes it. A series has a hundred; ``isoformat`` takes six times as long."""
    day = f"{moment.year:04}-{_TWO[moment.month]}-{_TWO[moment.day]}"
    return f"{day} {_TWO[moment.hour]}:{_TWO[moment.minute]}"


def host_of(origin: str) -> str:
    """The address the client itself used, to send further calls to."""
    return urlsplit(origin).netloc


def _media(plan: Plan) -> str:
    return "HDVideo,Data,Voice" if plan.video else "Voice"


def _passwords(shown: Shown) -> list[wire.PasswordEntry]:
    secrets = shown.meeting.secrets
    general = wire.PasswordEntry(conference_role=wire.ConferenceRole.GENERAL, password=secrets.general)
    if shown.role is not Role.CHAIR:
        return [general]
    return [
        wire.PasswordEntry(conference_role=wire.ConferenceRole.CHAIR, password=secrets.chair),
        general,
    ]


def _link(origin: str, meeting: Meeting, role: Role) -> str:
    return join_link(origin, meeting.dialled, meeting.secrets, role)


def _cycle_params(series: Series) -> wire.CycleParams:
    rule = series.rule
    return wire.CycleParams(
        start_date=rule.first.isoformat(),
        end_date=rule.last.isoformat(),
        cycle=wire.Cycle(rule.cycle),
        cycle_count=0,
        interval=rule.interval,
        point=None if rule.cycle is Cycle.DAY else list(rule.points),
        pre_remind_days=rule.remind_days,
    )


def _config(plan: Plan) -> wire.ConfConfigInfo:
    return wire.ConfConfigInfo(
        invite_mode="AUTO_INVITE",
        prolong_length=int(plan.prolong / timedelta(minutes=1)),
        is_guest_free_pwd=plan.guests_free,
        is_send_notify=plan.send_notify,
        is_send_sms=plan.send_sms,
        is_send_calendar=plan.send_calendar,
        is_auto_mute=plan.auto_mute,
        is_hard_terminal_auto_mute=plan.hard_terminal_auto_mute,
        call_in_restriction=_RESTRICTIONS[plan.call_in_restriction],
        audience_call_in_restriction=_AUDIENCES[plan.audience_restriction],
        allow_guest_start_conf=plan.guests_may_start,
        join_before_host_time=plan.join_before_host,
        enable_waiting_room=plan.waiting_room,
        vmr_id_type=None if plan.random_room_id is None else wire.VmrIdType(plan.random_room_id),
        is_host_camera_on=plan.host_camera,
        is_guest_camera_on=plan.guest_camera,
        show_audience_count_info=_audience_count(plan.audience_count),
    )


def _audience_count(count: AudienceCount | None) -> wire.ShowAudienceCountInfo | None:
    if count is None:
        return None
    return wire.ShowAudienceCountInfo(
        show_audience_mode=int(count.shown), base_audience_count=count.base, multiple=count.multiple
    )


def _sub_confs(meeting: Meeting, left: Sequence[Occurrence]) -> list[wire.CycleSubConf]:
    """The occurrences that are not over; those without settings of their own share the series'."""
    shared = _sub_config(meeting.plan)
    return [_sub_conf(meeting, one, shared) for one in left]


def _sub_conf(meeting: Meeting, one: Occurrence, shared: wire.CycleSubConfConfig) -> wire.CycleSubConf:
    plan = in_force(meeting.plan, one.edit)
    return wire.CycleSubConf(
        cycle_sub_conf_id=occurrence_id(meeting, one.day),
        conference_id=meeting.conference_id,
        start_time=clock_time(one.starts),
        end_time=clock_time(one.ends),
        media_type=_media(plan),
        is_auto_record=int(plan.auto_record),
        record_auth_type=_RECORD_AUTH_TYPES[plan.record_auth_type],
        conf_config_info=shared if plan is meeting.plan else _sub_config(plan),
        description=one.edit.description if one.edit else None,
    )


def _sub_config(plan: Plan) -> wire.CycleSubConfConfig:
    return wire.CycleSubConfConfig(
        call_in_restriction=_RESTRICTIONS[plan.call_in_restriction],
        audience_call_in_restriction=_AUDIENCES[plan.audience_restriction],
        allow_guest_start_conf=plan.guests_may_start,
        join_before_host_time=plan.join_before_host,
        enable_waiting_room=plan.waiting_room,
        show_audience_count_info=_audience_count(plan.audience_count),
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
