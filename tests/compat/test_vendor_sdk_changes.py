"""Changing and cancelling through the vendor's SDK: understood whole, refused as documented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import huaweicloudsdkmeeting.v1 as vendor
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkmeeting.v1 import MeetingClient

from compat.conftest import NOON, Background, by_account, furnish, sdk
from compat.lossless import losses
from compat.test_vendor_sdk import (
    CONF_CONFIG,
    SCHEDULE,
    SHOWN,
    assert_is,
    begin,
    book,
    chair,
    schedule,
    show,
)
from convener.server.clock import VirtualClock
from convener.wire import errors
from support.background import in_background

SETTLED = ("vmr_flag", "vmr_id", "conf_res_type")
"""What cannot be changed, only said again; and ``vmr_id_type``."""
COUNT = {"show_audience_mode": 1, "base_audience_count": 10, "multiple": 1.5}
DATE_CONFIG = {
    "call_in_restriction": 3,
    "audience_call_in_restriction": 2,
    "allow_guest_start_conf": False,
    "enable_waiting_room": False,
    "show_audience_count_info": COUNT,
}
DATE: dict[str, Any] = {
    "media_types": "Voice",
    "start_time": "2021-09-03 15:00",
    "length": 60,
    "is_auto_record": 0,
    "record_auth_type": 0,
    "description": "In the other building",
}


def change(client: MeetingClient, conference_id: str, **changes: Any) -> vendor.ConferenceInfo:
    request = vendor.UpdateMeetingRequest(conference_id=conference_id, body=schedule(**changes))
    reply = client.update_meeting(request)
    assert losses(reply) == []
    [info] = reply.body
    return info


def repeat(client: MeetingClient) -> vendor.ConferenceInfo:
    reply = client.create_recurring_meeting(vendor.CreateRecurringMeetingRequest(body=schedule()))
    [info] = reply.body
    return info


def change_series(client: MeetingClient, conference_id: str, **changes: Any) -> vendor.ConferenceInfo:
    request = vendor.UpdateRecurringMeetingRequest(conference_id=conference_id, body=schedule(**changes))
    reply = client.update_recurring_meeting(request)
    assert losses(reply) == []
    [info] = reply.body
    return info


def change_date(client: MeetingClient, one: vendor.CycleSubConf, **changes: Any) -> None:
    fields = DATE | {"cycle_sub_conf_id": one.cycle_sub_conf_id} | changes
    count = vendor.ShowAudienceCountInfo(**COUNT)
    config = vendor.CycleSubConfConfigDTO(**DATE_CONFIG | {"show_audience_count_info": count})
    body = vendor.RestScheduleCycleConfDTO(conf_config_info=config, **fields)
    request = vendor.UpdateRecurringSubMeetingRequest(conference_id=one.conference_id, body=body)
    assert client.update_recurring_sub_meeting(request).status_code == 200


def cancel_dates(client: MeetingClient, *dates: vendor.CycleSubConf, type: int | None = None) -> None:
    ids = [one.cycle_sub_conf_id for one in dates]
    body = vendor.RestCancelSingleRecordCycleConfListReqBody(cycle_sub_conf_i_ds=ids)
    request = vendor.CancelRecurringSubMeetingRequest(
        conference_id=dates[0].conference_id, type=type, body=body
    )
    assert client.cancel_recurring_sub_meeting(request).status_code == 200


def start(client: MeetingClient, info: vendor.ConferenceInfo) -> None:
    body = vendor.StartRequest(conference_id=info.conference_id, password=chair(info))
    client.start_meeting(vendor.StartMeetingRequest(body=body))


def dates(client: MeetingClient, info: vendor.ConferenceInfo) -> list[Any]:
    return list(show(client, info.conference_id).conference_data.sub_confs)


def assert_gone(client: MeetingClient, info: vendor.ConferenceInfo) -> None:
    with pytest.raises(ClientRequestException) as caught:
        show(client, info.conference_id)
    assert_is(caught.value, errors.CONF_DATA_NOT_FOUND)


def test_these_are_all_the_fields_the_sdk_has() -> None:
    given = DATE.keys() | {"cycle_sub_conf_id", "conf_config_info"}
    assert given == set(vendor.RestScheduleCycleConfDTO.openapi_types)
    assert set(DATE_CONFIG) == set(vendor.CycleSubConfConfigDTO.openapi_types)


class TestAMeeting:
    def test_is_changed_in_every_field(self, client: MeetingClient) -> None:
        given = {
            "media_types": "Voice",
            "start_time": "2021-09-05 09:00",
            "conf_config_info": {"vmr_id_type": 1},
        }
        info = book(client, **{name: None for name in SCHEDULE if name not in SETTLED} | given)
        after = change(client, info.conference_id)
        assert [getattr(after, name) for name in SHOWN] == [SCHEDULE[name] for name in SHOWN]
        assert (after.start_time, after.end_time) == ("2021-09-01 09:00", "2021-09-01 09:45")
        shown = {name: getattr(after.conf_config_info, name) for name in CONF_CONFIG}
        assert shown == CONF_CONFIG | {"guest_pwd": None}
        assert [each.password for each in after.password_entry][1] == "246810"
        assert [each.name for each in after.part_attendee_info] == ["Bob Lee"]
        seen = show(client, info.conference_id).conference_data
        seen.role = None
        assert seen == after

    def test_keeps_what_is_left_out(self, client: MeetingClient) -> None:
        info = book(client)
        body = vendor.RestScheduleConfDTO(media_types="HDVideo", start_time=info.start_time, length=45)
        request = vendor.UpdateMeetingRequest(conference_id=info.conference_id, body=body)
        assert client.update_meeting(request).body == [info]

    def test_is_cancelled(self, client: MeetingClient) -> None:
        info = book(client)
        reply = client.cancel_meeting(
            vendor.CancelMeetingRequest(
                conference_id=info.conference_id, user_uuid="x", x_authorization_type="x", x_site_id="x"
            )
        )
        assert json.loads(reply.raw_content) == {"returnCode": 0, "returnDesc": "Success"}
        assert_gone(client, info)

    def test_that_is_running_is_left_alone_but_for_type_1(self, client: MeetingClient) -> None:
        info = begin(client)
        with pytest.raises(ClientRequestException) as caught:
            change(client, info.conference_id)
        assert_is(caught.value, errors.CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED)
        with pytest.raises(ClientRequestException) as caught:
            client.cancel_meeting(vendor.CancelMeetingRequest(conference_id=info.conference_id))
        assert_is(caught.value, errors.CONF_CANCEL_FAIL_AS_CONF_STARTED)
        client.cancel_meeting(vendor.CancelMeetingRequest(conference_id=info.conference_id, type=1))
        assert_gone(client, info)


class TestASeries:
    def test_is_changed(self, client: MeetingClient) -> None:
        info = repeat(client)
        days = {"start_date": "2021-09-06", "end_date": "2021-09-20", "interval": 1, "pre_remind_days": None}
        rule = {**days, "cycle": "Week", "point": [1, 3]}
        after = change_series(client, info.conference_id, start_time="2021-09-06 10:00", cycle_params=rule)
        found = [each.start_time for each in after.sub_confs]
        assert found == [f"2021-09-{day:02} 10:00" for day in (6, 8, 13, 15, 20)]
        assert after.cycle_params.pre_remind_days == 3
        assert dates(client, info) == after.sub_confs

    def test_is_cancelled_with_the_date_that_is_being_held(self, client: MeetingClient) -> None:
        info = repeat(client)
        start(client, info)
        with pytest.raises(ClientRequestException) as caught:
            client.cancel_recurring_meeting(
                vendor.CancelRecurringMeetingRequest(conference_id=info.conference_id)
            )
        assert_is(caught.value, errors.CONF_CANCEL_FAIL_AS_CONF_STARTED)
        request = vendor.CancelRecurringMeetingRequest(conference_id=info.conference_id, type=1)
        assert client.cancel_recurring_meeting(request).status_code == 200
        assert_gone(client, info)

    def test_has_dates_of_their_own(self, client: MeetingClient) -> None:
        info = repeat(client)
        before = dates(client, info)
        change_date(client, before[1])
        after = dates(client, info)
        assert (after[0], after[2:]) == (before[0], before[2:])
        one = after[1]
        assert (one.start_time, one.end_time) == ("2021-09-03 15:00", "2021-09-03 16:00")
        assert (one.media_type, one.description) == ("Voice", DATE["description"])
        assert (one.is_auto_record, one.record_auth_type) == (0, 0)
        config = one.conf_config_info
        shown = {name: getattr(config, name) for name in DATE_CONFIG}
        shown["show_audience_count_info"] = COUNT | {"multiple": config.show_audience_count_info.multiple}
        assert shown == DATE_CONFIG
        with pytest.raises(ClientRequestException) as caught:
            change_date(client, one, start_time="2021-09-05 09:00")
        assert_is(caught.value, errors.SUB_CYCCONF_MODIFY_TIME_OVER_RANGE)

    def test_loses_single_dates(self, client: MeetingClient) -> None:
        info = repeat(client)
        first, second, third, *rest = dates(client, info)
        cancel_dates(client, second, third)
        assert dates(client, info) == [first, *rest]
        start(client, info)
        with pytest.raises(ClientRequestException) as caught:
            cancel_dates(client, first)
        assert_is(caught.value, errors.CONF_CANCEL_FAIL_AS_CONF_STARTED)
        cancel_dates(client, first, type=1)
        assert dates(client, info) == rest
        cancel_dates(client, *rest)
        assert_gone(client, info)


@pytest.fixture
def on_postgres(postgres_server: Any, tmp_path: Path) -> Any:
    postgres_server.psql("CREATE DATABASE vendor_changes")
    url = postgres_server.get_uri("vendor_changes")
    with in_background(tmp_path, clock=VirtualClock(NOON), database_url=url) as server:
        yield server


def test_the_same_on_postgres(on_postgres: Background) -> None:
    with sdk(on_postgres, by_account(furnish(on_postgres))) as client:
        TestAMeeting().test_is_changed_in_every_field(client)
        TestASeries().test_has_dates_of_their_own(client)
        TestASeries().test_loses_single_dates(client)
