"""Bookings from the wire: where its strings, 0/1 flags and zone numbers end. Answers: replies.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from convener.domain import roster
from convener.domain.booking import Draft, RuleMissing, Unreadable
from convener.domain.edits import AudienceCount
from convener.domain.enterprise import EnterpriseSettings
from convener.domain.meeting import Plan
from convener.domain.recurrence import Cycle, Rule
from convener.domain.roster import Attendee
from convener.domain.zones import effective
from convener.wire import meetings as wire

T = TypeVar("T")

DEFAULT_LENGTH = 30
DEFAULT_LANGUAGE = wire.Language.CHINESE


# ISO 8601 knows more ways to write them, and strptime takes 20 µs.
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII)


def draft(body: wire.ScheduleBody, settings: EnterpriseSettings) -> Draft:
    """A single meeting as asked for, the enterprise's defaults filled in."""
    return Draft(
        subject=body.subject or None,
        starts=instant(body.start_time) if body.start_time else None,
        plan=plan(body, settings),
        attendees=tuple(attendee(one, settings) for one in body.attendees or ()),
        guest_password=(body.conf_config_info and body.conf_config_info.guest_pwd) or None,
        uses_room=bool(body.vmr_flag),
        room_id=body.vmr_id or None,
    )


def series_draft(body: wire.ScheduleBody, settings: EnterpriseSettings) -> Draft:
    """A series as asked for."""
    if body.cycle_params is None:
        raise RuleMissing
    return replace(draft(body, settings), rule=rule(body.cycle_params))


def plan(body: wire.ScheduleBody, settings: EnterpriseSettings) -> Plan:
    info = body.conf_config_info or wire.ConfConfigInfo()
    return Plan(
        video=shows_video(body.media_types),
        length=timedelta(minutes=_given(body.length, DEFAULT_LENGTH)),
        time_zone=effective(body.time_zone_id, default=settings.time_zone),
        language=body.language or DEFAULT_LANGUAGE,
        encrypt_mode=_given(body.encrypt_mode, settings.encrypt_mode),
        record_type=body.record_type or 0,
        record_auth_type=_given(body.record_auth_type, wire.RecordAuthType.PARTICIPANTS),
        record_aux_stream=bool(body.record_aux_stream),
        auto_record=bool(body.is_auto_record),
        live_address=body.live_address or None,
        aux_address=body.aux_address or None,
        group_uri=body.group_uri or None,
        concurrent_participants=body.concurrent_participants or 0,
        interpretation=body.support_simultaneous_interpretation,
        conference_resource=body.conf_res_type,
        send_notify=_given(info.is_send_notify, settings.send_notify),
        send_sms=_given(info.is_send_sms, settings.send_sms),
        send_calendar=_given(info.is_send_calendar, settings.send_calendar),
        auto_mute=_given(info.is_auto_mute, settings.auto_mute),
        hard_terminal_auto_mute=_given(info.is_hard_terminal_auto_mute, settings.hard_terminal_auto_mute),
        guests_free=bool(info.is_guest_free_pwd),
        call_in_restriction=info.call_in_restriction or 0,
        audience_restriction=info.audience_call_in_restriction or 0,
        guests_may_start=_given(info.allow_guest_start_conf, True),
        join_before_host=info.join_before_host_time,
        prolong=settings.prolong if info.prolong_length is None else timedelta(minutes=info.prolong_length),
        waiting_room=bool(info.enable_waiting_room),
        host_camera=info.is_host_camera_on,
        guest_camera=info.is_guest_camera_on,
        random_room_id=None if info.vmr_id_type is None else bool(info.vmr_id_type),
        audience_count=audience_count(info.show_audience_count_info),
    )


def rule(params: wire.CycleParams) -> Rule:
    return Rule(
        cycle=Cycle(params.cycle),
        interval=_given(params.interval, 1),
        points=tuple(params.point or ()),
        first=day(params.start_date),
        last=day(params.end_date),
        remind_days=_given(params.pre_remind_days, 1),
    )


def attendee(given: wire.Attendee, settings: EnterpriseSettings) -> Attendee:
    """One person to invite. Raises a ``Refusal`` when nobody could be reached."""
    return roster.checked(
        Attendee(
            name=given.name or "",
            phone=given.phone or None,
            user_id=given.user_uuid or None,
            account_id=given.account_id or None,
            app_id=given.app_id or None,
            host=given.role is wire.AttendeeRole.HOST,
            type=given.type or "normal",
            email=given.email or None,
            sms=given.sms or None,
            mute=bool(given.is_mute),
            auto_invite=bool(_given(given.is_auto_invite, int(settings.auto_invite))),
            phone2=given.phone2,
            phone3=given.phone3,
            address=given.address,
            dept_uuid=given.dept_uuid,
            dept_name=given.dept_name,
            unique_type=given.unique_type or 0,
        )
    )


def attendees(given: Sequence[wire.Attendee], settings: EnterpriseSettings) -> list[Attendee]:
    return [attendee(one, settings) for one in given]


def shows_video(media_types: str) -> bool:
    """Whether a comma list of media types has video in it."""
    media = {word.strip() for word in media_types.split(",")}
    return bool(media & {wire.MediaType.HD_VIDEO, wire.MediaType.VIDEO})


def instant(text: str) -> datetime:
    """A UTC time as the wire writes it, ``yyyy-MM-dd HH:mm``. Raises ``Unreadable``."""
    text = text.strip()
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text + "+00:00")
    except ValueError:
        pass
    raise Unreadable(f"{text!r} is not a time written yyyy-MM-dd HH:mm")


def day(text: str) -> date:
    """A date as the wire writes it, ``yyyy-MM-dd``. Raises ``Unreadable``."""
    try:
        if _DATE.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise Unreadable(f"{text!r} is not a date written yyyy-MM-dd")


def _given(value: T | None, default: T) -> T:
    return default if value is None else value


def audience_count(info: wire.ShowAudienceCountInfo | None) -> AudienceCount | None:
    if info is None:
        return None
    return AudienceCount(
        shown=bool(info.show_audience_mode), base=info.base_audience_count, multiple=info.multiple
    )
