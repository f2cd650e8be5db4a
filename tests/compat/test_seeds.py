"""The reference pages' own example requests, sent as printed, are answered in the shape they document."""

from __future__ import annotations

import asyncio
import json
import shlex
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect

from convener.client import AsyncClient
from convener.client.transport import AsyncTransport
from convener.domain.meeting import Room, RoomMode, RoomStatus
from convener.server.app import Application, compose
from convener.server.areas.rooms.repository import RoomRepository
from convener.server.clock import VirtualClock
from convener.server.http.certificate import ensure
from convener.server.http.serving import running
from convener.server.ids import Ids
from convener.server.settings import Settings
from convener.wire.control import CreateConfToken
from convener.wire.meetings import (
    Attendee,
    AttendeeRole,
    ConfConfigInfo,
    ConferenceInfo,
    CreateMeeting,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    ScheduleBody,
    StartBody,
    StartMeeting,
)

ORIGIN = "https://local.test"
PRINTED = Path(__file__).parent / "seeds"
REPLIES = Path(__file__).parents[1] / "wire" / "examples"


def printed(name: str) -> str:
    return (PRINTED / name).read_text()


def documented(name: str) -> Any:
    return json.loads((REPLIES / f"{name}.json").read_bytes())


class AsPrinted(Ids):
    """Mints the token and the meeting ID that the page prints, once; after that its own."""

    def __init__(self) -> None:
        self.next_token: str | None = None
        self.next_conference: str | None = None

    def token(self) -> str:
        given, self.next_token = self.next_token, None
        return given or super().token()

    def conference(self, *, unlike: str | None = None) -> str:
        given, self.next_conference = self.next_conference, None
        return given or super().conference(unlike=unlike)


class Site:
    """A server with one user, whom the printed token stands for."""

    def __init__(self, application: Application, clock: VirtualClock, ids: AsPrinted, folder: Path) -> None:
        self.application = application
        self.clock = clock
        self.ids = ids
        self.folder = folder

    async def furnish(self, now: datetime, token: str, *, name: str = "user8002") -> None:
        application = self.application
        self.clock.set(now)

        async def add(unit):
            corp = await application.corps.add(unit, name="corpzxytest111", now=now)
            await application.users.add(
                unit, corp, account="zhangsan", third_account="zhangsan", name="user01", now=now
            )
            return await application.users.add(unit, corp, account=name, name=name, now=now)

        self.user = await application.database.write(add)
        self.ids.next_token = token
        await application.sessions.open_for(self.user)
        self.client = AsyncClient(ORIGIN, token=token, transport=AsyncTransport(ORIGIN, app=application.api))

    async def serve(self, message: bytes) -> tuple[dict[str, str], Any]:
        """Send bytes over TLS as they are; the headers of the answer and its body."""
        certificate = ensure(self.folder, [], datetime.now(UTC))
        trusting = ssl.create_default_context(cafile=certificate.certificate)
        async with running(self.application.api, certificate=certificate) as (host, port):
            reader, writer = await asyncio.open_connection(host, port, ssl=trusting)
            writer.write(message)
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            body = await reader.readexactly(int(headers["content-length"]))
            writer.close()
            await writer.wait_closed()
        assert head[0] == "HTTP/1.1 200 OK", body
        return headers, json.loads(body)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    clock, ids = VirtualClock(datetime(2019, 1, 1, tzinfo=UTC)), AsPrinted()
    application = await compose(Settings(data=tmp_path), clock=clock, ids=ids)
    yield Site(application, clock, ids, tmp_path)
    await application.close()


def request_of(text: str) -> bytes:
    """A printed HTTP message as bytes: the version and the true length are all that is added."""
    head, brace, rest = text.strip().partition("\n{")
    body = (brace + rest).strip().encode()
    start, *lines = head.split("\n")
    lines = [line for line in lines if not line.startswith("Content-Length")]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([f"{start} HTTP/1.1", *lines, "", ""]).encode() + body


def request_of_command(text: str) -> bytes:
    """What curl sends when it is called as printed."""
    words = iter(shlex.split(text)[1:])
    method, headers, body, url = "GET", [], b"", ""
    for word in words:
        match word:
            case "-k" | "-i":
                pass
            case "-X":
                method = next(words)
            case "-H":
                headers.append(next(words))
            case "-d":
                body = next(words).encode()
            case _:
                url = word
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    length = [f"Content-Length: {len(body)}"] if body else []
    own = [f"Host: {parts.netloc}", "User-Agent: curl/8.5.0", "Accept: */*"]
    return "\r\n".join([f"{method} {target} HTTP/1.1", *own, *headers, *length, "", ""]).encode() + body


def departures(example: Any, answer: Any, at: str = "") -> set[str]:
    """Where an answer lacks what the example has, or has it in another JSON type."""
    if type(example) is not type(answer):
        return {f"{at}: {type(answer).__name__} for {type(example).__name__}"}
    if isinstance(example, dict):
        missing = {f"{at}.{name} is missing" for name in example.keys() - answer.keys()}
        shared = example.keys() & answer.keys()
        return missing.union(*(departures(example[name], answer[name], f"{at}.{name}") for name in shared))
    if isinstance(example, list) and example:
        assert answer, f"{at}: an empty list proves nothing"
        return set().union(*(departures(example[0], each, f"{at}[]") for each in answer))
    return set()


def differing(example: dict[str, Any], answer: dict[str, Any]) -> set[str]:
    """The members whose values are not the example's."""
    return {name for name, value in example.items() if answer[name] != value}


def assert_headers(headers: dict[str, str]) -> None:
    assert headers["content-type"] == "application/json;charset=utf-8"
    assert headers["x-request-id"]


class TestCreatingASeries:
    NOW = datetime(2021, 8, 30, tzinfo=UTC)
    TOKEN = "cnr1510zTBhrfUsymQ0srhW2RYS99r9G5SQoTLWN"
    ROOM = "ff80808167ef1edf0167f339533f05a8"

    async def test_the_example_request(self, site: Site) -> None:
        await site.furnish(self.NOW, self.TOKEN, name="Suzhou Branch")
        await self._personal_room(site)
        headers, answer = await site.serve(request_of(printed("create_recurring_meeting.http")))
        assert_headers(headers)
        assert departures(documented("create_recurring_meeting.reply"), answer) == set()
        [info] = answer
        assert (info["subject"], info["size"], info["normalCount"]) == ("Regular Recurring Meeting", 1, 1)
        assert set(info["mediaTypes"].split(",")) == {"HDVideo", "Data", "Voice"}
        assert (info["vmrFlag"], info["vmrID"], info["vmrConferenceID"]) == (1, self.ROOM, "912345678")
        assert info["cycleParams"] == {
            "startDate": "2021-08-31", "endDate": "2021-09-02", "cycle": "Day",
            "cycleCount": 0, "interval": 1, "preRemindDays": 1,
        }  # fmt: skip
        assert [(each["startTime"], each["endTime"]) for each in info["subConfs"]] == [
            (f"{day} 00:00", f"{day} 02:00") for day in ("2021-08-31", "2021-09-01", "2021-09-02")
        ]
        notices = {"isSendNotify", "isSendSms", "isSendCalendar"}
        assert {info["confConfigInfo"][name] for name in notices} == {False}
        assert [each["phone"] for each in info["partAttendeeInfo"]] == ["+99119*****724"]
        assert info["guestJoinUri"].startswith("https://api.meeting.huaweicloud.com/#/j/912345678/")

    async def test_the_example_command(self, site: Site) -> None:
        await site.furnish(self.NOW, self.TOKEN)
        headers, answer = await site.serve(request_of_command(printed("create_recurring_meeting.sh")))
        assert_headers(headers)
        assert departures(documented("create_recurring_meeting.reply"), answer) == set()
        [info] = answer
        assert (info["subject"], info["conferenceType"], info["confType"]) == (
            "user01 conference",
            2,
            "CYCLE",
        )
        [one] = info["partAttendeeInfo"]
        assert (one["name"], one["role"], one["phone"]) == ("user01", 1, "+8657*******")

    async def _personal_room(self, site: Site) -> None:
        room = Room(
            room_id=self.ROOM,
            number="912345678",
            name="Suzhou Branch",
            user_id=site.user.user_id,
            mode=RoomMode.PERSONAL,
            status=RoomStatus.NORMAL,
            chair="123456",
            general="654321",
        )
        rooms = RoomRepository(site.application.vault)

        async def add(unit):
            rooms.add(unit, site.user.corp_id, room, self.NOW)

        await site.application.database.write(add)


class TestQueryingDetails:
    NOW = datetime(2019, 12, 18, 7, 28, tzinfo=UTC)
    TOKEN = "stbX5ElstO5QwOwPB9KGQWUZ1DHoFrTsQjjC"
    BOOKING = ScheduleBody(
        media_types="HDVideo",
        subject="user01's meeting",
        length=120,
        attendees=[Attendee(account_id="zhangsan")],
        conf_config_info=ConfConfigInfo(is_auto_mute=True, join_before_host_time=0, enable_waiting_room=True),
    )

    @pytest.mark.parametrize(
        "request_bytes",
        [
            pytest.param(request_of(printed("show_meeting_detail.ordinary.http")), id="request"),
            pytest.param(request_of_command(printed("show_meeting_detail.sh")), id="command"),
        ],
    )
    async def test_the_example_for_an_ordinary_meeting(self, site: Site, request_bytes: bytes) -> None:
        await site.furnish(self.NOW, self.TOKEN)
        site.ids.next_conference = "914083136"
        await site.client.send(CreateMeeting(body=self.BOOKING))
        headers, answer = await site.serve(request_bytes)
        assert_headers(headers)
        example = documented("show_meeting_detail.ordinary.reply")
        assert departures(example, answer) == set()
        assert differing(example["conferenceData"], answer["conferenceData"]) == {
            "mediaTypes",  # the same set in another order
            *("userUUID", "confUUID", "chairJoinUri", "guestJoinUri", "passwordEntry"),  # minted
            *("confConfigInfo", "partAttendeeInfo", "deptName"),  # of other people and settings
        }
        [one], [other] = answer["data"]["data"], example["data"]["data"]
        assert differing(other, one) == {"participantID", "accountId"}

    async def test_the_example_for_a_recurring_meeting(self, site: Site) -> None:
        """Its confUUID says that a meeting of the series is being held."""
        await site.furnish(self.NOW - timedelta(minutes=5), self.TOKEN)
        site.ids.next_conference = "969304019"
        [booked] = await site.client.send(CreateRecurringMeeting(body=self._series()))
        await self._start(site, booked)
        headers, answer = await site.serve(request_of(printed("show_meeting_detail.recurring.http")))
        assert_headers(headers)
        example = documented("show_meeting_detail.recurring.reply")
        assert departures(example, answer) == set()
        shown = answer["conferenceData"]
        assert example["conferenceData"]["cycleParams"].items() <= shown["cycleParams"].items()
        assert [each["startTime"] for each in shown["subConfs"]] == ["2019-12-18 07:28", "2019-12-19 07:28"]

    def _series(self) -> ScheduleBody:
        body = ScheduleBody(media_types="HDVideo")
        for name in ("subject", "length", "attendees", "conf_config_info"):
            setattr(body, name, getattr(self.BOOKING, name))
        body.start_time = "2019-12-18 07:28"
        body.cycle_params = CycleParams(
            start_date="2019-12-18", end_date="2019-12-19", cycle=Cycle.DAY, interval=1
        )
        return body

    async def _start(self, site: Site, info: ConferenceInfo) -> None:
        password = info.password_entry[0].password
        await site.client.send(
            StartMeeting(body=StartBody(conference_id=info.conference_id, password=password))
        )


class TestPushingInvitees:
    NOW = datetime(2021, 1, 30, 7, 59, tzinfo=UTC)

    async def test_the_example_frame(self, site: Site) -> None:
        await site.furnish(self.NOW, "any")
        site.ids.next_conference = "900487914"
        tom = Attendee(
            account_id="zhangsan",
            name="Tom",
            role=AttendeeRole.HOST,
            dept_uuid="ff808081689de0d901689df549fe0009",
            dept_name="department2",
        )
        [info] = await site.client.send(
            CreateMeeting(body=ScheduleBody(media_types="HDVideo", attendees=[tom]))
        )
        frame = await self._first_frame(site, info)
        example = documented("attendees_notify.frame")
        assert departures(example, frame) == set()
        [one], [shown] = frame["data"], example["data"]
        assert differing(shown, one) == {"orgID", "phone", "userUUID"}
        assert one["orgID"] == one["orgId"] == site.user.corp_id
        assert (frame["action"], frame["confID"], frame["msgMode"]) == ("AttendeesNotify", "900487914", 0)
        assert frame["version"] == frame["createTime"] == int(self.NOW.timestamp() * 1000)

    async def _first_frame(self, site: Site, info: ConferenceInfo) -> Any:
        password = info.password_entry[0].password
        granted = await site.client.send(CreateConfToken(conference_id=info.conference_id, password=password))
        certificate = ensure(site.folder, [], datetime.now(UTC))
        trusting = ssl.create_default_context(cafile=certificate.certificate)
        async with running(site.application.api, certificate=certificate) as (host, port):
            path = "/cms/open/websocket/confctl/increment/conn"
            query = f"confID={info.conference_id}&tmpToken={granted.data.tmp_ws_token}"
            async with connect(f"wss://{host}:{port}{path}?{query}", ssl=trusting, proxy=None) as socket:
                data = {"subscribeType": ["AttendeesNotify"], "confToken": granted.data.token}
                frame = {"action": "Subscribe", "sequence": "1", "data": json.dumps(data)}
                await socket.send(json.dumps(frame))
                await asyncio.wait_for(socket.recv(), 10)
                return json.loads(await asyncio.wait_for(socket.recv(), 10))
