"""From a booking to mails, and on with every change: what arrives at a mail server."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from convener.client import AsyncClient
from convener.server.app import Application
from convener.server.areas.meetings.log import NEWS
from convener.wire.control import (
    CreateConfToken,
    DeleteAttendees,
    DeleteAttendeesBody,
    DeletedAttendee,
    InviteBody,
    Invitee,
    InviteParticipant,
)
from convener.wire.meetings import Attendee, AttendeeRole, ConfConfigInfo
from convener.wire.rooms import UpdateMemberVmr, VmrChange
from server.areas.deliveries.conftest import Deliver
from server.conftest import MakeCorp, MakePerson, Person
from support.changing import cancel, cancel_dates, cancel_series, dates, repeat, update, update_date
from support.mailbox import Mailbox
from support.tables import contents

BOB = Attendee(name="Bob", phone="+8613800000001", email="bob@other.test")
CAT = Attendee(name="Cat", phone="+8613800000002", email="cat@other.test", role=AttendeeRole.HOST)
SEPTEMBER = "2021-09-01 09:00"


def told(mails) -> list[tuple[str, str | None, int]]:
    return [(mail.recipient, mail.method, mail.sequence) for mail in mails]


async def test_everybody_on_the_list_gets_a_mail_with_a_calendar_entry(ann: Person, deliver: Deliver) -> None:
    info = await ann.book(subject="Tea", start_time=SEPTEMBER, attendees=[BOB, CAT])
    mails = await deliver()
    assert told(mails) == [
        ("ann@acme.test", "PUBLISH", 0),
        ("bob@other.test", "REQUEST", 0),
        ("cat@other.test", "REQUEST", 0),
    ]
    [_, bob, cat] = mails
    assert bob.message["From"] == "Meetings <meetings@meet.test>"
    assert "Tea" in bob.message["Subject"]
    entries: list[Any] = bob.calendar.walk("VEVENT")
    assert entries[0]["DTSTART"].dt.astimezone(UTC) == datetime(2021, 9, 1, 9, tzinfo=UTC)
    assert info.guest_join_uri in bob.text
    assert info.chair_join_uri not in bob.text
    assert info.chair_join_uri in cat.text


async def test_a_long_name_with_commas_begins_no_other_address(
    make_person: MakePerson, deliver: Deliver
) -> None:
    long = "mallory@evil.test, " + "of a department with a name beyond the end of the line" * 2
    eve = await make_person(long[:96], email="eve@acme.test")
    await eve.book(start_time=SEPTEMBER, attendees=[Attendee(name=long[:96], email="bob@other.test")])
    [bob, _] = await deliver()
    for header, address in ("To", "bob@other.test"), ("Reply-To", "eve@acme.test"):
        assert [one.addr_spec for one in bob.message[header].addresses] == [address]


async def test_a_running_server_sends_by_itself(ann: Person, application: Application, box: Mailbox) -> None:
    await application.start()
    await ann.book(start_time=SEPTEMBER)
    await asyncio.wait_for(box.arrived.wait(), 30)
    assert [mail.recipient for mail in box.take()] == ["ann@acme.test"]


async def test_a_change_is_told_once_and_with_a_higher_number(ann: Person, deliver: Deliver) -> None:
    info = await ann.book(start_time=SEPTEMBER, attendees=[BOB])
    await deliver()
    await update(ann, info, start_time="2021-09-01 11:00")
    assert told(await deliver()) == [("ann@acme.test", "PUBLISH", 1), ("bob@other.test", "REQUEST", 1)]
    await update(ann, info, start_time="2021-09-01 11:00")
    assert await deliver() == []


async def test_who_is_taken_off_the_list_hears_that_it_is_called_off(ann: Person, deliver: Deliver) -> None:
    info = await ann.book(start_time=SEPTEMBER, attendees=[BOB])
    await deliver()
    await update(ann, info, attendees=[CAT])
    assert told(await deliver()) == [("bob@other.test", "CANCEL", 1), ("cat@other.test", "REQUEST", 1)]


async def test_everybody_hears_that_it_is_cancelled(ann: Person, deliver: Deliver) -> None:
    info = await ann.book(start_time=SEPTEMBER, attendees=[BOB])
    await deliver()
    await cancel(ann, info)
    assert told(await deliver()) == [("ann@acme.test", "CANCEL", 1), ("bob@other.test", "CANCEL", 1)]
    assert await deliver() == []


async def test_what_came_and_went_before_anybody_heard_of_it_stays_unsaid(
    ann: Person, deliver: Deliver
) -> None:
    await cancel(ann, await ann.book(start_time=SEPTEMBER, attendees=[BOB]))
    assert await deliver() == []


async def test_a_series_and_its_single_dates(ann: Person, deliver: Deliver) -> None:
    info = await repeat(ann, attendees=[BOB])
    assert told(await deliver()) == [("ann@acme.test", "PUBLISH", 0), ("bob@other.test", "REQUEST", 0)]
    [_, second, third] = await dates(ann, info)
    await update_date(ann, second, start_time="2021-09-02 12:00")
    assert told(await deliver()) == [("ann@acme.test", "PUBLISH", 1), ("bob@other.test", "REQUEST", 1)]
    await cancel_dates(ann, third)
    assert told(await deliver()) == [("ann@acme.test", "PUBLISH", 2), ("bob@other.test", "REQUEST", 2)]
    await cancel_series(ann, info)
    assert told(await deliver()) == [("ann@acme.test", "CANCEL", 3), ("bob@other.test", "CANCEL", 3)]


async def test_with_its_last_date_a_series_is_called_off(ann: Person, deliver: Deliver) -> None:
    info = await repeat(ann, attendees=[BOB])
    await deliver()
    await cancel_dates(ann, *await dates(ann, info))
    assert told(await deliver()) == [("ann@acme.test", "CANCEL", 1), ("bob@other.test", "CANCEL", 1)]


async def test_colleagues_are_written_to_at_their_own_address(
    ann: Person, make_person: MakePerson, deliver: Deliver
) -> None:
    eve = await make_person("Eve Poe", email="eve@acme.test")
    await ann.book(start_time=SEPTEMBER, attendees=[Attendee(account_id=eve.account)])
    assert [mail.recipient for mail in await deliver()] == ["ann@acme.test", "eve@acme.test"]


@pytest.mark.parametrize(
    ("asked", "arrives"),
    [
        ({"is_send_notify": False, "is_send_calendar": False}, False),
        ({"is_send_notify": True, "is_send_calendar": False}, True),
        ({"is_send_notify": False, "is_send_calendar": True}, True),
    ],
)
async def test_mails_are_sent_where_the_booking_asks_for_them(
    ann: Person, deliver: Deliver, asked: dict[str, Any], arrives: bool
) -> None:
    await ann.book(start_time=SEPTEMBER, attendees=[BOB], conf_config_info=ConfConfigInfo(**asked))
    mails = await deliver()
    assert bool(mails) is arrives
    assert all((mail.calendar is not None) is asked["is_send_calendar"] for mail in mails)


async def test_hidden_addresses_are_not_written_to(ann: Person, deliver: Deliver) -> None:
    await ann.book(start_time=SEPTEMBER, attendees=[Attendee(phone="+861380000000*", email="******")])
    assert [mail.recipient for mail in await deliver()] == ["ann@acme.test"]


async def test_a_booking_that_reaches_nobody_sets_no_timer(
    make_person: MakePerson, application: Application
) -> None:
    nobody = await make_person("Ned Noone")
    await nobody.book(start_time=SEPTEMBER, attendees=[Attendee(phone="+8613800000001")])
    kinds = [kind for _, kind, *_ in (await contents(application.database, "timers"))["timers"]]
    assert NEWS not in kinds


async def test_enterprises_are_written_to_apart(
    ann: Person, make_corp: MakeCorp, make_person: MakePerson, deliver: Deliver
) -> None:
    other = await make_corp("Other")
    zoe = await make_person("Zoe Lee", corp=other, email="zoe@other.test")
    await ann.book(start_time=SEPTEMBER, subject="Ours")
    await zoe.book(start_time=SEPTEMBER, subject="Theirs")
    [ours, theirs] = await deliver()
    assert (ours.recipient, theirs.recipient) == ("ann@acme.test", "zoe@other.test")
    assert "Ours" in ours.message["Subject"]
    assert "Theirs" in theirs.message["Subject"]


async def test_other_passwords_of_a_room_are_told(ann: Person, deliver: Deliver) -> None:
    room = await ann.personal_room()
    info = await ann.book(start_time=SEPTEMBER, attendees=[BOB], vmr_flag=1, vmr_id=room.room_id)
    assert len(await deliver()) == 2
    change = VmrChange(guest_password="135790", host_password="246813")
    await ann.send(UpdateMemberVmr(id=room.room_id, body=change))
    [_, bob] = await deliver()
    assert bob.sequence == 1
    assert info.guest_join_uri in bob.text


async def test_in_a_running_meeting_nobody_is_invited_by_mail_but_who_is_taken_off_hears_of_it(
    ann: Person, anonymous: AsyncClient, deliver: Deliver
) -> None:
    info = await ann.book(attendees=[BOB])
    assert [mail.recipient for mail in await deliver()] == ["ann@acme.test", "bob@other.test"]
    number, password = info.conference_id, info.password_entry[0].password
    granted = await anonymous.send(CreateConfToken(conference_id=number, password=password))

    async def control(request: InviteParticipant | DeleteAttendees) -> None:
        await anonymous.send(request, token=granted.data.token)

    late = Invitee(phone="+8613800000003", email="dan@other.test")
    await control(InviteParticipant(conference_id=number, body=InviteBody(attendees=[late])))
    assert await deliver() == []
    gone = DeleteAttendeesBody(bulk_del_attend_info=[DeletedAttendee(number=BOB.phone)])
    await control(DeleteAttendees(conference_id=number, body=gone))
    assert told(await deliver()) == [("bob@other.test", "CANCEL", 1)]
