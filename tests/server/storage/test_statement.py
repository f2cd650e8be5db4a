"""What a statement may be, and what it becomes."""

from __future__ import annotations

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    MetaData,
    Table,
    Text,
    bindparam,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from convener.server.storage.pending import Pending, all_at_once
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.together import MOST, apart, together

rooms = Table(
    "rooms",
    MetaData(),
    Column("id", Text, primary_key=True),
    Column("seats", BigInteger, nullable=False),
    Column("open", Boolean),
)
aged = Table("aged", MetaData(), Column("id", Text, primary_key=True), Column("made", BigInteger, default=7))
doors = Table("doors", MetaData(), Column("id", Text, primary_key=True), Column("room", Text))

ADD = Statement(insert(doors))
SET = Statement(upsert(doors).on_conflict_do_update(index_elements=["id"], set_={"room": "x"}))
KEEP = Statement(upsert(doors).on_conflict_do_nothing())
MOVE = Statement(update(doors).values(room=bindparam("to")).where(doors.c.id == bindparam("which")))
SEATS = Statement(update(rooms).values(seats=bindparam("seats")))
COPY = Statement(insert(rooms).from_select(["id"], select(doors.c.room).where(doors.c.id == "'$1'")))


@pytest.mark.parametrize(
    "core",
    [
        pytest.param(select(rooms.c.id).where(rooms.c.id.in_(["a", "b"])), id="expanding list"),
        pytest.param(select(rooms.c.id).where(rooms.c.open == bindparam("open")), id="converted parameter"),
        pytest.param(insert(aged).values(id=bindparam("id")), id="default made in Python"),
    ],
)
def test_work_left_for_run_time_is_refused(core):
    with pytest.raises(TypeError, match="left for run time"):
        _ = Statement(core).on_sqlite


def test_a_parameter_may_be_used_twice_and_one_with_a_value_left_out():
    twice = Statement(
        select(doors.c.id)
        .where((doors.c.id == bindparam("x")) | (doors.c.room == bindparam("x")))
        .limit(bindparam("most", 5, type_=BigInteger))
    )
    assert twice.on_sqlite.values({"x": "a"}) == ("a", "a", 5, 0)
    assert twice.on_postgres.values({"x": "a", "most": 9}) == ("a", 9)
    with pytest.raises(KeyError, match="x"):
        twice.on_postgres.values({})


def test_a_list_is_one_parameter():
    some = Statement(select(doors.c.id).where(any_of(doors.c.room, "rooms")))
    assert some.on_postgres.sql.endswith("doors.room = ANY ($1::TEXT[])")
    assert some.on_sqlite.sql.endswith("doors.room IN (SELECT value FROM json_each(?))")
    assert some.on_postgres.values({"rooms": ["a"]}) == (["a"],)
    assert some.on_sqlite.values({"rooms": ("a", "b")}) == ('["a","b"]',)


def test_statements_are_joined_with_their_parameters_in_order():
    [batch] = together((ADD, SEATS))
    assert batch.size == 2
    assert batch.sql == (
        "WITH put_0 AS (INSERT INTO doors (id, room) VALUES ($1::VARCHAR, $2::VARCHAR)) "
        "UPDATE rooms SET seats=$3::BIGINT"
    )


def test_quoted_text_is_no_parameter():
    quoting = Statement(update(rooms).values(seats=1).where(rooms.c.id == literal_column("'it''s $1'")))
    [batch] = together((ADD, quoting))
    assert "'it''s $1'" in batch.sql
    assert "seats=$3::BIGINT" in batch.sql


@pytest.mark.parametrize(
    ("statements", "sizes"),
    [
        ((ADD,), [1]),
        ((ADD, ADD, SET, all_at_once(doors, ("id", "room"))), [4]),
        ((ADD, KEEP), [1, 1]),
        ((SET, MOVE, SEATS), [1, 2]),
        ((MOVE, ADD), [1, 1]),
        ((ADD, COPY), [1, 1]),
        ((COPY, ADD), [2]),
        ((ADD,) * (MOST + 1), [MOST, 1]),
    ],
)
def test_only_statements_that_cannot_meet_go_together(statements, sizes):
    assert [batch.size for batch in together(statements)] == sizes
    assert [batch.size for batch in apart(statements)] == [1] * len(statements)


def test_a_statement_that_only_reads_cannot_be_put():
    with pytest.raises(TypeError, match="writes nothing"):
        Pending().put(Statement(select(doors)))


def test_rows_put_together_have_the_same_columns():
    with pytest.raises(ValueError, match="rows of doors differ"):
        Pending().put_all(doors, [{"id": "a", "room": "x"}, {"id": "b"}])
