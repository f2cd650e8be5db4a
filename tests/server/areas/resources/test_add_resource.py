from __future__ import annotations

from datetime import timedelta

import pytest

from convener.domain.rooms import PACKAGES
from convener.server.app import Application
from convener.wire import errors
from convener.wire.resources import AddResource, NewResource, ResourceType
from convener.wire.rooms import OrgVmr, SearchCorpVmr, VmrStatus
from server.conftest import NOON, MakePerson, Person
from support.refusals import refused
from support.tables import contents


@pytest.fixture
async def boss(make_person: MakePerson, below: str) -> Person:
    """Administers that enterprise."""
    return await make_person("Zoé Boss", admin=True, corp=below)


def millis(days: int) -> int:
    return int((NOON + timedelta(days=days)).timestamp() * 1000)


def hall(count: int = 1, **fields: object) -> NewResource:
    given = {"type": ResourceType.VMR, "type_id": PACKAGES[50], "expire_date": millis(30)}
    return NewResource(count=count, **(given | fields))  # type: ignore[arg-type]


async def rooms(who: Person) -> list[OrgVmr]:
    return (await who.send(SearchCorpVmr(limit=500))).data


async def test_rooms_come_with_their_grant(root: Person, below: str, boss: Person) -> None:
    await root.send(AddResource(corp_id=below, body=[hall(2), hall(type_id=PACKAGES[10])]))
    found = await rooms(boss)
    assert [one.vmr_pkg_parties for one in found].count(50) == 2
    assert {one.expire_date for one in found} == {millis(30)}
    assert {one.status for one in found} == {VmrStatus.UNASSIGNED}
    assert all(one.vmr_name == f"VMR-{one.vmr_id}" for one in found)


async def test_granting_again_only_moves_the_end(root: Person, below: str, boss: Person) -> None:
    await root.send(AddResource(corp_id=below, body=[hall(2, id="order-1"), hall(id="order-2")]))
    await root.send(AddResource(corp_id=below, body=[hall(5, id="order-1", expire_date=millis(60))]))
    assert sorted(one.expire_date or 0 for one in await rooms(boss)) == [millis(30), millis(60), millis(60)]


async def test_one_id_may_stand_for_several_kinds(
    root: Person, below: str, boss: Person, application: Application
) -> None:
    both = [hall(id="order-1"), hall(id="order-1", type=ResourceType.SOFT, type_id=None)]
    await root.send(AddResource(corp_id=below, body=both))
    assert len(await rooms(boss)) == 1
    assert len((await contents(application.database, "resources"))["resources"]) == 2


async def test_an_expired_grant_may_be_prolonged(root: Person, below: str, boss: Person) -> None:
    await root.send(AddResource(corp_id=below, body=[hall(id="order-1", expire_date=millis(-1))]))
    assert [one.status for one in await rooms(boss)] == [VmrStatus.DISABLED]
    await root.send(AddResource(corp_id=below, body=[hall(id="order-1")]))
    assert [one.status for one in await rooms(boss)] == [VmrStatus.UNASSIGNED]


@pytest.mark.parametrize(
    "bad", [hall(type_id=None), hall(type_id="nonsense"), hall(1000)], ids=["none", "unknown", "many"]
)
async def test_all_or_nothing(
    root: Person, below: str, boss: Person, application: Application, bad: NewResource
) -> None:
    with refused(errors.INVALID_PARAMETER):
        await root.send(AddResource(corp_id=below, body=[hall(), bad]))
    assert (await contents(application.database, "resources", "rooms"))["resources"] == []
    assert await rooms(boss) == []


async def test_only_the_provider_of_an_enterprise_grants(
    root: Person, below: str, boss: Person, acme: str
) -> None:
    with refused(errors.NO_PERMISSION):
        await boss.send(AddResource(corp_id=below, body=[hall()]))
    for corp_id in (acme, "999999999"):
        with refused(errors.INVALID_PARAMETER):
            await root.send(AddResource(corp_id=corp_id, body=[hall()]))
