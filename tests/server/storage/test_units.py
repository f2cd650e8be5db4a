"""What a unit of work promises, on both databases."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import suppress

import pytest
from sqlalchemy import text

from convener.server.storage.database import TRIES, Taken, UnitOver
from convener.server.storage.facts import FactRow, Recorded, facts_after
from convener.server.storage.statement import Statement


def fact(stream="s", *, kind="Seen", body="{}"):
    return Recorded(corp_id="c", stream=stream, kind=kind, at=7, body=body)


async def numbers(database, stream="s"):
    found = await database.read(lambda unit: facts_after(unit, "c", stream, 0, most=1000))
    return [row.number for row in found]


async def ids(database, things):
    return [thing.id for thing in await things.all(database)]


async def test_a_unit_that_returns_is_stored_whole(database, things):
    async def body(unit):
        count = await unit.run(things.ADD, id="a", size=1, note=None)
        unit.put(things.ADD, id="b", size=2, note="two")
        unit.put_all(things.table, [{"id": "c", "size": 3}, {"id": "d", "size": 4}])
        unit.record(fact(body='{"x":1}'))
        return count

    assert await database.write(body) == 1
    found = [(thing.id, thing.size, thing.note) for thing in await things.all(database)]
    assert found == [("a", 1, None), ("b", 2, "two"), ("c", 3, None), ("d", 4, None)]
    stored = await database.read(lambda unit: facts_after(unit, "c", "s", 0, most=10))
    assert stored == [FactRow("c", "s", 1, "Seen", 7, '{"x":1}')]


async def test_a_unit_that_raises_leaves_nothing(database, things):
    async def body(unit):
        await unit.run(things.ADD, id="a", size=1, note=None)
        unit.put(things.ADD, id="b", size=2, note=None)
        unit.record(fact())
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        await database.write(body)
    assert await ids(database, things) == []
    assert await numbers(database) == []


async def test_units_that_only_read_hold_nothing_while_they_wait_for_something_else(database, things):
    stored = asyncio.Event()

    async def body(unit):
        before = await unit.all(things.ALL)
        await stored.wait()
        return len(before), len(await unit.all(things.ALL))

    more_than_there_are_connections = [asyncio.create_task(database.read(body)) for _ in range(100)]
    await ids(database, things)
    await database.write(lambda unit: unit.run(things.ADD, id="a", size=1, note=None))
    stored.set()
    assert {after for _, after in await asyncio.gather(*more_than_there_are_connections)} == {1}


async def test_a_unit_reads_what_it_ran_but_not_what_it_put(database, things):
    async def body(unit):
        await unit.run(things.ADD, id="a", size=1, note=None)
        unit.put(things.ADD, id="b", size=2, note=None)
        return [thing.id for thing in await unit.all(things.ALL)], await unit.one(things.FIND, which="b")

    assert await database.write(body) == (["a"], None)


async def test_a_glance_sees_what_the_unit_ran(database, things):
    async def body(unit):
        before = await unit.glance(things.ALL)
        await unit.run(things.ADD, id="a", size=1, note=None)
        return len(before), len(await unit.glance(things.ALL))

    assert await database.write(body) == (0, 1)


async def test_a_glance_that_fails_fails_its_unit(database, things):
    wrong = Statement(text("SELECT nothing FROM things"), str)

    async def body(unit):
        unit.put(things.ADD, id="a", size=1, note=None)
        with suppress(Exception):
            await unit.glance(wrong)

    with pytest.raises(Exception, match="nothing"):
        await database.write(body)
    assert await ids(database, things) == []


async def test_run_counts_the_rows(database, things):
    async def body(unit):
        unit.put(things.ADD, id="a", size=1, note=None)

    async def counted(unit):
        return [
            await unit.run(things.GROW, which="a"),
            await unit.run(things.DROP, which="b"),
            await unit.run(things.DROP, which="a"),
        ]

    await database.write(body)
    assert await database.write(counted) == [1, 0, 1]


@pytest.mark.parametrize("reads_first", [False, True])
@pytest.mark.parametrize(
    ("puts", "size"),
    [
        (["ADD 1", "SET 2"], 2),
        (["SET 1", "SET 2", "SET 3"], 3),
        (["KEEP 1", "KEEP 2"], 1),
        (["ADD 1", "GROW", "GROW"], 3),
        (["ADD 1", "DROP"], None),
        (["ADD 1", "DROP", "ADD 5", "GROW"], 6),
        (["DROP", "ADD 1"], 1),
    ],
)
async def test_puts_keep_their_order(database, things, puts, size, reads_first):
    async def body(unit):
        if reads_first:
            await unit.all(things.ALL)
        for put in puts:
            name, _, value = put.partition(" ")
            args = {"id": "a", "size": int(value), "note": None} if value else {"which": "a"}
            unit.put(getattr(things, name), **args)

    await database.write(body)
    assert [thing.size for thing in await things.all(database)] == ([] if size is None else [size])


@pytest.mark.parametrize("count", [0, 1, 500])
async def test_put_all_inserts_any_number_of_rows(database, things, count):
    rows = [
        {"note": None if number % 2 else "even", "size": number, "id": f"{number:03}"}
        for number in range(count)
    ]

    async def body(unit):
        unit.put_all(things.table, rows)

    await database.write(body)
    found = await things.all(database)
    assert [(thing.id, thing.size, thing.note) for thing in found] == [
        (row["id"], row["size"], row["note"]) for row in rows
    ]


@pytest.mark.parametrize(("wanted", "found"), [([], []), (["b"], ["b"]), (["c", "a", "x"], ["a", "c"])])
async def test_any_of_takes_lists_of_any_length(database, things, wanted, found):
    async def body(unit):
        unit.put_all(things.table, [{"id": id, "size": 1} for id in "abc"])

    await database.write(body)
    among = await database.read(lambda unit: unit.all(things.AMONG, ids=wanted))
    assert [thing.id for thing in among] == found


@pytest.mark.parametrize("method", ["run", "put"])
async def test_a_taken_value_makes_the_body_draw_again(database, things, method):
    async def first(unit):
        unit.put_all(things.table, [{"id": "a", "size": 1}, {"id": "b", "size": 1}])

    drawn = iter("abc")

    async def body(unit):
        id = next(drawn)
        unit.put(things.SHELVE, id=f"of {id}", note=None)
        unit.record(fact(body=f'"{id}"'))
        if method == "run":
            await unit.run(things.ADD, id=id, size=2, note=None)
        else:
            unit.put(things.ADD, id=id, size=2, note=None)
        return id

    await database.write(first)
    assert await database.write(body) == "c"
    assert await ids(database, things) == ["a", "b", "c"]
    [stored] = await database.read(lambda unit: facts_after(unit, "c", "s", 0, most=10))
    assert (stored.number, stored.body) == (1, '"c"')


async def test_a_value_taken_at_every_try_is_given_up_on(database, things):
    tries = itertools.count()

    async def body(unit):
        next(tries)
        unit.put(things.ADD, id="a", size=1, note=None)
        unit.put(things.SHELVE, id="x", note=None)

    await database.write(body)
    with pytest.raises(Taken, match="things") as refused:
        await database.write(body)
    assert refused.value.table == "things"
    assert next(tries) == 1 + TRIES


@pytest.mark.parametrize("method", ["run", "add"])
async def test_a_failed_statement_fails_its_unit_even_if_the_body_goes_on(database, things, method):
    async def body(unit):
        unit.put(things.SHELVE, id="x", note=None)
        for id in ("a", "a"):
            with suppress(Exception):
                if method == "run":
                    await unit.run(things.ADD, id=id, size=1, note=None)
                else:
                    await unit.add(things.table, [{"id": id, "size": 1, "note": None}])

    with pytest.raises(Taken):
        await database.write(body)
    assert await ids(database, things) == []


async def test_a_unit_is_of_no_use_after_its_end(database, things):
    kept = []

    async def body(unit):
        kept.append(unit)
        return await unit.all(things.ALL)

    await database.read(body)
    await database.write(body)
    for unit in kept:
        with pytest.raises(UnitOver):
            await unit.one(things.FIND, which="a")
        with pytest.raises(UnitOver):
            await unit.one(things.BY_ID, id="a")


@pytest.mark.parametrize("together", [False, True])
async def test_who_was_answered_finds_what_was_written(database, things, together):
    """Also while others read without pause: what they share must not be older than an answer."""

    async def find(name):
        if together:
            return await database.read(lambda unit: unit.one(things.BY_ID, id=name))
        return await database.read(lambda unit: unit.one(things.FIND, which=name))

    async def write_and_read(name):
        for size in range(10):

            async def put(unit, size=size):
                await unit.run(things.SET, id=name, size=size, note=None)

            await database.write(put)
            assert (await find(name)).size == size

    async def read_on():
        while not written.done():
            await find("a")

    reading = [asyncio.create_task(read_on()) for _ in range(3)]
    written = asyncio.gather(*(write_and_read(name) for name in "abcdef"))
    await asyncio.gather(written, *reading)


async def test_an_isolated_unit_sees_one_moment(database, things):
    async def put(name):
        await database.write(lambda unit: unit.run(things.ADD, id=name, size=0, note=None))

    async def look(unit):
        return [len(await unit.all(things.ALL)) for _ in range(20)]

    async def look_on():
        return [await database.read(look, isolated=True) for _ in range(20)]

    _, *seen = await asyncio.gather(asyncio.gather(*(put(str(n)) for n in range(30))), look_on(), look_on())
    assert all(len(set(counts)) == 1 for counts in itertools.chain(*seen))


async def test_writers_of_one_row_lose_nothing(database, things):
    async def made(unit):
        unit.put(things.ADD, id="a", size=0, note=None)

    async def grown(unit):
        size = await unit.one(things.GROW, which="a")
        unit.put(things.ADD, id=f"{size:03}", size=size, note=None)
        return size

    await database.write(made)
    sizes = await asyncio.gather(*(database.write(grown) for _ in range(200)))
    assert sorted(sizes) == list(range(1, 201))
    assert len(await ids(database, things)) == 201


@pytest.mark.parametrize("reads_first", [False, True])
async def test_facts_are_numbered_without_gaps_whoever_writes_at_once(database, things, reads_first):
    async def appended(number, *, refuse):
        async def body(unit):
            if reads_first:
                await unit.one(things.FIND, which="a")
            unit.put(things.ADD, id=f"{number:03}", size=number, note=None)
            unit.record(fact(body=str(number)))
            if number % 5 == 0:
                unit.record(fact("t"))
                unit.record(fact(body=f"{number}, again"))
            if refuse:
                raise LookupError

        await database.write(body)

    results = await asyncio.gather(
        *(appended(number, refuse=number % 3 == 0) for number in range(200)), return_exceptions=True
    )
    stored = [number for number, result in enumerate(results) if result is None]
    assert len(stored) == len([number for number in range(200) if number % 3])
    twice = [number for number in stored if number % 5 == 0]
    assert await numbers(database) == list(range(1, len(stored) + len(twice) + 1))
    assert await numbers(database, "t") == list(range(1, len(twice) + 1))


async def test_facts_of_a_unit_keep_their_order(database):
    async def body(unit):
        for kind in ("A", "B", "C"):
            unit.record(fact(kind=kind))
            unit.record(fact("t", kind=kind))

    await database.write(body)
    await database.write(body)
    for stream in ("s", "t"):
        after = await database.read(lambda unit, stream=stream: facts_after(unit, "c", stream, 1, most=4))
        assert [(row.number, row.kind) for row in after] == [(2, "B"), (3, "C"), (4, "A"), (5, "B")]


async def test_the_hook_is_told_after_the_commit_and_only_then(database, things):
    told, seen = [], []

    def committed(streams):
        told.append(streams)
        seen.append(asyncio.ensure_future(numbers(database)))

    async def body(unit):
        await unit.run(things.ADD, id="a", size=1, note=None)
        unit.record(fact())
        unit.record(fact("t"))
        assert not told

    async def refused(unit):
        unit.record(fact("u"))
        raise LookupError

    async def silent(unit):
        unit.put(things.ADD, id="b", size=1, note=None)

    database.committed = committed
    await database.write(body)
    assert told == [frozenset({("c", "s"), ("c", "t")})]
    assert await seen[0] == [1]
    await database.write(silent)
    with pytest.raises(LookupError):
        await database.write(refused)
    assert len(told) == 1


async def test_a_failing_hook_does_not_fail_the_unit(database, caplog):
    def committed(streams):
        raise RuntimeError("no dispatcher")

    async def body(unit):
        unit.record(fact())

    database.committed = committed
    await database.write(body)
    assert await numbers(database) == [1]
    assert "commit hook failed" in caplog.text


async def test_a_cancelled_caller_leaves_its_unit_stored_or_not_never_in_part(database, things):
    async def written(number):
        async def body(unit):
            await unit.run(things.ADD, id=f"{number:03}", size=1, note=None)
            unit.put(things.SHELVE, id=f"{number:03}", note=None)
            unit.record(fact(f"{number:03}"))

        await database.write(body)

    tasks = []
    for number in range(60):
        tasks.append(asyncio.create_task(written(number)))
        await asyncio.sleep(0)
        if number >= 5:
            tasks[number - number % 5].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    stored = set(await ids(database, things))
    assert {f"{number:03}" for number, result in enumerate(results) if result is None} <= stored
    for number in range(60):
        id = f"{number:03}"
        assert await numbers(database, id) == ([1] if id in stored else [])


async def test_a_database_is_healthy_until_it_is_closed(database):
    assert await database.healthy()
    await database.close()
    assert not await database.healthy()
