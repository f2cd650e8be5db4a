"""The composition root: every object of a running server is built here, and only here."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Self

from convener.domain.control import ControlSession
from convener.domain.person import Principal
from convener.server import vault as vaults
from convener.server.areas.accounts.repository import AccountRepository
from convener.server.areas.accounts.routes import AccountRoutes
from convener.server.areas.accounts.service import AccountService
from convener.server.areas.accounts.sessions import Sessions
from convener.server.areas.apps.repository import AppRepository
from convener.server.areas.apps.service import AppService
from convener.server.areas.clock.routes import ClockRoutes
from convener.server.areas.clock.service import ClockService
from convener.server.areas.corps.repository import CorpRepository
from convener.server.areas.corps.service import CorpService
from convener.server.areas.directory.repository import DirectoryRepository
from convener.server.areas.directory.service import DirectoryService
from convener.server.areas.live.repository import LiveRepository
from convener.server.areas.live.routes import LiveRoutes
from convener.server.areas.live.service import LiveService
from convener.server.areas.meetings.life import TIMER, MeetingLife
from convener.server.areas.meetings.repository import MeetingRepository
from convener.server.areas.meetings.routes import MeetingRoutes
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.rooms.repository import RoomRepository
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.roster.repository import RosterRepository
from convener.server.areas.roster.service import RosterService
from convener.server.areas.users.repository import UserRepository
from convener.server.areas.users.service import UserService
from convener.server.clock import Clock, SystemClock
from convener.server.http.api import Api
from convener.server.http.binder import bind
from convener.server.http.pages import pages
from convener.server.ids import Ids
from convener.server.jobs.wakeups import Wakeups
from convener.server.jobs.worker import Worker
from convener.server.passwords import Passwords
from convener.server.push import endpoint
from convener.server.push.endpoint import PushEndpoint
from convener.server.push.hub import Hub
from convener.server.settings import Settings
from convener.server.storage import migrations
from convener.server.storage.database import Database
from convener.server.storage.opening import open_database
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
    worker: Worker
    hub: Hub
    api: Api
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        """Begin running timers and looking for facts to push."""
        self._tasks = [asyncio.create_task(self.worker.run()), asyncio.create_task(self.hub.run())]

    async def close(self) -> None:
        """Stop the background work and let go of the database."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.database.close()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
