"""What a test instance has and others lack, put together."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from convener.server.areas.lab.door import Door
from convener.server.areas.lab.faults import FaultBook
from convener.server.areas.lab.log import RequestLog
from convener.server.areas.lab.names import Names
from convener.server.areas.lab.repository import LabRepository
from convener.server.areas.lab.routes import LabRoutes
from convener.server.areas.lab.seeding import Seeder
from convener.server.areas.lab.service import LabService
from convener.server.areas.lab.sockets import Sockets
from convener.server.areas.lab.tokens import TokenReader
from convener.server.clock import VirtualClock
from convener.server.http.api import App
from convener.server.storage.database import Database

GOING_AWAY = 1001


class Lab:
    """Faults, reset, seeds and the log of requests of one server."""

    def __init__(
        self, database: Database, clock: VirtualClock, seeder: Seeder, *, forget: Callable[[], None]
    ) -> None:
        self._clock = clock
        self._forget = forget
        self._names = Names()
        self._faults = FaultBook()
        self._log = RequestLog()
        self._sockets = Sockets()
        self._repository = LabRepository()
        self._database = database
        self.service = LabService(self._repository, database, clock, forgetting=self._forget_all)
        self.routes = LabRoutes(
            self.service,
            seeder,
            names=self._names,
            faults=self._faults,
            log=self._log,
            sockets=self._sockets,
        )

    def door(self, app: App, *, pages: Container[str], folders: Iterable[str]) -> App:
        """The server's application behind a door; ``pages``, and all below ``folders``, pass unseen."""
        return Door(
            app,
            clock=self._clock,
            names=self._names,
            faults=self._faults,
            log=self._log,
            sockets=self._sockets,
            tokens=TokenReader(self._repository, self._database, self._clock),
            pages=pages,
            folders=folders,
        )

    def _forget_all(self) -> None:
        """What is not in the database must go with it."""
        self._sockets.close(GOING_AWAY)
        self._faults.clear()
        self._log.clear()
        self._forget()
