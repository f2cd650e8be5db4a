"""Links to files of recordings, opened: who gets what, and which part of it."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from convener.domain.recordings import FileKind
from convener.server.app import Application
from convener.server.areas.lab.lab import Lab
from convener.server.clock import VirtualClock
from convener.server.http.files import PIECE
from convener.server.storage.expiry import delete_expired
from convener.wire import errors
from convener.wire.errors import Fault
from convener.wire.lab import ListRequests
from convener.wire.meetings import Attendee
from convener.wire.recordings import (
    DeleteRecordings,
    RecordInfoBody,
    SegmentFile,
    ShowRecordInfo,
    ShowRecordingFileDownloadUrls,
)
from server.areas.recordings.conftest import FILM, Hold, Record, films, kept
from server.conftest import NOON, ORIGIN, MakeCorp, MakePerson, Person
from support.recorded import segment
from support.tables import contents

BIG = random.Random(7).randbytes(5 * (1 << 20) + 12345)


def assert_refused(reply: httpx.Response, fault: Fault) -> None:
    assert (reply.status_code, reply.json()) == (
        fault.status,
        {"error_code": fault.code, "error_msg": fault.constant},
    )
    assert reply.headers["x-request-id"]


async def file_of(who: Person, conf_uuid: str | None) -> SegmentFile:
    reply = await who.send(ShowRecordInfo(body=RecordInfoBody(conf_uuid=str(conf_uuid))))
    return reply.data.segment_list[0].file_list[0]


class TestParts:
    @pytest.fixture
    async def url(self, ann: Person, hold: Hold, record: Record) -> str:
        """Of a large file that anybody with the link may watch."""
        info = await hold(ann, is_recorded=False, subject='Plan: é/ü \r\n"x"', record_auth_type=0)
        await record(ann, info.conf_uuid, BIG[: 1 << 20], BIG[1 << 20 :])
        return (await file_of(ann, info.conf_uuid)).download_url

    async def test_the_whole(self, url: str, browser: httpx.AsyncClient) -> None:
        reply = await browser.get(url)
        assert (reply.status_code, reply.content == BIG) == (200, True)
        assert reply.headers["content-length"] == str(len(BIG))
        assert reply.headers["accept-ranges"] == "bytes"
        assert reply.headers["etag"] == f'"{hashlib.sha256(BIG).hexdigest()}"'
        assert reply.headers["content-type"] == "video/mp4"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "private, no-store"

    async def test_the_name_is_harmless_and_whole_for_those_who_can_read_it(
        self, url: str, browser: httpx.AsyncClient
    ) -> None:
        assert (await browser.head(url)).headers["content-disposition"] == (
            'attachment; filename="Plan _ _ x 2021-08-30 Hd_1_1.mp4"; '
            "filename*=UTF-8''Plan%20%C3%A9%20%C3%BC%20x%202021-08-30%20Hd_1_1.mp4"
        )

    @pytest.mark.parametrize(
        ("wanted", "start", "stop"),
        [
            ("bytes=0-0", 0, 1),
            ("bytes=1048570-1048580", 1048570, 1048581),
            ("bytes=3000000-", 3000000, len(BIG)),
            ("bytes=-100", len(BIG) - 100, len(BIG)),
            (f"bytes=0-{len(BIG) * 2}", 0, len(BIG)),
        ],
    )
    async def test_a_part(
        self, url: str, browser: httpx.AsyncClient, wanted: str, start: int, stop: int
    ) -> None:
        reply = await browser.get(url, headers={"Range": wanted})
        assert (reply.status_code, reply.content == BIG[start:stop]) == (206, True)
        assert reply.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(BIG)}"
        assert reply.headers["content-length"] == str(stop - start)

    async def test_what_is_not_there(self, url: str, browser: httpx.AsyncClient) -> None:
        reply = await browser.get(url, headers={"Range": f"bytes={len(BIG)}-"})
        assert (reply.status_code, reply.content) == (416, b"")
        assert reply.headers["content-range"] == f"bytes */{len(BIG)}"

    async def test_of_another_content_the_whole_is_sent(self, url: str, browser: httpx.AsyncClient) -> None:
        tag = (await browser.head(url)).headers["etag"]
        for condition, status in ((tag, 206), ('"other"', 200)):
            reply = await browser.get(url, headers={"Range": "bytes=0-9", "If-Range": condition})
            assert reply.status_code == status
        assert reply.content == BIG

    async def test_head_tells_the_same_without_the_body(self, url: str, browser: httpx.AsyncClient) -> None:
        for headers in ({}, {"Range": "bytes=5-9"}, {"Range": f"bytes={len(BIG)}-"}):
            get, head = await browser.get(url, headers=headers), await browser.head(url, headers=headers)
            assert (head.status_code, head.content) == (get.status_code, b"")
            assert head.headers == get.headers

    async def test_other_methods_are_refused(self, url: str, browser: httpx.AsyncClient) -> None:
        reply = await browser.post(url)
        assert reply.headers["allow"] == "GET, HEAD"
        assert_refused(reply, errors.METHOD_NOT_ALLOWED)

    async def test_it_is_read_no_faster_than_it_is_taken(self, url: str, application: Application) -> None:
        """Whoever takes nothing more is sent nothing more, and whoever leaves ends it."""
        sent: list[int] = []
        stopped, left = asyncio.Event(), asyncio.Event()

        async def receive() -> dict[str, Any]:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(len(message.get("body", b"")))
            if len(sent) == 3:
                stopped.set()
                await asyncio.Event().wait()

        path, _, query = url.removeprefix(ORIGIN).partition("?")
        scope = {
            "type": "http",
            "asgi": {"spec_version": "2.3"},
            "method": "GET",
            "scheme": "https",
            "path": path,
            "query_string": query.encode(),
            "headers": [],
            "client": ("192.0.2.1", 1),
        }
        task = asyncio.ensure_future(application.api(scope, receive, send))
        await stopped.wait()
        assert sent == [0, PIECE, PIECE]
        left.set()
        await task
        assert len(sent) == 3


class TestWhoMayWatch:
    @pytest.fixture
    async def people(
        self, ann: Person, bob: Person, chief: Person, make_person: MakePerson, make_corp: MakeCorp
    ) -> dict[str, str | None]:
        """Access tokens: Ann books, Bob is invited."""
        colleague = await make_person("Cleo")
        stranger = await make_person("Eve", admin=True, corp=await make_corp("Other"))
        found = {"ann": ann, "bob": bob, "chief": chief, "colleague": colleague, "stranger": stranger}
        return {**{name: who.client.token for name, who in found.items()}, "nobody": None}

    @pytest.mark.parametrize(
        ("audience", "welcome", "unknown"),
        [
            (0, {"ann", "bob", "chief", "colleague", "stranger", "nobody"}, set()),
            (1, {"ann", "bob", "chief", "colleague"}, {"nobody"}),
            (2, {"ann", "bob", "chief"}, {"nobody"}),
        ],
    )
    async def test_as_it_was_booked(
        self,
        ann: Person,
        bob: Person,
        hold: Hold,
        people: dict[str, str | None],
        browser: httpx.AsyncClient,
        audience: int,
        welcome: set[str],
        unknown: set[str],
    ) -> None:
        await hold(ann, record_auth_type=audience, attendees=[Attendee(account_id=bob.account)])
        [url] = (await films(ann)).data[0].url
        for name, token in people.items():
            reply = await browser.get(url, headers={"X-Access-Token": token} if token else {})
            if name in welcome:
                assert (reply.status_code, reply.content) == (200, FILM), name
            elif name in unknown:
                assert_refused(reply, errors.USER_TOKEN_AUTH_FAILED)
            else:
                assert_refused(reply, errors.CONF_INSUFFICIENT_PERMISSIONS)

    async def test_a_link_ends_with_the_hour_or_with_its_recording(
        self, ann: Person, hold: Hold, browser: httpx.AsyncClient, clock: VirtualClock
    ) -> None:
        info, other = [await hold(ann, record_auth_type=0) for _ in range(2)]
        [old] = (await films(ann, search_key=info.conference_id)).data[0].url
        clock.set(clock.now() + timedelta(minutes=59))
        [fresh] = (await films(ann, search_key=other.conference_id)).data[0].url
        assert (await browser.get(old)).status_code == 200
        clock.set(clock.now() + timedelta(minutes=1))
        assert_refused(await browser.get(old), errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT)
        assert (await browser.get(fresh)).status_code == 200
        await ann.send(DeleteRecordings(conf_uuids=str(other.conf_uuid)))
        assert_refused(await browser.get(fresh), errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT)

    async def test_a_file_that_was_lost_is_gone(
        self, ann: Person, hold: Hold, browser: httpx.AsyncClient, folder: Path
    ) -> None:
        """As after a backup of the database alone."""
        await hold(ann, record_auth_type=0)
        [url] = (await films(ann)).data[0].url
        for path in kept(folder):
            path.unlink()
        assert_refused(await browser.get(url), errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT)

    async def test_what_is_no_link(self, browser: httpx.AsyncClient) -> None:
        for path in ("/recordings/", "/recordings/a/b/c/d", "/recordings/a/b/c/d?use=play&until=x"):
            assert_refused(await browser.get(path), errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT)

    async def test_a_test_instance_does_not_write_it_down(
        self, ann: Person, hold: Hold, browser: httpx.AsyncClient, application: Application
    ) -> None:
        """Its log would show the link, and hold the file in memory."""
        assert isinstance(application.lab, Lab)
        await hold(ann, record_auth_type=0)
        await browser.get((await films(ann)).data[0].url[0])
        seen = (await ann.send(ListRequests())).data
        assert not [each.path for each in seen if "/recordings/" in each.path]


class TestTokens:
    @pytest.fixture
    async def offer(self, ann: Person, chief: Person, hold: Hold) -> tuple[str, str]:
        """Address and token of a download."""
        info = await hold(ann)
        reply = await chief.send(ShowRecordingFileDownloadUrls(conf_uuid=str(info.conf_uuid)))
        [each] = reply.record_urls[0].urls
        return each.url, each.token

    async def test_it_is_good_once(self, offer: tuple[str, str], browser: httpx.AsyncClient) -> None:
        url, token = offer
        for _ in range(2):
            assert (await browser.head(url, headers={"Authorization": token})).status_code == 200
        assert (await browser.get(url, headers={"Authorization": token})).content == FILM
        assert_refused(
            await browser.get(url, headers={"Authorization": token}), errors.USER_TOKEN_AUTH_FAILED
        )

    async def test_of_two_at_once_one_gets_the_file(
        self, offer: tuple[str, str], browser: httpx.AsyncClient
    ) -> None:
        url, token = offer
        headers = {"Authorization": token}
        replies = await asyncio.gather(*(browser.get(url, headers=headers) for _ in range(5)))
        assert sorted(reply.status_code for reply in replies) == [200, 401, 401, 401, 401]

    async def test_a_download_may_come_in_parts_to_who_began_it(
        self, offer: tuple[str, str], browser: httpx.AsyncClient, other: httpx.AsyncClient
    ) -> None:
        url, token = offer
        found = b""
        for wanted in ("bytes=0-9", "bytes=10-99", "bytes=100-"):
            reply = await browser.get(url, headers={"Authorization": token, "Range": wanted})
            assert reply.status_code == 206
            found += reply.content
        assert found == FILM
        headers = {"Authorization": token, "Range": "bytes=0-9"}
        assert_refused(await other.get(url, headers=headers), errors.USER_TOKEN_AUTH_FAILED)
        assert (await browser.get(url, headers=headers)).status_code == 206

    @pytest.fixture
    async def other(self, application: Application) -> AsyncIterator[httpx.AsyncClient]:
        """A browser on another machine."""
        transport = httpx.ASGITransport(application.api, client=("192.0.2.9", 7))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            yield client

    async def test_without_it_or_with_another_there_is_nothing(
        self, offer: tuple[str, str], ann: Person, browser: httpx.AsyncClient
    ) -> None:
        url, token = offer
        for headers in ({}, {"Authorization": token[::-1]}, {"X-Access-Token": str(ann.client.token)}):
            assert_refused(await browser.get(url, headers=headers), errors.USER_TOKEN_AUTH_FAILED)
        assert_refused(
            await browser.get(url + "0", headers={"Authorization": token}), errors.USER_TOKEN_AUTH_FAILED
        )

    async def test_it_ends_with_the_hour_and_is_forgotten(
        self,
        offer: tuple[str, str],
        browser: httpx.AsyncClient,
        application: Application,
        clock: VirtualClock,
    ) -> None:
        url, token = offer
        headers = {"Authorization": token, "Range": "bytes=0-"}
        clock.set(clock.now() + timedelta(minutes=59))
        assert (await browser.get(url, headers=headers)).status_code == 206
        clock.set(clock.now() + timedelta(minutes=1))
        assert_refused(await browser.get(url, headers=headers), errors.USER_TOKEN_AUTH_FAILED)
        assert token not in str(await contents(application.database))
        await application.database.write(lambda unit: delete_expired(unit, clock.now(), most=9))
        assert (await contents(application.database, "downloads"))["downloads"] == []


async def test_a_file_of_an_unusual_kind_is_not_shown(
    ann: Person, hold: Hold, record: Record, browser: httpx.AsyncClient
) -> None:
    """A browser might otherwise run what is in it."""
    info = await hold(ann, is_recorded=False, record_auth_type=0)
    await record(ann, info.conf_uuid, file=replace(segment(NOON, kind=FileKind.VIDEO), suffix=".html"))
    reply = await browser.get((await films(ann)).data[0].url[0])
    assert reply.headers["content-type"] == "application/octet-stream"
