"""Where the addresses of calendar feeds are kept, and how current the entries in them are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Text, and_, bindparam, delete, insert, select

from convener.domain.person import Status
from convener.server.clock import micros, moment
from convener.server.ids import digest
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.enterprises import corps, users
from convener.server.storage.tables.invitations import calendar_feeds, invitations


class OwnerRow(Struct):
    corp_id: str
    corp_name: str
    user_id: str
    name: str


class CreatedRow(Struct):
    created_at: int


class ToldRow(Struct):
    meeting_id: str
    sequence: int
    told_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose meetings a feed has."""

    corp_id: str
    corp_name: str
    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Currency:
    """How often people were told of a meeting after the first time, and when last."""

    sequence: int
    told: datetime


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
_TOLD = Statement(
    select(invitations.c.meeting_id, invitations.c.sequence, invitations.c.told_at).where(
        invitations.c.corp_id == bindparam("corp_id", type_=Text),
        any_of(invitations.c.meeting_id, "meeting_ids"),
    ),
    ToldRow,
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

    async def told(self, unit: Reading, corp_id: str, meeting_ids: Iterable[str]) -> dict[str, Currency]:
        """How current these meetings are with their people; those nobody was told of are missing."""
        rows = await unit.all(_TOLD, corp_id=corp_id, meeting_ids=list(meeting_ids))
        return {row.meeting_id: Currency(row.sequence, moment(row.told_at)) for row in rows}
