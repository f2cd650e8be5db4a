"""ListDeliveries, ShowDelivery, RetryDelivery and RetryDeliveries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from convener.client import AsyncClient
from convener.client.transport import AsyncTransport
from convener.server.app import Application, compose
from convener.server.clock import VirtualClock
from convener.server.jobs import sweeper
from convener.server.settings import Settings
from convener.wire import errors
from convener.wire.base import Request
from convener.wire.common import DONE
from convener.wire.deliveries import (
    Delivery,
    DeliveryState,
    ListDeliveries,
    Retriable,
    RetryChoice,
    RetryDeliveries,
    RetryDelivery,
    ShowDelivery,
)
from convener.wire.meetings import Attendee
from server.areas.deliveries.conftest import Deliver
from server.conftest import ORIGIN, MakeCorp, MakePerson, Person
from support.changing import cancel
from support.mailbox import Mailbox
from support.refusals import refused

SEPTEMBER = "2021-09-01 09:00"
BOB = Attendee(name="Bob", email="bob@other.test", sms="+8613800000001")


async def listed(who: Person, **filters: Any) -> list[Delivery]:
    return (await who.send(ListDeliveries(**filters))).data


async def retry_all(who: Person, state: Retriable) -> int:
    return (await who.send(RetryDeliveries(body=RetryChoice(state=state)))).count


async def test_what_was_sent_and_what_nothing_carries(ann: Person, deliver: Deliver) -> None:
    info = await ann.book(subject="Tea", start_time=SEPTEMBER, attendees=[BOB])
    await deliver()
    found = {(one.recipient, str(one.channel), str(one.state)): one for one in await listed(ann)}
    assert found.keys() == {
        ("ann@acme.test", "mail", "sent"),
        ("bob@other.test", "mail", "sent"),
        ("+8613800000001", "text", "held"),
    }
    one = found["bob@other.test", "mail", "sent"]
    assert (one.subject, one.conference_id, one.kind, one.tries) == ("Tea", info.conference_id, "invited", 1)
    assert one.created == one.sent == ann.now
    assert one.due is None


async def test_pages_and_filters(ann: Person, deliver: Deliver) -> None:
    first = await ann.book(start_time=SEPTEMBER, attendees=[BOB])
    await deliver()
    second = await ann.book(start_time=SEPTEMBER)
    await deliver()
    everything = await listed(ann)
    assert [one.conference_id for one in everything] == [second.conference_id] + [first.conference_id] * 3
    page = await ann.send(ListDeliveries(limit=3))
    rest = await ann.send(ListDeliveries(limit=3, before=page.next))
    assert page.data + rest.data == everything
    assert rest.next is None
    assert [one.channel for one in await listed(ann, state=DeliveryState.HELD)] == ["text"]
    assert await listed(ann, conference_id=second.conference_id) == everything[:1]
    assert await listed(ann, conference_id="900000000") == []


async def test_a_message_is_shown_as_its_recipient_gets_it(ann: Person, deliver: Deliver) -> None:
    info = await ann.book(subject="Tea", start_time=SEPTEMBER, attendees=[BOB])
    await deliver()
    by_recipient = {one.recipient: one for one in await listed(ann)}
    mail = await ann.send(ShowDelivery(delivery_id=by_recipient["bob@other.test"].id))
    assert "Tea" in mail.title
    assert info.guest_join_uri in mail.text
    assert "<html" in mail.html
    assert icalendar.Calendar.from_ical(mail.calendar)["METHOD"] == "REQUEST"
    assert [(each.at, each.outcome) for each in mail.attempts] == [(ann.now, "sent")]
    text = await ann.send(ShowDelivery(delivery_id=by_recipient["+8613800000001"].id))
    assert "Tea" in text.text
    assert (text.title, text.html, text.calendar, text.attempts) == (None, None, None, [])


async def test_a_dead_one_is_tried_again_by_hand(ann: Person, box: Mailbox, deliver: Deliver) -> None:
    box.answer = lambda _: "550 no"
    await ann.book(start_time=SEPTEMBER)
    await deliver()
    [one] = await listed(ann)
    box.answer = lambda _: "250 ok"
    assert await ann.send(RetryDelivery(delivery_id=one.id)) == DONE
    assert len(await deliver()) == 1
    detail = await ann.send(ShowDelivery(delivery_id=one.id))
    assert [each.outcome for each in detail.attempts] == ["refused", "sent"]
    with refused(errors.DELIVERY_ALREADY_SENT):
        await ann.send(RetryDelivery(delivery_id=one.id))


async def test_all_dead_ones_at_once(ann: Person, box: Mailbox, deliver: Deliver) -> None:
    box.data_answer = "554 no"
    await ann.book(start_time=SEPTEMBER, attendees=[BOB])
    await deliver()
    box.data_answer = "250 ok"
    assert await retry_all(ann, Retriable.DEAD) == 2
    assert await retry_all(ann, Retriable.DEAD) == 0
    await deliver()
    assert {one.state for one in await listed(ann) if one.channel == "mail"} == {DeliveryState.SENT}


async def test_no_invitation_comes_back_after_its_cancellation(
    ann: Person, box: Mailbox, deliver: Deliver
) -> None:
    box.answer = lambda _: "550 no"
    info = await ann.book(start_time=SEPTEMBER)
    await deliver()
    box.answer = lambda _: "250 ok"
    await cancel(ann, info)
    await deliver()
    [dead] = await listed(ann, state=DeliveryState.DEAD)
    with refused(errors.DELIVERY_OVERTAKEN):
        await ann.send(RetryDelivery(delivery_id=dead.id))
    assert await retry_all(ann, Retriable.DEAD) == 0


async def test_nor_one_that_is_over(ann: Person, box: Mailbox, deliver: Deliver, clock: VirtualClock) -> None:
    box.answer = lambda _: "550 no"
    await ann.book(length=30)
    await deliver()
    clock.set(clock.now() + timedelta(hours=1))
    [dead] = await listed(ann)
    with refused(errors.DELIVERY_TOO_LATE):
        await ann.send(RetryDelivery(delivery_id=dead.id))
    assert await retry_all(ann, Retriable.DEAD) == 0


async def test_what_nothing_carries_stays(ann: Person, deliver: Deliver) -> None:
    await ann.book(start_time=SEPTEMBER, attendees=[BOB])
    await deliver()
    [held] = await listed(ann, state=DeliveryState.HELD)
    with refused(errors.DELIVERY_NOT_CONFIGURED):
        await ann.send(RetryDelivery(delivery_id=held.id))


@pytest.fixture
async def sent_nothing(database_url: str, clock: VirtualClock, tmp_path: Path) -> AsyncIterator[Application]:
    """The server as it was before a mail server was configured."""
    application = await compose(Settings(data=tmp_path, database_url=database_url), clock=clock)
    yield application
    await application.close()


async def test_what_was_held_before_a_server_was_configured_is_released_by_hand(
    ann: Person, sent_nothing: Application, deliver: Deliver
) -> None:
    async with AsyncClient(ORIGIN, transport=AsyncTransport(ORIGIN, app=sent_nothing.api)) as before:
        before.token = ann.client.token
        early = Person(before, ann._user, sent_nothing)
        await early.book(start_time=SEPTEMBER)
        await sent_nothing.worker.run_due()
        await sent_nothing.postman.run_due()
        with refused(errors.DELIVERY_NOT_CONFIGURED):
            await retry_all(early, Retriable.HELD)
    assert [one.state for one in await listed(ann)] == ["held"]
    assert await deliver() == []
    assert await retry_all(ann, Retriable.HELD) == 1
    assert [mail.recipient for mail in await deliver()] == ["ann@acme.test"]


async def test_only_for_administrators_and_of_their_own_enterprise(
    ann: Person, make_person: MakePerson, make_corp: MakeCorp, deliver: Deliver
) -> None:
    colleague = await make_person("Eve Poe")
    stranger = await make_person("Zoe Lee", corp=await make_corp("Other"), admin=True)
    await ann.book(start_time=SEPTEMBER)
    await deliver()
    [one] = await listed(ann)
    requests: list[Request[Any]] = [
        ListDeliveries(),
        ShowDelivery(delivery_id=one.id),
        RetryDelivery(delivery_id=one.id),
        RetryDeliveries(body=RetryChoice(state=Retriable.DEAD)),
    ]
    for request in requests:
        with refused(errors.CONF_INSUFFICIENT_PERMISSIONS):
            await colleague.send(request)
    assert await listed(stranger) == []
    for request in requests[1:3]:
        with refused(errors.DELIVERY_NOT_FOUND):
            await stranger.send(request)


async def test_what_was_sent_goes_after_thirty_days(
    ann: Person, deliver: Deliver, application: Application, clock: VirtualClock
) -> None:
    await ann.book(start_time=SEPTEMBER, attendees=[BOB])
    await deliver()
    await application.database.write(lambda unit: sweeper.begin(unit, clock.now()))
    clock.set(clock.now() + timedelta(days=30))
    await deliver()
    await ann.log_in()
    assert [one.state for one in await listed(ann)] == ["held"]
    clock.set(clock.now() + timedelta(days=3))
    await deliver()
    await ann.log_in()
    assert await listed(ann) == []
