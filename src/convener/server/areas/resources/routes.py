"""The operations on what enterprises are granted."""

from __future__ import annotations

from convener.server.areas.resources import translate
from convener.server.areas.resources.service import ResourceService
from convener.server.http.call import Call, writes
from convener.server.storage.database import Writing
from convener.wire.resources import AddResource


class ResourceRoutes:
    def __init__(self, resources: ResourceService) -> None:
        self._resources = resources

    @writes
    async def add_resource(self, request: AddResource, call: Call[Writing]) -> None:
        grants = [translate.grant(each) for each in request.body]
        await self._resources.grant(call.unit, call.principal, request.corp_id, grants, call.now)
