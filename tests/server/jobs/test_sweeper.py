"""What has expired is deleted, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Table, Text, bindparam, func, insert, select

from convener.server.clock import VirtualClock, micros
from convener.server.jobs import sweeper
from convener.server.jobs.worker import Worker
from convener.server.storage.database import Database, Reading, Writing
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import lockouts, nonces, tokens
from convener.server.storage.tables.meetings import control_tokens, socket_tokens

UNTIL = {
    tokens: "refresh_expires_at",
    nonces: "expires_at",
    lockouts: "until",
    control_tokens: "expires_at",
    socket_tokens: "expires_at",
}
_COUNT = {table: Statement(select(func.count()).select_from(table), int) for table in UNTIL}
_ADD = {
    table: Statement(insert(table).values({column.name: bindparam(column.name) for column in table.c}))
    for table in UNTIL
}


@pytest.fixture
def worker(database: Database, clock: VirtualClock) -> Worker:
    worker = Worker(database, clock)
    worker.handle(sweeper.TIMER, sweeper.on_timer)
    return worker


def row(table: Table, number: int, until: datetime) -> dict[str, object]:
    values: dict[str, object] = {
        column.name: f"{column.name}-{number}" if isinstance(column.type, Text) else 0 for column in table.c
    }
    return values | {UNTIL[table]: micros(until)}


async def add(database: Database, *moments: datetime, to: list[Table] | None = None) -> None:
    async def body(unit: Writing) -> None:
        for table in to or UNTIL:
            for number, until in enumerate(moments):
                await unit.run(_ADD[table], **row(table, number, until))

    await database.write(body)


async def left(database: Database) -> dict[str, int | None]:
    async def body(unit: Reading) -> dict[str, int | None]:
        return {table.name: await unit.one(_COUNT[table]) for table in UNTIL}

    return await database.read(body)


async def begin(database: Database, clock: VirtualClock) -> None:
    await database.write(lambda unit: sweeper.begin(unit, clock.now()))


async def test_expired_rows_go_and_others_stay(database: Database, clock: VirtualClock, worker: Worker):
    now = clock.now()
    await add(database, now - timedelta(days=1), now, now + timedelta(microseconds=1))
    await begin(database, clock)
    await worker.run_due()
    assert set((await left(database)).values()) == {1}


async def test_an_empty_server_is_looked_at_daily(database: Database, clock: VirtualClock, worker: Worker):
    await begin(database, clock)
    await worker.run_due()
    assert await worker.next_due() == clock.now() + timedelta(days=1)


@pytest.mark.parametrize(
    ("expires", "next_sweep"),
    [
        (timedelta(seconds=1), timedelta(minutes=10)),
        (timedelta(hours=3), timedelta(hours=3)),
        (timedelta(days=3), timedelta(days=1)),
    ],
)
async def test_the_next_sweep_comes_when_there_is_something_to_do(
    database: Database, clock: VirtualClock, worker: Worker, expires: timedelta, next_sweep: timedelta
):
    await add(database, clock.now() + expires, to=[nonces])
    await begin(database, clock)
    await worker.run_due()
    assert await worker.next_due() == clock.now() + next_sweep


async def test_more_than_one_batch_is_swept_at_once(
    database: Database, clock: VirtualClock, worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sweeper, "BATCH", 2)
    await add(database, *[clock.now()] * 7)
    await begin(database, clock)
    await worker.run_due()
    assert set((await left(database)).values()) == {0}
    assert await worker.next_due() == clock.now() + timedelta(days=1)


async def test_nodes_that_start_share_one_sweep(database: Database, clock: VirtualClock, worker: Worker):
    other = Worker(database, clock)
    other.handle(sweeper.TIMER, sweeper.on_timer)
    for one in (worker, other):
        await begin(database, clock)
        await one.run_due()
    clock.set(clock.now() + timedelta(days=1))
    await other.run_due()
    await worker.run_due()
    assert await worker.next_due() == clock.now() + timedelta(days=1)
