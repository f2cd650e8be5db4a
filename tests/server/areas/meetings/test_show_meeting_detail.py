from __future__ import annotations

from datetime import timedelta

import pytest

from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.meetings import (
    Attendee,
    AttendeeRole,
    ConferenceInfo,
    ConferenceRole,
    ListedKind,
    Listing,
    MeetingDetail,
)
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.refusals import refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def bob(make_person: MakePerson) -> Person:
    return await make_person("Bob Lee")


def passwords(detail: MeetingDetail) -> list[ConferenceRole]:
    return [entry.conference_role for entry in detail.conference_data.password_entry]


BOTH = [ConferenceRole.CHAIR, ConferenceRole.GENERAL]


class TestWhoSeesWhat:
    async def test_the_scheduler_sees_everything(self, ann: Person) -> None:
        info = await ann.book(start_time="2021-09-01 09:00")
        detail = await ann.detail(info.conference_id)
        assert passwords(detail) == BOTH
        assert detail.conference_data.role is ConferenceRole.CHAIR
        assert detail.conference_data.chair_join_uri == info.chair_join_uri

    @pytest.mark.parametrize(
        ("role", "seen"), [(AttendeeRole.HOST, BOTH), (AttendeeRole.ORDINARY, [ConferenceRole.GENERAL])]
    )
    async def test_invitees_see_what_their_role_allows(
        self, ann: Person, bob: Person, role: AttendeeRole, seen: list[ConferenceRole]
    ) -> None:
        info = await ann.book(attendees=[Attendee(account_id=bob.account, role=role)])
        detail = await bob.detail(info.conference_id)
        assert passwords(detail) == seen
        assert (detail.conference_data.chair_join_uri is None) is (role is AttendeeRole.ORDINARY)
        assert detail.conference_data.guest_join_uri == info.guest_join_uri

    async def test_an_invitation_by_number_counts(self, ann: Person, bob: Person) -> None:
        info = await ann.book(attendees=[Attendee(phone=bob.number)])
        assert (await bob.detail(info.conference_id)).conference_data.role is ConferenceRole.GENERAL

    async def test_an_administrator_sees_every_meeting_of_the_enterprise(
        self, ann: Person, make_person: MakePerson
    ) -> None:
        chief = await make_person("Chief", admin=True)
        info = await ann.book()
        assert passwords(await chief.detail(info.conference_id)) == BOTH

    async def test_a_colleague_who_is_not_invited_sees_nothing(self, ann: Person, bob: Person) -> None:
        info = await ann.book()
        with refused(errors.CONF_ROLE_AUTHENTICATION_FAILED):
            await bob.detail(info.conference_id)

    async def test_for_another_enterprise_the_meeting_does_not_exist(
        self, ann: Person, make_person: MakePerson, make_corp: MakeCorp
    ) -> None:
        spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
        info = await ann.book(attendees=[Attendee(phone=spy.number)])
        with refused(errors.CONF_DATA_NOT_FOUND):
            await spy.detail(info.conference_id)
        with refused(errors.CONF_DATA_NOT_FOUND):
            await spy.detail("987654321")


class TestTheInvitedList:
    @pytest.fixture
    async def info(self, ann: Person) -> ConferenceInfo:
        people = [Attendee(phone=f"+86{n}", name=f"Person {n}") for n in range(25)]
        terminals = [Attendee(phone=f"+99{n}", name=f"Room {n}", type="terminal") for n in range(22)]
        return await ann.book(attendees=people + terminals)

    async def names(
        self, ann: Person, info: ConferenceInfo, **options: object
    ) -> tuple[list[str | None], int]:
        page = (await ann.detail(info.conference_id, **options)).data
        return [one.name for one in page.data], page.count

    async def test_it_is_paged_by_record(self, ann: Person, info: ConferenceInfo) -> None:
        names, count = await self.names(ann, info)
        assert (names, count) == ([f"Person {n}" for n in range(20)], 47)
        names, count = await self.names(ann, info, offset=20, limit=6)
        assert (names, count) == ([f"Person {n}" for n in range(20, 25)] + ["Room 0"], 47)
        assert await self.names(ann, info, offset=47) == ([], 47)
        assert (await self.names(ann, info, offset=-5, limit=1))[0] == ["Person 0"]

    async def test_the_page_says_what_was_used(self, ann: Person, info: ConferenceInfo) -> None:
        page = (await ann.detail(info.conference_id, offset=-1, limit=9999)).data
        assert (page.offset, page.limit, len(page.data)) == (0, 500, 47)

    async def test_both_kinds_are_paged_each_for_itself(self, ann: Person, info: ConferenceInfo) -> None:
        names, count = await self.names(ann, info, x_type=Listing.BOTH_KINDS, offset=20, limit=3)
        assert (names, count) == (["Person 20", "Person 21", "Person 22", "Room 20", "Room 21"], 47)

    async def test_one_kind_is_paged_alone(self, ann: Person, info: ConferenceInfo) -> None:
        names, count = await self.names(
            ann, info, x_type=Listing.ONE_KIND, x_query_type=ListedKind.TERMINALS, limit=2
        )
        assert (names, count) == (["Room 0", "Room 1"], 22)
        assert (await self.names(ann, info, x_type=Listing.ONE_KIND))[1] == 25
        assert (await self.names(ann, info, x_query_type=ListedKind.TERMINALS))[1] == 47

    @pytest.mark.parametrize(("key", "count"), [("person 1", 11), ("ROOM", 22), ("+992", 3), ("nobody", 0)])
    async def test_search_finds_names_and_numbers(
        self, ann: Person, info: ConferenceInfo, key: str, count: int
    ) -> None:
        assert (await self.names(ann, info, search_key=key, limit=500))[1] == count

    async def test_search_knows_every_alphabet(self, ann: Person) -> None:
        info = await ann.book(
            attendees=[Attendee(phone="1", name="Éloïse"), Attendee(phone="2", name="王伟")]
        )
        assert (await self.names(ann, info, search_key="éLOÏ"))[0] == ["Éloïse"]
        assert (await self.names(ann, info, search_key="伟"))[0] == ["王伟"]

    async def test_the_brief_list_has_twenty_of_each_kind(self, ann: Person, info: ConferenceInfo) -> None:
        brief = (await ann.detail(info.conference_id)).conference_data.part_attendee_info or []
        assert [one.type for one in brief] == ["normal"] * 20 + ["terminal"] * 20

    async def test_everything_said_of_a_person_is_kept(self, ann: Person) -> None:
        given = Attendee(
            user_uuid="f" * 32, name="Suzhou Branch", phone="+99119*****724", email="******",
            sms="+991116006724", dept_name="Enterprise Collaboration", role=AttendeeRole.ORDINARY,
            address="Room 5", phone2="2", phone3="3", is_auto_invite=1, app_id="app",
        )  # fmt: skip
        info = await ann.book(attendees=[given])
        [one] = (await ann.detail(info.conference_id)).data.data
        assert (one.user_uuid, one.name, one.participant_id) == (given.user_uuid, given.name, given.phone)
        assert (one.email, one.sms, one.dept_name) == (given.email, given.sms, given.dept_name)
        assert (one.address, one.phone2, one.phone3, one.app_id) == ("Room 5", "2", "3", "app")
        assert (one.role, one.is_auto_invite, one.state, one.attendee_type) == (0, 1, "MEETTING", "normal")


async def test_a_meeting_leaves_when_its_time_is_over(ann: Person, clock: VirtualClock) -> None:
    info = await ann.book(start_time="2021-08-30 12:10", length=15)
    clock.set(NOON + timedelta(minutes=25) - timedelta(microseconds=1))
    await ann.detail(info.conference_id)
    clock.set(NOON + timedelta(minutes=25))
    with refused(errors.CONF_DATA_NOT_FOUND):
        await ann.detail(info.conference_id)
