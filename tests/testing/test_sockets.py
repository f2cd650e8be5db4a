"""Faults of the event stream, on real sockets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from typing import Any

import pytest

from convener.client import Client, Trust
from convener.client.events import SocketClosed
from convener.client.events.socket import Socket
from convener.testing import Server
from convener.wire.control import CreateConfToken, InviteBody, Invitee, InviteParticipant
from convener.wire.meetings import CreateMeeting, ScheduleBody

PATH = "/cms/open/websocket/confctl/increment/conn"
TIMEOUT = timedelta(seconds=10)
BROKEN_OFF = 1006
"""What stands for a code where nobody said goodbye."""


def address(server: Server) -> str:
    return f"wss{server.url.removeprefix('https')}{PATH}"


def open_socket(server: Server, url: str) -> Socket:
    return Socket.open(url, trust=Trust.file(server.certificate), timeout=TIMEOUT)


class Watcher:
    """A subscribed socket, behind the whole list."""

    def __init__(self, socket: Socket, control: str) -> None:
        self.socket = socket
        wanted = {"confToken": control, "subscribeType": ["AttendeesNotify"]}
        socket.say(json.dumps({"action": "Subscribe", "sequence": "1", "data": wanted}))
        self.hear()
        assert self.hear()["msgMode"] == 0

    def hear(self) -> Any:
        text = self.socket.hear(TIMEOUT.total_seconds())
        assert text is not None
        return json.loads(text)

    def number(self) -> str:
        """Who was invited, as the next frame tells."""
        phone: str = self.hear()["data"][0]["phone"]
        return phone

    def closed(self) -> tuple[int, str]:
        with pytest.raises(SocketClosed) as end:
            self.socket.hear(TIMEOUT.total_seconds())
        return end.value.code or BROKEN_OFF, end.value.reason


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
        asked = f"{address(self._server)}?confID={self.info.conference_id}&tmpToken={token}"
        return Watcher(self._sockets.enter_context(closing(open_socket(self._server, asked))), self._control)

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
        watcher.socket.say(json.dumps({"action": "HeartBeat", "sequence": sequence}))
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
    asked = f"{address(convener_server)}?confID=1&tmpToken=cnr1"
    with closing(open_socket(convener_server, asked)) as socket, pytest.raises(SocketClosed):
        socket.hear(TIMEOUT.total_seconds())
    seen = convener_server.requests()[-1]
    assert (seen.method, seen.status) == ("WEBSOCKET", 1008)
    assert "CreateWebSocketToken" in str(seen.advice)
