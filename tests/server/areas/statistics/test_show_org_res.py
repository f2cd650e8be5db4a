from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from convener.domain.attendance import Participant
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.statistics import OrgRes, ShowOrgRes
from server.areas.meetings.conftest import Door
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.plans import noted, plan, scans
from support.refusals import expectation


@pytest.fixture
async def boss(make_person: MakePerson) -> Person:
    return await make_person("Zoé Boss", admin=True)


async def today(who: Person) -> tuple[int, int]:
    found = await who.send(ShowOrgRes())
    return found.conf_count, found.conf_length


@pytest.mark.parametrize("admin", [True, False])
async def test_only_administrators_see_it(make_person: MakePerson, admin: bool) -> None:
    who = await make_person("Ann Roe", admin=admin)
    with expectation(admin, refuses=errors.CONF_INSUFFICIENT_PERMISSIONS):
        assert await who.send(ShowOrgRes()) == OrgRes(
            used_rec_storage=0,
            used_accounts_count=0,
            used_live_count=0,
            conf_count=0,
            conf_length=0,
            active_attendee_count=0,
            total_attendee_count=0,
        )


async def test_what_was_held_counts_and_what_runs_so_far(
    boss: Person, application: Application, clock: VirtualClock
) -> None:
    await boss.book(length=30)
    await boss.book(length=120)
    await boss.book(start_time="2021-09-01 09:00")
    clock.set(NOON + timedelta(minutes=30))
    await application.worker.run_due()
    clock.set(NOON + timedelta(minutes=45, seconds=59))
    assert await today(boss) == (2, 30 + 45)


async def test_a_day_is_one_of_the_enterprise(
    boss: Person, application: Application, clock: VirtualClock
) -> None:
    await boss.book(length=30)
    for moment, count in (
        (datetime(2021, 8, 30, 15, 59, tzinfo=UTC), 1),
        (datetime(2021, 8, 30, 16, 0, tzinfo=UTC), 0),  # midnight in Shanghai
    ):
        clock.set(moment)
        await application.worker.run_due()
        assert (await today(boss))[0] == count


async def test_who_is_there_and_who_came(
    boss: Person, make_person: MakePerson, make_corp: MakeCorp, application: Application, clock: VirtualClock
) -> None:
    """One of two comes back; a stranger's meeting is not counted, and yesterday's not any more."""
    door, info = Door(application), await boss.book(length=1440)
    stranger = await make_person("Eve Fox", corp=await make_corp("Other"))
    for where, person, number in (
        (info, "a", "+861"),
        (info, "b", "+862"),
        (info, "c", "+861"),
        (await stranger.book(), "d", "+863"),
    ):
        await door.join(where, Participant(participant_id=person * 32, number=number))
    await door.leave(info, "a" * 32)

    async def counted() -> tuple[int, int, int]:
        found = await boss.send(ShowOrgRes())
        return found.used_accounts_count, found.active_attendee_count, found.total_attendee_count

    assert await counted() == (2, 2, 3)
    clock.set(NOON + timedelta(hours=4))  # midnight in Shanghai
    assert await counted() == (2, 0, 0)


async def test_another_enterprise_s_do_not_count(
    boss: Person, make_person: MakePerson, make_corp: MakeCorp
) -> None:
    stranger = await make_person("Eve Fox", corp=await make_corp("Other"))
    await stranger.book()
    assert await today(boss) == (0, 0)


async def test_three_statements_through_indexes(
    boss: Person, application: Application, database_url: str
) -> None:
    await boss.book()
    with noted(application.database) as sent:
        assert await today(boss) == (1, 0)
    assert len(sent) == 3
    for each in sent:
        assert scans(await plan(database_url, each)) == []
