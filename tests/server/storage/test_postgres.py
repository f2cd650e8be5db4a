"""What only PostgreSQL does."""

from __future__ import annotations

import asyncio

import pytest

from convener.server.storage.connections import Connections
from convener.server.storage.database import unheard
from convener.server.storage.facts import Recorded
from convener.server.storage.postgres import PostgresDatabase

postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


class Wire(Connections):
    """Stands for the connections and one of them, and notes every round trip."""

    def __init__(self):
        self.sent = []

    async def take(self):
        return self

    def give(self, connection, *, clean):
        pass

    async def execute(self, sql, *args):
        self.sent.append(sql)
        return "UPDATE 1"

    async def fetch(self, sql, *args):
        self.sent.append(sql)
        return []


def first_words(wire):
    return [sql.split()[0] for sql in wire.sent]


async def test_a_unit_that_only_puts_is_one_round_trip(things_apart):
    async def body(unit):
        unit.put(things_apart.ADD, id="a", size=1, note=None)
        unit.put(things_apart.SHELVE, id="a", note=None)
        unit.put_all(things_apart.table, [{"id": "b", "size": 1}])
        unit.record(Recorded(corp_id="c", stream="s", kind="Seen", at=0, body="{}"))

    wire = Wire()
    await PostgresDatabase("", wire, unheard).write(body)
    assert first_words(wire) == ["WITH"]


async def test_a_transaction_begins_with_the_first_statement(things_apart):
    async def body(unit):
        await unit.all(things_apart.ALL)
        unit.put(things_apart.ADD, id="a", size=1, note=None)
        unit.put(things_apart.SHELVE, id="a", note=None)

    async def empty(unit):
        pass

    wire = Wire()
    database = PostgresDatabase("", wire, unheard)
    await database.write(body)
    assert first_words(wire) == ["BEGIN", "SELECT", "WITH", "COMMIT"]
    wire.sent.clear()
    await database.write(empty)
    await database.read(empty)
    assert wire.sent == []
    await database.read(lambda unit: unit.all(things_apart.ALL))
    assert first_words(wire) == ["SELECT"]
    await database.read(lambda unit: unit.all(things_apart.ALL), isolated=True)
    assert first_words(wire) == ["SELECT", "BEGIN", "SELECT", "ROLLBACK"]


@postgres
async def test_an_isolated_read_sees_one_moment(database, things):
    async def added(unit):
        unit.put(things.ADD, id="a", size=1, note=None)

    async def twice(unit):
        before = await unit.all(things.ALL)
        await database.write(added)
        return len(before), len(await unit.all(things.ALL))

    assert await database.read(twice, isolated=True) == (0, 0)


@postgres
async def test_of_two_units_that_lock_each_other_one_runs_again(database, things):
    runs = []
    both_hold_one = asyncio.Barrier(2)

    async def made(unit):
        unit.put_all(things.table, [{"id": "a", "size": 0}, {"id": "b", "size": 0}])

    async def grown(first, second):
        async def body(unit):
            runs.append(first)
            await unit.one(things.GROW, which=first)
            if runs.count(first) == 1:
                await both_hold_one.wait()
            await unit.one(things.GROW, which=second)

        await database.write(body)

    await database.write(made)
    await asyncio.gather(grown("a", "b"), grown("b", "a"))
    assert [thing.size for thing in await things.all(database)] == [2, 2]
    assert len(runs) > 2  # more where the one that begins again is first once more
