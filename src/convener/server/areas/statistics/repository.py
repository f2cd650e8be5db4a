"""What enterprises have used."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import BigInteger, Text, and_, bindparam, func, or_, select

from convener.server.clock import micros
from convener.server.storage.database import Reading
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import corps
from convener.server.storage.tables.history import attendances
from convener.server.storage.tables.meetings import conferences


class Held(Struct):
    """How many meetings were held, and for how many microseconds together."""

    count: int
    length: int


class Attended(Struct):
    """How many people are in meetings now, and how many, and how many different ones, have come so far."""

    present: int
    came: int
    people: int


class PresentRow(Struct):
    count: int


_ends = func.coalesce(conferences.c.closed_at, bindparam("now", type_=BigInteger))
_HELD = Statement(
    select(func.count(), func.coalesce(func.sum(_ends - conferences.c.opened_at), 0)).where(
        conferences.c.corp_id == bindparam("corp_id", type_=Text),
        conferences.c.opened_at >= bindparam("since", type_=BigInteger),
    ),
    Held,
)
_of_corp = attendances.c.corp_id == bindparam("corp_id", type_=Text)
_came = (
    select(func.count().label("came"), func.count(attendances.c.search.distinct()).label("people"))
    .join(
        conferences,
        and_(
            conferences.c.corp_id == attendances.c.corp_id, conferences.c.conf_uuid == attendances.c.conf_uuid
        ),
    )
    .where(
        conferences.c.corp_id == bindparam("corp_id", type_=Text),
        conferences.c.opened_at >= bindparam("since", type_=BigInteger),
    )
    .subquery("came")
)
_present = select(func.count()).select_from(attendances).where(_of_corp, attendances.c.left_at.is_(None))
_ATTENDED = Statement(select(_present.scalar_subquery(), _came.c.came, _came.c.people), Attended)
_provider = bindparam("provider_id", type_=Text)
_PRESENT = Statement(
    select(func.count())
    .select_from(attendances.join(corps, corps.c.corp_id == attendances.c.corp_id))
    .where(
        or_(corps.c.corp_id == _provider, corps.c.provider_id == _provider), attendances.c.left_at.is_(None)
    ),
    PresentRow,
)


class StatisticsRepository:
    """Adds up; every method is one statement."""

    async def held(self, unit: Reading, corp_id: str, since: datetime, now: datetime) -> Held:
        """The holdings of the enterprise's meetings that began from then on."""
        found = await unit.one(_HELD, corp_id=corp_id, since=micros(since), now=micros(now))
        return found or Held(0, 0)

    async def attended(self, unit: Reading, corp_id: str, since: datetime) -> Attended:
        """Who is in the enterprise's meetings, and who came to those that began from then on.

        People are told apart by name and number.
        """
        found = await unit.one(_ATTENDED, corp_id=corp_id, since=micros(since))
        return found or Attended(0, 0, 0)

    async def present(self, unit: Reading, provider_id: str) -> int:
        """How many people are in meetings of the provider's enterprises now."""
        found = await unit.one(_PRESENT, provider_id=provider_id)
        return found.count if found else 0
