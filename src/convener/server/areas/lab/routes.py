"""The operations of a test instance on itself."""

from __future__ import annotations

from convener.server.areas.lab import translate
from convener.server.areas.lab.faults import FaultBook
from convener.server.areas.lab.log import RequestLog
from convener.server.areas.lab.names import Names
from convener.server.areas.lab.seeding import Seeder
from convener.server.areas.lab.service import LabService
from convener.server.areas.lab.sockets import Sockets
from convener.server.http.call import Call, outside
from convener.server.storage.database import Database
from convener.wire.common import DONE, Done
from convener.wire.convener import ClockTime
from convener.wire.lab import (
    AddFault,
    ClearFaults,
    ClearRequests,
    ClosedSockets,
    CloseSockets,
    Faults,
    FaultState,
    ListFaults,
    ListRequests,
    RequestsSeen,
    ResetServer,
    Seeded,
    SeedServer,
)


class LabRoutes:
    def __init__(
        self,
        lab: LabService,
        seeder: Seeder,
        *,
        names: Names,
        faults: FaultBook,
        log: RequestLog,
        sockets: Sockets,
    ) -> None:
        self._lab = lab
        self._seeder = seeder
        self._names = names
        self._faults = faults
        self._log = log
        self._sockets = sockets

    @outside
    async def add_fault(self, request: AddFault, call: Call[Database]) -> FaultState:
        planned = translate.planned(request.body, self._names, id=self._faults.next_id())
        self._faults.add(planned)
        return translate.state(planned)

    @outside
    async def list_faults(self, request: ListFaults, call: Call[Database]) -> Faults:
        return self._pending()

    @outside
    async def clear_faults(self, request: ClearFaults, call: Call[Database]) -> Faults:
        if request.fault_id is None:
            self._faults.clear()
        else:
            self._faults.remove(request.fault_id)
        return self._pending()

    @outside
    async def close_sockets(self, request: CloseSockets, call: Call[Database]) -> ClosedSockets:
        code = translate.close_code(request.body.close_code)
        return ClosedSockets(closed=self._sockets.close(code, conference_id=request.body.conference_id))

    @outside
    async def reset_server(self, request: ResetServer, call: Call[Database]) -> ClockTime:
        return ClockTime(now=await self._lab.reset())

    @outside
    async def seed_server(self, request: SeedServer, call: Call[Database]) -> Seeded:
        return await self._seeder.plant(request.body, now=call.now, origin=call.origin)

    @outside
    async def list_requests(self, request: ListRequests, call: Call[Database]) -> RequestsSeen:
        return RequestsSeen(data=self._log.latest(after=request.after, limit=request.limit))

    @outside
    async def clear_requests(self, request: ClearRequests, call: Call[Database]) -> Done:
        self._log.clear()
        return DONE

    def _pending(self) -> Faults:
        return Faults(data=[translate.state(each) for each in self._faults])
