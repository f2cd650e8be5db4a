"""The WebSocket of a running meeting: one connection's frames, heartbeats and end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from datetime import timedelta
from typing import Any, get_args
from urllib.parse import parse_qs

from convener.domain.access import ConferenceNotStarted, ControlTokenInvalid, ControlTokenMissing
from convener.domain.meeting import Meeting
from convener.domain.refusal import Refusal
from convener.server.areas.live.service import TOKEN_LIFE, LiveService
from convener.server.areas.live.translate import socket_url
from convener.server.clock import Cancellable, Clock
from convener.server.push import render
from convener.server.push.hub import Hub
from convener.server.push.protocol import EXTENSION, PushProtocol
from convener.wire import codec, errors
from convener.wire.errors import Fault
from convener.wire.push import (
    SUCCESS,
    ClientFrame,
    ConfControl,
    ControlData,
    ControlType,
    Envelope,
    FrameReply,
    HeartBeat,
    Outcome,
    RefreshedToken,
    Subscribe,
    SubscribeData,
    content,
    read_frame,
    refusal,
)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = "/cms/open/websocket/confctl/increment/conn"

SILENCE = timedelta(seconds=180)
"""How long a connection may go without a HeartBeat frame; nothing else counts."""

PATIENCE = 3
"""Refused or unreadable frames after which a connection is closed."""


class PushEndpoint:
    """Admits connections by their one-shot token and serves each until it ends."""

    def __init__(self, live: LiveService, hub: Hub, clock: Clock, *, public_url: str | None) -> None:
        self._live = live
        self._hub = hub
        self._clock = clock
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        query = parse_qs(scope["query_string"].decode("latin-1"))
        conference_id, token = query.get("confID", [""])[0], query.get("tmpToken", [""])[0]
        meeting = await self._live.open_socket(token, conference_id)
        await send({"type": "websocket.accept"})
        if meeting is None:
            reason = str(errors.CONF_AUTH_FAIL.number)
            await send({"type": "websocket.close", "code": 1008, "reason": reason})
            return
        connection = Connection(meeting, scope["extensions"][EXTENSION], self._clock)
        frames = Frames(connection, self._live, self._hub, url=self._url(scope))
        try:
            await connection.serve(receive, frames)
        finally:
            self._hub.leave(connection.stream, connection)

    def _url(self, scope: Scope) -> str:
        if self._public_url:
            return socket_url(self._public_url)
        host: bytes = dict(scope["headers"]).get(b"host", b"")
        return f"{scope['scheme']}://{host.decode('latin-1')}"


class Connection:
    """One open socket, which is also its subscription."""

    __slots__ = ("_alarm", "_clock", "_writer", "meeting", "types")

    def __init__(self, meeting: Meeting, writer: PushProtocol, clock: Clock) -> None:
        self.meeting = meeting
        self.types: frozenset[str] = frozenset()
        self._writer = writer
        self._clock = clock
        self._alarm: Cancellable | None = None

    @property
    def stream(self) -> tuple[str, str]:
        return self.meeting.corp_id, self.meeting.meeting_id

    def push(self, data: bytes) -> None:
        """Write ready frames; see ``PushProtocol.push``."""
        if data:
            self._writer.push(data)

    def end(self, code: int, reason: str) -> None:
        """Close from our side; ``serve`` returns when the connection is gone."""
        self._writer.end(code, reason)

    def alive(self) -> None:
        """The client gave a sign of life."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self._clock.call_at(self._clock.now() + SILENCE, self._silent)

    async def serve(self, receive: Receive, frames: Frames) -> None:
        """Answer the client's frames until the connection is gone."""
        self.alive()
        try:
            while (message := await receive())["type"] == "websocket.receive":
                await frames.answer(message.get("text") or message.get("bytes") or "")
        finally:
            if self._alarm is not None:
                self._alarm.cancel()

    def _silent(self) -> None:
        self.end(1001, "heartbeat timeout")


class Frames:
    """What a client may say over its socket."""

    __slots__ = ("_connection", "_failures", "_hub", "_live", "_url")

    def __init__(self, connection: Connection, live: LiveService, hub: Hub, *, url: str) -> None:
        self._connection = connection
        self._live = live
        self._hub = hub
        self._url = url
        self._failures = 0

    async def answer(self, text: str | bytes) -> None:
        """Do what one frame asks for and answer it."""
        try:
            frame = read_frame(text)
        except codec.Unreadable:
            self._reply(Envelope(), refusal(errors.JSON_CONVERSION_FAILED))
            self._failed(1007)
            return
        except codec.Invalid:
            self._refuse(_envelope(text))
            return
        match frame:
            case HeartBeat():
                self._connection.alive()
                self._connection.push(render.ready(frame))
            case Subscribe():
                await self._subscribe(frame)
            case ConfControl():
                await self._control(frame)

    def _refuse(self, envelope: Envelope) -> None:
        """Answer a frame that is none we know, or one of those with something wrong in it."""
        known = envelope.action in _ACTIONS
        self._reply(envelope, refusal(errors.PARAMETER_VERIFIED_FAIL if known else errors.CONF_BAD_REQUEST))
        if envelope.action == Subscribe.__name__:
            self._failed(1008)

    async def _subscribe(self, frame: Subscribe) -> None:
        try:
            data = content(frame.data, SubscribeData)
            await self._check(data.conf_token, data.conference_id)
        except _REFUSED as error:
            self._reply(_envelope_of(frame), refusal(_fault(error)))
            self._failed(1008)
            return
        self._failures = 0
        self._connection.types = frozenset(data.subscribe_type) & _SERVED
        self._reply(_envelope_of(frame), SUCCESS)
        self._hub.join(self._connection.stream, self._connection)

    async def _control(self, frame: ConfControl) -> None:
        """REFRESHTOKEN keeps the control token alive; nothing else is served yet."""
        envelope = _envelope_of(frame)
        if frame.type == ControlType.REAL_TIME_SUBTITLE:
            self._reply(envelope, refusal(errors.CONF_NOT_SUPPORT_REALTIME_SUBTITLE))
        elif frame.type == ControlType.REFRESH_TOKEN:
            self._reply(envelope, await self._refreshed(frame))
        else:
            self._reply(envelope, refusal(errors.CONF_BAD_REQUEST))

    async def _refreshed(self, frame: ConfControl) -> Outcome:
        try:
            data = content(frame.data, ControlData)
            await self._check(data.conf_token, data.conference_id)
            granted = await self._live.refresh(data.conf_token, self._connection.meeting.conference_id)
        except _REFUSED as error:
            return refusal(_fault(error))
        life = int(TOKEN_LIFE.total_seconds())
        token = RefreshedToken(token=granted.token, ws_url=self._url, conf_token_expire_time=life)
        return Outcome(return_code=SUCCESS.return_code, return_desc=SUCCESS.return_desc, data=token)

    async def _check(self, token: str | None, conference_id: str | None) -> None:
        own = self._connection.meeting.conference_id
        if conference_id not in (None, "", own):
            raise Elsewhere
        await self._live.session(token, own)

    def _reply(self, to: Envelope, outcome: Outcome) -> None:
        reply = FrameReply(action=to.action, sequence=to.sequence, type=to.type, data=outcome)
        self._connection.push(render.ready(reply))

    def _failed(self, code: int) -> None:
        self._failures += 1
        if self._failures >= PATIENCE:
            self._connection.end(code, "too many failures")


class Elsewhere(Refusal):
    """A frame names another meeting than its connection."""


_SERVED = frozenset(render.SERVED)
_ACTIONS = frozenset(kind.__name__ for kind in get_args(ClientFrame))
_REFUSED = (Refusal, codec.Unreadable, codec.Invalid)
_FAULTS: dict[type[Exception], Fault] = {
    ControlTokenMissing: errors.REQUEST_TOKEN_IS_NULL,
    ControlTokenInvalid: errors.CONF_AUTH_FAIL,
    ConferenceNotStarted: errors.CONF_IS_CLOSED,
    Elsewhere: errors.FORBIDDEN_SUBSCRIBE,
    codec.Unreadable: errors.JSON_CONVERSION_FAILED,
    codec.Invalid: errors.PARAMETER_VERIFIED_FAIL,
}


def _fault(error: Exception) -> Fault:
    return _FAULTS.get(type(error), errors.CONF_BAD_REQUEST)


def _envelope(text: str | bytes) -> Envelope:
    """What can be told of a frame that is none we know."""
    try:
        return codec.read(text, Envelope)
    except codec.Invalid:
        return Envelope()


def _envelope_of(frame: Subscribe | ConfControl) -> Envelope:
    kind = frame.type if isinstance(frame, ConfControl) else None
    return Envelope(action=type(frame).__name__, sequence=frame.sequence, type=kind)
