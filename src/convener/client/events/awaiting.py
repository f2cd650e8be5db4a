"""Serves a channel in a task, for those who await."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from convener.client.errors import ClientError
from convener.client.events.channel import Channel
from convener.client.events.effects import Ask, Deliver, Effect, Hear, Leave, Open, Pause, Say
from convener.client.events.errors import SlowConsumer, SocketClosed
from convener.client.events.frames import Frame
from convener.client.events.socket import AsyncSocket

if TYPE_CHECKING:
    from convener.client.client import AsyncClient


class AsyncDriver:
    """Performs what a channel asks for, in a task."""

    def __init__(self, client: AsyncClient, channel: Channel, capacity: int) -> None:
        self._client = client
        self._channel = channel
        self._capacity = capacity
        self._frames: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._socket: AsyncSocket | None = None

    async def taken(self) -> AsyncGenerator[Frame, None]:
        """The frames, as the consumer takes them."""
        task = asyncio.create_task(self._run())
        try:
            while (frame := await self._frames.get()) is not None:
                yield frame
            await task
        finally:
            task.cancel()
            await asyncio.wait((task,))
            if not task.cancelled():
                task.exception()  # has been raised above, or nobody wants to know

    async def _run(self) -> None:
        steps = self._channel.run()
        try:
            effect = next(steps)
            while True:
                try:
                    outcome = await self._perform(effect)
                except ClientError as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(outcome)
        except StopIteration:
            pass
        finally:
            self._frames.put_nowait(None)
            await self._leave()

    async def _perform(self, effect: Effect) -> Any:
        match effect:
            case Ask():
                return await self._client.send(effect.request, token=effect.token)
            case Open() | Say() | Hear() | Leave():
                return await self._at_socket(effect)
            case Pause():
                await asyncio.sleep(effect.seconds)
            case Deliver():
                if self._frames.qsize() >= self._capacity:
                    raise SlowConsumer(capacity=self._capacity)
                self._frames.put_nowait(effect.frame)
        return None

    async def _at_socket(self, effect: Open | Say | Hear | Leave) -> str | None:
        if isinstance(effect, Leave):
            await self._leave()
        elif isinstance(effect, Open):
            client = self._client
            self._socket = await AsyncSocket.open(effect.url, trust=client.trust, timeout=client.timeout)
        elif self._socket is None:
            raise SocketClosed(code=None, reason="")
        elif isinstance(effect, Hear):
            return await self._socket.hear(effect.seconds)
        else:
            await self._socket.say(effect.text)
        return None

    async def _leave(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()
