"""Where the addresses of calendar feeds are kept, and how current the entries in them are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Text, and_, bindparam, delete, insert, select

from convener.domain.person import Status
from convener.server.clock import micros, moment
from convener.server.ids import digest
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.enterprises import corps, users
from convener.server.storage.tables.facts import facts, streams
from convener.server.storage.tables.invitations import calendar_feeds


class OwnerRow(Struct):
    corp_id: str
    corp_name: str
    user_id: str
    name: str


class CreatedRow(Struct):
    created_at: int


class LastRow(Struct):
    meeting_id: str
    number: int
    at: int


class Owner(Struct, frozen=True, kw_only=True):
    """Whose meetings a feed has."""

    corp_id: str
    corp_name: str
    user_id: str
    name: str


class Currency(Struct, frozen=True):
    """The number of the last fact about a meeting, and when that was."""

    number: int
    at: datetime


_OWNER = Statement(
    select(calendar_feeds.c.corp_id, corps.c.name, calendar_feeds.c.user_id, users.c.name)
    .select_from(calendar_feeds)
    .join(
        users,
        and_(users.c.corp_id == calendar_feeds.c.corp_id, users.c.user_id == calendar_feeds.c.user_id),
    )
    .join(corps, corps.c.corp_id == calendar_feeds.c.corp_id)
    .where(calendar_feeds.c.digest == bindparam("digest", type_=Text), users.c.status == int(Status.NORMAL)),
    OwnerRow,
)
_CREATED = Statement(
    select(calendar_feeds.c.created_at).where(
        calendar_feeds.c.corp_id == bindparam("corp_id", type_=Text),
        calendar_feeds.c.user_id == bindparam("user_id", type_=Text),
    ),
    CreatedRow,
)
_ADD = Statement(insert(calendar_feeds))
_DROP = Statement(
    delete(calendar_feeds).where(
        calendar_feeds.c.corp_id == bindparam("corp", type_=Text),
        calendar_feeds.c.user_id == bindparam("user", type_=Text),
    )
)
_LAST = Statement(
    select(facts.c.stream, facts.c.number, facts.c.at)
    .join(
        streams,
        and_(
            streams.c.corp_id == facts.c.corp_id,
            streams.c.stream == facts.c.stream,
            streams.c.last == facts.c.number,
        ),
    )
    .where(streams.c.corp_id == bindparam("corp_id", type_=Text), any_of(streams.c.stream, "meeting_ids")),
    LastRow,
)


class CalendarRepository:
    """Reads and writes the addresses of feeds; every method is one statement."""

    async def owner(self, unit: Reading, secret: str) -> Owner | None:
        """Whose feed has this secret; nobody's, if the account is switched off."""
        row = await unit.one(_OWNER, digest=digest(secret))
        if row is None:
            return None
        return Owner(corp_id=row.corp_id, corp_name=row.corp_name, user_id=row.user_id, name=row.name)

    async def created(self, unit: Reading, corp_id: str, user_id: str) -> datetime | None:
        """When the user's address was made, if there is one."""
        row = await unit.one(_CREATED, corp_id=corp_id, user_id=user_id)
        return None if row is None else moment(row.created_at)

    def add(self, unit: Writing, corp_id: str, user_id: str, secret: str, now: datetime) -> None:
        """Give a user without an address this one; sent with the commit."""
        unit.put(_ADD, digest=digest(secret), corp_id=corp_id, user_id=user_id, created_at=micros(now))

    async def drop(self, unit: Writing, corp_id: str, user_id: str) -> None:
        await unit.run(_DROP, corp=corp_id, user=user_id)

    async def currencies(
        self, unit: Reading, corp_id: str, meeting_ids: Iterable[str]
    ) -> dict[str, Currency]:
        """How far these meetings have got."""
        rows = await unit.all(_LAST, corp_id=corp_id, meeting_ids=list(meeting_ids))
        return {row.meeting_id: Currency(row.number, moment(row.at)) for row in rows}
