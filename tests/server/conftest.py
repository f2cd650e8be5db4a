"""A composed server on each database, its clock in the test's hand, people to call it as."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from convener.client import AsyncClient
from convener.client.transport import AsyncTransport
from convener.domain.accounts import User
from convener.domain.meeting import Room
from convener.domain.person import AdminType
from convener.server.app import Application, compose
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from convener.server.storage.database import Writing
from convener.wire.meetings import (
    ConferenceInfo,
    CreateMeeting,
    MeetingDetail,
    ScheduleBody,
    ShowMeetingDetail,
)

NOON = datetime(2021, 8, 30, 12, 0, tzinfo=UTC)
ORIGIN = "https://meet.test:8443"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOON)


@pytest.fixture
async def application(database_url: str, clock: VirtualClock, tmp_path: Path) -> AsyncIterator[Application]:
    """Composed, without background work: tests run timers by hand, at the moment they choose."""
    settings = Settings(data=tmp_path, database_url=database_url)
    application = await compose(settings, clock=clock)
    yield application
    await application.close()


@pytest.fixture
async def anonymous(application: Application) -> AsyncIterator[AsyncClient]:
    """A caller who has not logged in."""
    async with AsyncClient(ORIGIN, transport=AsyncTransport(ORIGIN, app=application.api)) as client:
        yield client


class Person:
    """A user of the server under test, logged in."""

    def __init__(self, client: AsyncClient, user: User, application: Application) -> None:
        self.client = client
        self.send = client.send
        self.corp_id = user.corp_id
        self.user_id = user.user_id
        self.account = user.account
        self.number = user.sip_number
        self._application = application
        self._user = user

    @property
    def now(self) -> datetime:
        return self._application.clock.now()

    async def personal_room(self) -> Room:
        """The personal meeting ID that came with the account."""
        app = self._application
        return (await app.database.read(lambda unit: app.rooms.of_user(unit, self.corp_id, self.user_id)))[0]

    async def cloud_room(self, *, parties: int = 0) -> Room:
        """A cloud meeting room of this person's own."""
        app, now = self._application, self._application.clock.now()

        async def add(unit: Writing) -> Room:
            return app.rooms.add_cloud(
                unit, self.corp_id, self.user_id, name="Room", parties=parties, now=now
            )

        return await app.database.write(add)

    async def log_in(self) -> None:
        """Take a new token, as after a day."""
        self.client.token = await self._application.sessions.open_for(self._user)

    async def book(self, **fields: Any) -> ConferenceInfo:
        """A valid meeting; the test says what matters."""
        fields.setdefault("media_types", "HDVideo")
        [info] = await self.send(CreateMeeting(body=ScheduleBody(**fields)))
        return info

    async def detail(self, conference_id: str, **options: Any) -> MeetingDetail:
        return await self.send(ShowMeetingDetail(conference_id=conference_id, **options))


MakeCorp = Callable[..., Awaitable[str]]
MakePerson = Callable[..., Awaitable[Person]]


@pytest.fixture
def make_corp(application: Application) -> MakeCorp:
    """Creates an enterprise; gives its ID."""

    async def make(name: str = "Acme") -> str:
        now = application.clock.now()
        return await application.database.write(lambda unit: application.corps.add(unit, name=name, now=now))

    return make


@pytest.fixture
async def acme(make_corp: MakeCorp) -> str:
    return await make_corp("Acme")


@pytest.fixture
def make_person(application: Application, acme: str, anonymous: AsyncClient) -> MakePerson:
    """Creates a user of Acme, or of another enterprise, with a token of a login."""

    async def make(
        name: str = "Ann Roe", *, admin: bool = False, corp: str = acme, email: str | None = None
    ) -> Person:
        now = application.clock.now()
        account = name.split()[0].lower() + f"@{corp}"
        user = await application.database.write(
            lambda unit: application.users.add(
                unit,
                corp,
                account=account,
                name=name,
                email=email,
                admin_type=AdminType.ORDINARY if admin else AdminType.NONE,
                now=now,
            )
        )
        person = Person(AsyncClient(ORIGIN, transport=anonymous.transport), user, application)
        await person.log_in()
        return person

    return make
