"""A program as it is written for the vendor's cloud: the vendor's SDK, a login by proxy before every call."""

from __future__ import annotations

import json
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import huaweicloudsdkmeeting.v1 as vendor
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkmeeting.v1 import MeetingClient
from huaweicloudsdkmeeting.v1 import meeting_credentials as vendor_credentials

from compat.conftest import NOON, PASSWORD, Background, Tenant, furnish, sdk
from compat.test_vendor_lists import ZOÉ, joins, passes
from compat.test_vendor_sdk import chair
from convener.server.clock import VirtualClock
from convener.server.storage.database import Writing
from support.background import in_background
from support.recorded import recorded

MINUTES = timedelta(minutes=1)


class MeetingCredentials(vendor_credentials.MeetingCredentials):  # type: ignore[misc]
    """Logs in by proxy for every call. The SDK goes by the name of the class."""

    def __init__(self, server: Background, account: str) -> None:
        super().__init__()
        self._url = f"{server.url}/v1/usg/acs/auth/proxy"
        self._trust = ssl.create_default_context(cafile=str(server.certificate.certificate))
        self._account = account
        self.logins = 0

    def process_request(self, request: Any, http_client: Any) -> Any:
        body = {
            "authServerType": "workplace",
            "authType": "AccountAndPwd",
            "clientType": 72,
            "account": self._account,
            "pwd": PASSWORD,
        }
        headers = {"Content-Type": "application/json"}
        login = urllib.request.Request(self._url, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(login, context=self._trust) as answer:
            self._token = json.load(answer)["accessToken"]
        self._last_token_date = datetime.now()  # noqa: DTZ005 (as the SDK has it)
        self.logins += 1
        return super().process_request(request, http_client)


class Planner:
    """Books in the cloud room of an account, and knows what the service says no with."""

    def __init__(self, client: MeetingClient) -> None:
        self._client = client
        [self.room] = client.search_member_vmr(vendor.SearchMemberVmrRequest(special_vmr=True)).data

    def book(self, start: str, subject: str) -> vendor.ConferenceInfo | None:
        """``None`` where the room is taken."""
        body = self._body(start, subject, vmr_flag=1, vmr_id=self.room.id)
        request = vendor.CreateMeetingRequest(body=body)
        reply = self._unless("VMR_CONF_CONFLICT", lambda: self._client.create_meeting(request))
        return reply and reply.body[0]

    def move(self, conference_id: str, start: str, subject: str) -> bool:
        """Whether it could still be changed."""
        body = self._body(start, subject)
        request = vendor.UpdateMeetingRequest(conference_id=conference_id, body=body)
        started = "CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED"
        return self._unless(started, lambda: self._client.update_meeting(request)) is not None

    def start(self, info: vendor.ConferenceInfo) -> None:
        body = vendor.StartRequest(conference_id=info.conference_id, password=chair(info))
        self._client.start_meeting(vendor.StartMeetingRequest(body=body))

    def cancel(self, conference_id: str) -> bool:
        """Whether there was anything to cancel; ends it where it is running."""
        request = vendor.CancelMeetingRequest(conference_id=conference_id, type=1)
        return self._unless("CONF_DATA_NOT_FOUND", lambda: self._client.cancel_meeting(request)) is not None

    def find(self, conference_id: str) -> vendor.ConferenceInfo | None:
        """A meeting that is at hand, else the last time it was held."""
        request = vendor.ShowMeetingDetailRequest(conference_id=conference_id)
        detail = self._unless("CONF_DATA_NOT_FOUND", lambda: self._client.show_meeting_detail(request))
        if detail is not None:
            return detail.conference_data
        return next(iter(self.held(search_key=conference_id)), None)

    def upcoming(self) -> list[str]:
        return [one.subject for one in self._client.search_meetings(vendor.SearchMeetingsRequest()).data]

    def held(self, **options: Any) -> list[vendor.ConferenceInfo]:
        """The history of two days; asked for with its end first, as such programs do."""
        day = round(timedelta(days=1) / timedelta(milliseconds=1))
        now = round(NOON.timestamp() * 1000)
        request = vendor.SearchHisMeetingsRequest(start_date=now + day, end_date=now - day, **options)
        return list(self._client.search_his_meetings(request).data)

    def attendance(self, conf_uuid: str) -> list[tuple[str, int]]:
        """Who was there, for how many minutes."""
        request = vendor.SearchAttendanceRecordsOfHisMeetingRequest(conf_uuid=conf_uuid)
        found = self._client.search_attendance_records_of_his_meeting(request).data
        return [(one.display_name, (one.left_time - one.join_time) // 60_000) for one in found]

    def recordings(self) -> list[vendor.RecordResultDO]:
        """Of the same days, with the end first too."""
        day = round(timedelta(days=1) / timedelta(milliseconds=1))
        now = round(NOON.timestamp() * 1000)
        request = vendor.SearchRecordingsRequest(start_date=now + day, end_date=now - day)
        return list(self._client.search_recordings(request).data)

    def recording(self, conf_uuid: str) -> vendor.ShowRecordingDetailResponse | None:
        """``None`` where nothing was recorded."""
        request = vendor.ShowRecordingDetailRequest(conf_uuid=conf_uuid)
        missing = "RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT"
        return self._unless(missing, lambda: self._client.show_recording_detail(request))

    def _body(self, start: str, subject: str, **place: Any) -> vendor.RestScheduleConfDTO:
        return vendor.RestScheduleConfDTO(
            start_time=start,
            length=60,
            subject=subject,
            media_types="HDVideo",
            is_auto_record=1,
            record_type=2,
            conf_config_info=vendor.RestConfConfigDTO(is_send_notify=False, prolong_length=0),
            **place,
        )

    def _unless(self, constant: str, call: Callable[[], Any]) -> Any:
        """The answer, ``None`` for this refusal; any other is passed on."""
        try:
            return call()
        except ClientRequestException as refused:
            if refused.error_msg != constant:
                raise
            return None


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Background]:
    with in_background(tmp_path, clock=VirtualClock(NOON), database_url=database_url, idle=True) as running:
        yield running


@pytest.fixture
def acme(server: Background) -> Tenant:
    """With a cloud room for Zoé."""
    tenant = furnish(server)
    application = server.application

    async def add(unit: Writing) -> None:
        zoé = await application.users.by_login(unit, tenant.account)
        application.rooms.add_cloud(unit, tenant.corp_id, zoé.user_id, name="R", parties=0, now=NOON)

    server.write(add)
    return tenant


@pytest.fixture
def credentials(server: Background, acme: Tenant) -> MeetingCredentials:
    return MeetingCredentials(server, acme.account)


@pytest.fixture
def planner(server: Background, credentials: MeetingCredentials) -> Iterator[Planner]:
    with sdk(server, credentials) as client:
        yield Planner(client)


def test_a_day_of_a_production_client(
    server: Background, acme: Tenant, planner: Planner, credentials: MeetingCredentials
) -> None:
    info = planner.book("2021-08-30 14:00", "Review")
    assert info is not None
    assert (info.vmr_id, info.vmr_conference_id) == (planner.room.id, planner.room.vmr_id)
    assert planner.book("2021-08-30 14:30", "Overlapping") is None
    assert planner.book("2021-08-30 15:00", "Next") is not None

    assert planner.move(info.conference_id, "2021-08-30 13:00", "Review, earlier")
    assert planner.upcoming() == ["Review, earlier", "Next"]
    assert planner.book("2021-08-30 14:00", "Taken up again") is not None

    passes(server, 60 * MINUTES)
    planner.start(info)
    joins(server, info)
    assert not planner.move(info.conference_id, "2021-08-30 16:00", "Too late")
    passes(server, 25 * MINUTES)
    assert planner.cancel(info.conference_id)
    assert not planner.cancel(info.conference_id)
    assert planner.upcoming() == ["Taken up again", "Next"]

    past = planner.find(info.conference_id)
    assert past is not None
    assert (past.subject, past.conference_state) == ("Review, earlier", "Destroyed")
    assert (past.start_time, past.end_time) == ("2021-08-30 13:00", "2021-08-30 13:25")
    assert planner.attendance(past.conf_uuid) == [(ZOÉ.name, 25)]
    assert [one.conf_uuid for one in planner.held()] == [past.conf_uuid]

    assert (planner.recordings(), planner.recording(past.conf_uuid)) == ([], None)
    server.run(recorded(server.application, acme.corp_id, past.conf_uuid))
    [film] = planner.recordings()
    assert (film.conf_uuid, film.subject, film.start_time) == (past.conf_uuid, past.subject, past.start_time)
    assert planner.recording(past.conf_uuid) is not None
    assert credentials.logins == 20


def test_more_logins_than_tokens_live_at_once(planner: Planner, credentials: MeetingCredentials) -> None:
    """The oldest tokens give way, which nobody notices who takes a new one for every call."""
    for _ in range(65):
        assert planner.upcoming() == []
    assert credentials.logins == 66
