"""The WebSocket of a running meeting, over a real connection to the real server."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from convener.client import AsyncClient
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.server.http.serving import running
from convener.server.push.endpoint import PATH
from convener.wire.control import (
    CreateConfToken,
    CreateWebSocketToken,
    DeleteAttendees,
    DeleteAttendeesBody,
    DeletedAttendee,
    InviteBody,
    Invitee,
    InviteParticipant,
)
from convener.wire.meetings import Attendee, ConferenceInfo
from server.conftest import NOON, MakePerson, Person
from support.changing import cancel, cancel_dates, repeat, start, update, update_date

TIMEOUT = 30


class Watcher:
    """One open socket."""

    def __init__(self, socket: ClientConnection, token: str) -> None:
        self.socket = socket
        self.token = token

    async def say(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def hear(self) -> Any:
        return json.loads(await asyncio.wait_for(self.socket.recv(), TIMEOUT))

    async def subscribe(self, *types: str, **data: Any) -> Any:
        content = {"subscribeType": types or ("AttendeesNotify",), "confToken": self.token, **data}
        await self.say(action="Subscribe", sequence="00017", data=json.dumps(content))
        return await self.hear()

    async def closed(self) -> tuple[int, str]:
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(self.socket.recv(), TIMEOUT)
        return self.socket.close_code or 0, self.socket.close_reason or ""


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def info(ann: Person) -> ConferenceInfo:
    return await ann.book(length=60, attendees=[Attendee(phone="+861", name="First", email="f@example.org")])


Watch = Callable[..., Awaitable[Watcher]]


@pytest.fixture
async def watch(application: Application, anonymous: AsyncClient) -> AsyncIterator[Watch]:
    """Opens sockets the documented way: control token, WebSocket token, connection."""
    sockets: list[ClientConnection] = []
    async with running(application.api) as (host, port):

        async def open_one(info: ConferenceInfo, token: str | None = None) -> Watcher:
            conference_id = info.conference_id
            granted = (
                await anonymous.send(
                    CreateConfToken(conference_id=conference_id, password=info.password_entry[0].password)
                )
            ).data.token
            if token is None:
                request = CreateWebSocketToken(conference_id=conference_id)
                token = (await anonymous.send(request, token=granted)).web_socket_token
            url = f"ws://{host}:{port}{PATH}?confID={conference_id}&tmpToken={token}"
            sockets.append(await connect(url, ping_interval=None))
            return Watcher(sockets[-1], granted)

        yield open_one
        for socket in sockets:
            await socket.close()


@pytest.fixture
async def control(anonymous: AsyncClient) -> Callable[..., Awaitable[None]]:
    async def change(watcher: Watcher, info: ConferenceInfo, *, invite: str = "", delete: str = "") -> None:
        if invite:
            body = InviteBody(attendees=[Invitee(phone=invite, name=f"N{invite}")])
            request = InviteParticipant(conference_id=info.conference_id, body=body)
            await anonymous.send(request, token=watcher.token)
        if delete:
            gone = DeleteAttendeesBody(bulk_del_attend_info=[DeletedAttendee(number=delete)])
            await anonymous.send(
                DeleteAttendees(conference_id=info.conference_id, body=gone), token=watcher.token
            )

    return change


async def test_subscribing_brings_the_whole_list(watch: Watch, ann: Person, info: ConferenceInfo) -> None:
    watcher = await watch(info)
    reply = await watcher.subscribe()
    assert reply == {
        "action": "Subscribe",
        "sequence": "00017",
        "data": {"returnCode": 0, "returnDesc": "SUCCESS"},
    }
    frame = await watcher.hear()
    assert (frame["action"], frame["msgMode"], frame["confID"]) == ("AttendeesNotify", 0, info.conference_id)
    assert frame["version"] == frame["createTime"] == int(NOON.timestamp() * 1000)
    assert len(frame["msgID"]) == 32
    [one] = frame["data"]
    assert one == {
        "mode": 0, "orgId": ann.corp_id, "orgID": ann.corp_id, "phone": "+861", "name": "First", "role": 0,
        "email": "f@example.org", "isMute": 0, "isAutoInvite": 0, "type": "normal",
        "hidePhone": False, "isNotOverlayPidName": False,
    }  # fmt: skip


async def test_an_empty_list_is_sent_too(watch: Watch, ann: Person) -> None:
    watcher = await watch(await ann.book())
    await watcher.subscribe()
    assert (await watcher.hear())["data"] == []


async def test_changes_come_one_by_one_with_ascending_versions(
    watch: Watch, info: ConferenceInfo, control: Callable[..., Awaitable[None]]
) -> None:
    watcher = await watch(info)
    await watcher.subscribe()
    await watcher.hear()
    await control(watcher, info, invite="+862")
    added = await watcher.hear()
    assert (added["msgMode"], added["version"]) == (1, 1)
    assert [(one["mode"], one["phone"], one["name"]) for one in added["data"]] == [(0, "+862", "N+862")]
    await control(watcher, info, delete="+861")
    removed = await watcher.hear()
    assert (removed["msgMode"], removed["version"]) == (1, 2)
    assert removed["data"] == [{"mode": 1, "phone": "+861"}]
    await control(watcher, info, delete="+861")
    await control(watcher, info, invite="+863")
    assert (await watcher.hear())["version"] == 3


async def test_snapshot_and_changes_together_are_the_list(
    watch: Watch, ann: Person, info: ConferenceInfo, control: Callable[..., Awaitable[None]]
) -> None:
    """Subscribing in the middle of many changes misses none of them."""
    first, late = await watch(info), await watch(info)
    await first.subscribe()
    under_way, subscribed = asyncio.Event(), asyncio.Event()

    async def change_much() -> None:
        for n in range(20):
            if n == 5:
                under_way.set()
            if n == 15:
                await subscribed.wait()
            await control(first, info, invite=f"+9{n}", delete=f"+9{n - 3}" if n > 3 else "")

    task = asyncio.create_task(change_much())
    await under_way.wait()
    await late.subscribe()
    subscribed.set()
    await task
    expected = {one.participant_id for one in (await ann.detail(info.conference_id, limit=500)).data.data}
    for watcher in (first, late):
        await _hear_until(watcher, expected, version=36)


async def _hear_until(watcher: Watcher, expected: set[str], *, version: int) -> None:
    """Put frames together until they make the expected list, and the last version has come."""
    state: set[str] = set()
    heard = 0
    while state != expected or heard < version:
        frame = await watcher.hear()
        if frame["msgMode"] == 0:
            state = set()
        else:
            assert frame["version"] > heard
            heard = frame["version"]
        for one in frame["data"]:
            (state.discard if one["mode"] else state.add)(one["phone"])


async def test_types_that_are_not_served_are_accepted_and_silent(watch: Watch, info: ConferenceInfo) -> None:
    watcher = await watch(info)
    reply = await watcher.subscribe("SpeakerChangeNotify", "CustomMultiPicNotify", "Made up")
    assert reply["data"]["returnCode"] == 0
    await watcher.say(action="HeartBeat", sequence="1")
    assert await watcher.hear() == {"action": "HeartBeat", "sequence": "1"}


async def test_subscribing_again_brings_the_whole_list_again(watch: Watch, info: ConferenceInfo) -> None:
    watcher = await watch(info)
    for _ in range(2):
        assert (await watcher.subscribe())["data"]["returnCode"] == 0
        assert (await watcher.hear())["msgMode"] == 0


class TestSubscribeReadsLeniently:
    async def test_data_may_be_an_object_and_the_token_basic(
        self, watch: Watch, info: ConferenceInfo
    ) -> None:
        watcher = await watch(info)
        token = "Basic " + base64.b64encode(watcher.token.encode()).decode()
        content = {
            "subscribeType": ["AttendeesNotify"],
            "confToken": token,
            "conferenceID": info.conference_id,
        }
        await watcher.say(action="Subscribe", sequence="1", data=content)
        assert (await watcher.hear())["data"]["returnCode"] == 0

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"confToken": ""}, 111070111),
            ({"confToken": "cnr" + "0" * 48}, 111070004),
            ({"conferenceID": "987654321"}, 111070121),
            ({"subscribeType": "AttendeesNotify"}, 111071061),
        ],
    )
    async def test_refusals_keep_the_socket_open(
        self, watch: Watch, info: ConferenceInfo, change: dict[str, Any], code: int
    ) -> None:
        watcher = await watch(info)
        assert (await watcher.subscribe(**change))["data"]["returnCode"] == code
        assert (await watcher.subscribe())["data"]["returnCode"] == 0

    async def test_three_refusals_close_it(self, watch: Watch, info: ConferenceInfo) -> None:
        watcher = await watch(info)
        for _ in range(3):
            await watcher.subscribe(confToken="wrong")
        assert (await watcher.closed())[0] == 1008

    @pytest.mark.parametrize("as_text", [True, False])
    async def test_odd_data_is_refused_alike_as_text_and_as_object(
        self, watch: Watch, info: ConferenceInfo, as_text: bool
    ) -> None:
        watcher = await watch(info)
        content = {"subscribeType": None, "confToken": watcher.token}
        for _ in range(3):
            await watcher.say(
                action="Subscribe", sequence="1", data=json.dumps(content) if as_text else content
            )
            assert (await watcher.hear())["data"]["returnCode"] == 111071061
        assert (await watcher.closed())[0] == 1008

    async def test_broken_json_is_answered_then_closes(self, watch: Watch, info: ConferenceInfo) -> None:
        watcher = await watch(info)
        for _ in range(3):
            await watcher.socket.send("{")
            assert (await watcher.hear())["data"]["returnCode"] == 111071062
        assert (await watcher.closed())[0] == 1007

    async def test_an_unknown_action_is_answered_with_itself(
        self, watch: Watch, info: ConferenceInfo
    ) -> None:
        watcher = await watch(info)
        await watcher.say(action="Dance", sequence="9")
        assert await watcher.hear() == {
            "action": "Dance",
            "sequence": "9",
            "data": {"returnCode": 111070001, "returnDesc": "CONF_BAD_REQUEST"},
        }


class TestTheConnection:
    @pytest.mark.parametrize("token", ["", "cnr" + "0" * 48])
    async def test_a_bad_token_is_closed_at_once(
        self, watch: Watch, info: ConferenceInfo, token: str
    ) -> None:
        watcher = await watch(info, token)
        assert await watcher.closed() == (1008, "111070004")

    async def test_a_token_works_once_and_for_one_minute(
        self, watch: Watch, info: ConferenceInfo, anonymous: AsyncClient, clock: VirtualClock
    ) -> None:
        password = info.password_entry[0].password
        granted = (
            await anonymous.send(CreateConfToken(conference_id=info.conference_id, password=password))
        ).data
        await watch(info, granted.tmp_ws_token)
        second = await watch(info, granted.tmp_ws_token)
        assert (await second.closed())[0] == 1008
        request = CreateWebSocketToken(conference_id=info.conference_id)
        old = (await anonymous.send(request, token=granted.token)).web_socket_token
        clock.set(NOON + timedelta(seconds=60))
        late = await watch(info, old)
        assert (await late.closed())[0] == 1008

    async def test_silence_for_180_seconds_closes_it(
        self, watch: Watch, info: ConferenceInfo, clock: VirtualClock
    ) -> None:
        talking, silent = await watch(info), await watch(info)
        clock.set(NOON + timedelta(seconds=179))
        await talking.say(action="HeartBeat", sequence="1")
        await talking.hear()
        await silent.subscribe()
        await silent.hear()
        clock.set(NOON + timedelta(seconds=180))
        assert await silent.closed() == (1001, "heartbeat timeout")
        await talking.say(action="HeartBeat", sequence="2")
        assert (await talking.hear())["sequence"] == "2"

    async def test_the_end_of_the_meeting_closes_it(
        self, watch: Watch, info: ConferenceInfo, clock: VirtualClock, application: Application
    ) -> None:
        watcher = await watch(info)
        await watcher.subscribe()
        await watcher.hear()
        for minutes in range(1, 60):
            clock.set(NOON + timedelta(minutes=minutes))
            await watcher.say(action="HeartBeat", sequence=str(minutes))
            await watcher.hear()
        clock.set(NOON + timedelta(minutes=60))
        await application.worker.run_due()
        assert await watcher.closed() == (1000, "conference ended")

    async def test_the_control_token_is_refreshed_over_it(
        self, watch: Watch, info: ConferenceInfo, clock: VirtualClock
    ) -> None:
        watcher = await watch(info)
        clock.set(NOON + timedelta(seconds=100))
        data = json.dumps({"conferenceID": info.conference_id, "confToken": watcher.token})
        await watcher.say(action="ConfControl", sequence="3", type="REFRESHTOKEN", data=data)
        reply = await watcher.hear()
        assert (reply["action"], reply["type"], reply["data"]["returnCode"]) == (
            "ConfControl",
            "REFRESHTOKEN",
            0,
        )
        assert reply["data"]["data"]["token"] == watcher.token
        assert reply["data"]["data"]["confTokenExpireTime"] == 1800
        assert reply["data"]["data"]["wsURL"].startswith("ws://127.0.0.1:")


class TestChangesOfBookings:
    async def test_cancelling_a_running_meeting_closes_its_sockets(
        self, watch: Watch, ann: Person, info: ConferenceInfo
    ) -> None:
        watcher = await watch(info)
        await watcher.subscribe()
        await watcher.hear()
        await cancel(ann, info, type=1)
        assert await watcher.closed() == (1000, "conference ended")

    async def test_a_list_replaced_before_is_the_state_and_counts(
        self, watch: Watch, ann: Person, control: Callable[..., Awaitable[None]]
    ) -> None:
        booked = await ann.book(start_time="2021-09-01 09:00", attendees=[Attendee(phone="+861")])
        await update(ann, booked, attendees=[Attendee(phone="+862"), Attendee(phone="+863")])
        await start(ann, booked)
        watcher = await watch(booked)
        await watcher.subscribe()
        assert [one["phone"] for one in (await watcher.hear())["data"]] == ["+862", "+863"]
        await control(watcher, booked, delete="+862")
        assert (await watcher.hear())["version"] == 2

    async def test_changes_of_other_dates_need_no_frame(
        self, watch: Watch, ann: Person, control: Callable[..., Awaitable[None]]
    ) -> None:
        series = await repeat(ann)
        await start(ann, series)
        watcher = await watch(series)
        await watcher.subscribe()
        await watcher.hear()
        first, second, third = series.sub_confs or []
        await update_date(ann, second, start_time="2021-09-02 10:00")
        await cancel_dates(ann, third)
        await control(watcher, series, invite="+869")
        assert [one["phone"] for one in (await watcher.hear())["data"]] == ["+869"]
        await cancel_dates(ann, first, type=1)
        assert await watcher.closed() == (1000, "conference ended")
