"""SearchOnlineMeetings, ShowOnlineMeetingDetail and ListOnlineConfAttendee."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from convener.domain.access import ConferenceNotStarted
from convener.domain.attendance import Participant
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.common import Page
from convener.wire.control import Invitee
from convener.wire.lists import (
    ListOnlineConfAttendee,
    OnlineAttendee,
    SearchOnlineMeetings,
    ShowOnlineMeetingDetail,
)
from convener.wire.meetings import (
    Attendee,
    ConfConfigInfo,
    ConferenceRole,
    ConferenceState,
    ListedKind,
    Listing,
)
from server.areas.meetings.conftest import Door, Pass, invite, online, start, subjects
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.plans import noted, plan, scans
from support.refusals import refused
from support.tables import contents

BOB = Participant(
    participant_id="b" * 32,
    name="Bob Lee",
    number="+99111",
    user_id="bob-id",
    account="bob",
    third_account="Third-Bob",
    host=True,
)
EVE = Participant(participant_id="e" * 32, name="Éve", number="+99222")


async def attendees(who: Person, conf_id: str, **options: Any) -> Page[OnlineAttendee]:
    return await who.send(ListOnlineConfAttendee(conf_id=conf_id, **options))


class TestTheList:
    async def test_only_running_meetings_by_start(self, ann: Person, bob: Person, chief: Person) -> None:
        later = await ann.book(subject="later", start_time="2021-08-30 15:00")
        await ann.book(subject="booked", start_time="2021-08-30 13:00")
        await bob.book(subject="now", attendees=[Attendee(account_id=ann.account)])
        await start(ann, later)
        for who, options in ((ann, {}), (chief, {"query_all": True})):
            page = await online(who, **options)
            assert (subjects(page), page.count) == (["now", "later"], 2)
            assert {one.conference_state for one in page.data} == {ConferenceState.CREATED}
            assert all(one.conf_uuid for one in page.data)
        assert subjects(await bob.send(SearchOnlineMeetings())) == ["now"]
        assert subjects(await online(ann, search_key="LAT")) == ["later"]
        assert [subjects(page := await online(ann, offset=1, limit=1)), page.count] == [["later"], 2]

    async def test_others_see_nothing(
        self, ann: Person, bob: Person, chief: Person, make_person: MakePerson, make_corp: MakeCorp
    ) -> None:
        await ann.book()
        spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
        assert (await online(bob, query_all=True)).count == 0
        assert (await online(spy, query_all=True)).count == 0
        assert (await online(chief)).count == 0

    async def test_everybody_in_the_meeting_counts(self, ann: Person, door: Door) -> None:
        info = await ann.book()
        assert (await online(ann)).data[0].online_attendee_amount == 0
        await door.join(info, BOB)
        await door.join(info, EVE)
        assert (await online(ann)).data[0].online_attendee_amount == 2
        await door.leave(info, BOB.participant_id)
        assert (await online(ann)).data[0].online_attendee_amount == 1

    async def test_it_names_only_those_invited_when_booking(self, ann: Person, bob: Person) -> None:
        info = await ann.book(attendees=[Attendee(phone="+861", name="First")])
        await invite(ann, info, Invitee(phone=bob.number), Invitee(phone="+861", name="Renamed"))
        [one] = (await online(ann)).data
        assert [each.name for each in one.part_attendee_info or ()] == ["Renamed"]
        assert (one.size, one.normal_count) == (1, 1)
        [seen] = (await online(bob)).data
        assert [entry.conference_role for entry in seen.password_entry] == [ConferenceRole.GENERAL]

    @pytest.mark.parametrize("query_all", [False, True])
    async def test_two_statements_through_indexes(
        self, chief: Person, application: Application, database_url: str, query_all: bool
    ) -> None:
        for _ in range(3):
            await chief.book()
        with noted(application.database) as sent:
            assert (await online(chief, query_all=query_all, limit=2)).count == 3
        assert len(sent) == 2
        for each in sent:
            assert scans(await plan(database_url, each)) == []


class TestTheDetail:
    async def test_the_meeting_and_those_invited_when_booking(self, ann: Person, bob: Person) -> None:
        people = [Attendee(phone=f"+86{number}", name=f"P{number}") for number in range(3)]
        terminal = Attendee(phone="+990", name="Room", type="terminal")
        info = await ann.book(attendees=[*people, terminal])
        await invite(ann, info, Invitee(phone=bob.number))
        request = ShowOnlineMeetingDetail(conference_id=info.conference_id, limit=2)
        found = await ann.send(request)
        assert found.conference_data.role is ConferenceRole.CHAIR
        assert found.conference_data.conf_uuid == info.conf_uuid
        assert ([one.name for one in found.data.data], found.data.count) == (["P0", "P1"], 4)
        request = ShowOnlineMeetingDetail(
            conference_id=info.conference_id, x_type=Listing.ONE_KIND, x_query_type=ListedKind.TERMINALS
        )
        assert [one.name for one in (await ann.send(request)).data.data] == ["Room"]
        found = await bob.send(ShowOnlineMeetingDetail(conference_id=info.conference_id))
        assert found.conference_data.role is ConferenceRole.GENERAL
        assert found.conference_data.chair_join_uri is None

    async def test_refusals_of_both_queries(
        self,
        ann: Person,
        bob: Person,
        make_person: MakePerson,
        make_corp: MakeCorp,
        clock: VirtualClock,
    ) -> None:
        spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
        info = await ann.book(start_time="2021-08-30 12:10", length=15)
        for ask in (
            lambda who, id: who.send(ShowOnlineMeetingDetail(conference_id=id)),
            attendees,
        ):
            with refused(errors.CONF_NOT_STARTED):
                await ask(ann, info.conference_id)
            with refused(errors.CONF_ROLE_AUTHENTICATION_FAILED):
                await ask(bob, info.conference_id)
            with refused(errors.CONF_DATA_NOT_FOUND):
                await ask(spy, info.conference_id)
            with refused(errors.CONF_DATA_NOT_FOUND):
                await ask(ann, "987654321")
        clock.set(NOON + timedelta(minutes=25))
        with refused(errors.CONF_DATA_NOT_FOUND):
            await attendees(ann, info.conference_id)


class TestWhoIsThere:
    async def test_everybody_in_the_order_they_came(
        self, ann: Person, door: Door, clock: VirtualClock
    ) -> None:
        info = await ann.book()
        await door.join(info, EVE)
        clock.set(NOON + timedelta(minutes=1))
        await door.join(info, BOB)
        page = await attendees(ann, info.conference_id)
        assert (page.offset, page.limit, page.count) == (0, 20, 2)
        [eve, bob] = page.data
        assert bob == OnlineAttendee(
            participant_id="b" * 32,
            name="Bob Lee",
            call_number="+99111",
            role=1,
            third_account="Third-Bob",
            account="bob",
            user_id="bob-id",
        )
        assert (eve.name, eve.role, eve.account) == ("Éve", 0, None)

    @pytest.mark.parametrize(
        ("key", "found"),
        [
            ("bOB", ["Bob Lee"]),
            ("éVE", ["Éve"]),
            ("+99", ["Éve", "Bob Lee"]),
            ("third-", ["Bob Lee"]),
            ("x", []),
        ],
    )
    async def test_search(self, ann: Person, door: Door, key: str, found: list[str]) -> None:
        info = await ann.book()
        await door.join(info, BOB)
        await door.join(info, EVE)
        page = await attendees(ann, info.conference_id, search_key=key)
        assert (sorted(str(one.name) for one in page.data), page.count) == (sorted(found), len(found))

    async def test_pages(self, ann: Person, door: Door) -> None:
        info = await ann.book()
        for number in range(5):
            await door.join(info, Participant(participant_id=f"{number}" * 32, name=f"P{number}"))
        page = await attendees(ann, info.conference_id, offset=3, limit=3)
        assert ([one.name for one in page.data], page.count) == (["P3", "P4"], 5)

    async def test_two_statements(
        self, ann: Person, door: Door, application: Application, database_url: str
    ) -> None:
        info = await ann.book()
        await door.join(info, BOB)
        with noted(application.database) as sent:
            await attendees(ann, info.conference_id)
        assert len(sent) == 2
        for each in sent:
            assert scans(await plan(database_url, each)) == []


class TestComingAndGoing:
    async def test_coming_or_going_twice_is_once(
        self, ann: Person, door: Door, application: Application
    ) -> None:
        info = await ann.book()
        for _ in range(2):
            await door.join(info, BOB)
        for _ in range(2):
            await door.leave(info, BOB.participant_id)
        await door.leave(info, "f" * 32)
        kinds = [row[3] for row in (await contents(application.database, "facts"))["facts"]]
        assert kinds == ["MeetingScheduled", "MeetingStarted", "ParticipantJoined", "ParticipantLeft"]

    async def test_nobody_comes_into_a_meeting_that_waits(self, ann: Person, door: Door) -> None:
        info = await ann.book(start_time="2021-08-30 13:00")
        with pytest.raises(ConferenceNotStarted):
            await door.join(info, BOB)

    async def test_a_meeting_goes_on_while_somebody_is_there(
        self, ann: Person, door: Door, passes: Pass
    ) -> None:
        info = await ann.book(length=30, conf_config_info=ConfConfigInfo(prolong_length=10))
        await door.join(info, BOB)
        await passes(timedelta(minutes=45))
        assert (await online(ann)).count == 1
        await door.leave(info, BOB.participant_id)
        await passes(timedelta(minutes=5))
        assert (await online(ann)).count == 0

    async def test_a_meeting_that_does_not_prolong_ends_with_everybody_in_it(
        self, ann: Person, door: Door, passes: Pass
    ) -> None:
        info = await ann.book(length=30, conf_config_info=ConfConfigInfo(prolong_length=0))
        await door.join(info, BOB)
        await passes(timedelta(minutes=30))
        assert (await online(ann)).count == 0
