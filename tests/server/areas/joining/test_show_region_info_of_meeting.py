from __future__ import annotations

from datetime import timedelta

import pytest

from convener.client import AsyncClient
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.joining import RegionInfo, ShowRegionInfoOfMeeting
from server.conftest import NOON, Person
from support.refusals import refused


@pytest.mark.parametrize("start", [None, "2021-08-30 13:00"])
async def test_meetings_are_held_where_they_are_asked_for(
    ann: Person, anonymous: AsyncClient, start: str | None
) -> None:
    info = await ann.book(start_time=start)
    for client in (ann.client, anonymous):
        found = await client.send(ShowRegionInfoOfMeeting(conference_id=info.conference_id))
        assert found == RegionInfo(region_ip="meet.test:8443", region_url="meet.test:8443")


async def test_not_those_that_are_unknown_or_over(
    ann: Person, anonymous: AsyncClient, clock: VirtualClock
) -> None:
    room = await ann.personal_room()
    info = await ann.book(start_time="2021-08-30 13:00", vmr_flag=1, vmr_id=room.room_id)
    clock.set(NOON + timedelta(hours=2))
    for number in (info.conference_id, room.number, "999999999"):
        with refused(errors.CONF_DATA_NOT_FOUND):
            await anonymous.send(ShowRegionInfoOfMeeting(conference_id=number))
