"""What an enterprise's directory knows of its people."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Text, bindparam, select, union_all

from convener.domain.roster import Attendee, DirectoryEntry
from convener.server.storage.database import Reading
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.enterprises import corps, users


class EntryRow(Struct):
    user_id: str
    account: str
    third_account: str | None
    name: str
    sip_number: str
    email: str | None
    corp_name: str


def _where(found: ColumnElement[bool]) -> Select[tuple[str, str, str, str, str, str, str]]:
    return (
        select(
            users.c.user_id,
            users.c.account,
            users.c.third_account,
            users.c.name,
            users.c.sip_number,
            users.c.email,
            corps.c.name,
        )
        .join(corps, corps.c.corp_id == users.c.corp_id)
        .where(users.c.corp_id == bindparam("corp_id", type_=Text), found)
    )


@lru_cache
def _named(*, users_: bool, accounts: bool, numbers: bool) -> Statement[EntryRow]:
    """Asks only for the kinds of names that there are."""
    parts = []
    if users_:
        parts.append(_where(any_of(users.c.user_id, "users")))
    if accounts:
        parts.append(_where(any_of(users.c.account, "accounts")))
        parts.append(_where(any_of(users.c.third_account, "accounts")))
    if numbers:
        parts.append(_where(any_of(users.c.sip_number, "numbers")))
    return Statement(union_all(*parts) if len(parts) > 1 else parts[0], EntryRow)


class DirectoryRepository:
    """Looks people up."""

    async def entries(self, unit: Reading, corp_id: str, people: Iterable[Attendee]) -> list[DirectoryEntry]:
        """Everyone of the enterprise whom these entries name by user ID, account or number.

        One statement; none when nobody carries such a name.
        """
        people = list(people)
        named = [one.user_id for one in people if one.user_id]
        accounts = [one.account_id for one in people if one.account_id]
        numbers = [one.phone for one in people if one.phone and "*" not in one.phone]
        if not (named or accounts or numbers):
            return []
        statement = _named(users_=bool(named), accounts=bool(accounts), numbers=bool(numbers))
        lists = {"users": named, "accounts": accounts, "numbers": numbers}
        given = {name: values for name, values in lists.items() if values}
        rows = await unit.glance(statement, corp_id=corp_id, **given)
        return [_entry(row) for row in rows]

    async def users(self, unit: Reading, corp_id: str, user_ids: Iterable[str]) -> list[DirectoryEntry]:
        """Those of the enterprise with these user IDs."""
        statement = _named(users_=True, accounts=False, numbers=False)
        return [_entry(row) for row in await unit.glance(statement, corp_id=corp_id, users=list(user_ids))]


def _entry(row: EntryRow) -> DirectoryEntry:
    return DirectoryEntry(
        user_id=row.user_id,
        account=row.account,
        third_account=row.third_account,
        name=row.name,
        sip_number=row.sip_number,
        email=row.email,
        dept_name=row.corp_name,
    )
