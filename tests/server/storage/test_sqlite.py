"""What only SQLite does."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import stat
import time
from contextlib import closing, contextmanager
from typing import Any

import pytest
from msgspec import Struct

from convener.server.storage.database import Suspended, Taken, UnitOver
from convener.server.storage.facts import Recorded, facts_after
from convener.server.storage.opening import open_database

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def adding(things, id, *, note=None):
    async def body(unit):
        unit.put(things.ADD, id=id, size=1, note=note)
        unit.record(Recorded(corp_id="c", stream="s", kind="Added", at=0, body=f'"{id}"'))

    return body


def at_once(things, body):
    """The body, with its turn from the beginning: it asks before it does anything."""

    async def asking(unit):
        await unit.all(things.ALL)
        await body(unit)

    return asking


async def answered(database, things, refusing):
    """In which order it is known that a unit before is saved, and that the next one is refused."""
    order = []
    database.committed = lambda streams: order.append("saved")

    async def caller():
        with pytest.raises(LookupError):
            await database.write(refusing)
        order.append("refused")

    await asyncio.gather(database.write(at_once(things, adding(things, "a"))), caller())
    return order


@contextmanager
def held_by_another_process(database_url):
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("COMMIT")


async def ids(database, things):
    return [thing.id for thing in await things.all(database)]


class Waits(Struct):
    """Ways to wait for something else within a unit."""

    database: Any
    things: Any

    async def waiting(self, unit):
        await asyncio.get_running_loop().create_future()

    async def gathering(self, unit):
        await asyncio.gather(unit.all(self.things.ALL), unit.one(self.things.FIND, which="a"))

    async def nesting(self, unit):
        await self.database.write(adding(self.things, "nested"))

    async def hashing(self, unit):
        await asyncio.to_thread(time.sleep, 0)


@pytest.mark.parametrize("in_its_turn", [True, False])
@pytest.mark.parametrize("way", ["waiting", "gathering", "nesting", "hashing"])
async def test_a_unit_that_waits_for_something_else_is_refused(database, things, way, in_its_turn):
    async def body(unit):
        if in_its_turn and hasattr(unit, "run"):
            await unit.run(things.ADD, id="a", size=1, note=None)
        await getattr(Waits(database, things), way)(unit)

    with pytest.raises(Suspended):
        await database.write(body)
    with pytest.raises(Suspended):
        await database.read(body, isolated=True)
    await database.write(adding(things, "after"))
    assert "a" not in await ids(database, things)


async def test_a_task_left_behind_cannot_write(database, things):
    left = []

    async def body(unit):
        left.append(asyncio.ensure_future(unit.run(things.ADD, id="late", size=1, note=None)))

    await database.write(body)
    with pytest.raises(UnitOver):
        await left[0]
    assert await ids(database, things) == []


async def test_units_that_come_together_share_a_commit(database, things):
    told = []
    database.committed = told.append
    await asyncio.gather(*(database.write(adding(things, f"{number:03}")) for number in range(200)))
    assert len(await ids(database, things)) == 200
    assert len(told) <= 20


def puts_of(things, number, kinds, *, asks):
    """A unit that puts such things one after the other, and records its number."""

    async def body(unit):
        if asks:
            await unit.all(things.ALL)
        for kind, id in kinds:
            whole = {"id": id, "size": number, "note": None}
            unit.put(getattr(things, kind), **(whole if kind in ("ADD", "SET", "KEEP") else {"which": id}))
        unit.record(Recorded(corp_id="c", stream="s", kind="Put", at=0, body=str(number)))

    return body


@pytest.mark.parametrize("seed", range(40))
async def test_units_that_come_together_are_as_if_one_after_the_other(database, things, seed):
    """In the order of their facts: again in that order, they all succeed and leave the same."""
    draw = random.Random(seed)
    kinds = draw.choice(["SET GROW DROP", "ADD SET", "ADD COPY", "ADD SET KEEP GROW DROP COPY"])
    names = [str(number) for number in range(60)]
    new = iter(draw.sample(names, 60)) if draw.randrange(4) else iter(names[:3] * 20)

    def drawn():
        kind = draw.choice(kinds.split())
        return kind, next(new) if kind == "ADD" else draw.choice(names)

    asking = draw.choice([0, 0, 0.2])
    units = [[drawn(), drawn()] for _ in range(30)]
    bodies = [puts_of(things, number, puts, asks=draw.random() < asking) for number, puts in enumerate(units)]
    results = await asyncio.gather(*map(database.write, bodies), return_exceptions=True)
    assert all(result is None or isinstance(result, Taken) for result in results)
    found = await database.read(lambda unit: facts_after(unit, "c", "s", 0, most=100))
    assert [row.number for row in found] == list(range(1, len(found) + 1))
    stored = [int(row.body) for row in found]
    assert sorted(stored) == [number for number, result in enumerate(results) if result is None]

    async def all_there_is():
        return await things.all(database), await database.read(lambda unit: unit.all(things.SHELVES))

    async def emptying(unit):
        for statement in things.EMPTY:
            unit.put(statement)

    left = await all_there_is()
    await database.write(emptying)
    for number in stored:
        await database.write(bodies[number])
    assert await all_there_is() == left


async def test_one_that_fails_leaves_those_that_came_with_it(database, things):
    drawn = iter("aabbcc")

    async def drawing(unit):
        id = next(drawn)
        await adding(things, id)(unit)
        return id

    async def failing(unit):
        await adding(things, "d")(unit)
        unit.put(things.ADD, id="e", size=None, note=None)

    told = []
    database.committed = told.append
    *given, failure = await asyncio.gather(
        *(database.write(drawing) for _ in range(3)), database.write(failing), return_exceptions=True
    )
    assert isinstance(failure, sqlite3.IntegrityError)
    assert {*given} == {*"abc"}
    assert await ids(database, things) == ["a", "b", "c"]
    facts = await database.read(lambda unit: facts_after(unit, "c", "s", 0, most=100))
    assert [row.number for row in facts] == [1, 2, 3]


async def test_many_rows_do_not_wait_for_each_other(database, things):
    def many(number):
        async def body(unit):
            unit.put_all(things.table, [{"id": f"{number}-{row}", "size": row} for row in range(500)])
            unit.record(Recorded(corp_id="c", stream="s", kind="Added", at=0, body="0"))

        return body

    told = []
    database.committed = told.append
    await asyncio.gather(*(database.write(many(number)) for number in range(12)))
    assert len(told) >= 3
    assert len(await ids(database, things)) == 6000


async def test_a_glance_needs_no_turn_and_sees_what_is_saved(database, things):
    async def refusing(unit):
        assert not await unit.glance(things.ALL)
        raise LookupError

    assert await answered(database, things, refusing) == ["refused", "saved"]


async def test_a_refusal_is_not_answered_before_what_it_rests_on_is_saved(database, things):
    async def refusing(unit):
        assert await unit.one(things.FIND, which="a")
        raise LookupError

    assert await answered(database, things, refusing) == ["saved", "refused"]


async def test_a_cancelled_caller_does_not_undo_its_unit(database, things):
    writer = asyncio.create_task(database.write(at_once(things, adding(things, "a"))))
    await asyncio.sleep(0)
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    await database.write(adding(things, "b"))
    assert await ids(database, things) == ["a", "b"]


async def test_whoever_is_cancelled_before_its_turn_stores_nothing(database, things, database_url):
    with held_by_another_process(database_url):
        first, second = (asyncio.create_task(database.write(adding(things, id))) for id in "ab")
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
    await first
    assert await ids(database, things) == ["a"]


async def test_what_asks_nothing_is_refused_without_waiting_for_the_disk(database, things):
    async def refusing(unit):
        unit.put(things.ADD, id="b", size=1, note=None)
        raise LookupError

    assert await answered(database, things, refusing) == ["refused", "saved"]
    assert await ids(database, things) == ["a"]


async def test_a_full_disk_fails_whom_it_must_and_no_more(database, things):
    [pages] = database._writer.execute("PRAGMA page_count").fetchone()
    database._writer.execute(f"PRAGMA max_page_count = {pages + 2}")
    units = [adding(things, f"{number}", note="x" * 3000) for number in range(8)]
    results = await asyncio.gather(*map(database.write, units), return_exceptions=True)
    failures = [result for result in results if result is not None]
    assert failures
    assert all(isinstance(failure, sqlite3.OperationalError) for failure in failures)
    database._writer.execute("PRAGMA max_page_count = 100000")
    await database.write(adding(things, "after"))
    stored = [str(number) for number, result in enumerate(results) if result is None]
    assert await ids(database, things) == [*stored, "after"]
    facts = await database.read(lambda unit: facts_after(unit, "c", "s", 0, most=100))
    assert [row.number for row in facts] == list(range(1, len(stored) + 2))


@pytest.mark.parametrize("where", ["in a statement", "at the commit"])
async def test_a_transaction_that_the_database_drops_fails_the_whole_group(database, things, where):
    async def dropping(unit):
        await unit.all(things.ALL)
        database._writer.execute("ROLLBACK")  # as SQLite itself does on some I/O errors
        await unit.all(things.ALL)
        raise sqlite3.OperationalError("disk I/O error")

    async def failing(*script):
        raise sqlite3.OperationalError("disk I/O error")

    told = []
    database.committed = told.append
    if where == "in a statement":
        bodies = [at_once(things, adding(things, "a")), dropping]
    else:
        bodies = [adding(things, "a"), adding(things, "b")]
        database._in_helper = failing
    results = await asyncio.gather(*map(database.write, bodies), return_exceptions=True)
    assert [str(result) for result in results] == ["disk I/O error"] * 2
    assert not told
    if where == "in a statement":
        await database.write(adding(things, "after"))
        assert await ids(database, things) == ["after"]
    else:
        del database._in_helper
    assert "a" not in await ids(database, things)


async def test_another_process_may_hold_the_file_without_stopping_the_loop(database, things, database_url):
    executed = []
    database._writer.set_trace_callback(executed.append)
    with held_by_another_process(database_url):
        writers = [asyncio.create_task(database.write(adding(things, id))) for id in "ab"]
        await asyncio.sleep(0)
        assert await ids(database, things) == []
        assert not any(writer.done() for writer in writers)
    await asyncio.gather(*writers)
    assert await ids(database, things) == ["a", "b"]
    assert executed.count("COMMIT") == 1  # they all came while it could be had


async def test_a_read_cannot_write(database, things):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read(lambda unit: unit.one(things.GROW, which="a"))


async def test_closing_waits_for_what_is_under_way(database, things, database_url):
    writer = asyncio.create_task(database.write(adding(things, "a")))
    await asyncio.sleep(0)
    await database.close()
    await writer
    again = await open_database(database_url)
    assert await ids(again, things) == ["a"]
    await again.close()


async def test_the_files_are_for_their_owner_only(database_url, tmp_path):
    made = await open_database(f"sqlite:///{tmp_path}/new/convener.db")
    await made.exclusively(lambda schema: schema.script("CREATE TABLE t (a TEXT);"))
    assert await made.healthy()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    assert modes["convener.db"] == 0o600
    assert set(modes.values()) == {0o600}
    await made.close()


async def test_a_backup_is_a_database_of_its_own(database, things, tmp_path):
    await database.write(adding(things, "a"))
    await database.backup(tmp_path / "copy.db")
    await database.write(adding(things, "b"))
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    copy = await open_database(f"sqlite:///{tmp_path}/copy.db")
    assert await ids(copy, things) == ["a"]
    await copy.close()
    with pytest.raises(FileExistsError):
        await database.backup(tmp_path / "copy.db")


async def test_a_schema_check_finds_its_turn_beside_writers(database, things):
    writers = [asyncio.create_task(database.write(adding(things, id))) for id in "ab"]
    await asyncio.sleep(0)
    tables = await database.exclusively(lambda schema: schema.rows("SELECT count(*) FROM things"))
    assert tables == [(2,)]
    await asyncio.gather(*writers)
