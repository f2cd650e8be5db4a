"""Faults of the event stream, on real sockets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from convener.client import Client
from convener.testing import Server
from convener.wire.control import CreateConfToken, InviteBody, Invitee, InviteParticipant
from convener.wire.meetings import CreateMeeting, ScheduleBody

PATH = "/cms/open/websocket/confctl/increment/conn"
TIMEOUT = 10


class Watcher:
    """A subscribed socket, behind the whole list."""

    def __init__(self, socket: ClientConnection, control: str) -> None:
        self.socket = socket
        wanted = {"confToken": control, "subscribeType": ["AttendeesNotify"]}
        socket.send(json.dumps({"action": "Subscribe", "sequence": "1", "data": wanted}))
        self.hear()
        assert self.hear()["msgMode"] == 0

    def hear(self) -> Any:
        return json.loads(self.socket.recv(TIMEOUT))

    def number(self) -> str:
        """Who was invited, as the next frame tells."""
        phone: str = self.hear()["data"][0]["phone"]
        return phone

    def closed(self) -> tuple[int, str]:
        with pytest.raises(ConnectionClosed):
            self.socket.recv(TIMEOUT)
        return self.socket.close_code or 0, self.socket.close_reason or ""


class Meeting:
    """A running meeting that can be watched."""

    def __init__(self, server: Server, client: Client) -> None:
        [self.info] = client.send(CreateMeeting(body=ScheduleBody(media_types="Voice", length=60)))
        self._server = server
        self._client = client
        self._control = self._granted().token
        self._sockets = ExitStack()

    def _granted(self) -> Any:
        password = self.info.password_entry[0].password
        return self._client.send(
            CreateConfToken(conference_id=self.info.conference_id, password=password)
        ).data

    def watch(self) -> Watcher:
        token = self._granted().tmp_ws_token
        # In clear text: this library reads and writes from two threads, and Python's TLS is not made for that
        # before 3.13: a request may then never leave.
        url = f"ws{self._server.plain_url.removeprefix('http')}{PATH}"
        asked = f"{url}?confID={self.info.conference_id}&tmpToken={token}"
        return Watcher(self._sockets.enter_context(connect(asked)), self._control)

    def invite(self, phone: str) -> None:
        body = InviteBody(attendees=[Invitee(phone=phone)])
        self._client.send(
            InviteParticipant(conference_id=self.info.conference_id, body=body), token=self._control
        )

    def close(self) -> None:
        self._sockets.close()


@pytest.fixture
def meet(convener_server: Server, convener_client: Client) -> Iterator[Callable[[], Meeting]]:
    made: list[Meeting] = []

    def make() -> Meeting:
        made.append(Meeting(convener_server, convener_client))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def meeting(meet: Callable[[], Meeting]) -> Meeting:
    return meet()


def test_lost_frames(convener_server: Server, meeting: Meeting) -> None:
    watcher = meeting.watch()
    convener_server.faults.lose_frame("AttendeesNotify", times=2)
    for phone in ("+861", "+862", "+863"):
        meeting.invite(phone)
    assert watcher.number() == "+863"
    assert convener_server.faults.pending() == []
    meeting.invite("+864")
    assert watcher.number() == "+864"


def test_a_frame_is_lost_on_its_way_to_one_socket(convener_server: Server, meeting: Meeting) -> None:
    watchers = [meeting.watch(), meeting.watch()]
    convener_server.faults.lose_frame("AttendeesNotify")
    meeting.invite("+861")
    meeting.invite("+862")
    heard = [watcher.number() for watcher in watchers]
    assert sorted(heard) == ["+861", "+862"]


def test_other_frames_arrive(convener_server: Server, meeting: Meeting) -> None:
    watcher = meeting.watch()
    convener_server.faults.lose_frame("HeartBeat")
    meeting.invite("+861")
    assert watcher.number() == "+861"
    for sequence in ("2", "3"):
        watcher.socket.send(json.dumps({"action": "HeartBeat", "sequence": sequence}))
    assert watcher.hear() == {"action": "HeartBeat", "sequence": "3"}


def test_a_socket_closed_in_place_of_a_frame(convener_server: Server, meeting: Meeting) -> None:
    watcher = meeting.watch()
    convener_server.faults.close_socket(code=1013)
    meeting.invite("+861")
    assert watcher.closed() == (1013, "closed on demand")
    again = meeting.watch()
    meeting.invite("+862")
    assert again.number() == "+862"


def test_a_socket_cut_without_goodbye(convener_server: Server, meeting: Meeting) -> None:
    watcher = meeting.watch()
    convener_server.faults.close_socket("AttendeesNotify", code=1006)
    meeting.invite("+861")
    assert watcher.closed() == (1006, "")


def test_open_sockets_closed_now(convener_server: Server, meet: Callable[[], Meeting]) -> None:
    one, other = meet(), meet()
    watchers = [one.watch(), one.watch(), other.watch()]
    assert convener_server.faults.close_sockets(one.info.conference_id, code=1006) == 2
    assert [watcher.closed()[0] for watcher in watchers[:2]] == [1006, 1006]
    other.invite("+861")
    assert watchers[2].number() == "+861"
    assert convener_server.faults.close_sockets() == 1
    assert watchers[2].closed() == (1001, "closed on demand")
    assert convener_server.faults.close_sockets() == 0


def test_a_reset_closes_them(convener_server: Server, meeting: Meeting) -> None:
    watcher = meeting.watch()
    convener_server.reset()
    assert watcher.closed()[0] == 1001


def test_the_log_tells_of_sockets(convener_server: Server, meeting: Meeting) -> None:
    watcher = meeting.watch()
    opened = convener_server.requests()[-1]
    assert (opened.method, opened.status, opened.meaning) == ("WEBSOCKET", 101, "The socket is open.")
    assert opened.query["confID"] == meeting.info.conference_id
    assert "…" in opened.query["tmpToken"]
    convener_server.faults.close_sockets(code=1013)
    watcher.closed()
    assert convener_server.requests()[-1].status == 1013


def test_the_log_tells_why_a_socket_was_not_admitted(convener_server: Server, meeting: Meeting) -> None:
    url = f"ws{convener_server.plain_url.removeprefix('http')}{PATH}?confID=1&tmpToken=cnr1"
    with connect(url) as socket, pytest.raises(ConnectionClosed):
        socket.recv(TIMEOUT)
    seen = convener_server.requests()[-1]
    assert (seen.method, seen.status) == ("WEBSOCKET", 1008)
    assert "CreateWebSocketToken" in str(seen.advice)
