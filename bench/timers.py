"""Timers: how many a second a worker runs, and how late they are."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import delete, insert

from bench.report import Figure, Want
from bench.turns import Effort, in_turns
from convener.server.clock import SystemClock, micros
from convener.server.jobs.worker import Worker
from convener.server.storage import migrations, timers
from convener.server.storage.database import Database, Writing
from convener.server.storage.opening import open_database
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.enterprises import nonces
from convener.server.storage.tables.jobs import timers as table
from convener.server.storage.timers import Timer

T = TypeVar("T")

KIND = "bench"
AT_ONCE = 2000
"""Timers that are due when a rate is taken."""
A_MINUTE = 10_000
"""Timers that fall due within a minute when lateness is taken, one after the other."""

_ADD = Statement(insert(nonces))
_DROP = Statement(delete(table).where(table.c.corp_id == KIND, any_of(table.c.key, "keys")))


def on(database: str, url: str, effort: Effort) -> Iterator[Figure]:
    """The rows of one database, which is empty."""
    asyncio.run(_on(url, migrations.upgrade))
    ours, ceiling = in_turns(
        effort.turns, lambda: asyncio.run(_on(url, _rate)), lambda: asyncio.run(_on(url, _claims))
    )
    yield Figure(
        name=f"timers that write a row, {database}",
        ours=ours,
        ceiling=ceiling,
        unit="/s",
        want=Want.RATIO_AT_LEAST,
        must=0.15,
        aim=0.35,
    )
    seconds = 20 * effort.seconds
    yield Figure(
        name=f"timer lateness p99, {A_MINUTE:,} within a minute, {database}",
        ours=asyncio.run(_on(url, partial(_lateness, seconds=seconds))),
        ceiling=None,
        unit="ms",
        want=Want.AT_MOST,
        must=1000,
        aim=10,
    )


async def _on(url: str, body: Callable[[Database], Awaitable[T]]) -> T:
    database = await open_database(url)
    try:
        return await body(database)
    finally:
        await database.close()


async def _rate(database: Database) -> float:
    """Timers a second of a worker whose handler writes a row."""
    worker = Worker(database, SystemClock())
    worker.handle(KIND, _write_a_row)
    await _put(database, [0.0] * AT_ONCE)
    begun = time.perf_counter()
    await worker.run_due()
    return AT_ONCE / (time.perf_counter() - begun)


async def _write_a_row(unit: Writing, timer: Timer, now: datetime) -> None:
    unit.put(_ADD, app_id=timer.kind, nonce=timer.key, expires_at=micros(now))


async def _claims(database: Database) -> float:
    """Timers a second that are claimed and dropped, a batch at a time, with nothing done for them."""
    clock = SystemClock()
    await _put(database, [0.0] * AT_ONCE)
    begun = time.perf_counter()
    while claimed := await database.write(lambda unit: timers.claim(unit, clock.now(), most=64)):
        keys = [one.key for one in claimed]
        await database.write(partial(_drop, keys))
    return AT_ONCE / (time.perf_counter() - begun)


async def _drop(keys: list[str], unit: Writing) -> None:
    await unit.run(_DROP, keys=keys)


async def _lateness(database: Database, *, seconds: float) -> float:
    """How many milliseconds after its moment a timer's handler runs, but for the worst hundredth."""
    clock, done, late = SystemClock(), asyncio.Event(), list[float]()
    count = round(A_MINUTE * seconds / 60)

    async def note(unit: Writing, timer: Timer, now: datetime) -> None:
        await _write_a_row(unit, timer, now)
        late.append((micros(clock.now()) - timer.due_at) / 1000)
        if len(late) >= count:
            done.set()

    worker = Worker(database, clock)
    worker.handle(KIND, note)
    await _put(database, [2 + n * seconds / count for n in range(count)])
    running = asyncio.create_task(worker.run())
    await done.wait()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    return sorted(late)[count * 99 // 100]


async def _put(database: Database, ahead: list[float]) -> None:
    """Set timers that are due so many seconds from now."""
    now, run = SystemClock().now(), time.time_ns()

    async def some(first: int, unit: Writing) -> None:
        for n, seconds in enumerate(ahead[first : first + 500], first):
            timers.put(unit, KIND, KIND, f"{run}-{n}", now + timedelta(seconds=seconds))

    for first in range(0, len(ahead), 500):
        await database.write(partial(some, first))
