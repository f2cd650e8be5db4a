"""Rooms and their times are found through an index, however many there are."""

from __future__ import annotations

import re
from typing import Any

import pytest

from convener.server.areas.rooms import repository, reservation_repository
from convener.server.storage.database import Database, Schema
from convener.server.storage.statement import Statement

MANY = """
    INSERT INTO rooms (corp_id, room_id, number, user_id, mode, name, status, parties, length,
        guests_first, secrets, created_at)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2999)
    SELECT '' || (i % 10), '' || i, '' || i, '' || (i / 10), i % 7, 'Room', 0, 0, 0, 0, '', i
    FROM n;
    INSERT INTO reservations (corp_id, room_id, starts_at, ends_at, meeting_id)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2999)
    SELECT '' || (i % 10), '' || (i % 100), i, i + 1, '' || i FROM n;
    ANALYZE;
"""

_ALL = {"status": True, "key": True}
_NONE = {"status": False, "key": False}


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        pytest.param(repository._searching(**_NONE)[0], "ix_rooms_mode", id="count"),
        pytest.param(repository._searching(**_NONE)[1], "ix_rooms_mode", id="page"),
        pytest.param(repository._searching(**_ALL)[0], "ix_rooms_mode", id="count of a search"),
        pytest.param(repository._searching(**_ALL)[1], "ix_rooms_mode", id="page of a search"),
        pytest.param(repository._OF_USER, "ix_rooms_user", id="of a user"),
        pytest.param(reservation_repository._TAKEN, "reservations", id="taken"),
        pytest.param(reservation_repository._NEXT_OTHER, "reservations", id="next"),
    ],
)
async def test_the_plan(database: Database, statement: Statement[Any], index: str) -> None:
    await database.exclusively(lambda schema: schema.script(MANY))
    plan = await database.exclusively(lambda schema: _plan(schema, statement))
    assert index in plan
    assert not re.search(r"SCAN|Seq Scan on r", plan), plan


async def _plan(schema: Schema, statement: Statement[Any]) -> str:
    if schema.dialect == "sqlite":
        rows = await schema.rows("EXPLAIN QUERY PLAN " + statement.on_sqlite.sql.replace("?", "1"))
    else:
        rows = await schema.rows("EXPLAIN " + re.sub(r"\$\d+", "'1'", statement.on_postgres.sql))
    return "\n".join(str(row[-1]) for row in rows)
