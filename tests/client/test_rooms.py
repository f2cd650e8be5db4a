"""Rooms of one's own, and of the enterprise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from client.conftest import NOON, Connect, Site
from convener.client import Forbidden, Invalid
from convener.domain.meeting import Room
from convener.wire.rooms import VmrMode


@pytest.fixture
async def user(connect: Connect, site: Site, request: pytest.FixtureRequest) -> Any:
    client = connect(
        site.url, credentials=replace(site.app, user_id=request.node.name[-64:]), trust=site.trust
    )
    await client.login()
    return client


@pytest.fixture
def hall(site: Site) -> Room:
    """A cloud meeting room that is nobody's."""
    app, now = site.server.application, site.server.application.clock.now()

    async def add(unit: Any) -> Room:
        admin = await app.users.by_login(unit, site.admin.account)
        assert admin is not None
        return app.rooms.add_cloud(unit, admin.corp_id, None, name="Hall", parties=50, now=now)

    return site.server.write(add)


async def mine(client: Any) -> list[Any]:
    return [room async for room in client.rooms.mine()]


async def hall_of(admin: Any, hall: Room) -> Any:
    [found] = [room async for room in admin.rooms.all(hall.number)]
    return found


async def test_everybody_has_a_personal_one_to_meet_in(user: Any) -> None:
    [own] = await mine(user)
    assert (own.kind, own.holds, own.usable) == (VmrMode.PERSONAL, None, True)
    for secret in (own.host_password, own.links.host):
        assert secret not in repr(own)
    meeting = await user.meetings.schedule(
        "Mine", start=NOON + timedelta(hours=1), length=timedelta(minutes=30), room=own.id
    )
    assert meeting.info.vmr_conference_id == own.number


async def test_is_changed_in_one_thing_and_stays_in_all_others(user: Any) -> None:
    [before] = await mine(user)
    await user.rooms.change(before.id, name="My place", guest_password="246810")
    [after] = await mine(user)
    assert (after.name, after.guest_password) == ("My place", "246810")
    assert (after.host_password, after.guests_first) == (before.host_password, before.guests_first)
    await user.rooms.change(before.id, guest_password="", guests_first=not before.guests_first)
    [after] = await mine(user)
    assert (after.guest_password, after.guests_first) == (None, not before.guests_first)


async def test_what_cannot_be_is_refused(user: Any, admin: Any) -> None:
    [own] = await mine(user)
    with pytest.raises(Invalid):
        await user.rooms.change(own.id, host_password="246810", guest_password="246810")
    with pytest.raises(Forbidden):
        await admin.rooms.change(own.id, name="Taken over")


async def test_cloud_rooms_come_and_go(user: Any, admin: Any, hall: Room) -> None:
    account = (await user.login()).user.uclogin_account
    assert (await hall_of(admin, hall)).account is None
    await admin.rooms.assign(account, [hall.room_id])
    found = await hall_of(admin, hall)
    assert (found.account, found.holds, found.usable) == (account, 50, True)
    assert [room.name for room in await mine(user)][1:] == ["Hall"]
    await admin.rooms.take_back(account, [hall.room_id])
    assert len(await mine(user)) == 1
    await admin.rooms.delete([hall.room_id])
    assert [room async for room in admin.rooms.all(hall.number)] == []


async def test_those_of_the_enterprise_are_for_administrators(user: Any, hall: Room) -> None:
    with pytest.raises(Forbidden):
        [room async for room in user.rooms.all()]
