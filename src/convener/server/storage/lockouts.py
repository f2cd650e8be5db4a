"""Counting failed passwords, so that guessing stops being worth while.

Five failures lock a subject for five minutes from the last one. A subject is text that names what
was guessed at and, for meetings, from where.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Text, bindparam, case, delete, select
from sqlalchemy.dialects.postgresql import insert

from convener.server.clock import micros
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import lockouts

FAILURES = 5
PAUSE = timedelta(minutes=5)


class FailuresRow(Struct):
    failures: int


_fresh = insert(lockouts)
_FAIL = Statement(
    _fresh.on_conflict_do_update(
        index_elements=[lockouts.c.subject],
        set_={
            "failures": case((lockouts.c.until <= bindparam("now"), 1), else_=lockouts.c.failures + 1),
            "until": _fresh.excluded.until,
        },
    )
)
_FIND = Statement(
    select(lockouts.c.failures).where(
        lockouts.c.subject == bindparam("subject", type_=Text), lockouts.c.until > bindparam("now")
    ),
    FailuresRow,
)
_CLEAR = Statement(delete(lockouts).where(lockouts.c.subject == bindparam("named", type_=Text)))


async def failures(unit: Reading, subject: str, now: datetime) -> int:
    """Failures that still count; at ``FAILURES`` the subject is locked."""
    row = await unit.one(_FIND, subject=subject, now=micros(now))
    return 0 if row is None else row.failures


async def fail(unit: Writing, subject: str, now: datetime) -> None:
    """Count one more failure."""
    await unit.run(_FAIL, subject=subject, failures=1, until=micros(now + PAUSE), now=micros(now))


async def clear(unit: Writing, subject: str) -> None:
    """Forget the failures after a success."""
    await unit.run(_CLEAR, named=subject)
