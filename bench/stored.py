"""What many stored meetings do to the cost of looking at a few."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import Table

from bench import requests
from bench.calls import callers
from bench.remote import Remote
from bench.report import Figure, Want
from bench.turns import Effort, in_turns
from bench.world import FIRST_NUMBER, MEETINGS, World
from convener.server.storage.database import Schema
from convener.server.storage.opening import open_database
from convener.server.storage.tables.meetings import attendees, meetings, numbers

STORED = 50 * MEETINGS
"""Meetings of one enterprise: each of its people has as many as with few, and there are more people."""


def with_many(database: str, few: World, url: str, effort: Effort) -> Iterator[Figure]:
    """A list and a detail with many stored meetings, beside the same with few.

    At ``url`` is a copy of the database of ``few``, which is made to grow.
    """
    asyncio.run(_grow(url))
    folder = few.data.with_name(f"{few.data.name}-many")
    shutil.copytree(few.data, folder)
    many = replace(few, data=folder, url=url)
    with callers(few) as (load, tokens), callers(many) as (more, others):
        lists, lists_of_few, details, details_of_few = in_turns(
            effort.turns,
            _cost(more, requests.lists(others), effort),
            _cost(load, requests.lists(tokens), effort),
            _cost(more, requests.details(others), effort),
            _cost(load, requests.details(tokens), effort),
        )
    yield _figure(f"list of 20, {STORED:,} stored, {database}", lists, lists_of_few)
    yield _figure(f"detail, {STORED:,} stored, {database}", details, details_of_few)


def _cost(load: Remote, calls: list[bytes], effort: Effort) -> Callable[[], float]:
    return lambda: 1e6 / float(load.call("rate", calls, effort.seconds))


def _figure(name: str, ours: float, ceiling: float) -> Figure:
    return Figure(
        name=name, ours=ours, ceiling=ceiling, unit="µs", want=Want.RATIO_AT_MOST, must=1.5, aim=1.1
    )


async def _grow(url: str) -> None:
    """Add copies of every meeting with its people and its number, booked by other people each time."""
    database = await open_database(url)
    try:
        for copy in range(1, STORED // MEETINGS):
            await database.exclusively(partial(_copy, copy))
        await database.exclusively(lambda schema: schema.script("ANALYZE;\n"))
    finally:
        await database.close()


async def _copy(copy: int, schema: Schema) -> None:
    more = copy * MEETINGS

    def shifted(column: str) -> str:
        if schema.dialect == "sqlite":
            return f"printf('%032d', CAST({column} AS INTEGER) + {more})"
        return f"lpad((CAST({column} AS NUMERIC) + {more})::text, 32, '0')"

    # Below all numbers that are minted: those of rooms lie anywhere among these.
    number = f"CAST(CAST({{}} AS BIGINT) - {FIRST_NUMBER // 9 - more} AS TEXT)"
    name = "lower(hex(randomblob(16)))" if schema.dialect == "sqlite" else "md5(random()::text)"
    later = {column: f"{column} + {copy * 1_000_000}" for column in ("starts_at", "ends_at", "expires_at")}
    identity = {
        "meeting_id": shifted("meeting_id"),
        "user_id": f"user_id || '-{copy}'",
        "conference_id": number.format("conference_id"),
        "conf_uuid": name,
    }
    mine = f"meeting_id < '{MEETINGS:032d}'"
    await schema.script(_inserted(meetings, identity | later, mine))
    await schema.script(_inserted(attendees, {"meeting_id": shifted("meeting_id")}, mine))
    changed = {"number": number.format("number"), "owner_id": shifted("owner_id")}
    await schema.script(_inserted(numbers, changed, f"kind = 0 AND owner_id < '{MEETINGS:032d}'"))


def _inserted(table: Table, changed: dict[str, str], where: str) -> str:
    columns = [column.name for column in table.c]
    values = ", ".join(changed.get(column, column) for column in columns)
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {values} FROM {table.name} WHERE {where};\n"
    )


def copied(world: World) -> str:
    """A copy of a database on SQLite."""
    path = world.data / "many.db"
    shutil.copyfile(Path(world.url.removeprefix("sqlite:///")), path)
    return f"sqlite:///{path}"
