"""A conference that is played through in no time: server, network and clock in one, for channels."""

from __future__ import annotations

import heapq
import itertools
import json
from collections import deque
from collections.abc import Callable
from typing import Any

from convener.client import ApiError
from convener.client.errors import ClientError, Unreachable
from convener.client.events.channel import Channel
from convener.client.events.effects import Ask, Deliver, Effect, Hear, Leave, Open, Pause, Say
from convener.client.events.errors import SocketClosed, SocketFailed
from convener.client.events.frames import Frame
from convener.client.events.subscription import Subscription
from convener.wire import errors
from convener.wire.control import ConfToken, CreateConfToken, CreateWebSocketToken, TokenInfo, WebSocketToken
from convener.wire.errors import Fault
from convener.wire.meetings import ShowMeetingDetail, StartMeeting

LIFE = 1800
"""Seconds a control token is valid."""

SILENCE = 180
"""Seconds after which the server closes a connection without a heartbeat."""


def refused(fault: Fault) -> ApiError:
    return ApiError(status=fault.status, code=fault.code, constant=fault.constant, request_id="r")


class World:
    """Performs the effects of one channel and keeps the seconds."""

    def __init__(self, *, password: str | None = "1234", start: bool = False, running: bool = True) -> None:
        self.now = 1000.0
        self.running = running
        self.up = True
        self.answers = True
        """Whether the server says anything to what it hears."""
        self.attendees: dict[str, str] = {}
        self.version = 0
        self.delivered: list[Frame] = []
        self.pauses: list[float] = []
        self.asked: list[str] = []
        self.subscribes: list[dict[str, Any]] = []
        self.declines: list[Fault] = []
        """How the next Subscribe frames are answered."""
        self._tokens: dict[str, float] = {}
        self._minted = itertools.count()
        self._opened = False
        self._subscribed = False
        self._beaten = 0.0
        self._inbox: deque[str] = deque()
        self._closing: SocketClosed | None = None
        self._plan: list[tuple[float, int, Callable[[], None]]] = []
        subscription = Subscription(
            conference_id="989156296",
            types=("AttendeesNotify",),
            password=password,
            start=start,
            origin="wss://meet.test",
        )
        self._channel = Channel(subscription, now=lambda: self.now, draw=lambda: 0.5)

    # What happens in it

    def at(self, seconds: float, happening: Callable[[], None]) -> None:
        """Have something happen so many seconds after now."""
        heapq.heappush(self._plan, (self.now + seconds, next(self._minted), happening))

    def invite(self, phone: str, *, lost: bool = False) -> None:
        self.attendees[phone] = f"N{self.version}"
        self._changed({"mode": 0, "phone": phone, "name": self.attendees[phone]}, lost=lost)

    def remove(self, phone: str, *, lost: bool = False) -> None:
        if self.attendees.pop(phone, None) is not None:
            self._changed({"mode": 1, "phone": phone}, lost=lost)

    def cut(self) -> None:
        self.close(None, "")

    def close(self, code: int | None, reason: str) -> None:
        """Close the connection from the server's side."""
        if self._opened and self._closing is None:
            self._closing = SocketClosed(code=code, reason=reason)

    def go_down(self) -> None:
        self.up = False
        self.cut()

    def come_up(self) -> None:
        self.up = True

    def fall_silent(self) -> None:
        self.answers = False

    def speak_again(self) -> None:
        self.answers = True

    def forget_tokens(self) -> None:
        self._tokens.clear()

    def end(self) -> None:
        self.running = False
        self.close(1000, "conference ended")

    # What the channel does in it

    def play(self) -> None:
        """Let the channel run to its end. Raises what it raises."""
        steps = self._channel.run()
        try:
            effect = next(steps)
            while True:
                try:
                    outcome = self._perform(effect)
                except ClientError as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(outcome)
        except StopIteration:
            return

    def _perform(self, effect: Effect) -> Any:
        match effect:
            case Ask():
                return self._ask(effect)
            case Open():
                self._open()
            case Say():
                self._say(json.loads(effect.text))
            case Hear():
                return self._hear(effect.seconds)
            case Leave():
                self._opened = self._subscribed = False
            case Pause():
                self.pauses.append(effect.seconds)
                self._pass(self.now + effect.seconds)
            case Deliver():
                self.delivered.append(effect.frame)
        return None

    def _ask(self, ask: Ask) -> Any:
        self.asked.append(type(ask.request).__name__)
        self._pass(self.now + 0.01)
        if not self.up:
            raise Unreachable("nobody listens", sent=False)
        match ask.request:
            case StartMeeting():
                self.running = True
                return None
            case CreateConfToken():
                return self._grant(ask.request)
            case ShowMeetingDetail():
                raise refused(errors.CONF_ROLE_AUTHENTICATION_FAILED)
            case CreateWebSocketToken() if not self.running:
                raise refused(errors.CONF_NOT_STARTED)
            case CreateWebSocketToken() if self._tokens.get(ask.token or "", 0) > self.now:
                return WebSocketToken(web_socket_token=f"w{next(self._minted)}")
        raise refused(errors.CONF_AUTH_FAIL)

    def _grant(self, request: CreateConfToken) -> ConfToken:
        if not self.running:
            raise refused(errors.CONF_NOT_STARTED)
        token = request.authorization or ""
        if self._tokens.get(token, 0) <= self.now:
            if request.password != "1234":
                raise refused(errors.CONF_NOT_FOUND_OR_AUTH_FAILED)
            token = f"t{next(self._minted)}"
        self._tokens[token] = self.now + LIFE
        info = TokenInfo(
            token=token,
            tmp_ws_token="",
            ws_url="wss://push.test:443",
            role=1,
            expire_time=0,
            user_id="u",
            org_id="o",
            conf_token_expire_time=LIFE,
            support_notify_type=[],
        )
        return ConfToken(data=info)

    def _open(self) -> None:
        if not self.up:
            raise SocketFailed("nobody listens")
        self._opened, self._subscribed, self._closing, self._beaten = True, False, None, self.now
        self._inbox.clear()

    def _say(self, frame: dict[str, Any]) -> None:
        if self._closing is not None:
            raise self._closing
        if frame["action"] == "HeartBeat":
            self._beaten = self.now
            self._answer(frame)
            return
        data = json.loads(frame["data"])
        self.subscribes.append(data)
        fault = self.declines.pop(0) if self.declines else None
        if fault is None and self._tokens.get(data["confToken"], 0) <= self.now:
            fault = errors.CONF_AUTH_FAIL
        outcome = {
            "returnCode": fault.number if fault else 0,
            "returnDesc": fault.constant if fault else "SUCCESS",
        }
        self._answer({"action": "Subscribe", "sequence": frame["sequence"], "data": outcome})
        if fault is None:
            self._subscribed = self.answers
            entries = [{"mode": 0, "phone": each, "name": name} for each, name in self.attendees.items()]
            self._push(0, int(self.now * 1000), entries)

    def _hear(self, seconds: float) -> str | None:
        until = self.now + seconds
        while not self._inbox and self._closing is None and self.now < until:
            self._pass(min(until, self._plan[0][0] if self._plan else until))
            if self._opened and self.now - self._beaten >= SILENCE:
                self.close(1001, "heartbeat timeout")
        if self._inbox:
            return self._inbox.popleft()
        if self._closing is not None:
            raise self._closing
        return None

    def _pass(self, until: float) -> None:
        """Let time go by, with what happens in it."""
        while self._plan and self._plan[0][0] <= until:
            self.now, _, happening = heapq.heappop(self._plan)
            happening()
        self.now = max(self.now, until)

    def _changed(self, entry: dict[str, Any], *, lost: bool) -> None:
        self.version += 1
        if self._subscribed and not lost:
            self._push(1, self.version, [entry])

    def _push(self, mode: int, version: int, data: list[dict[str, Any]]) -> None:
        frame = {"confID": "989156296", "msgID": "6b", "msgMode": mode, "version": version}
        self._answer({**frame, "createTime": int(self.now * 1000), "data": data, "action": "AttendeesNotify"})

    def _answer(self, frame: dict[str, Any]) -> None:
        if self.answers:
            self._inbox.append(json.dumps(frame))
