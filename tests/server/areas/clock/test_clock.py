from __future__ import annotations

import asyncio
import functools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from convener.client import AsyncClient
from convener.client.transport import AsyncTransport
from convener.server.app import compose
from convener.server.clock import VirtualClock, micros, moment
from convener.server.settings import Settings
from convener.wire import errors
from convener.wire.convener import AdvanceClock, ClockAdvance, ClockTime, SetClock, ShowClock
from convener.wire.meetings import ConferenceState
from server.conftest import NOON, ORIGIN, MakePerson
from support.refusals import refused


async def advance(client: AsyncClient, by: timedelta) -> datetime:
    return (await client.send(AdvanceClock(body=ClockAdvance(seconds=by.total_seconds())))).now


async def test_the_clock_shows_and_moves(anonymous: AsyncClient) -> None:
    assert (await anonymous.send(ShowClock())).now == NOON
    assert await advance(anonymous, timedelta(minutes=5)) == NOON + timedelta(minutes=5)
    later = datetime(2022, 1, 1, tzinfo=UTC)
    assert (await anonymous.send(SetClock(body=ClockTime(now=later)))).now == later
    assert (await anonymous.send(SetClock(body=ClockTime(now=NOON)))).now == NOON


async def test_what_falls_due_happens_at_its_own_moment(
    anonymous: AsyncClient, make_person: MakePerson
) -> None:
    """A meeting that nobody joined is over after its length, though the clock jumped far beyond."""
    ann = await make_person("Ann Roe")
    short, long = await ann.book(length=15), await ann.book(length=1440)
    await advance(anonymous, timedelta(hours=23))
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.detail(short.conference_id)
    detail = await ann.detail(long.conference_id)
    assert detail.conference_data.conference_state is ConferenceState.CREATED


async def test_the_machine_s_time_cannot_be_set(tmp_path: Path) -> None:
    application = await compose(Settings(data=tmp_path))
    async with AsyncClient(ORIGIN, transport=AsyncTransport(ORIGIN, app=application.api)) as client:
        with refused(errors.CLOCK_NOT_VIRTUAL):
            await advance(client, timedelta(seconds=1))
        with refused(errors.CLOCK_NOT_VIRTUAL):
            await client.send(SetClock(body=ClockTime(now=NOON)))
        now = (await client.send(ShowClock())).now
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
    await application.close()


async def test_alarms_ring_in_order_unless_cancelled() -> None:
    clock, rung = VirtualClock(NOON), []
    for name, minutes in (("second", 2), ("first", 1), ("never", 1), ("later", 9)):
        alarm = clock.call_at(NOON + timedelta(minutes=minutes), functools.partial(rung.append, name))
        if name == "never":
            alarm.cancel()
    clock.call_at(NOON, lambda: rung.append("at once"))
    await asyncio.sleep(0)
    clock.set(NOON + timedelta(minutes=5))
    assert rung == ["at once", "first", "second"]


@pytest.mark.parametrize("when", [NOON, NOON.replace(microsecond=999_999), datetime(1969, 1, 1, tzinfo=UTC)])
def test_micros_and_back(when: datetime) -> None:
    assert moment(micros(when)) == when
