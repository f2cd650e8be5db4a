"""The two clients: one blocks, one awaits. What they do is in ``calls.py``."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterable, Iterator
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from convener.client import calls
from convener.client.caller import AsyncSends, Caller, Sends
from convener.client.calls import Alone, Effect, Pause, Send, Steps
from convener.client.credentials import Credentials
from convener.client.errors import ClientError
from convener.client.exchange import TIMEOUT
from convener.client.meetings import AsyncMeetings, Meetings
from convener.client.pages import Walk
from convener.client.retry import USUAL, Retries
from convener.client.trust import SYSTEM, Trust
from convener.wire.base import Request
from convener.wire.common import Page
from convener.wire.identity import LoginToken
from convener.wire.meetings import MeetingDetail, ParticipantInfo

if TYPE_CHECKING:
    from convener.client.events.frames import Frame
    from convener.client.rooms import AsyncRooms, Rooms
    from convener.wire.push import NotifyType

Reply = TypeVar("Reply")
Result = TypeVar("Result")
Record = TypeVar("Record")


class Client(Caller):
    """Sends operations as one caller, and blocks until they are answered. Threads may share it.

    ``credentials`` log in before the first call that needs it, and again when the server no longer
    knows the token; ``token`` is an access token got elsewhere. ``timeout`` bounds each wait: for a
    connection, and for the next bytes. A ``transport`` that is handed in is not closed with the client.
    """

    def __init__(
        self,
        url: str,
        *,
        credentials: Credentials | None = None,
        token: str | None = None,
        trust: Trust = SYSTEM,
        timeout: timedelta = TIMEOUT,
        retries: Retries = USUAL,
        transport: Sends | None = None,
    ) -> None:
        super().__init__(
            url, credentials=credentials, token=token, trust=trust, timeout=timeout, retries=retries
        )
        self._owned = transport is None
        self.transport = transport or self._connections()
        self._lock = threading.Lock()

    def _connections(self) -> Sends:
        from convener.client.transport import Transport  # httpx takes longer to import than all else

        return Transport(self.url, trust=self.trust, timeout=self.timeout)

    def send(self, request: Request[Reply], *, token: str | None = None) -> Reply:
        """Perform an operation. Raises ``ClientError``; ``ApiError`` when the server refuses.

        ``token`` is for the operations of a running conference: the control token of ``CreateConfToken``.
        """
        return self.run(calls.call(self.session, request, token))

    def login(self, credentials: Credentials | None = None) -> LoginToken:
        """Log in now, and from now on with ``credentials`` if given; the answer says who one is."""
        if credentials is not None:
            self.session.credentials = credentials
        login: LoginToken = self._perform(Alone(calls.log_in(self.session)))
        return login

    def logout(self) -> None:
        """End the session on the server. A later call logs in anew, where there are credentials."""
        self.run(calls.log_out(self.session))

    def pages(self, request: Request[Reply]) -> Iterator[Reply]:
        """The answers to a paged operation, from the page it asks for to the last."""
        walk = Walk(request)
        while walk.request is not None:
            reply = self.send(walk.request)
            walk.take(reply)
            yield reply

    @overload
    def each(self, request: Request[Page[Record]]) -> Iterator[Record]: ...
    @overload
    def each(self, request: Request[MeetingDetail]) -> Iterator[ParticipantInfo]: ...
    def each(self, request: Request[Any]) -> Iterator[Any]:
        """The records of a paged operation, page by page as they are taken."""
        walk = Walk(request)
        while walk.request is not None:
            yield from walk.take(self.send(walk.request))

    @cached_property
    def meetings(self) -> Meetings:
        """Meetings with times, lengths and zones in place of texts."""
        return Meetings(self)

    @cached_property
    def rooms(self) -> Rooms:
        """Personal meeting IDs and cloud meeting rooms."""
        from convener.client.rooms import Rooms  # most callers need none

        return Rooms(self)

    def events(
        self,
        conference_id: str,
        types: Iterable[NotifyType | str] | None = None,
        *,
        password: str | None = None,
        start: bool = False,
        capacity: int = 1000,
    ) -> Generator[Frame, None, None]:
        """The frames of a running conference until it is over, over a socket that is kept and renewed.

        First comes a full frame of each type, then every change in order; after a lost connection full ones
        again. Without ``types`` all that have typed frames are asked for. ``password`` is the host's, by
        default the one in the meeting's detail. ``start``: start the conference if it does not run yet.
        Raises ``SlowConsumer`` when ``capacity`` frames wait and another one comes.
        """
        from convener.client.events.stream import watch  # most callers need no sockets

        return watch(self, conference_id, types, password=password, start=start, capacity=capacity)

    def run(self, steps: Steps[Result]) -> Result:
        """Do the steps of a call."""
        self._begin()
        try:
            effect = next(steps)
            while True:
                try:
                    answer = self._perform(effect)
                except ClientError as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(answer)
        except StopIteration as done:
            result: Result = done.value
            return result

    def _perform(self, effect: Effect) -> Any:
        match effect:
            case Send():
                return self.transport.send(effect.outgoing)
            case Pause():
                return time.sleep(effect.seconds)
            case Alone():
                with self._lock:
                    return self.run(effect.steps)

    def close(self) -> None:
        """Close the connections; the access token stays valid. Closing twice does nothing."""
        self.closed = True
        if self._owned:
            self.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(Caller):
    """Sends operations as one caller. Tasks of one event loop may share it.

    ``credentials`` log in before the first call that needs it, and again when the server no longer
    knows the token; ``token`` is an access token got elsewhere. ``timeout`` bounds each wait: for a
    connection, and for the next bytes. A ``transport`` that is handed in is not closed with the client.
    """

    def __init__(
        self,
        url: str,
        *,
        credentials: Credentials | None = None,
        token: str | None = None,
        trust: Trust = SYSTEM,
        timeout: timedelta = TIMEOUT,
        retries: Retries = USUAL,
        transport: AsyncSends | None = None,
    ) -> None:
        super().__init__(
            url, credentials=credentials, token=token, trust=trust, timeout=timeout, retries=retries
        )
        self._owned = transport is None
        self.transport = transport or self._connections()
        from asyncio import Lock  # those who block need not import it

        self._lock = Lock()

    def _connections(self) -> AsyncSends:
        from convener.client.transport import AsyncTransport  # httpx takes longer to import than all else

        return AsyncTransport(self.url, trust=self.trust, timeout=self.timeout)

    async def send(self, request: Request[Reply], *, token: str | None = None) -> Reply:
        """Perform an operation. Raises ``ClientError``; ``ApiError`` when the server refuses.

        ``token`` is for the operations of a running conference: the control token of ``CreateConfToken``.
        """
        return await self.run(calls.call(self.session, request, token))

    async def login(self, credentials: Credentials | None = None) -> LoginToken:
        """Log in now, and from now on with ``credentials`` if given; the answer says who one is."""
        if credentials is not None:
            self.session.credentials = credentials
        login: LoginToken = await self._perform(Alone(calls.log_in(self.session)))
        return login

    async def logout(self) -> None:
        """End the session on the server. A later call logs in anew, where there are credentials."""
        await self.run(calls.log_out(self.session))

    async def pages(self, request: Request[Reply]) -> AsyncIterator[Reply]:
        """The answers to a paged operation, from the page it asks for to the last."""
        walk = Walk(request)
        while walk.request is not None:
            reply = await self.send(walk.request)
            walk.take(reply)
            yield reply

    @overload
    def each(self, request: Request[Page[Record]]) -> AsyncIterator[Record]: ...
    @overload
    def each(self, request: Request[MeetingDetail]) -> AsyncIterator[ParticipantInfo]: ...
    async def each(self, request: Request[Any]) -> AsyncIterator[Any]:
        """The records of a paged operation, page by page as they are taken."""
        walk = Walk(request)
        while walk.request is not None:
            for record in walk.take(await self.send(walk.request)):
                yield record

    @cached_property
    def meetings(self) -> AsyncMeetings:
        """Meetings with times, lengths and zones in place of texts."""
        return AsyncMeetings(self)

    @cached_property
    def rooms(self) -> AsyncRooms:
        """Personal meeting IDs and cloud meeting rooms."""
        from convener.client.rooms import AsyncRooms  # most callers need none

        return AsyncRooms(self)

    def events(
        self,
        conference_id: str,
        types: Iterable[NotifyType | str] | None = None,
        *,
        password: str | None = None,
        start: bool = False,
        capacity: int = 1000,
    ) -> AsyncGenerator[Frame, None]:
        """The frames of a running conference until it is over, over a socket that is kept and renewed.

        First comes a full frame of each type, then every change in order; after a lost connection full ones
        again. Without ``types`` all that have typed frames are asked for. ``password`` is the host's, by
        default the one in the meeting's detail. ``start``: start the conference if it does not run yet.
        Raises ``SlowConsumer`` when ``capacity`` frames wait and another one comes.
        """
        from convener.client.events.stream import watch_async  # most callers need no sockets

        return watch_async(self, conference_id, types, password=password, start=start, capacity=capacity)

    async def run(self, steps: Steps[Result]) -> Result:
        """Do the steps of a call."""
        self._begin()
        try:
            effect = next(steps)
            while True:
                try:
                    answer = await self._perform(effect)
                except ClientError as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(answer)
        except StopIteration as done:
            result: Result = done.value
            return result

    async def _perform(self, effect: Effect) -> Any:
        match effect:
            case Send():
                return await self.transport.send(effect.outgoing)
            case Pause():
                from asyncio import sleep

                return await sleep(effect.seconds)
            case Alone():
                async with self._lock:
                    return await self.run(effect.steps)

    async def close(self) -> None:
        """Close the connections; the access token stays valid. Closing twice does nothing."""
        self.closed = True
        if self._owned:
            await self.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
