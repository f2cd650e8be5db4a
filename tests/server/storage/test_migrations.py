"""From nothing to the newest schema, and no further than this program knows."""

from __future__ import annotations

import asyncio

import pytest

from convener.server.storage import migrations
from convener.server.storage.migrations import SchemaTooNew, Step, check, current, steps, upgrade
from convener.server.storage.opening import open_database


@pytest.fixture
async def bare(bare_database_url):
    database = await open_database(bare_database_url)
    yield database
    await database.close()


def newest():
    return steps("sqlite")[-1].number


async def test_the_steps_lead_to_what_the_metadata_describes(database):
    assert await check(database) == []


async def test_an_empty_database_is_upgraded_once(bare):
    assert await current(bare) == 0
    assert "step not taken: 0001 first" in await check(bare)
    assert await upgrade(bare) == newest()
    assert await upgrade(bare) == newest()
    assert await current(bare) == newest()


async def test_two_nodes_may_upgrade_at_once(bare, bare_database_url):
    other = await open_database(bare_database_url)
    assert await asyncio.gather(upgrade(bare), upgrade(other)) == [newest()] * 2
    assert await check(other) == []
    await other.close()


async def test_a_newer_schema_is_refused(bare):
    await upgrade(bare)
    await bare.exclusively(
        lambda schema: schema.script("INSERT INTO schema_version VALUES (9999, 'future');")
    )
    with pytest.raises(SchemaTooNew, match=f"version 9999, this program knows {newest()} at most"):
        await upgrade(bare)
    [problem] = await check(bare)
    assert "version 9999" in problem


async def test_a_step_that_fails_leaves_nothing_of_the_upgrade(bare, monkeypatch):
    bad = Step(2, "bad", "CREATE TABLE half (a TEXT);\nINSERT INTO nowhere VALUES (1);\n")
    monkeypatch.setattr(migrations, "steps", lambda dialect: [*steps(dialect), bad])
    with pytest.raises(Exception, match="nowhere"):
        await upgrade(bare)
    assert await current(bare) == 0
    assert not any("half" in line for line in await check(bare) if line.startswith("unexpected"))


async def test_enterprises_that_are_there_get_their_timer(bare, monkeypatch):
    [newer] = [each.number for each in steps("sqlite") if each.name == "retention"]
    with monkeypatch.context() as before:
        before.setattr(
            migrations, "steps", lambda dialect: [each for each in steps(dialect) if each.number < newer]
        )
        await upgrade(bare)
    await bare.exclusively(
        lambda schema: schema.script("INSERT INTO corps VALUES ('1', 'Acme', 0, NULL, '{}', 0);")
    )
    await upgrade(bare)
    rows = await bare.exclusively(lambda schema: schema.rows("SELECT corp_id, kind, due_at FROM timers"))
    assert [tuple(row) for row in rows] == [("1", "retention", 0)]


async def test_differences_are_named(bare):
    await upgrade(bare)
    change = """
        DROP TABLE streams;
        CREATE TABLE streams (
            corp_id TEXT NOT NULL PRIMARY KEY, stream TEXT, last INTEGER NOT NULL, UNIQUE (last)
        );
        CREATE UNIQUE INDEX uq_odd ON streams (stream) WHERE last > 0;
    """
    await bare.exclusively(lambda schema: schema.script(change))
    assert await check(bare) == [
        "missing: streams PRIMARY KEY (corp_id, stream)",
        "missing: streams.last BIGINT NOT NULL",
        "missing: streams.stream TEXT NOT NULL",
        "unexpected: streams PRIMARY KEY (corp_id)",
        "unexpected: streams UNIQUE (last)",
        "unexpected: streams UNIQUE INDEX uq_odd PARTIAL (stream)",
        "unexpected: streams.last INTEGER NOT NULL",
        "unexpected: streams.stream TEXT",
    ]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_steps_are_numbered_from_one(dialect):
    assert [step.number for step in steps(dialect)] == list(range(1, newest() + 1))
