"""Timers at rest: set, claim, finish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Text, bindparam, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement
from convener.server.storage.tables.jobs import timers

LEASE = timedelta(seconds=30)
"""How long a claimed timer belongs to its worker; then another may take it."""


class Timer(Struct, frozen=True):
    """A claimed timer."""

    corp_id: str
    kind: str
    key: str
    due_at: int
    leased_until: int
    tries: int


class DueRow(Struct):
    due_at: int | None


_upsert = insert(timers)
_SET = Statement(
    _upsert.on_conflict_do_update(
        index_elements=[timers.c.corp_id, timers.c.kind, timers.c.key],
        set_={"due_at": _upsert.excluded.due_at, "leased_until": _upsert.excluded.leased_until, "tries": 0},
    )
)
_KEY = (timers.c.corp_id, timers.c.kind, timers.c.key)
_NAMED = (
    (timers.c.corp_id == bindparam("corp", type_=Text))
    & (timers.c.kind == bindparam("named_kind", type_=Text))
    & (timers.c.key == bindparam("named_key", type_=Text))
)
_CANCEL = Statement(delete(timers).where(_NAMED))
_FINISH = Statement(delete(timers).where(_NAMED, timers.c.leased_until == bindparam("lease")))
_POSTPONE = Statement(
    update(timers)
    .where(_NAMED, timers.c.leased_until == bindparam("lease"))
    .values(leased_until=bindparam("again"))
)
_CLAIM = Statement(
    update(timers)
    .where(
        tuple_(*_KEY).in_(
            select(*_KEY)
            .where(timers.c.due_at <= bindparam("now"), timers.c.leased_until <= bindparam("now"))
            .order_by(timers.c.due_at)
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
        )
    )
    .values(leased_until=bindparam("lease"), tries=timers.c.tries + 1)
    .returning(*timers.c),
    Timer,
)
_NEXT = Statement(select(func.min(timers.c.due_at)).where(timers.c.leased_until == 0), DueRow)


def put(unit: Writing, corp_id: str, kind: str, key: str, due: datetime) -> None:
    """Set or move a timer; sent with the commit."""
    unit.put(_SET, corp_id=corp_id, kind=kind, key=key, due_at=micros(due), leased_until=0, tries=0)


async def add(unit: Writing, corp_id: str, kind: str, due: Mapping[str, datetime]) -> None:
    """Set timers that are not set yet, by their keys."""
    rows = [
        {"corp_id": corp_id, "kind": kind, "key": key, "due_at": micros(at), "leased_until": 0, "tries": 0}
        for key, at in due.items()
    ]
    await unit.add(timers, rows)


async def cancel(unit: Writing, corp_id: str, kind: str, key: str) -> None:
    await unit.run(_CANCEL, corp=corp_id, named_kind=kind, named_key=key)


async def claim(unit: Writing, now: datetime, *, most: int) -> list[Timer]:
    """Take up to ``most`` due timers for the length of the lease, the oldest first."""
    found = await unit.all(_CLAIM, now=micros(now), lease=micros(now + LEASE), most=most)
    return sorted(found, key=lambda timer: timer.due_at)


async def finish(unit: Writing, timer: Timer) -> bool:
    """Drop a claimed timer; ``False`` when it is no longer this worker's."""
    return bool(
        await unit.run(
            _FINISH,
            corp=timer.corp_id,
            named_kind=timer.kind,
            named_key=timer.key,
            lease=timer.leased_until,
        )
    )


async def postpone(unit: Writing, timer: Timer, until: datetime) -> None:
    """Leave a claimed timer alone until then."""
    await unit.run(
        _POSTPONE,
        corp=timer.corp_id,
        named_kind=timer.kind,
        named_key=timer.key,
        lease=timer.leased_until,
        again=micros(until),
    )


async def next_due(unit: Reading) -> datetime | None:
    """When the earliest unclaimed timer is due."""
    row = await unit.one(_NEXT)
    return None if row is None or row.due_at is None else moment(row.due_at)
