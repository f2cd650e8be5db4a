"""One HTTP exchange seen from between server and application."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import msgspec

from convener.server.http import answers
from convener.server.http.answers import Answer, Send
from convener.server.http.api import BODY_LIMIT, Receive
from convener.wire.common import ErrorBody

Message = MutableMapping[str, Any]


class Arriving:
    """A request's body, read ahead and given on."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: list[Message] = []
        self.content = b""
        self.left = False
        """The client went away before its request was whole."""

    async def read(self) -> None:
        """Read all of it, or as much as the application would."""
        while len(self.content) <= BODY_LIMIT:
            message = await self._receive()
            self._messages.append(message)
            if message["type"] == "http.disconnect":
                self.left = True
                return
            self.content += message.get("body", b"")
            if not message.get("more_body"):
                return

    async def receive(self) -> Message:
        return self._messages.pop(0) if self._messages else await self._receive()

    async def disconnected(self) -> None:
        """Wait until the client has gone."""
        while (await self._receive())["type"] != "http.disconnect":
            pass


class Leaving:
    """An answer on its way out, or kept back."""

    def __init__(self, send: Send, *, held: bool = False) -> None:
        self._send = send
        self._held = held
        self._refused = b""
        self.status: int | None = None
        self.detail: str | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            detail = dict(message["headers"]).get(b"x-error-detail")
            self.detail = None if detail is None else detail.decode("latin-1")
        elif self.status is not None and self.status >= 400:
            self._refused += message.get("body", b"")
        if not self._held:
            await self._send(message)

    async def answer(self, answer: Answer, request_id: str) -> None:
        """Send an answer of our own."""
        await answers.send(self.send, answer, request_id)

    @property
    def refusal(self) -> ErrorBody | None:
        """What a refusal says, if it is one of the catalogue."""
        try:
            return msgspec.json.decode(self._refused, type=ErrorBody) if self._refused else None
        except msgspec.MsgspecError:
            return None
