"""Recordings through the vendor's SDK: found, watched, downloaded, deleted, refused as documented."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import huaweicloudsdkmeeting.v1 as vendor
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkmeeting.v1 import MeetingClient

from compat.conftest import NOON, Background, Tenant, by_account, by_app_as_administrator, furnish, sdk
from compat.lossless import losses
from compat.test_vendor_lists import DAY, passes
from compat.test_vendor_sdk import begin
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.errors import Fault
from support.background import in_background
from support.recorded import recorded

FILM = b"film" * 500_000


@pytest.fixture
def quiet(database_url: str, tmp_path: Path) -> Iterator[Background]:
    """A server where nothing happens of its own accord, so that the clock can be moved."""
    with in_background(tmp_path, clock=VirtualClock(NOON), database_url=database_url, idle=True) as server:
        yield server


@pytest.fixture
def acme(quiet: Background) -> Tenant:
    return furnish(quiet)


@pytest.fixture
def zoé(quiet: Background, acme: Tenant) -> Iterator[MeetingClient]:
    with sdk(quiet, by_account(acme)) as client:
        yield client


@pytest.fixture
def chief(quiet: Background, acme: Tenant) -> Iterator[MeetingClient]:
    with sdk(quiet, by_app_as_administrator(acme)) as client:
        yield client


@pytest.fixture
def films(quiet: Background, acme: Tenant, zoé: MeetingClient) -> list[str]:
    """Three holdings of Zoé's that were recorded, half an hour after each other."""
    found = []
    for _ in range(3):
        info = begin(zoé, record_auth_type=0)
        passes(quiet, timedelta(minutes=info_length(info)))
        quiet.run(recorded(quiet.application, acme.corp_id, info.conf_uuid, FILM))
        found.append(info.conf_uuid)
    return found


def info_length(info: vendor.ConferenceInfo) -> int:
    """Minutes until it is over."""
    hours = [int(text[11:13]) * 60 + int(text[14:16]) for text in (info.start_time, info.end_time)]
    return (hours[1] - hours[0]) % (24 * 60)


def refuses(fault: Fault) -> pytest.RaisesExc[ClientRequestException]:
    return pytest.raises(
        ClientRequestException,
        check=lambda error: (
            (error.status_code, error.error_code, error.error_msg)
            == (fault.status, fault.code, fault.constant)
        ),
    )


UNKNOWN = errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT


def fetched(server: Background, url: str, **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers=headers)
    context: ssl.SSLContext = server.trusting
    with urllib.request.urlopen(request, context=context) as reply:
        return reply.status, reply.read()


class TestSearch:
    def test_with_the_end_before_the_start(self, zoé: MeetingClient, films: list[str]) -> None:
        backwards = {"start_date": DAY["end_date"], "end_date": DAY["start_date"]}
        for period in (DAY, backwards):
            reply = zoé.search_recordings(vendor.SearchRecordingsRequest(**period))
            assert losses(reply) == []
            assert (reply.offset, reply.limit, reply.count) == (0, 20, 3)
            assert [one.conf_uuid for one in reply.data] == films[::-1]
        [one, *_] = reply.data
        assert (one.scheduser_name, one.rcd_time, one.rcd_size) == ("Zoé Roe", 600, 1)
        assert (one.available, one.is_decode_finish) == (True, True)

    def test_with_everything_that_can_be_asked(
        self, zoé: MeetingClient, chief: MeetingClient, films: list[str]
    ) -> None:
        request = vendor.SearchRecordingsRequest(
            user_uuid="nobody",
            offset=1,
            limit=1,
            query_all=True,
            search_key="ZOÉ",
            sort_type="ASC_StartTIME",
            x_authorization_type="x",
            x_site_id="y",
            **DAY,
        )
        for client in (zoé, chief):
            reply = client.search_recordings(request)
            assert losses(reply) == []
            assert ([one.conf_uuid for one in reply.data], reply.count) == ([films[1]], 3)
        assert chief.search_recordings(vendor.SearchRecordingsRequest(**DAY)).count == 0

    def test_history_knows_of_them(self, zoé: MeetingClient, films: list[str]) -> None:
        request = vendor.SearchHisMeetingsRequest(sort_type="DSC_RecordTYPE", **DAY)
        assert {one.is_has_record_file for one in zoé.search_his_meetings(request).data} == {True}
        zoé.delete_recordings(vendor.DeleteRecordingsRequest(conf_uui_ds=films[2]))
        found = zoé.search_his_meetings(request).data
        assert [one.is_has_record_file for one in found] == [True, True, False]
        assert found[-1].conf_uuid == films[2]


def test_detail(zoé: MeetingClient, films: list[str], quiet: Background) -> None:
    reply = zoé.show_recording_detail(vendor.ShowRecordingDetailRequest(conf_uuid=films[0]))
    assert losses(reply) == []
    [one] = zoé.search_recordings(vendor.SearchRecordingsRequest(limit=1, offset=2, **DAY)).data
    for name in vendor.RecordResultDO.attribute_map:
        assert name == "url" or getattr(reply, name) == getattr(one, name)
    assert fetched(quiet, reply.url[0]) == (200, FILM)
    with refuses(UNKNOWN):
        zoé.show_recording_detail(vendor.ShowRecordingDetailRequest(conf_uuid="0" * 32))


def test_downloads(zoé: MeetingClient, chief: MeetingClient, films: list[str], quiet: Background) -> None:
    request = vendor.ShowRecordingFileDownloadUrlsRequest(conf_uuid=films[0], offset=0, limit=500)
    with refuses(errors.CONF_INSUFFICIENT_PERMISSIONS):
        zoé.show_recording_file_download_urls(request)
    reply = chief.show_recording_file_download_urls(request)
    assert losses(reply) == []
    [of_one] = reply.record_urls
    [file] = of_one.urls
    assert (of_one.conf_uuid, file.file_type, len(file.token)) == (films[0], "Hd", 64)
    assert fetched(quiet, file.url, Authorization=file.token, Range="bytes=1-6") == (206, b"ilmfil")


def test_info(zoé: MeetingClient, films: list[str]) -> None:
    body = vendor.RecordInfoReq(conf_uuid=films[0], segment_offset=0, segment_limit=20)
    reply = zoé.show_record_info(vendor.ShowRecordInfoRequest(body=body))
    assert losses(reply) == []
    assert (reply.code, reply.data.segment_count) == ("0", 1)
    [segment] = reply.data.segment_list
    [file] = segment.file_list
    assert (segment.segment_size, file.file_size, file.duration) == (str(len(FILM)), len(FILM), 600)
    assert file.record_type == "SPEAKER_VIDEO"
    with refuses(UNKNOWN):
        zoé.show_record_info(vendor.ShowRecordInfoRequest(body=vendor.RecordInfoReq(conf_uuid="0")))


class TestDelete:
    def test_a_list(self, zoé: MeetingClient, films: list[str]) -> None:
        names = ",".join([films[0], "0" * 32, films[2]])
        reply = zoé.delete_recordings(vendor.DeleteRecordingsRequest(conf_uui_ds=names))
        assert reply.status_code == 200
        left = zoé.search_recordings(vendor.SearchRecordingsRequest(**DAY)).data
        assert [one.conf_uuid for one in left] == [films[1]]

    def test_what_is_refused(self, zoé: MeetingClient, films: list[str]) -> None:
        with refuses(UNKNOWN):
            zoé.delete_recordings(vendor.DeleteRecordingsRequest(conf_uui_ds="0" * 32))
        with refuses(errors.PARAMETER_VERIFIED_FAIL):
            zoé.delete_recordings(vendor.DeleteRecordingsRequest(conf_uui_ds=""))
        with refuses(errors.PARAMETER_VERIFIED_FAIL):
            zoé.search_recordings(vendor.SearchRecordingsRequest(start_date=0))
