"""What enterprises have used."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import BigInteger, Text, bindparam, func, select

from convener.server.clock import micros
from convener.server.storage.database import Reading
from convener.server.storage.statement import Statement
from convener.server.storage.tables.meetings import conferences


class Held(Struct):
    """How many meetings were held, and for how many microseconds together."""

    count: int
    length: int


_ends = func.coalesce(conferences.c.closed_at, bindparam("now", type_=BigInteger))
_HELD = Statement(
    select(func.count(), func.coalesce(func.sum(_ends - conferences.c.opened_at), 0)).where(
        conferences.c.corp_id == bindparam("corp_id", type_=Text),
        conferences.c.opened_at >= bindparam("since", type_=BigInteger),
    ),
    Held,
)


class StatisticsRepository:
    """Adds up; every method is one statement."""

    async def held(self, unit: Reading, corp_id: str, since: datetime, now: datetime) -> Held:
        """The holdings of the enterprise's meetings that began from then on."""
        found = await unit.one(_HELD, corp_id=corp_id, since=micros(since), now=micros(now))
        return found or Held(0, 0)
