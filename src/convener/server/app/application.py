"""A running server, put together from its groups."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Self

from convener.server.app.door import build_door
from convener.server.app.ground import Ground, open_ground
from convener.server.app.meetings import Meetings, build_meetings
from convener.server.app.messages import Messages, build_messages
from convener.server.app.people import build_people
from convener.server.app.records import Records, build_records
from convener.server.areas.accounts.sessions import Sessions
from convener.server.areas.apps.service import AppService
from convener.server.areas.corps.service import CorpService
from convener.server.areas.deliveries.postman import Postman
from convener.server.areas.history import retention
from convener.server.areas.history.service import HistoryService
from convener.server.areas.invitations.service import REMINDER
from convener.server.areas.lab.lab import Lab
from convener.server.areas.live.service import LiveService
from convener.server.areas.meetings.life import TIMER
from convener.server.areas.meetings.log import CALLED_OFF, NEWS, RESUMED
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.moving.service import MovingService
from convener.server.areas.recordings.intake import Intake
from convener.server.areas.recordings.removal import Removal
from convener.server.areas.recordings.service import TIMER as RECORDING_TIMER
from convener.server.areas.recordings.service import RecordingService
from convener.server.areas.rooms.administration import RoomAdministration
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.users.service import UserService
from convener.server.clock import Clock, SystemClock
from convener.server.http.api import App
from convener.server.ids import Ids
from convener.server.jobs import sweeper
from convener.server.jobs.worker import Worker
from convener.server.passwords import Passwords
from convener.server.push.hub import Hub
from convener.server.settings import Settings
from convener.server.storage.database import Database
from convener.server.vault import Vault


@dataclass(kw_only=True)
class Application:
    """The parts of a server that others hold on to. Entering starts its background work."""

    settings: Settings
    clock: Clock
    ids: Ids
    database: Database
    vault: Vault
    corps: CorpService
    users: UserService
    apps: AppService
    rooms: RoomService
    live: LiveService
    meetings: MeetingService
    history: HistoryService
    recordings: RecordingService
    intake: Intake
    removal: Removal
    room_administration: RoomAdministration
    moving: MovingService
    sessions: Sessions
    passwords: Passwords
    worker: Worker
    postman: Postman
    hub: Hub
    api: App
    lab: Lab | None
    """On a virtual clock only."""
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Begin running timers and looking for facts to push."""
        if self.lab is not None:
            await self.lab.service.remember()
        await self.database.write(lambda unit: sweeper.begin(unit, self.clock.now()))
        running = (self.worker.run(), self.postman.run(), self.hub.run(), self.removal.run())
        self._tasks = [asyncio.create_task(each) for each in running]

    async def close(self) -> None:
        """Stop the background work and let go of the database."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.database.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def compose(settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None) -> Application:
    """Open the database, bring its schema up to date and build the server on it.

    Raises ``SchemaTooNew``, or what the database's driver raises when it cannot be reached.
    """
    ground = await open_ground(settings, clock or SystemClock(), ids or Ids())
    try:
        return _build(ground)
    except BaseException:
        await ground.database.close()
        raise


def _build(ground: Ground) -> Application:
    people = build_people(ground)
    records = build_records(ground, people)
    meetings = build_meetings(ground, people, records)
    messages = build_messages(ground, people, records, meetings)
    door = build_door(ground, people, records, meetings, messages)
    _handle_timers(ground.worker, records, meetings, messages)
    return Application(
        settings=ground.settings,
        clock=ground.clock,
        ids=ground.ids,
        database=ground.database,
        vault=ground.vault,
        worker=ground.worker,
        corps=people.corps,
        users=people.users,
        apps=people.apps,
        rooms=people.rooms,
        room_administration=people.room_administration,
        sessions=people.sessions,
        passwords=people.passwords,
        history=records.history,
        recordings=records.recordings,
        intake=records.intake,
        removal=records.removal,
        live=meetings.live,
        meetings=meetings.meetings,
        moving=meetings.moving,
        postman=messages.postman,
        hub=door.hub,
        api=door.api,
        lab=door.lab,
    )


def _handle_timers(worker: Worker, records: Records, meetings: Meetings, messages: Messages) -> None:
    """What happens when a timer of each kind is due."""
    invitations = messages.invitations
    worker.handle(TIMER, meetings.life.on_timer)
    worker.handle(NEWS, invitations.on_news)
    worker.handle(CALLED_OFF, invitations.on_called_off)
    worker.handle(RESUMED, invitations.on_resumed)
    worker.handle(REMINDER, invitations.on_reminder)
    worker.handle(RECORDING_TIMER, records.recordings.on_timer)
    worker.handle(retention.TIMER, records.retention.on_timer)
    worker.handle(sweeper.TIMER, sweeper.on_timer)
    worker.afterwards(messages.postman.wake)
