"""The reference's own example messages, kept to the letter in examples/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from convener.wire import codec
from convener.wire.meetings import (
    Attendee,
    AttendeeRole,
    ConfConfigInfo,
    ConferenceInfo,
    ConferenceType,
    Cycle,
    CycleParams,
    MeetingDetail,
    RecordType,
    ScheduleBody,
)
from convener.wire.push import AttendeesNotify

EXAMPLES = Path(__file__).parent / "examples"


def example(name: str) -> bytes:
    return (EXAMPLES / f"{name}.json").read_bytes()


def test_the_request_for_a_series_is_understood() -> None:
    assert codec.read(example("create_recurring_meeting.request"), ScheduleBody) == ScheduleBody(
        subject="Regular Recurring Meeting",
        media_types="Data,Voice,HDVideo",
        start_time="",
        length=120,
        time_zone_id="56",
        vmr_flag=1,
        vmr_id="ff80808167ef1edf0167f339533f05a8",
        cycle_params=CycleParams(
            start_date="2021-08-31", end_date="2021-09-02", cycle=Cycle.DAY, interval=1, pre_remind_days=1
        ),
        attendees=[
            Attendee(
                user_uuid="ff80808167ef1edf0167f339533d05a6",
                name="Suzhou Branch",
                email="******",
                sms="+991116006724",
                dept_name="Enterprise Collaboration Cloud Service Program",
                role=AttendeeRole.ORDINARY,
                phone="+99119*****724",
                type="normal",
            )
        ],
        conf_config_info=ConfConfigInfo(is_send_notify=False, is_send_sms=False, is_send_calendar=False),
        record_type=RecordType.OFF,
    )


def test_the_shell_command_for_a_series_is_understood() -> None:
    assert codec.read(example("create_recurring_meeting.curl"), ScheduleBody) == ScheduleBody(
        conference_type=ConferenceType.RECURRING,
        subject="user01 conference",
        media_types="HDVideo",
        attendees=[Attendee(name="user01", role=AttendeeRole.HOST, phone="+8657*******")],
        cycle_params=CycleParams(
            start_date="2021-08-31", end_date="2021-09-02", cycle=Cycle.DAY, interval=1, pre_remind_days=1
        ),
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("create_recurring_meeting.reply", list[ConferenceInfo]),
        ("show_meeting_detail.ordinary.reply", MeetingDetail),
        ("show_meeting_detail.recurring.reply", MeetingDetail),
        ("attendees_notify.frame", AttendeesNotify),
    ],
)
def test_what_the_server_sends_survives_reading_and_writing(name: str, kind: Any) -> None:
    text = example(name)
    assert json.loads(codec.write(codec.read(text, kind))) == json.loads(text)


def test_a_series_is_written_in_the_order_of_the_example() -> None:
    text = example("create_recurring_meeting.reply")
    again = codec.write(codec.read(text, list[ConferenceInfo]))
    assert json.loads(again, object_pairs_hook=list) == json.loads(text, object_pairs_hook=list)
