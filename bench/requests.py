"""Requests as ready bytes."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

from bench.audience import masked
from bench.load import STAMP
from bench.remote import Remote
from bench.world import FIRST_NUMBER, MEETINGS, PASSWORD, PEOPLE, WEEK, booking_body
from convener.server.clock import SystemClock
from convener.server.push.endpoint import PATH
from convener.wire import codec
from convener.wire.base import Request
from convener.wire.control import (
    CreateConfToken,
    CreateWebSocketToken,
    InviteBody,
    Invitee,
    InviteParticipant,
)
from convener.wire.identity import API_CLIENT, AccountLogin, CreateToken
from convener.wire.lists import SearchMeetings
from convener.wire.meetings import (
    CreateMeeting,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    ScheduleBody,
    ShowMeetingDetail,
)
from convener.wire.push import NotifyType

CLOCK = SystemClock()
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
"""The least a server can be asked."""


def bookings(tokens: list[str]) -> list[bytes]:
    """Meetings at many times, for everybody in turn."""
    return [
        _call(CreateMeeting, {"X-Access-Token": tokens[n % len(tokens)]}, booking_body(CLOCK, n))
        for n in range(2000)
    ]


def series(tokens: list[str]) -> list[bytes]:
    """Fifty daily meetings each, no two series alike."""
    calls = []
    for n in range(2000):
        body = booking_body(CLOCK, n)
        first = CLOCK.now() + WEEK + timedelta(days=n // 200)
        last = first + timedelta(days=60)
        body.cycle_params = CycleParams(
            start_date=f"{first:%Y-%m-%d}", end_date=f"{last:%Y-%m-%d}", cycle=Cycle.DAY, interval=1
        )
        calls.append(_call(CreateRecurringMeeting, {"X-Access-Token": tokens[n % len(tokens)]}, body))
    return calls


def lists(tokens: list[str]) -> list[bytes]:
    """The first page of everybody's meetings."""
    return [_call(SearchMeetings, {"X-Access-Token": token}) for token in tokens]


def details(tokens: list[str]) -> list[bytes]:
    """Every meeting, asked for by who booked it; ``tokens`` in the order of the accounts."""
    return [
        _call(
            ShowMeetingDetail,
            {"X-Access-Token": tokens[n % PEOPLE]},
            query=f"conferenceID={FIRST_NUMBER + n}",
        )
        for n in range(MEETINGS)
    ]


def logins(accounts: list[str]) -> list[bytes]:
    return [
        _call(
            CreateToken,
            {"Authorization": "Basic " + base64.b64encode(f"{account}:{PASSWORD}".encode()).decode()},
            AccountLogin(account=account, client_type=API_CLIENT),
        )
        for account in accounts
    ]


def tokens(load: Remote, accounts: list[str]) -> list[str]:
    """Log everybody in."""
    return [json.loads(answer)["accessToken"] for answer in load.call("each", logins(accounts))]


class Conference:
    """A running meeting, and the right to control it."""

    def __init__(self, number: str, token: str) -> None:
        self._query = f"conferenceID={number}"
        self._number = number
        self._token = token
        self._control = {"X-Conference-Authorization": token}

    def socket_tokens(self, count: int) -> list[bytes]:
        return [_call(CreateWebSocketToken, self._control, query=self._query)] * count

    def upgrade(self, answer: bytes) -> bytes:
        """Opens a WebSocket with what a call of ``socket_tokens`` answered."""
        token = json.loads(answer)["webSocketToken"]
        return upgrade(f"{PATH}?confID={self._number}&tmpToken={token}")

    def subscribe(self) -> bytes:
        data = {"subscribeType": [NotifyType.ATTENDEES], "confToken": self._token}
        return masked(json.dumps({"action": "Subscribe", "sequence": "1", "data": json.dumps(data)}).encode())

    def change(self, name: str = STAMP.decode()) -> bytes:
        """Renames the one person on the invited list."""
        guest = Invitee(phone="+8675512345678", name=name, email="guest@example.org", sms="+8613812345678")
        return _call(InviteParticipant, self._control, InviteBody(attendees=[guest]), query=self._query)

    def changes(self) -> list[bytes]:
        """Changes of which no two that follow each other are the same."""
        return [self.change(f"{n:020d}") for n in range(100)]


def start_conference(load: Remote, token: str) -> Conference:
    """Book a meeting that runs for a day from now."""
    body = ScheduleBody(media_types="HDVideo", subject="All hands", length=1440)
    [answer] = load.call("each", [_call(CreateMeeting, {"X-Access-Token": token}, body)])
    [info] = json.loads(answer)
    number, password = info["conferenceID"], info["passwordEntry"][0]["password"]
    request = _call(CreateConfToken, {"X-Password": password}, query=f"conferenceID={number}")
    [answer] = load.call("each", [request])
    return Conference(number, json.loads(answer)["data"]["token"])


def upgrade(target: str) -> bytes:
    """Opens a WebSocket."""
    return (
        f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    ).encode()


def _call(
    request: type[Request[Any]], headers: dict[str, str], body: object = None, *, query: str = ""
) -> bytes:
    operation = request.operation
    content = b"" if body is None else codec.write(body)
    target = operation.path + (f"?{query}" if query else "")
    head = {"Host": "127.0.0.1", **headers}
    if body is not None:
        head |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"{operation.method} {target} HTTP/1.1\r\n{lines}\r\n".encode() + content
