"""Rows that are worth nothing after a moment: tokens, nonces, counted failures, what was sent long ago."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, bindparam, delete, func, select, tuple_

from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import lockouts, nonces, tokens
from convener.server.storage.tables.invitations import deliveries, delivery_attempts, invitations, news
from convener.server.storage.tables.meetings import control_tokens, joins, socket_tokens
from convener.server.storage.tables.recordings import downloads

_UNTIL: tuple[Column[int], ...] = (
    tokens.c.refresh_expires_at,
    nonces.c.expires_at,
    lockouts.c.until,
    control_tokens.c.expires_at,
    socket_tokens.c.expires_at,
    joins.c.expires_at,
    invitations.c.expires_at,
    news.c.expires_at,
    deliveries.c.expires_at,
    delivery_attempts.c.expires_at,
    downloads.c.expires_at,
)
"""The column of each table that says until when a row counts; it has an index."""


def _deleting(until: Column[int]) -> Statement[None]:
    key = tuple_(*until.table.primary_key)
    expired = (
        select(*until.table.primary_key)
        .where(until <= bindparam("now"))
        .order_by(until)
        .limit(bindparam("most", type_=BigInteger))
    )
    return Statement(delete(until.table).where(key.in_(expired)))


def _earliest(*moments: int | None) -> int | None:
    return min((one for one in moments if one is not None), default=None)


_DELETE = tuple(map(_deleting, _UNTIL))
_NEXT = Statement(select(*(select(func.min(until)).scalar_subquery() for until in _UNTIL)), _earliest)


async def delete_expired(unit: Writing, now: datetime, *, most: int) -> None:
    """Delete up to ``most`` expired rows of each table, the oldest first."""
    for statement in _DELETE:
        await unit.run(statement, now=micros(now), most=most)


async def next_expiry(unit: Reading) -> datetime | None:
    """When the first of all rows expires or has expired."""
    earliest = await unit.one(_NEXT)
    return None if earliest is None else moment(earliest)
