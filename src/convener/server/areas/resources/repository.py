"""Where it is kept what enterprises were granted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, and_, bindparam, insert, update

from convener.domain.resources import Grant
from convener.server.clock import micros
from convener.server.storage.database import Writing
from convener.server.storage.statement import Statement
from convener.server.storage.tables.meetings import resources

_PROLONG = Statement(
    update(resources)
    .where(
        and_(
            resources.c.corp_id == bindparam("corp", type_=Text),
            resources.c.resource_id == bindparam("resource", type_=Text),
            resources.c.kind == bindparam("of", type_=Text),
        )
    )
    .values(expires_at=bindparam("until"))
)
_ADD = Statement(insert(resources))


class ResourceRepository:
    """Writes grants; every method is one statement."""

    async def prolong(self, unit: Writing, corp_id: str, resource_id: str, grant: Grant) -> bool:
        """Let a grant hold until another moment; ``False`` when there is no such grant."""
        until = micros(grant.expires)
        return bool(await unit.run(_PROLONG, corp=corp_id, resource=resource_id, of=grant.kind, until=until))

    async def add(self, unit: Writing, corp_id: str, resource_id: str, grant: Grant, now: datetime) -> None:
        await unit.run(
            _ADD,
            corp_id=corp_id,
            resource_id=resource_id,
            kind=grant.kind,
            type_id=grant.type_id,
            count=grant.count,
            expires_at=micros(grant.expires),
            created_at=micros(now),
        )
