"""Serves a channel in a thread, for those who block."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from convener.client.errors import ClientError
from convener.client.events.channel import Channel
from convener.client.events.effects import Ask, Deliver, Effect, Hear, Leave, Open, Pause, Say
from convener.client.events.errors import SlowConsumer, SocketClosed
from convener.client.events.frames import Frame
from convener.client.events.socket import FAREWELL, Socket

if TYPE_CHECKING:
    from convener.client.client import Client


class _Stopped(Exception):
    """The consumer has gone."""


class Driver:
    """Performs what a channel asks for, in a thread."""

    def __init__(self, client: Client, channel: Channel, capacity: int) -> None:
        self._client = client
        self._channel = channel
        self._capacity = capacity
        self._frames: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        self._socket: Socket | None = None
        self._stopped = threading.Event()
        self._failure: BaseException | None = None

    def taken(self) -> Generator[Frame, None, None]:
        """The frames, as the consumer takes them."""
        thread = threading.Thread(target=self._run, name="events", daemon=True)
        thread.start()
        try:
            while (frame := self._frames.get()) is not None:
                yield frame
            if self._failure is not None:
                raise self._failure
        finally:
            self._stop()
            thread.join(FAREWELL)  # in the middle of a call it ends by itself after that

    def _stop(self) -> None:
        self._stopped.set()
        if (socket := self._socket) is not None:
            socket.close()

    def _run(self) -> None:
        try:
            self._drive()
        except BaseException as error:  # noqa: BLE001 (raised where the frames are taken)
            self._failure = error
        finally:
            self._frames.put(None)
            self._leave()

    def _drive(self) -> None:
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
            pass

    def _perform(self, effect: Effect) -> Any:
        if self._stopped.is_set():
            raise _Stopped
        match effect:
            case Ask():
                return self._client.send(effect.request, token=effect.token)
            case Open() | Say() | Hear() | Leave():
                return self._at_socket(effect)
            case Pause():
                self._stopped.wait(effect.seconds)
            case Deliver():
                if self._frames.qsize() >= self._capacity:
                    raise SlowConsumer(capacity=self._capacity)
                self._frames.put(effect.frame)
        return None

    def _at_socket(self, effect: Open | Say | Hear | Leave) -> str | None:
        if isinstance(effect, Leave):
            self._leave()
        elif isinstance(effect, Open):
            client = self._client
            self._socket = Socket.open(effect.url, trust=client.trust, timeout=client.timeout)
        elif self._socket is None:
            raise SocketClosed(code=None, reason="")
        elif isinstance(effect, Hear):
            return self._socket.hear(effect.seconds)
        else:
            self._socket.say(effect.text)
        return None

    def _leave(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.close()
