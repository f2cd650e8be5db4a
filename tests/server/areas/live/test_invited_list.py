"""InviteParticipant and DeleteAttendees, as far as they change the invited list."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from convener.client import AsyncClient
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.common import DONE
from convener.wire.control import (
    CreateConfToken,
    DeleteAttendees,
    DeleteAttendeesBody,
    DeletedAttendee,
    InviteBody,
    Invitee,
    InviteParticipant,
)
from convener.wire.lists import SearchMeetings
from convener.wire.meetings import Attendee, AttendeeRole, ConferenceInfo
from server.conftest import MakePerson, Person
from support.changing import start, update
from support.refusals import refused


class Controller:
    """Holds the control token of a running meeting."""

    def __init__(self, client: AsyncClient, conference_id: str, token: str) -> None:
        self._client, self._id, self._token = client, conference_id, token

    async def invite(self, *people: Invitee) -> None:
        request = InviteParticipant(conference_id=self._id, body=InviteBody(attendees=list(people)))
        assert await self._client.send(request, token=self._token) == DONE

    async def delete(self, *numbers: str) -> None:
        gone = [DeletedAttendee(number=number) for number in numbers]
        request = DeleteAttendees(conference_id=self._id, body=DeleteAttendeesBody(bulk_del_attend_info=gone))
        assert await self._client.send(request, token=self._token) == DONE


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def info(ann: Person) -> ConferenceInfo:
    return await ann.book(
        attendees=[Attendee(phone="+861", name="First"), Attendee(phone="+862", name="Second")]
    )


@pytest.fixture
async def controller(anonymous: AsyncClient, info: ConferenceInfo) -> Controller:
    password = info.password_entry[0].password
    granted = await anonymous.send(
        CreateConfToken(conference_id=info.conference_id, password=password, login_type=1)
    )
    return Controller(anonymous, info.conference_id, granted.data.token)


async def names(ann: Person, info: ConferenceInfo) -> list[str | None]:
    return [one.name for one in (await ann.detail(info.conference_id, limit=500)).data.data]


async def test_invited_people_join_the_list_at_its_end(
    controller: Controller, ann: Person, info: ConferenceInfo
) -> None:
    await controller.invite(Invitee(phone="+863", name="Third"), Invitee(phone="+864", name="Fourth"))
    assert await names(ann, info) == ["First", "Second", "Third", "Fourth"]


async def test_a_number_on_the_list_is_brought_up_to_date(
    controller: Controller, ann: Person, info: ConferenceInfo
) -> None:
    await controller.invite(Invitee(phone="+861", name="Renamed"))
    assert await names(ann, info) == ["Renamed", "Second"]


async def test_an_account_is_called_by_its_number(
    controller: Controller, ann: Person, info: ConferenceInfo, make_person: MakePerson
) -> None:
    bob = await make_person("Bob Lee")
    await controller.invite(Invitee(account_id=bob.account))
    [*_, last] = (await ann.detail(info.conference_id)).data.data
    assert (last.name, last.participant_id, last.user_uuid) == ("Bob Lee", bob.number, bob.user_id)
    assert (await bob.detail(info.conference_id)).conference_data.subject == info.subject


async def test_deleted_people_leave_the_list(
    controller: Controller, ann: Person, info: ConferenceInfo
) -> None:
    await controller.delete("+861", "+86-unknown")
    assert await names(ann, info) == ["Second"]


async def test_refusals(controller: Controller, ann: Person, info: ConferenceInfo) -> None:
    with refused(errors.SITE_CALL_NUMBER_IS_EMPTY):
        await controller.invite(Invitee(phone="+863"), Invitee(name="Nobody", account_id="unknown"))
    with refused(errors.SITE_CALL_NUMBER_ILLEGAL_URI):
        await controller.invite(Invitee(phone="a b"))
    with refused(errors.CONF_HAS_NO_ATTENDEE):
        await controller.invite()
    with refused(errors.CONF_ATTENDEES_NUMBER_EXCEED_LIMIT):
        await controller.invite(*(Invitee(phone=f"+9{n}") for n in range(999)))
    assert await names(ann, info) == ["First", "Second"]


async def test_two_writers_on_one_meeting_lose_nothing(
    controller: Controller, ann: Person, info: ConferenceInfo
) -> None:
    await asyncio.gather(*(controller.invite(Invitee(phone=f"+88{n}", name=f"N{n}")) for n in range(20)))
    assert sorted(map(str, await names(ann, info))) == sorted(
        ["First", "Second", *(f"N{n}" for n in range(20))]
    )


async def test_calling_somebody_again_leaves_what_was_booked(
    ann: Person, make_person: MakePerson, anonymous: AsyncClient
) -> None:
    """Found by the state machine: the automatic call, for one, was lost to all later dates of a series."""
    bob = await make_person("Bob Lee")
    booked = [
        Attendee(
            user_uuid=bob.user_id,
            role=AttendeeRole.HOST,
            is_auto_invite=1,
            email="bob@example.org",
            type="board",
        ),
        Attendee(phone="+861", name="First", is_auto_invite=1),
    ]
    info = await ann.book(attendees=booked)
    before = (await ann.detail(info.conference_id)).data
    granted = await anonymous.send(
        CreateConfToken(conference_id=info.conference_id, password=info.password_entry[0].password)
    )
    controller = Controller(anonymous, info.conference_id, granted.data.token)
    await controller.invite(Invitee(user_uuid=bob.user_id), Invitee(phone="+861"))
    assert (await ann.detail(info.conference_id)).data == before
    assert (await bob.detail(info.conference_id)).conference_data.role == "chair"


async def test_the_size_counts_whom_the_booking_invites(
    ann: Person, anonymous: AsyncClient, application: Application, clock: VirtualClock
) -> None:
    """In details and lists alike, also when the reservation outlives a conference to which others came."""
    booked = [Attendee(phone="+861"), Attendee(phone="+862")]
    info = await ann.book(start_time="2021-08-31 09:00", attendees=booked)
    await start(ann, info)
    granted = await anonymous.send(
        CreateConfToken(conference_id=info.conference_id, password=info.password_entry[0].password)
    )
    await Controller(anonymous, info.conference_id, granted.data.token).invite(Invitee(phone="+863"))

    async def sizes() -> tuple[tuple[int, int], tuple[int, int]]:
        detail = (await ann.detail(info.conference_id)).conference_data
        [listed] = (await ann.send(SearchMeetings())).data
        return (detail.size, detail.normal_count), (listed.size, listed.normal_count)

    assert await sizes() == ((2, 3), (2, 3))
    clock.set(clock.now() + timedelta(minutes=30))
    await application.worker.run_due()
    assert (await update(ann, info, subject="Again")).size == 2
    assert await sizes() == ((2, 3), (2, 3))
    everybody = [*booked, Attendee(phone="+863")]
    assert (await update(ann, info, attendees=everybody)).size == 3
    assert await sizes() == ((3, 3), (3, 3))
