"""Several workers on one database, one of which may be killed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from convener.server.clock import VirtualClock
from convener.server.jobs.worker import Worker
from convener.server.storage import timers
from convener.server.storage.database import Database, Writing
from convener.server.storage.facts import Recorded
from convener.server.storage.opening import open_database
from convener.server.storage.timers import LEASE, Timer
from support.programs import environment
from support.tables import contents

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
TIMERS = 200
WORKERS = 3


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOON)


async def ring(unit: Writing, timer: Timer, now: datetime) -> None:
    unit.record(Recorded(corp_id="1", stream=timer.key, kind="Rang", at=0, body="{}"))


def worker(database: Database, clock: VirtualClock) -> Worker:
    found = Worker(database, clock)
    found.handle("ring", ring)
    return found


async def put(database: Database, *keys: str) -> None:
    async def set_them(unit: Writing) -> None:
        for key in keys:
            timers.put(unit, "1", "ring", key, NOON)

    await database.write(set_them)


async def told(database: Database) -> Counter[tuple[str, str]]:
    """What happened, by the key of the timer, and how often."""
    rows = (await contents(database, "facts"))["facts"]
    return Counter((stream, kind) for _, stream, _, kind, *_ in rows)


@pytest.fixture
async def others(database_url: str) -> AsyncIterator[list[Database]]:
    """The database as other processes have it open."""
    opened = [await open_database(database_url) for _ in range(WORKERS)]
    yield opened
    for one in opened:
        await one.close()


async def test_workers_at_once_run_every_timer_once(
    database: Database, others: list[Database], clock: VirtualClock
) -> None:
    keys = [f"{n}" for n in range(TIMERS)]
    await put(database, *keys)
    await asyncio.gather(*(worker(one, clock).run_due() for one in others))
    assert await told(database) == Counter((key, "Rang") for key in keys)
    assert (await contents(database, "timers"))["timers"] == []


async def test_a_timer_whose_worker_is_killed_at_work_is_run_by_another_after_the_lease(
    database: Database, database_url: str, clock: VirtualClock
) -> None:
    await put(database, "a")
    await asyncio.to_thread(_killed_at_work, database_url)
    clock.set(NOON + LEASE - timedelta(microseconds=1))
    await worker(database, clock).run_due()
    assert await told(database) == Counter()
    clock.set(NOON + LEASE)
    await worker(database, clock).run_due()
    assert await told(database) == Counter({("a", "Rang"): 1})
    assert (await contents(database, "timers"))["timers"] == []


def _killed_at_work(url: str) -> None:
    """Have another process begin the work of a timer, and kill it there."""
    command = [sys.executable, str(Path(__file__).with_name("doomed_worker.py")), url, NOON.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout
        assert process.stdout.readline() == "a\n"
        process.kill()
        assert process.wait() < 0
