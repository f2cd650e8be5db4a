"""Changes of bookings from the wire. What the caller left out becomes ``None``."""

from __future__ import annotations

from datetime import timedelta

from convener.domain.changing import Change
from convener.domain.changing_dates import DateChange
from convener.domain.edits import OwnSettings
from convener.domain.enterprise import EnterpriseSettings
from convener.domain.plan_change import PlanChange, RuleChange
from convener.domain.recurrence import Cycle
from convener.domain.zones import ZoneCode, effective
from convener.server.areas.meetings import translate
from convener.wire import meetings as wire
from convener.wire.changes import END_RUNNING, OccurrenceBody

MINUTE = timedelta(minutes=1)


def change(body: wire.ScheduleBody, settings: EnterpriseSettings) -> Change:
    info = body.conf_config_info or wire.ConfConfigInfo()
    people = body.attendees
    return Change(
        plan=_plan(body, info),
        starts=translate.instant(body.start_time) if body.start_time else None,
        subject=body.subject or None,
        attendees=None if people is None else tuple(translate.attendees(people, settings)),
        guest_password=info.guest_pwd or None,
        rule=None if body.cycle_params is None else _rule(body.cycle_params),
        uses_room=None if body.vmr_flag is None else bool(body.vmr_flag),
        room_id=body.vmr_id or None,
        random_room_id=None if info.vmr_id_type is None else bool(info.vmr_id_type),
        resource=None if body.conf_res_type is None else int(body.conf_res_type),
    )


def date_change(body: OccurrenceBody) -> DateChange:
    info = body.conf_config_info or wire.CycleSubConfConfig()
    return DateChange(
        starts=translate.instant(body.start_time) if body.start_time else None,
        length=_length(body.length),
        description=body.description,
        settings=OwnSettings(
            video=translate.shows_video(body.media_types),
            auto_record=_flag(body.is_auto_record),
            record_auth_type=body.record_auth_type,
            call_in_restriction=info.call_in_restriction,
            audience_restriction=info.audience_call_in_restriction,
            guests_may_start=info.allow_guest_start_conf,
            join_before_host=info.join_before_host_time,
            waiting_room=info.enable_waiting_room,
            audience_count=translate.audience_count(info.show_audience_count_info),
        ),
    )


def ends_running(kind: int | None) -> bool:
    """Whether ``type`` says to end a running meeting."""
    return kind == END_RUNNING


def _plan(body: wire.ScheduleBody, info: wire.ConfConfigInfo) -> PlanChange:
    return PlanChange(
        video=translate.shows_video(body.media_types),
        length=_length(body.length),
        time_zone=_zone(body.time_zone_id),
        language=body.language,
        encrypt_mode=body.encrypt_mode,
        record_type=body.record_type,
        record_auth_type=body.record_auth_type,
        record_aux_stream=_flag(body.record_aux_stream),
        auto_record=_flag(body.is_auto_record),
        live_address=body.live_address,
        aux_address=body.aux_address,
        group_uri=body.group_uri,
        concurrent_participants=body.concurrent_participants,
        interpretation=body.support_simultaneous_interpretation,
        send_notify=info.is_send_notify,
        send_sms=info.is_send_sms,
        send_calendar=info.is_send_calendar,
        auto_mute=info.is_auto_mute,
        hard_terminal_auto_mute=info.is_hard_terminal_auto_mute,
        guests_free=info.is_guest_free_pwd,
        call_in_restriction=info.call_in_restriction,
        audience_restriction=info.audience_call_in_restriction,
        guests_may_start=info.allow_guest_start_conf,
        join_before_host=info.join_before_host_time,
        prolong=None if info.prolong_length is None else info.prolong_length * MINUTE,
        waiting_room=info.enable_waiting_room,
        host_camera=info.is_host_camera_on,
        guest_camera=info.is_guest_camera_on,
        audience_count=translate.audience_count(info.show_audience_count_info),
    )


def _rule(params: wire.CycleParams) -> RuleChange:
    return RuleChange(
        cycle=Cycle(params.cycle),
        interval=params.interval,
        points=tuple(params.point or ()),
        first=translate.day(params.start_date),
        last=translate.day(params.end_date),
        remind_days=params.pre_remind_days,
    )


def _length(minutes: int | None) -> timedelta:
    return (translate.DEFAULT_LENGTH if minutes is None else minutes) * MINUTE


def _zone(code: str | None) -> ZoneCode | None:
    """``None`` also for the codes that count as absent."""
    return None if code in (None, "", "0") else effective(code)


def _flag(number: int | None) -> bool | None:
    return None if number is None else bool(number)
