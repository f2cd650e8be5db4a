"""Reminders: at their moment, of what will really take place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from convener.server.app import Application, compose
from convener.server.areas.clock.service import ClockService
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from convener.wire.meetings import Cycle, CycleParams
from server.areas.deliveries.conftest import Deliver, sending_to
from server.conftest import Person
from support.changing import cancel, cancel_dates, dates, repeat, update
from support.mailbox import Mail, Mailbox

SEPTEMBER = "2021-09-01 09:00"
"""09:00 UTC, as a booking says it."""

To = Callable[[datetime], Awaitable[list[Mail]]]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2021, 9, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def to(application: Application, clock: VirtualClock, box: Mailbox) -> To:
    """Lets time pass until then; gives the mails of the time between."""
    hands = ClockService(clock, [application.worker, application.postman])

    async def go(then: datetime) -> list[Mail]:
        await hands.set(then)
        return box.take()

    return go


async def test_a_quarter_of_an_hour_before_its_start(ann: Person, deliver: Deliver, to: To) -> None:
    await ann.book(start_time=SEPTEMBER)
    assert len(await deliver()) == 1
    assert await to(at(1, 8, 44)) == []
    [mail] = await to(at(1, 8, 45))
    assert mail.recipient == "ann@acme.test"
    assert mail.calendar is None
    assert mail.message["Date"].datetime == at(1, 8, 45)
    assert await to(at(1, 12)) == []


async def test_not_of_one_that_is_cancelled(ann: Person, deliver: Deliver, to: To) -> None:
    info = await ann.book(start_time=SEPTEMBER)
    await deliver()
    await cancel(ann, info)
    await deliver()
    assert await to(at(2, 0)) == []


async def test_at_the_new_time_of_one_that_is_moved(ann: Person, deliver: Deliver, to: To) -> None:
    info = await ann.book(start_time=SEPTEMBER)
    await deliver()
    await update(ann, info, start_time="2021-09-02 09:00")
    await deliver()
    assert await to(at(2, 8, 44)) == []
    assert len(await to(at(2, 8, 45))) == 1


async def test_days_before_each_date_of_a_series_where_it_asks_for_that(
    ann: Person, deliver: Deliver, to: To
) -> None:
    days = CycleParams(start_date="2021-09-06", end_date="2021-09-08", cycle=Cycle.DAY, pre_remind_days=2)
    info = await repeat(ann, start_time="2021-09-06 09:00", cycle_params=days)
    await deliver()
    [_, second, _] = await dates(ann, info)
    await cancel_dates(ann, second)
    await deliver()
    assert len(await to(at(4, 9))) == 1
    assert await to(at(5, 23)) == []
    assert len(await to(at(6, 9))) == 1
    assert await to(at(9, 0)) == []


async def test_a_server_that_was_away_reminds_late_but_of_nothing_that_is_over(
    ann: Person, deliver: Deliver, clock: VirtualClock
) -> None:
    await ann.book(start_time=SEPTEMBER, length=60)
    await ann.book(start_time="2021-09-01 10:00", length=60)
    assert len(await deliver()) == 2
    clock.set(at(1, 10, 30))
    assert len(await deliver()) == 1


@pytest.fixture
async def quiet(
    database_url: str, clock: VirtualClock, tmp_path: Path, box: Mailbox
) -> AsyncIterator[Application]:
    settings = Settings(data=tmp_path, database_url=database_url, **sending_to(box, remind_minutes=0))
    application = await compose(settings, clock=clock)
    yield application
    await application.close()


async def test_not_at_all_where_the_operator_wants_none(
    ann: Person, application: Application, quiet: Application, clock: VirtualClock, box: Mailbox
) -> None:
    await ann.book(start_time=SEPTEMBER)
    await quiet.worker.run_due()
    await ClockService(clock, [quiet.worker, quiet.postman]).set(at(2, 0))
    assert len(box.take()) == 1
