"""A rich enterprise on one server, and another server with another key and the other database."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from convener.client import AsyncClient
from convener.client.transport import AsyncTransport
from convener.domain.attendance import Participant
from convener.domain.person import AdminType
from convener.server.app import Application, compose
from convener.server.areas.moving.file import checked
from convener.server.areas.moving.service import Imported
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from convener.server.storage import migrations
from convener.server.storage.database import Reading, Writing
from convener.wire.calendar import RotateCalendarFeed
from convener.wire.control import Invitee
from convener.wire.meetings import Attendee, ConfConfigInfo, ConferenceInfo, Cycle, CycleParams
from server.areas.meetings.conftest import Door, invite, start
from server.conftest import NOON, ORIGIN, Person
from support.changing import cancel, cancel_dates, repeat, update_date

PASSWORD = "correct-horse-7"


class Server:
    """A composed server with a clock of its own."""

    def __init__(self, application: Application, clock: VirtualClock) -> None:
        self.application = application
        self.clock = clock

    def client(self) -> AsyncClient:
        return AsyncClient(ORIGIN, transport=AsyncTransport(ORIGIN, app=self.application.api))

    async def person(self, account: str) -> Person:
        app = self.application
        user = await app.database.read(lambda unit: app.users.by_login(unit, account))
        assert user is not None
        person = Person(self.client(), user, app)
        await person.log_in()
        return person

    async def export(self, path: Path, corp_id: str, *, secrets: bool = True) -> list[bytes]:
        app = self.application
        schema = await migrations.current(app.database)

        async def body(unit: Reading) -> list[bytes]:
            now = app.clock.now()
            found = app.moving.export(unit, corp_id, secrets=secrets, schema=schema, now=now)
            return [line async for line in found]

        lines = await app.database.read(body, isolated=True)
        with path.open("wb") as file:
            file.writelines(lines)
        return lines

    async def load(self, path: Path, *, replace: bool = False) -> Imported:
        app = self.application
        header, end = checked(path, schema=await migrations.current(app.database))
        now = app.clock.now()
        return await app.database.write(
            lambda unit: app.moving.load(unit, path, header, end, now, replace=replace)
        )

    async def passes(self, span: timedelta) -> None:
        end = self.clock.now() + span
        worker = self.application.worker
        while (due := await worker.next_due()) is not None and due <= end:
            self.clock.set(max(due, self.clock.now()))
            await worker.run_due()
        self.clock.set(end)


@pytest.fixture
def url_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """The URL of a new database of a kind."""

    def make(kind: str) -> str:
        name = f"moving_{uuid.uuid4().hex}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        server = request.getfixturevalue("postgres_server")
        server.psql(f"CREATE DATABASE {name}")
        return str(server.get_uri(name))

    return make


@asynccontextmanager
async def serving(url: str, folder: Path) -> AsyncIterator[Server]:
    clock = VirtualClock(NOON)
    application = await compose(Settings(data=folder, database_url=url), clock=clock)
    yield Server(application, clock)
    await application.close()


@pytest.fixture(params=[("sqlite", "postgres"), ("postgres", "sqlite")], ids=["to postgres", "to sqlite"])
def kinds(request: pytest.FixtureRequest) -> tuple[str, str]:
    found: tuple[str, str] = request.param
    return found


@pytest.fixture
async def source(
    kinds: tuple[str, str], url_of: Callable[[str], str], tmp_path: Path
) -> AsyncIterator[Server]:
    async with serving(url_of(kinds[0]), tmp_path / "source") as server:
        yield server


@pytest.fixture
async def target(
    kinds: tuple[str, str], url_of: Callable[[str], str], tmp_path: Path
) -> AsyncIterator[Server]:
    async with serving(url_of(kinds[1]), tmp_path / "target") as server:
        yield server


class Moved:
    """What was made in the enterprise."""

    corp_id: str
    series: ConferenceInfo
    running: ConferenceInfo
    calling: ConferenceInfo
    over: ConferenceInfo
    roomy: ConferenceInfo


@pytest.fixture
async def acme(source: Server) -> Moved:
    """Users, an app, a room, a series with edits, meetings booked, running, cancelled and over."""
    app, made = source.application, Moved()
    hashed = await app.passwords.hash(PASSWORD)

    async def found(unit: Writing) -> str:
        corp = await app.corps.add(unit, name="Acme ☕", now=NOON)
        for name, rank in (("ann", AdminType.DEFAULT), ("bob", AdminType.NONE)):
            await app.users.add(
                unit, corp, account=name, name=name, email=f"{name}@acme.example", admin_type=rank,
                password_hash=hashed, now=NOON,
            )  # fmt: skip
        await app.apps.add(unit, corp, name="App", app_id="an-app", key="its-key", now=NOON)
        return corp

    made.corp_id = await app.database.write(found)
    ann = await source.person("ann")
    room = await ann.cloud_room()
    door = Door(app)
    made.over = await ann.book(
        subject="Over",
        length=15,
        attendees=[Attendee(name="Cid", email="cid@acme.example")],
        conf_config_info=ConfConfigInfo(prolong_length=0),
    )
    await invite(ann, made.over, Invitee(name="Eve", phone="+861"))
    await door.join(made.over, Participant(participant_id="e" * 32, name="Eve", number="+861"))
    await source.passes(timedelta(minutes=20))
    rule = CycleParams(
        start_date="2021-09-01", end_date="2021-12-31", cycle=Cycle.WEEK, interval=1, point=[3]
    )
    made.series = await repeat(ann, start_time="2021-09-01 09:00", cycle_params=rule, time_zone_id="27")
    dates = made.series.sub_confs or []
    await update_date(ann, dates[1], start_time="2021-09-08 10:00", description="Later")
    await cancel_dates(ann, dates[2])
    made.roomy = await ann.book(
        subject="Roomy", start_time="2021-09-02 09:00", vmr_flag=1, vmr_id=room.room_id
    )
    made.calling = await ann.book(
        subject="Calls", start_time="2021-09-03 09:00", attendees=[Attendee(phone="+862", is_auto_invite=1)]
    )
    gone = await ann.book(subject="Gone", start_time="2021-09-03 09:00")
    await cancel(ann, gone)
    made.running = await ann.book(
        subject="Runs", length=60, conf_config_info=ConfConfigInfo(is_guest_free_pwd=True)
    )
    later = await ann.book(subject="Held early", start_time="2021-09-03 15:00")
    await start(ann, later)
    await ann.send(RotateCalendarFeed())
    await app.worker.run_due()
    return made
