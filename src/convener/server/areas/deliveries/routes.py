"""Operations of our own on the messages to the people of meetings."""

from __future__ import annotations

from convener.domain.access import Forbidden
from convener.domain.person import Principal
from convener.server.areas.deliveries import translate
from convener.server.areas.deliveries.carrying import Write
from convener.server.areas.deliveries.service import DeliveryService
from convener.server.http.call import Call, outside, reads, writes
from convener.server.storage.database import Database, Reading, Writing
from convener.wire.common import DONE, Done
from convener.wire.deliveries import (
    Deliveries,
    DeliveryDetail,
    ListDeliveries,
    Retried,
    RetryDeliveries,
    RetryDelivery,
    ShowDelivery,
)


class DeliveryRoutes:
    def __init__(self, deliveries: DeliveryService, write: Write) -> None:
        self._deliveries = deliveries
        self._write = write

    @reads
    async def list_deliveries(self, request: ListDeliveries, call: Call[Reading]) -> Deliveries:
        found = await self._deliveries.page(
            call.unit,
            _administrator(call.principal).corp_id,
            state=translate.state(request.state),
            conference_id=request.conference_id,
            before=request.before,
            most=request.limit + 1,
        )
        return translate.page(found, limit=request.limit)

    @outside
    async def show_delivery(self, request: ShowDelivery, call: Call[Database]) -> DeliveryDetail:
        corp_id = _administrator(call.principal).corp_id
        found, attempts = await call.unit.read(
            lambda unit: self._deliveries.one(unit, corp_id, request.delivery_id)
        )
        messages = await self._write([found.delivery])
        return translate.detail(found, attempts, messages.get(request.delivery_id))

    @writes
    async def retry_delivery(self, request: RetryDelivery, call: Call[Writing]) -> Done:
        corp_id = _administrator(call.principal).corp_id
        await self._deliveries.retry(call.unit, corp_id, request.delivery_id, call.now)
        return DONE

    @writes
    async def retry_deliveries(self, request: RetryDeliveries, call: Call[Writing]) -> Retried:
        corp_id = _administrator(call.principal).corp_id
        state = translate.state(request.body.state)
        assert state is not None
        return Retried(count=await self._deliveries.retry_all(call.unit, corp_id, state, call.now))


def _administrator(who: Principal) -> Principal:
    """The caller, who must administer the enterprise."""
    if not who.is_admin:
        raise Forbidden
    return who
