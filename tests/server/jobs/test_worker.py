from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from convener.server.clock import VirtualClock, moment
from convener.server.jobs.worker import Worker, pause
from convener.server.storage import timers
from convener.server.storage.database import Database, Writing
from convener.server.storage.facts import Recorded, facts_after
from convener.server.storage.timers import LEASE, Timer

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOON)


async def ring(unit: Writing, timer: Timer, now: datetime) -> None:
    """A handler whose work can be read from the event log."""
    unit.record(
        Recorded(corp_id="1", stream=timer.key, kind="Rang", at=int((now - NOON).total_seconds()), body="{}")
    )


async def rung(database: Database, key: str) -> list[int]:
    """Seconds after noon at which a timer was run."""
    return [row.at for row in await database.read(lambda unit: facts_after(unit, "1", key, 0, most=99))]


async def put(database: Database, key: str, due: datetime) -> None:
    async def set_it(unit: Writing) -> None:
        timers.put(unit, "1", "ring", key, due)

    await database.write(set_it)


@pytest.fixture
def worker(database: Database, clock: VirtualClock) -> Worker:
    worker = Worker(database, clock)
    worker.handle("ring", ring)
    return worker


async def test_a_timer_runs_when_it_is_due_and_not_before(
    database: Database, clock: VirtualClock, worker: Worker
) -> None:
    await put(database, "a", NOON + MINUTE)
    await worker.run_due()
    assert await rung(database, "a") == []
    clock.set(NOON + MINUTE)
    await worker.run_due()
    await worker.run_due()
    assert await rung(database, "a") == [60]


async def test_setting_it_again_moves_it(database: Database, clock: VirtualClock, worker: Worker) -> None:
    await put(database, "a", NOON + MINUTE)
    await put(database, "a", NOON + 2 * MINUTE)
    clock.set(NOON + MINUTE)
    await worker.run_due()
    clock.set(NOON + 2 * MINUTE)
    await worker.run_due()
    assert await rung(database, "a") == [120]


async def test_a_handler_may_set_its_timer_again(
    database: Database, clock: VirtualClock, worker: Worker
) -> None:
    async def again(unit: Writing, timer: Timer, now: datetime) -> None:
        await ring(unit, timer, now)
        if now < NOON + 3 * MINUTE:
            timers.put(unit, "1", "ring", timer.key, now + MINUTE)

    worker.handle("ring", again)
    await put(database, "a", NOON)
    for minute in range(5):
        clock.set(NOON + minute * MINUTE)
        await worker.run_due()
    assert await rung(database, "a") == [0, 60, 120, 180]


async def test_two_workers_run_each_timer_once(
    database: Database, clock: VirtualClock, worker: Worker
) -> None:
    other = Worker(database, clock)
    other.handle("ring", ring)
    for n in range(100):
        await put(database, f"{n}", NOON)
    await worker.run_due()
    await other.run_due()
    assert [await rung(database, f"{n}") for n in range(100)] == [[0]] * 100


async def test_a_timer_claimed_by_a_worker_that_died_is_run_after_its_lease(
    database: Database, clock: VirtualClock, worker: Worker
) -> None:
    await put(database, "a", NOON)
    assert len(await database.write(lambda unit: timers.claim(unit, NOON, most=9))) == 1
    clock.set(NOON + LEASE - timedelta(seconds=1))
    await worker.run_due()
    assert await rung(database, "a") == []
    clock.set(NOON + LEASE)
    await worker.run_due()
    assert await rung(database, "a") == [30]


async def test_a_worker_that_comes_back_late_finds_its_timer_gone(
    database: Database, clock: VirtualClock, worker: Worker
) -> None:
    await put(database, "a", NOON)
    [claimed] = await database.write(lambda unit: timers.claim(unit, NOON, most=9))
    clock.set(NOON + LEASE)
    await worker.run_due()
    assert await database.write(lambda unit: timers.finish(unit, claimed)) is False


async def test_a_failing_handler_leaves_nothing_and_is_tried_again(
    database: Database, clock: VirtualClock, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(unit: Writing, timer: Timer, now: datetime) -> None:
        await ring(unit, timer, now)
        raise RuntimeError("broken")

    worker.handle("ring", fail)
    await put(database, "a", NOON)
    await put(database, "b", NOON)
    await worker.run_due()
    assert await rung(database, "a") == []
    assert len(caplog.records) == 2
    worker.handle("ring", ring)
    await worker.run_due()
    assert await rung(database, "a") == []
    clock.set(NOON + pause(1))
    await worker.run_due()
    assert await rung(database, "a") == await rung(database, "b") == [1]


def test_pauses_grow_to_five_minutes() -> None:
    assert [pause(tries).total_seconds() for tries in (1, 2, 3, 9, 50)] == [1, 2, 4, 256, 300]


async def test_timers_run_in_the_order_of_their_moments(
    database: Database, clock: VirtualClock, worker: Worker
) -> None:
    order: list[str] = []

    async def note(unit: Writing, timer: Timer, now: datetime) -> None:
        order.append(timer.key)

    worker.handle("ring", note)
    for key, minute in (("late", 3), ("early", 1), ("middle", 2)):
        await put(database, key, NOON + minute * MINUTE)
    clock.set(NOON + 5 * MINUTE)
    await worker.run_due()
    assert order == ["early", "middle", "late"]


async def test_a_cancelled_timer_does_not_run(
    database: Database, clock: VirtualClock, worker: Worker
) -> None:
    await put(database, "a", NOON)
    await database.write(lambda unit: timers.cancel(unit, "1", "ring", "a"))
    await worker.run_due()
    assert await rung(database, "a") == []


async def test_what_an_earlier_timer_leads_to_comes_before_a_later_one(
    database: Database, clock: VirtualClock, worker: Worker
) -> None:
    """As after a time in which the server was down."""
    order: list[tuple[str, int]] = []

    async def note(unit: Writing, timer: Timer, now: datetime) -> None:
        order.append((timer.key, timer.due_at))
        if timer.key == "often" and len(order) < 6:
            again = moment(timer.due_at) + MINUTE
            timers.put(unit, "1", "ring", timer.key, again)
            worker.expect(again)

    worker.handle("ring", note)
    await put(database, "often", NOON)
    await put(database, "once", NOON + 5 * MINUTE / 2)
    clock.set(NOON + timedelta(days=1))
    await worker.run_due()
    assert [key for key, _ in order] == ["often", "often", "often", "once", "often", "often"]
    assert order == sorted(order, key=lambda one: one[1])


async def test_one_that_fails_takes_no_other_of_its_moment_with_it(
    database: Database, clock: VirtualClock, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(unit: Writing, timer: Timer, now: datetime) -> None:
        await ring(unit, timer, now)
        if timer.key == "5":
            raise RuntimeError("broken")

    worker.handle("ring", fail)
    for n in range(20):
        await put(database, f"{n}", NOON)
    await worker.run_due()
    assert [await rung(database, f"{n}") for n in range(20)] == [[] if n == 5 else [0] for n in range(20)]
    [record] = caplog.records
    assert record.key == "5"  # type: ignore[attr-defined]
