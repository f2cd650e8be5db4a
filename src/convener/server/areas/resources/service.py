"""Granting enterprises what they may use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from convener.domain import resources
from convener.domain.access import Forbidden
from convener.domain.person import Principal
from convener.domain.resources import ROOMS, Grant, NotGranted
from convener.server.areas.corps.service import CorpService
from convener.server.areas.resources.repository import ResourceRepository
from convener.server.areas.rooms.service import RoomService
from convener.server.ids import Ids
from convener.server.storage.database import Writing


class ResourceService:
    """Grants of service providers; cloud rooms come with theirs."""

    def __init__(
        self,
        repository: ResourceRepository,
        corps: CorpService,
        rooms: RoomService,
        ids: Ids,
    ) -> None:
        self._repository = repository
        self._corps = corps
        self._rooms = rooms
        self._ids = ids

    async def grant(
        self, unit: Writing, who: Principal, corp_id: str, grants: Sequence[Grant], now: datetime
    ) -> None:
        """Grant all of it to an enterprise of the caller's. Raises ``Forbidden`` or ``NotGranted``."""
        if not who.is_provider:
            raise Forbidden
        corp = await self._corps.find(unit, corp_id)
        if corp is None or corp.provider_id != who.corp_id:
            raise NotGranted
        resources.check(grants)
        for grant in grants:
            await self._grant(unit, corp_id, grant, now)

    async def _grant(self, unit: Writing, corp_id: str, grant: Grant, now: datetime) -> None:
        resource_id = grant.resource_id or self._ids.row()
        if await self._repository.prolong(unit, corp_id, resource_id, grant):
            if grant.kind == ROOMS:
                await self._rooms.set_expiry(unit, corp_id, resource_id, grant.expires)
            return
        await self._repository.add(unit, corp_id, resource_id, grant, now)
        for _ in range(grant.count if grant.kind == ROOMS else 0):
            self._rooms.add_cloud(
                unit,
                corp_id,
                None,
                parties=grant.parties,
                now=now,
                expires=grant.expires,
                resource_id=resource_id,
            )
