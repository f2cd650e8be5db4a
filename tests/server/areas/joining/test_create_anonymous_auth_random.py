from __future__ import annotations

from convener.client import AsyncClient
from convener.wire.joining import CreateAnonymousAuthRandom
from convener.wire.meetings import ConfConfigInfo
from server.conftest import ORIGIN, Person


async def test_it_says_where_to_go(ann: Person, anonymous: AsyncClient) -> None:
    info = await ann.book()
    found = await anonymous.send(
        CreateAnonymousAuthRandom(conference_id=info.conference_id, password=info.password_entry[1].password)
    )
    assert found.site_url == f"{ORIGIN}/conferences"


async def test_guests_may_come_before_the_meeting_begins(ann: Person, anonymous: AsyncClient) -> None:
    info = await ann.book(
        start_time="2021-09-01 09:00", conf_config_info=ConfConfigInfo(allow_guest_start_conf=False)
    )
    request = CreateAnonymousAuthRandom(
        conference_id=info.conference_id, password=info.password_entry[1].password
    )
    assert (await anonymous.send(request)).random
