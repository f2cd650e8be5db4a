"""Every operation of this release through the vendor's SDK: understood whole, refused as documented."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import huaweicloudsdkmeeting.v1 as vendor
import pytest
from huaweicloudsdkcore.exceptions.exceptions import (
    ClientRequestException,
    ServerResponseException,
    ServiceResponseException,
)
from huaweicloudsdkmeeting.v1 import MeetingClient

from compat.conftest import (
    NOON,
    Background,
    Tenant,
    by_account,
    by_app,
    by_app_as_administrator,
    furnish,
    sdk,
)
from compat.lossless import losses
from convener.client import Trust
from convener.client.events.socket import Socket
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.errors import Fault
from convener.wire.unserved import UNSERVED
from support.background import in_background

CONF_CONFIG = {
    "is_send_notify": False,
    "is_send_sms": False,
    "is_send_calendar": True,
    "is_auto_mute": True,
    "is_hard_terminal_auto_mute": True,
    "is_guest_free_pwd": False,
    "call_in_restriction": 2,
    "allow_guest_start_conf": False,
    "guest_pwd": "246810",
    "vmr_id_type": 1,
    "prolong_length": 30,
    "enable_waiting_room": True,
    "is_host_camera_on": True,
    "is_guest_camera_on": False,
}
ATTENDEE = {
    "user_uuid": "ff80808167ef1edf0167f339533d05a6",
    "account_id": "someone",
    "name": "Bob Lee",
    "role": 1,
    "phone": "+8613800000001",
    "phone2": "+8613800000002",
    "phone3": "+8613800000003",
    "email": "bob@example.org",
    "sms": "+8613800000004",
    "is_mute": 1,
    "is_auto_invite": 0,
    "type": "terminal",
    "address": "Room 4",
    "dept_uuid": "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d1",
    "dept_name": "Research",
    "app_id": "an-app",
    "unique_type": 0,
}
CYCLE = {"start_date": "2021-09-01", "end_date": "2021-09-30", "interval": 2, "pre_remind_days": 3}
SCHEDULE: dict[str, Any] = {
    "start_time": "2021-09-01 09:00",
    "length": 45,
    "subject": "Quarterly review, résumé",
    "media_types": "HDVideo",
    "groupuri": "group-1",
    "attendees": [ATTENDEE],
    "cycle_params": {**CYCLE, "cycle": "Day", "point": [1]},
    "is_auto_record": 1,
    "encrypt_mode": 2,
    "language": "en-US",
    "time_zone_id": "26",
    "record_type": 3,
    "live_address": "rtmp://live.example.org/main",
    "aux_address": "rtmp://live.example.org/aux",
    "record_aux_stream": 1,
    "conf_config_info": CONF_CONFIG,
    "record_auth_type": 1,
    "vmr_flag": 0,
    "vmr_id": "",
    "concurrent_participants": 25,
    "support_simultaneous_interpretation": True,
    "conf_res_type": 0,
}
SHOWN = (
    "subject",
    "is_auto_record",
    "language",
    "time_zone_id",
    "record_type",
    "live_address",
    "aux_address",
    "record_aux_stream",
    "record_auth_type",
    "vmr_flag",
    "concurrent_participants",
    "support_simultaneous_interpretation",
)
"""The fields of a booking that every query shows as they were given."""


def schedule(**changes: Any) -> vendor.RestScheduleConfDTO:
    """A booking that fills in every field the SDK has, but for the changes; ``None`` leaves one out."""
    fields = SCHEDULE | changes
    fields["attendees"] = [vendor.RestAttendeeDTO(**each) for each in fields["attendees"] or ()]
    fields["cycle_params"] = fields["cycle_params"] and vendor.CycleParams(**fields["cycle_params"])
    fields["conf_config_info"] = vendor.RestConfConfigDTO(**fields["conf_config_info"])
    return vendor.RestScheduleConfDTO(**fields)


def book(client: MeetingClient, **changes: Any) -> vendor.ConferenceInfo:
    reply = client.create_meeting(vendor.CreateMeetingRequest(body=schedule(**changes)))
    assert losses(reply) == []
    [info] = reply.body
    return info


def begin(client: MeetingClient, **changes: Any) -> vendor.ConferenceInfo:
    """An instant meeting."""
    return book(client, start_time=None, **changes)


def show(client: MeetingClient, conference_id: str, **options: Any) -> vendor.ShowMeetingDetailResponse:
    reply = client.show_meeting_detail(
        vendor.ShowMeetingDetailRequest(conference_id=conference_id, **options)
    )
    assert losses(reply) == []
    return reply


def chair(info: vendor.ConferenceInfo) -> str:
    [password] = [each.password for each in info.password_entry if each.conference_role == "chair"]
    return password


def control(client: MeetingClient, info: vendor.ConferenceInfo) -> vendor.TokenInfo:
    reply = client.create_conf_token(
        vendor.CreateConfTokenRequest(
            conference_id=info.conference_id, x_password=chair(info), x_login_type=1, x_nonce="nonce"
        )
    )
    assert losses(reply) == []
    return reply.data


def assert_is(error: ServiceResponseException, fault: Fault) -> None:
    found = (error.status_code, error.error_code, error.error_msg)
    assert found == (fault.status, fault.code, fault.constant)
    assert error.request_id


def test_these_are_all_the_fields_the_sdk_has() -> None:
    assert set(SCHEDULE) == set(vendor.RestScheduleConfDTO.openapi_types)
    assert set(ATTENDEE) == set(vendor.RestAttendeeDTO.openapi_types)
    assert set(CONF_CONFIG) == set(vendor.RestConfConfigDTO.openapi_types)
    assert set(SCHEDULE["cycle_params"]) == set(vendor.CycleParams.openapi_types)


class TestBooking:
    def test_every_field_of_a_booked_meeting_comes_back(self, client: MeetingClient) -> None:
        info = book(client)
        assert [getattr(info, name) for name in SHOWN] == [SCHEDULE[name] for name in SHOWN]
        assert (info.start_time, info.end_time) == ("2021-09-01 09:00", "2021-09-01 09:45")
        assert (info.conference_state, info.conf_type, info.conference_type) == ("Schedule", "FUTURE", 0)
        assert info.conf_uuid is None
        assert [each.password for each in info.password_entry][1] == "246810"
        config = info.conf_config_info
        shown = {name: getattr(config, name) for name in CONF_CONFIG}
        assert shown == CONF_CONFIG | {"guest_pwd": None}  # shown in passwordEntry

    def test_an_instant_meeting_is_running(self, client: MeetingClient) -> None:
        info = begin(client)
        assert (info.conference_state, info.conf_type) == ("Created", "IMMEDIATELY")
        assert info.start_time == "2021-08-30 12:00"
        assert len(info.conf_uuid) == 32

    def test_a_meeting_in_a_room(self, client: MeetingClient, server: Background) -> None:
        me = who(client)
        room = server.write(lambda unit: cloud_room(server, unit, me))
        info = book(client, vmr_flag=1, vmr_id=room, conf_res_type=1)
        assert (info.vmr_flag, info.vmr_id, info.vmr_conference_id) == (1, room, None)

    @pytest.mark.parametrize(
        ("rule", "days"),
        [
            ({"cycle": "Day", "point": None}, ["01", "03", "05"]),
            ({"cycle": "Week", "point": [1, 5]}, ["03", "13", "17"]),
            ({"cycle": "Month", "point": [2, 31]}, ["02", "30"]),
        ],
    )
    def test_a_series(self, client: MeetingClient, rule: dict[str, Any], days: list[str]) -> None:
        body = schedule(cycle_params=CYCLE | rule)
        reply = client.create_recurring_meeting(vendor.CreateRecurringMeetingRequest(body=body))
        assert losses(reply) == []
        [info] = reply.body
        assert (info.conf_type, info.conference_type, info.conference_state) == ("CYCLE", 2, "Schedule")
        assert [each.start_time[8:10] for each in info.sub_confs[:3]] == days
        assert info.cycle_sub_conf_id == info.sub_confs[0].cycle_sub_conf_id
        shown = info.cycle_params
        assert (shown.start_date, shown.end_date, shown.interval) == ("2021-09-01", "2021-09-30", 2)
        assert (shown.cycle, shown.point, shown.pre_remind_days) == (rule["cycle"], rule["point"], 3)
        assert losses(show(client, info.conference_id)) == []

    def test_what_the_reference_says_to_ignore_is_ignored(self, client: MeetingClient) -> None:
        request = vendor.CreateMeetingRequest(
            user_uuid="nobody", x_authorization_type="x", x_site_id="y", body=schedule()
        )
        assert losses(client.create_meeting(request)) == []


def cloud_room(server: Background, unit: Any, owner: vendor.UserInfo) -> Any:
    application = server.application

    async def add() -> str:
        room = application.rooms.add_cloud(
            unit, owner.company_id, owner.user_id, name="Room", parties=25, now=application.clock.now()
        )
        return room.room_id

    return add()


def who(client: MeetingClient) -> vendor.UserInfo:
    """Whom the client has logged in as."""
    token = client.get_credentials()._token
    body = vendor.ValidateTokenReqDTO(token=token, need_gen_new_token=False, need_account_info=True)
    reply = client.check_token(vendor.CheckTokenRequest(body=body))
    assert losses(reply) == []
    return reply.user


PEOPLE = [
    {"name": "Ann", "phone": "+861", "type": "normal"},
    {"name": "Room A", "phone": "+862", "type": "terminal"},
    {"name": "Bob", "phone": "+863", "type": "normal"},
    {"name": "Room B", "phone": "+864", "type": "board"},
]
PAGES: list[tuple[dict[str, Any], list[str], int]] = [
    ({}, ["Ann", "Room A", "Bob", "Room B"], 4),
    ({"offset": 1, "limit": 2}, ["Room A", "Bob"], 4),
    ({"offset": 9}, [], 4),
    ({"search_key": "room"}, ["Room A", "Room B"], 2),
    ({"search_key": "863"}, ["Bob"], 1),
    ({"x_type": "0", "x_query_type": "1"}, ["Ann", "Room A", "Bob", "Room B"], 4),
    ({"x_type": "1", "limit": 1}, ["Ann", "Room A"], 4),
    ({"x_type": "2"}, ["Ann", "Bob"], 2),
    ({"x_type": "2", "x_query_type": "1", "offset": 1}, ["Room B"], 2),
    ({"user_uuid": "x", "x_authorization_type": "x", "x_site_id": "x", "limit": 1}, ["Ann"], 4),
]
"""What is asked for, who is shown, and how many there are."""


class TestDetails:
    def test_invitees_are_paged_as_asked(self, client: MeetingClient) -> None:
        booked = book(client, attendees=PEOPLE).conference_id
        for options, found, count in PAGES:
            page = show(client, booked, **options).data
            assert [each.name for each in page.data] == found, options
            assert (page.offset, page.limit) == (options.get("offset", 0), options.get("limit", 20))
            assert page.count == count, options

    def test_everything_given_of_an_invitee_comes_back(self, client: MeetingClient) -> None:
        [one] = show(client, book(client).conference_id).data.data
        same = ATTENDEE.keys() & one.openapi_types.keys()
        assert {name: getattr(one, name) for name in same} == {name: ATTENDEE[name] for name in same}
        assert (one.participant_id, one.attendee_type) == (ATTENDEE["phone"], ATTENDEE["type"])
        assert one.state == "MEETTING"

    def test_it_shows_what_booking_answered_and_the_own_role(self, client: MeetingClient) -> None:
        info = book(client)
        shown = show(client, info.conference_id).conference_data
        assert shown.role == "chair"
        shown.role = None
        assert shown == info


class TestRunning:
    def test_a_booked_meeting_is_started(self, client: MeetingClient) -> None:
        info = book(client)
        body = vendor.StartRequest(conference_id=info.conference_id, password=chair(info))
        reply = client.start_meeting(vendor.StartMeetingRequest(body=body))
        assert losses(reply) == []
        assert len(reply.uuid) == 51
        shown = show(client, info.conference_id).conference_data
        assert (shown.conference_state, len(shown.conf_uuid)) == ("Created", 32)

    def test_a_control_token_is_granted_and_kept_alive(
        self, client: MeetingClient, server: Background
    ) -> None:
        info = begin(client)
        token = control(client, info)
        assert (token.role, token.ws_url) == (1, f"wss://{server.address}")
        assert token.expire_time == int(NOON.timestamp() + 1800) * 1000
        assert token.user_id == info.user_uuid
        for presented in (token.token, "Basic " + base64.b64encode(token.token.encode()).decode()):
            request = vendor.CreateConfTokenRequest(
                conference_id=info.conference_id,
                x_conference_authorization=presented,
                x_password="wrong",
                x_login_type=1,
            )
            kept = client.create_conf_token(request)
            assert losses(kept) == []
            assert kept.data.token == token.token

    def test_invitations_are_pushed(self, client: MeetingClient, server: Background) -> None:
        """The whole way of an application that watches a meeting."""
        info = begin(client)
        token = control(client, info)
        given = {"conference_id": info.conference_id, "x_conference_authorization": token.token}
        reply = client.create_web_socket_token(vendor.CreateWebSocketTokenRequest(**given))
        assert losses(reply) == []
        with watching(server, token, info, reply.web_socket_token) as socket:
            [listed] = hear(socket, "AttendeesNotify")["data"]
            assert (listed["phone"], listed["name"]) == ("+8613800000001", "Bob Lee")
            invited = {
                name: value for name, value in ATTENDEE.items() if name in vendor.Attendee.openapi_types
            } | {"name": "Eve", "phone": "+8613800000009"}
            body = vendor.RestInviteReqBody(attendees=[vendor.Attendee(**invited)])
            done = client.invite_participant(vendor.InviteParticipantRequest(**given, body=body))
            assert done.to_json_object() == {"returnCode": 0, "returnDesc": "Success"}
            frame = hear(socket, "AttendeesNotify")
            [added] = frame["data"]
            assert (frame["msgMode"], frame["version"], frame["confID"]) == (1, 1, info.conference_id)
            assert (added["mode"], added["name"], added["phone"]) == (0, "Eve", "+8613800000009")
            assert (added["email"], added["deptName"]) == (ATTENDEE["email"], ATTENDEE["dept_name"])

            gone = [vendor.DelAttendInfo(number="+8613800000009", participant_id="x")]
            body = vendor.RestBulkDelAttendReqBody(bulk_del_attend_info=gone)
            done = client.delete_attendees(vendor.DeleteAttendeesRequest(**given, body=body))
            assert done.to_json_object() == {"returnCode": 0, "returnDesc": "Success"}
            frame = hear(socket, "AttendeesNotify")
            assert (frame["msgMode"], frame["version"]) == (1, 2)
            assert [(one["mode"], one["phone"]) for one in frame["data"]] == [(1, "+8613800000009")]


@contextmanager
def watching(
    server: Background, token: vendor.TokenInfo, info: vendor.ConferenceInfo, socket_token: str
) -> Iterator[Socket]:
    """A socket that has subscribed to everything the meeting offers."""
    path = f"/cms/open/websocket/confctl/increment/conn?confID={info.conference_id}&tmpToken={socket_token}"
    trust = Trust.file(server.certificate.certificate)
    with closing(Socket.open(token.ws_url + path, trust=trust, timeout=timedelta(seconds=10))) as socket:
        content = {"subscribeType": token.support_notify_type, "confToken": token.token}
        socket.say(json.dumps({"action": "Subscribe", "sequence": "00001", "data": json.dumps(content)}))
        assert hear(socket, "Subscribe")["data"] == {"returnCode": 0, "returnDesc": "SUCCESS"}
        yield socket


def hear(socket: Socket, action: str) -> Any:
    text = socket.hear(10)
    assert text is not None
    frame = json.loads(text)
    assert frame["action"] == action
    return frame


class TestLogins:
    def test_a_token_is_found_valid_and_a_new_one_is_made(self, client: MeetingClient) -> None:
        token = client.get_credentials()._token
        for renewed in (False, True):
            body = vendor.ValidateTokenReqDTO(token, need_gen_new_token=renewed, need_account_info=False)
            request = vendor.CheckTokenRequest(x_request_id="mine-1", accept_language="en-US", body=body)
            reply = client.check_token(request)
            assert losses(reply) == []
            assert (reply.access_token != token, reply.client_type, reply.user) == (renewed, 72, None)

    def test_whose_token_it_is(self, client: MeetingClient, tenant: Tenant) -> None:
        me = who(client)
        assert (me.company_id, me.user_type) == (tenant.corp_id, 2)
        assert me.name in ("Zoé Roe", "third-ann", "third-bob")

    def test_an_app_without_a_user_is_the_administrator(self, server: Background, tenant: Tenant) -> None:
        with sdk(server, by_app_as_administrator(tenant)) as client:
            book(client)
            assert (who(client).name, who(client).admin_type) == ("Chief", 0)

    def test_a_clear_text_endpoint_is_logged_in_to_over_tls(self, server: Background, tenant: Tenant) -> None:
        """Which the SDK does whatever its endpoint says; so both are on one port."""
        with sdk(server, by_account(tenant), scheme="http") as client:
            assert book(client).guest_join_uri.startswith(f"http://{server.address}/")

    def test_a_login_is_renewed(self, fresh: MeetingClient) -> None:
        book(fresh)
        before = fresh.get_credentials()._token
        reply = fresh.update_token(vendor.UpdateTokenRequest(x_request_id="r", accept_language="en-US"))
        assert losses(reply) == []
        assert reply.access_token == before

    def test_after_logging_out_every_call_is_refused(self, fresh: MeetingClient) -> None:
        book(fresh)
        reply = fresh.delete_token(vendor.DeleteTokenRequest(x_request_id="r", accept_language="en-US"))
        assert (reply.status_code, reply.raw_content) in ((200, b""), (200, None))
        with pytest.raises(ClientRequestException) as caught:
            book(fresh)
        assert_is(caught.value, errors.USER_TOKEN_AUTH_FAILED)
        with pytest.raises(ClientRequestException) as caught:
            fresh.delete_token(vendor.DeleteTokenRequest())
        assert_is(caught.value, errors.INVALID_TOKEN)

    def test_an_unknown_token_is_not_valid(self, client: MeetingClient) -> None:
        body = vendor.ValidateTokenReqDTO(token="cnr00", need_gen_new_token=False, need_account_info=True)
        with pytest.raises(ClientRequestException) as caught:
            client.check_token(vendor.CheckTokenRequest(x_request_id="mine-2", body=body))
        assert_is(caught.value, errors.TOKEN_NOT_VALID)
        assert caught.value.request_id == "mine-2"

    def test_a_wrong_password_is_refused(self, server: Background, tenant: Tenant) -> None:
        credentials = by_account(tenant)
        credentials._user_password = "wrong"
        with sdk(server, credentials) as client, pytest.raises(ClientRequestException) as caught:
            book(client)
        assert_is(caught.value, errors.WRONG_ACCOUNT_OR_PASSWORD)

    def test_a_wrong_signature_is_refused(self, server: Background, tenant: Tenant) -> None:
        with (
            sdk(server, by_app(tenant).with_app_key("wrong")) as client,
            pytest.raises(ClientRequestException) as caught,
        ):
            book(client)
        assert_is(caught.value, errors.APP_ID_NOT_VERIFIED)


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ({"length": 14}, errors.CONF_LENGTH_OVER_RANGE),
            ({"media_types": "Smell"}, errors.CONF_MEDIA_TYPES_ILLEGAL),
            ({"start_time": "2021-08-30 11:59"}, errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME),
            ({"vmr_flag": 1, "vmr_id": "nowhere"}, errors.VMR_DATA_NOT_FOUND),
        ],
    )
    def test_a_booking_that_cannot_be(
        self, client: MeetingClient, changes: dict[str, Any], fault: Fault
    ) -> None:
        with pytest.raises(ClientRequestException) as caught:
            book(client, **changes)
        assert_is(caught.value, fault)

    def test_an_unknown_meeting(self, client: MeetingClient) -> None:
        with pytest.raises(ClientRequestException) as caught:
            show(client, "900000000")
        assert_is(caught.value, errors.CONF_DATA_NOT_FOUND)

    @pytest.mark.parametrize(
        ("token", "fault"),
        [(None, errors.REQUEST_TOKEN_IS_NULL), ("cnr" + "0" * 48, errors.CONF_AUTH_FAIL)],
    )
    def test_no_right_to_control(self, client: MeetingClient, token: str | None, fault: Fault) -> None:
        request = vendor.CreateWebSocketTokenRequest(
            conference_id=begin(client).conference_id, x_conference_authorization=token
        )
        with pytest.raises(ClientRequestException) as caught:
            client.create_web_socket_token(request)
        assert_is(caught.value, fault)

    @pytest.mark.parametrize(
        ("method", "path", "fault"),
        [
            ("GET", "/v1/mmc/management/nothing", errors.PATH_UNKNOWN),
            ("PUT", "/v1/mmc/management/conferences/start", errors.METHOD_NOT_ALLOWED),
        ],
    )
    def test_paths_and_methods_that_are_not(
        self, client: MeetingClient, method: str, path: str, fault: Fault
    ) -> None:
        with pytest.raises(ClientRequestException) as caught:
            client.call_api(path, method)
        assert_is(caught.value, fault)

    def test_a_failure_of_the_server(
        self, client: MeetingClient, server: Background, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fail(body: object) -> None:
            raise RuntimeError("the disk is on fire")

        who(client)
        monkeypatch.setattr(server.application.database, "write", fail)
        with pytest.raises(ServerResponseException) as caught:
            book(client)
        assert_is(caught.value, errors.CONF_EXCEPTION)

    def test_operations_to_come_are_refused_as_such(self, fresh: MeetingClient) -> None:
        for name, _, _ in UNSERVED:
            request = getattr(vendor, f"{name}Request")()
            for attribute in request.openapi_types:
                setattr(request, attribute, "1" if request.openapi_types[attribute] == "str" else None)
            with pytest.raises(ServerResponseException) as caught:
                getattr(fresh, snake(name))(request)
            assert_is(caught.value, errors.OPERATION_NOT_SERVED_YET)


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


@pytest.fixture
def on_postgres(postgres_server: Any, tmp_path: Path) -> Iterator[Background]:
    postgres_server.psql("CREATE DATABASE vendor")
    url = postgres_server.get_uri("vendor")
    with in_background(tmp_path, clock=VirtualClock(NOON), database_url=url) as server:
        yield server


def test_the_same_on_postgres(on_postgres: Background) -> None:
    with sdk(on_postgres, by_account(furnish(on_postgres))) as client:
        TestBooking().test_every_field_of_a_booked_meeting_comes_back(client)
        TestDetails().test_it_shows_what_booking_answered_and_the_own_role(client)
        TestRunning().test_invitations_are_pushed(client, on_postgres)
