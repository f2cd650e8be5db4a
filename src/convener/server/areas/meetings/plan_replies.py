"""What a plan says of its meetings, on the wire."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from convener.domain.edits import AudienceCount
from convener.domain.meeting import Plan
from convener.domain.recurrence import Cycle, Series
from convener.wire import meetings as wire

ACCESS_NUMBER = "+991117"
"""Shown as the SIP number to dial in with; no gateway answers it yet."""

_LANGUAGES = {each.value: each for each in wire.Language}
_RECORD_TYPES = {each.value: each for each in wire.RecordType}
_AUDIENCES = {each.value: each for each in wire.AudienceCallInRestriction}
_RECORD_AUTH_TYPES = {each.value: each for each in wire.RecordAuthType}
_RESTRICTIONS = {each.value: each for each in wire.CallInRestriction}


@lru_cache(maxsize=1024)
def planned(plan: Plan) -> wire.ConferenceInfo:
    """What a plan says of its meetings; the rest is to be filled in.

    Half of the answer, and made once for all the meetings that are booked with the same settings.
    """
    return wire.ConferenceInfo(
        conference_id="",
        media_types=media(plan),
        subject="",
        size=0,
        time_zone_id=plan.time_zone,
        start_time="",
        end_time="",
        access_number=ACCESS_NUMBER,
        language=_LANGUAGES[plan.language],
        password_entry=[],
        user_uuid="",
        scheduler_name="",
        multi_stream_flag=1,
        conference_type=wire.ConferenceType.RECURRING if plan.series else wire.ConferenceType.ORDINARY,
        conf_type=wire.ConfType.FUTURE,
        cycle_params=_cycle_params(plan.series) if plan.series else None,
        is_auto_mute=int(plan.auto_mute),
        is_hard_terminal_auto_mute=int(plan.hard_terminal_auto_mute),
        is_soft_terminal_auto_mute=int(plan.auto_mute),
        is_auto_record=int(plan.auto_record),
        guest_join_uri="",
        record_type=_RECORD_TYPES[plan.record_type],
        record_aux_stream=int(plan.record_aux_stream),
        record_auth_type=_RECORD_AUTH_TYPES[plan.record_auth_type],
        live_address=plan.live_address,
        aux_address=plan.aux_address,
        conf_config_info=_config(plan),
        vmr_flag=0,
        schedule_vmr=False,
        is_has_record_file=False,
        terminal_count=0,
        normal_count=0,
        dept_name="",
        conf_mode=wire.ConfMode.RTC,
        webinar=False,
        concurrent_participants=plan.concurrent_participants,
        support_simultaneous_interpretation=plan.interpretation,
    )


def media(plan: Plan) -> str:
    return "HDVideo,Data,Voice" if plan.video else "Voice"


def audience_count(count: AudienceCount | None) -> wire.ShowAudienceCountInfo | None:
    if count is None:
        return None
    return wire.ShowAudienceCountInfo(
        show_audience_mode=int(count.shown), base_audience_count=count.base, multiple=count.multiple
    )


def under_fixed_id(plan: Plan, *, free: bool) -> wire.ConfConfigInfo:
    """What a plan says of meetings under a room's fixed ID, where the room decides how guests come in."""
    config = _config(plan)
    config.is_guest_free_pwd, config.vmr_id_type = free, wire.VmrIdType.FIXED
    config.join_before_host_time = None
    return config


def of_date(plan: Plan) -> wire.CycleSubConfConfig:
    """What the plan of one date of a series says of it."""
    return wire.CycleSubConfConfig(
        call_in_restriction=_RESTRICTIONS[plan.call_in_restriction],
        audience_call_in_restriction=_AUDIENCES[plan.audience_restriction],
        allow_guest_start_conf=plan.guests_may_start,
        join_before_host_time=plan.join_before_host,
        enable_waiting_room=plan.waiting_room,
        show_audience_count_info=audience_count(plan.audience_count),
    )


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
        show_audience_count_info=audience_count(plan.audience_count),
    )
