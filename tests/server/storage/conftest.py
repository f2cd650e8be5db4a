"""A table of no meaning to try units of work on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Column,
    MetaData,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from convener.server.storage.database import Database, Reading
from convener.server.storage.lookups import Lookup
from convener.server.storage.statement import Statement, any_of

CREATE = """
CREATE TABLE things (id TEXT NOT NULL PRIMARY KEY, size BIGINT NOT NULL, note TEXT);
CREATE TABLE shelves (id TEXT NOT NULL PRIMARY KEY, note TEXT);
"""
DROP = """
DROP TABLE things;
DROP TABLE shelves;
"""


class Thing(Struct, frozen=True):
    id: str
    size: int
    note: str | None = None


class Things:
    """The statements of the tests."""

    table = Table(
        "things",
        MetaData(),
        Column("id", Text, primary_key=True),
        Column("size", BigInteger, nullable=False),
        Column("note", Text),
    )
    shelves = Table("shelves", MetaData(), Column("id", Text, primary_key=True), Column("note", Text))

    ADD = Statement(insert(table))
    KEEP = Statement(upsert(table).on_conflict_do_nothing())
    _new = upsert(table)
    SET = Statement(
        _new.on_conflict_do_update(
            index_elements=[table.c.id], set_={"size": _new.excluded.size, "note": _new.excluded.note}
        )
    )
    GROW = Statement(
        update(table)
        .where(table.c.id == bindparam("which"))
        .values(size=table.c.size + 1)
        .returning(table.c.size),
        int,
    )
    DROP = Statement(delete(table).where(table.c.id == bindparam("which")))
    SHELVE = Statement(insert(shelves))
    COPY = Statement(
        insert(shelves).from_select(["id"], select(table.c.id).where(table.c.id == bindparam("which")))
    )
    FIND = Statement(select(table).where(table.c.id == bindparam("which")), Thing)
    BY_ID = Lookup(select(table.c.id, table.c.size, table.c.note), Thing, key=table.c.id)
    OF_SIZE = Lookup(select(table).where(table.c.size == bindparam("measure")), Thing, key=table.c.id)
    BROKEN = Lookup(select(table).where(text("nothing = 1")), Thing, key=table.c.id)
    AMONG = Statement(select(table).where(any_of(table.c.id, "ids")).order_by(table.c.id), Thing)
    ALL = Statement(select(table).order_by(table.c.id), Thing)
    SHELVES = Statement(select(shelves.c.id).order_by(shelves.c.id), str)
    EMPTY = (Statement(delete(table)), Statement(delete(shelves)))

    async def all(self, database: Database) -> list[Thing]:
        async def body(unit: Reading) -> list[Thing]:
            return await unit.all(self.ALL)

        return await database.read(body)


@pytest.fixture
async def things(database: Database) -> AsyncIterator[Things]:
    """The tables are there, empty."""
    await database.exclusively(lambda schema: schema.script(CREATE))
    yield Things()
    if await database.healthy():
        await database.exclusively(lambda schema: schema.script(DROP))


@pytest.fixture(params=["sqlite", "postgres"])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table, which may be changed at will."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'convener.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    server.psql("CREATE DATABASE bare")
    yield server.get_uri("bare")
    server.psql("DROP DATABASE bare")


@pytest.fixture
def things_apart() -> Things:
    """The statements without a database."""
    return Things()
