"""Rows that are looked up together, on both databases."""

from __future__ import annotations

import asyncio

import pytest


@pytest.fixture
async def stored(database, things):
    rows = [{"id": f"{number:02}", "size": number % 2, "note": None} for number in range(40)]
    await database.write(lambda unit: unit.add(things.table, rows))


def looking(things, id):
    return lambda unit: unit.one(things.BY_ID, id=id)


@pytest.mark.usefixtures("stored")
async def test_everybody_finds_what_they_look_for(database, things):
    wanted = [f"{number % 50:02}" for number in range(120)]  # some several times, some not there
    found = await asyncio.gather(*(database.read(looking(things, id)) for id in wanted))
    assert [thing and thing.id for thing in found] == [id if id < "40" else None for id in wanted]


@pytest.mark.usefixtures("stored")
async def test_one_alone_finds_it_too(database, things):
    assert (await database.read(looking(things, "07"))).id == "07"
    assert await database.read(looking(things, "70")) is None


@pytest.mark.usefixtures("stored")
async def test_other_conditions_are_everybodys_own(database, things):
    def even_or_odd(measure):
        return lambda unit: unit.one(things.OF_SIZE, id="07", measure=measure)

    even, odd = await asyncio.gather(*(database.read(even_or_odd(size)) for size in (0, 1)))
    assert (even, odd.id) == (None, "07")


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("way", ["write", "isolated"])
async def test_other_units_look_it_up_alone(database, things, way):
    if way == "write":
        assert (await database.write(looking(things, "07"))).id == "07"
    else:
        assert (await database.read(looking(things, "07"), isolated=True)).id == "07"


@pytest.mark.usefixtures("stored")
async def test_a_failure_is_told_to_all_and_to_nobody_later(database, things):
    broken = [database.read(lambda unit: unit.one(things.BROKEN, id="07")) for _ in range(3)]
    others = [database.read(looking(things, "07")) for _ in range(3)]
    failures, found = await asyncio.gather(
        asyncio.gather(*broken, return_exceptions=True), asyncio.gather(*others)
    )
    assert all("nothing" in str(failure) for failure in failures)
    assert [thing.id for thing in found] == ["07"] * 3
    assert (await database.read(looking(things, "08"))).id == "08"


@pytest.mark.usefixtures("stored")
async def test_whoever_is_cancelled_takes_nobody_along(database, things):
    readers = [asyncio.create_task(database.read(looking(things, f"{number:02}"))) for number in range(5)]
    await asyncio.sleep(0)
    readers[0].cancel()
    cancelled, *found = await asyncio.gather(*readers, return_exceptions=True)
    assert isinstance(cancelled, asyncio.CancelledError)
    assert found == [await database.read(looking(things, f"{number:02}")) for number in range(1, 5)]


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_those_that_come_together_are_one_statement(database, things):
    executed = []
    database._reader.set_trace_callback(executed.append)
    await asyncio.gather(*(database.read(looking(things, f"{number:02}")) for number in range(20)))
    assert sum("FROM things" in statement for statement in executed) == 1
