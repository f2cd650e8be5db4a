"""ShowSpRes and ShowConfOrg, which administrators of a service provider may send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from convener.domain.attendance import Participant
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.base import Request
from convener.wire.statistics import ShowConfOrg, ShowSpRes
from server.areas.meetings.conftest import Door
from server.conftest import NOON, MakePerson, Person
from support.refusals import refused


async def test_the_enterprise_of_a_meeting(root: Person, make_person: MakePerson, below: str) -> None:
    ann = await make_person("Ann Roe", corp=below)
    info = await ann.book()
    assert (await root.send(ShowConfOrg(conference_id=info.conference_id))).org_id == below


async def test_no_meeting_of_anybody_else(
    root: Person, make_person: MakePerson, below: str, clock: VirtualClock
) -> None:
    elsewhere = await (await make_person("Ann Roe")).book()
    over = await (await make_person("Bob Lee", corp=below)).book(start_time="2021-08-30 13:00")
    clock.set(NOON + timedelta(hours=2))
    for number in (elsewhere.conference_id, over.conference_id, "999999999"):
        with refused(errors.CONF_DATA_NOT_FOUND):
            await root.send(ShowConfOrg(conference_id=number))


async def test_people_in_meetings_of_its_enterprises(
    root: Person, make_person: MakePerson, below: str, application: Application
) -> None:
    door = Door(application)
    for number, corp in enumerate((below, below, root.corp_id, None)):
        who = await make_person(f"N{number}", **({"corp": corp} if corp else {}))
        somebody = Participant(participant_id=str(number) * 32)
        await door.join(await who.book(), somebody)
    assert (await root.send(ShowSpRes())).used_accounts_count == 3


@pytest.mark.parametrize("admin", [True, False])
async def test_users_of_enterprises_may_not(make_person: MakePerson, admin: bool) -> None:
    who = await make_person("Ann Roe", admin=admin)
    info = await who.book()
    requests: tuple[Request[Any], ...] = (ShowSpRes(), ShowConfOrg(conference_id=info.conference_id))
    for request in requests:
        with refused(errors.CONF_INSUFFICIENT_PERMISSIONS):
            await who.send(request)
