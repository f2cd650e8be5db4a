"""Statements go by indexes."""

from __future__ import annotations

from convener.domain.notices import Channel
from convener.server.app import Application
from convener.server.areas.deliveries import repository
from convener.server.clock import micros
from convener.wire.calendar import RotateCalendarFeed
from convener.wire.deliveries import DeliveryState, ListDeliveries, ShowDelivery
from server.areas.deliveries.conftest import Deliver
from server.conftest import Person
from support.plans import Sent, noted, plan, scans

OF_WAITING = "ix_deliveries_due"
"""An index that has nothing else in it, looked through from the one that is due first."""

SEPTEMBER = "2021-09-01 09:00"


def claim(application: Application) -> Sent:
    now = micros(application.clock.now())
    args = {"now": now, "lease": now + 1, "channels": [str(Channel.MAIL)], "most": 16}
    return Sent(repository._CLAIM, args)


async def test_nothing_goes_through_a_whole_table(
    ann: Person, application: Application, deliver: Deliver, database_url: str
) -> None:
    info = await ann.book(start_time=SEPTEMBER)
    await deliver()
    await ann.send(RotateCalendarFeed())
    with noted(application.database) as sent:
        [one] = (await ann.send(ListDeliveries())).data
        await ann.send(ListDeliveries(state=DeliveryState.DEAD, before=one.id))
        await ann.send(ListDeliveries(conference_id=info.conference_id))
        await ann.send(ShowDelivery(delivery_id=one.id))
        await application.postman.next_due()
    assert len(sent) == 7
    for each in [*sent, claim(application)]:
        through = [step for step in scans(await plan(database_url, each)) if OF_WAITING not in step]
        assert through == [], each.statement.core
