"""A server in a thread, a running conference, and both kinds of streams behind one face."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from client.events.relay import Relay, relaying
from convener.client import AsyncClient, Client
from convener.client.events import Frame
from convener.server.app import Application, compose
from convener.server.clock import VirtualClock
from convener.server.http.serving import running
from convener.server.settings import Settings
from convener.wire.control import (
    CreateConfToken,
    DeleteAttendees,
    DeleteAttendeesBody,
    DeletedAttendee,
    InviteBody,
    Invitee,
    InviteParticipant,
)
from convener.wire.meetings import Attendee, ConferenceInfo, CreateMeeting, ScheduleBody

T = TypeVar("T")

NOON = datetime(2021, 8, 30, 12, 0, tzinfo=UTC)
TIMEOUT = 20


class Loop:
    """An event loop in a thread of its own."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run there, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(TIMEOUT)

    def call(self, function: Callable[[], object]) -> None:
        async def there() -> None:
            function()

        self.run(there())

    def close(self) -> None:
        self.run(self._loop.shutdown_asyncgens())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Lab:
    """A server on a real port, its clock in the test's hand; sockets to it go through a relay."""

    def __init__(self, folder: Path) -> None:
        self.loop = Loop("server")
        self.clock = VirtualClock(NOON)
        self._stack = AsyncExitStack()
        self.application, self.relay, self.url = self.loop.run(self._start(folder))
        self.ann = self.client(self.loop.run(self._user("ann")))

    async def _start(self, folder: Path) -> tuple[Application, Relay, str]:
        relay = await self._stack.enter_async_context(relaying())
        application = await compose(Settings(data=folder, public_url=relay.url), clock=self.clock)
        self._stack.push_async_callback(application.close)
        host, port = await self._stack.enter_async_context(running(application.api))
        relay.server = f"ws://{host}:{port}"
        return application, relay, f"http://{host}:{port}"

    async def _user(self, name: str) -> str:
        application, now = self.application, self.clock.now()
        corp = await application.database.write(
            lambda unit: application.corps.add(unit, name="Acme", now=now)
        )
        user = await application.database.write(
            lambda unit: application.users.add(unit, corp, account=name, name=name, now=now)
        )
        return await application.sessions.open_for(user)

    def client(self, token: str | None = None) -> Client:
        """A caller; without a token nobody in particular."""
        client = Client(self.url, token=token)
        self._stack.callback(client.close)
        return client

    def book(self, **fields: Any) -> ConferenceInfo:
        """A meeting of Ann's; without a start it runs."""
        [info] = self.ann.send(CreateMeeting(body=ScheduleBody(media_types="HDVideo", **fields)))
        return info

    def advance(self, **time: float) -> None:
        """Move the clock, and run what is due then."""

        async def there() -> None:
            self.clock.set(self.clock.now() + timedelta(**time))
            await self.application.worker.run_due()

        self.loop.run(there())

    def close(self) -> None:
        self.loop.run(self._stack.aclose())
        self.loop.close()


class Conference:
    """A running conference of Ann's, and control of it."""

    def __init__(self, lab: Lab, info: ConferenceInfo) -> None:
        self._lab = lab
        self.id = info.conference_id
        self.password = info.password_entry[0].password
        request = CreateConfToken(conference_id=self.id, password=self.password)
        self._token = lab.ann.send(request).data.token

    def invite(self, phone: str, name: str = "") -> None:
        body = InviteBody(attendees=[Invitee(phone=phone, name=name or f"N{phone}")])
        self._lab.ann.send(InviteParticipant(conference_id=self.id, body=body), token=self._token)

    def remove(self, phone: str) -> None:
        body = DeleteAttendeesBody(bulk_del_attend_info=[DeletedAttendee(number=phone)])
        self._lab.ann.send(DeleteAttendees(conference_id=self.id, body=body), token=self._token)


class Blocking:
    """The stream of a ``Client``."""

    def __init__(self, url: str, token: str | None, *args: Any, **options: Any) -> None:
        self._client = Client(url, token=token)
        self._frames: Generator[Frame, None, None] = self._client.events(*args, **options)

    def next(self) -> Any:
        return next(self._frames)

    def close_client(self) -> None:
        self._client.close()

    def close(self) -> None:
        self._frames.close()
        self._client.close()


class Awaiting:
    """The stream of an ``AsyncClient``."""

    def __init__(self, url: str, token: str | None, *args: Any, **options: Any) -> None:
        self._loop = Loop("consumer")
        self._client, self._frames = self._loop.run(self._open(url, token, args, options))

    async def _open(
        self, url: str, token: str | None, args: Any, options: Any
    ) -> tuple[AsyncClient, AsyncGenerator[Frame, None]]:
        client = AsyncClient(url, token=token)
        return client, client.events(*args, **options)

    def next(self) -> Any:
        async def there() -> Frame | None:
            # StopAsyncIteration cannot leave a coroutine that a future carries across threads.
            return await anext(self._frames, None)

        frame = self._loop.run(there())
        if frame is None:
            raise StopIteration
        return frame

    def close_client(self) -> None:
        self._loop.run(self._client.close())

    def close(self) -> None:
        self._loop.run(self._frames.aclose())
        self._loop.run(self._client.close())
        self._loop.close()


Stream = Blocking | Awaiting
Watch = Callable[..., Stream]


@pytest.fixture
def lab(tmp_path: Path, _sqlite_template: Path) -> Iterator[Lab]:
    shutil.copyfile(_sqlite_template, tmp_path / "convener.db")
    lab = Lab(tmp_path)
    yield lab
    lab.close()


@pytest.fixture
def conference(lab: Lab) -> Conference:
    return Conference(lab, lab.book(attendees=[Attendee(phone="+861", name="First")]))


@pytest.fixture(params=[Blocking, Awaiting], ids=["Client", "AsyncClient"])
def watch_as(request: pytest.FixtureRequest, lab: Lab) -> Iterator[Watch]:
    """Opens streams of anybody, by access token."""
    streams: list[Stream] = []

    def open_one(token: str | None, *args: Any, **options: Any) -> Stream:
        streams.append(request.param(lab.url, token, *args, **options))
        return streams[-1]

    yield open_one
    for stream in streams:
        with suppress(Exception):
            stream.close()
