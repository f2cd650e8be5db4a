from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.control import Invitee
from convener.wire.lists import QueryConfMode, SearchMeetings, StartOrder
from convener.wire.meetings import (
    Attendee,
    AttendeeRole,
    ConferenceRole,
    ConferenceState,
    ConfType,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    ScheduleBody,
)
from server.areas.meetings.conftest import Pass, invite, listed, start, subjects
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.plans import noted, plan, scans, work
from support.refusals import refused


async def book_at(who: Person, *hours: int, **fields: Any) -> None:
    for hour in hours:
        moment = NOON + timedelta(hours=hour)
        await who.book(subject=f"in {hour}", start_time=f"{moment:%Y-%m-%d %H:%M}", **fields)


class TestWhoSeesWhat:
    async def test_the_scheduler_sees_everything_of_it(self, ann: Person) -> None:
        info = await ann.book(subject="Mine", start_time="2021-09-01 09:00")
        page = await listed(ann)
        assert (page.offset, page.limit, page.count) == (0, 20, 1)
        [one] = page.data
        assert one == info

    @pytest.mark.parametrize(
        ("role", "passwords"),
        [
            (AttendeeRole.ORDINARY, [ConferenceRole.GENERAL]),
            (AttendeeRole.HOST, [ConferenceRole.CHAIR, ConferenceRole.GENERAL]),
        ],
    )
    async def test_invitees_see_what_their_role_allows(
        self, ann: Person, bob: Person, role: AttendeeRole, passwords: list[ConferenceRole]
    ) -> None:
        await ann.book(attendees=[Attendee(account_id=bob.account, role=role)])
        [one] = (await listed(bob)).data
        assert [entry.conference_role for entry in one.password_entry] == passwords
        assert (one.chair_join_uri is None) is (role is AttendeeRole.ORDINARY)

    async def test_who_is_neither_sees_nothing(
        self, ann: Person, bob: Person, make_person: MakePerson, make_corp: MakeCorp
    ) -> None:
        spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
        await ann.book(attendees=[Attendee(phone=spy.number)])
        for who in (bob, spy):
            assert (await listed(who, query_all=True, user_uuid=ann.user_id)).count == 0

    async def test_somebody_invited_by_the_host_during_the_meeting_sees_it(
        self, ann: Person, bob: Person
    ) -> None:
        info = await ann.book()
        await invite(ann, info, Invitee(phone=bob.number))
        [one] = (await listed(bob)).data
        assert one.conference_id == info.conference_id
        assert one.size == 0
        assert [each.name for each in one.part_attendee_info or ()] == ["Bob Lee"]

    async def test_being_invited_twice_or_to_the_own_meeting_lists_it_once(
        self, ann: Person, bob: Person
    ) -> None:
        twice = [Attendee(user_uuid=bob.user_id, phone=number) for number in ("1", "2")]
        await ann.book(attendees=[*twice, Attendee(user_uuid=ann.user_id)])
        for who in (ann, bob):
            assert [(page := await listed(who)).count, len(page.data)] == [1, 1]
        assert (await listed(bob, limit=1)).count == 1

    async def test_administrators_see_their_own_unless_they_ask(
        self, ann: Person, bob: Person, chief: Person
    ) -> None:
        await ann.book(subject="Ann's", start_time="2021-09-01 09:00")
        await bob.book(subject="Bob's", start_time="2021-09-02 09:00")
        await chief.book(subject="Own", start_time="2021-09-03 09:00")
        assert subjects(await listed(chief)) == ["Own"]
        assert subjects(await listed(chief, query_all=True)) == ["Ann's", "Bob's", "Own"]
        assert subjects(await listed(chief, user_uuid=ann.user_id)) == ["Ann's"]
        assert (await listed(chief, user_uuid="f" * 32)).count == 0
        assert subjects(await listed(ann, user_uuid=bob.user_id, query_all=True)) == ["Ann's"]
        [one] = (await listed(chief, user_uuid=ann.user_id)).data
        assert one.chair_join_uri is not None


class TestContent:
    async def test_what_is_over_is_not_listed(
        self, ann: Person, bob: Person, clock: VirtualClock, application: Application
    ) -> None:
        """At once: whether its timer has run or not."""
        await ann.book(start_time="2021-08-30 12:10", length=15, attendees=[Attendee(phone=bob.number)])
        clock.set(NOON + timedelta(minutes=25) - timedelta(microseconds=1))
        assert (await listed(ann)).count == (await listed(bob)).count == 1
        clock.set(NOON + timedelta(minutes=25))
        assert (await listed(ann)).count == (await listed(bob)).count == 0
        await application.worker.run_due()
        assert (await listed(ann)).count == (await listed(bob)).count == 0

    async def test_only_a_running_one_shows_its_holding(self, ann: Person) -> None:
        info = await ann.book(start_time="2021-09-01 09:00")
        [one] = (await listed(ann)).data
        assert (one.conference_state, one.conf_uuid, one.role) == (ConferenceState.SCHEDULE, None, None)
        await start(ann, info)
        [one] = (await listed(ann)).data
        assert one.conference_state is ConferenceState.CREATED
        assert one.conf_uuid is not None
        assert one.online_attendee_amount is None

    async def test_a_series_is_one_record_with_the_times_of_its_next_date(
        self, ann: Person, passes: Pass
    ) -> None:
        days = CycleParams(start_date="2021-08-31", end_date="2021-09-02", cycle=Cycle.DAY, interval=1)
        body = ScheduleBody(media_types="Voice", start_time="2021-08-31 09:00", cycle_params=days)
        [info] = await ann.send(CreateRecurringMeeting(body=body))
        [one] = (await listed(ann)).data
        assert (one.conf_type, one.start_time, one.sub_confs) == (ConfType.CYCLE, info.start_time, None)
        await passes(timedelta(days=1))
        await ann.log_in()
        [one] = (await listed(ann)).data
        assert (one.start_time, one.end_time) == ("2021-09-01 09:00", "2021-09-01 09:30")
        await passes(timedelta(days=2))
        await ann.log_in()
        assert (await listed(ann)).count == 0


class TestOrderAndPages:
    async def test_by_start_either_way(self, ann: Person, bob: Person) -> None:
        await book_at(ann, 5, 1, 3)
        await book_at(bob, 2, 4, attendees=[Attendee(account_id=ann.account)])
        order = [f"in {hour}" for hour in range(1, 6)]
        assert subjects(await listed(ann)) == order
        assert subjects(await listed(ann, sort_type=StartOrder.ASCENDING)) == order
        assert subjects(await listed(ann, sort_type=StartOrder.DESCENDING)) == order[::-1]

    async def test_every_page_says_how_many_there_are(self, ann: Person, bob: Person) -> None:
        await book_at(ann, 1, 3, 5, 7)
        await book_at(bob, 2, 4, 6, attendees=[Attendee(account_id=ann.account)])
        found = []
        for offset in range(9):
            page = await listed(ann, offset=offset, limit=2)
            assert (page.offset, page.limit, page.count) == (offset, 2, 7)
            found.append(subjects(page))
        every = [f"in {hour}" for hour in range(1, 8)]
        assert found == [every[offset : offset + 2] for offset in range(9)]

    async def test_offset_and_limit_say_what_was_used(self, ann: Person) -> None:
        page = await listed(ann, offset=-3, limit=9999)
        assert (page.offset, page.limit, page.count, page.data) == (0, 500, 0, [])

    async def test_equal_starts_are_paged_without_gaps(self, ann: Person, bob: Person) -> None:
        await asyncio.gather(
            *(ann.book(start_time="2021-09-01 09:00") for _ in range(7)),
            *(
                bob.book(start_time="2021-09-01 09:00", attendees=[Attendee(account_id=ann.account)])
                for _ in range(6)
            ),
        )
        for order in StartOrder:
            pages = [await listed(ann, offset=offset, limit=3, sort_type=order) for offset in range(0, 13, 3)]
            assert len({one.conference_id for page in pages for one in page.data}) == 13


class TestSearch:
    @pytest.fixture(autouse=True)
    async def _meetings(self, ann: Person, bob: Person) -> None:
        await ann.book(subject="Budget 100%", start_time="2021-09-01 09:00")
        await ann.book(subject="Straße, ÉTÉ", start_time="2021-09-02 09:00")
        await bob.book(
            subject="王伟's_plan", start_time="2021-09-03 09:00", attendees=[Attendee(account_id=ann.account)]
        )

    @pytest.mark.parametrize(
        ("key", "found"),
        [
            ("budget", ["Budget 100%"]),
            ("%", ["Budget 100%"]),
            ("_", ["王伟's_plan"]),
            ("STRASSE", ["Straße, ÉTÉ"]),
            ("été", ["Straße, ÉTÉ"]),
            ("伟", ["王伟's_plan"]),
            ("ANN", ["Budget 100%", "Straße, ÉTÉ"]),
            ("bob lee", ["王伟's_plan"]),
            ("100% Ann", []),
            ("été\nann", []),
            ("", ["Budget 100%", "Straße, ÉTÉ", "王伟's_plan"]),
        ],
    )
    async def test_subject_and_scheduler(self, ann: Person, key: str, found: list[str]) -> None:
        page = await listed(ann, search_key=key)
        assert (subjects(page), page.count) == (found, len(found))

    async def test_the_meeting_id(self, ann: Person) -> None:
        [first, *_] = (await listed(ann)).data
        assert subjects(await listed(ann, search_key=first.conference_id[2:])) == [first.subject]

    async def test_it_is_counted_on_every_page(self, ann: Person) -> None:
        page = await listed(ann, search_key="ann", limit=1, offset=1)
        assert (subjects(page), page.count) == (["Straße, ÉTÉ"], 2)

    async def test_too_long_a_key_is_refused(self, ann: Person) -> None:
        with refused(errors.PARAMETER_VERIFIED_FAIL):
            await listed(ann, search_key="x" * 129)


class TestWindow:
    @pytest.mark.parametrize(
        ("mode", "hours"),
        [
            (QueryConfMode.DAY, [0, 24]),
            (QueryConfMode.WEEK, [0, 24, 25, 7 * 24]),
            (QueryConfMode.MONTH, [0, 24, 25, 7 * 24, 7 * 24 + 1, 31 * 24]),
            (QueryConfMode.ALL, [0, 24, 25, 7 * 24, 7 * 24 + 1, 31 * 24, 31 * 24 + 1]),
        ],
    )
    @pytest.mark.parametrize("order", StartOrder)
    async def test_meetings_that_start_within_it(
        self,
        ann: Person,
        bob: Person,
        chief: Person,
        mode: QueryConfMode,
        hours: list[int],
        order: StartOrder,
    ) -> None:
        """August 30 and a month is September 30: 31 days."""
        await book_at(ann, 0, 25, 7 * 24 + 1, 31 * 24 + 1, attendees=[Attendee(account_id=chief.account)])
        await book_at(bob, 24, 7 * 24, 31 * 24, attendees=[Attendee(account_id=ann.account)])
        expected = [f"in {hour}" for hour in hours]
        if order is StartOrder.DESCENDING:
            expected.reverse()
        for who, options in ((ann, {}), (chief, {"query_all": True})):
            for limit in (20, 2):
                page = await listed(who, query_conf_mode=mode, sort_type=order, limit=limit, **options)
                assert (subjects(page), page.count) == (expected[:limit], len(hours))

    async def test_running_meetings_are_always_in_it(
        self, ann: Person, bob: Person, chief: Person, clock: VirtualClock
    ) -> None:
        await ann.book(subject="now", length=1440, attendees=[Attendee(account_id=bob.account)])
        early = await ann.book(
            subject="early", start_time="2021-10-30 12:00", attendees=[Attendee(account_id=bob.account)]
        )
        await start(ann, early)
        clock.set(NOON + timedelta(minutes=20))
        for who, options in ((ann, {}), (bob, {}), (chief, {"query_all": True})):
            page = await listed(who, query_conf_mode=QueryConfMode.DAY, **options)
            assert (subjects(page), page.count) == (["now", "early"], 2)
            page = await listed(who, query_conf_mode=QueryConfMode.DAY, limit=1, **options)
            assert page.count == 2

    async def test_a_minute_that_has_begun_counts(self, ann: Person, clock: VirtualClock) -> None:
        await ann.book(subject="this minute", start_time="2021-08-30 12:00")
        clock.set(NOON + timedelta(seconds=59))
        assert (await listed(ann, query_conf_mode=QueryConfMode.DAY)).count == 1


LISTS = [
    {},
    {"sort_type": StartOrder.DESCENDING},
    {"query_conf_mode": QueryConfMode.WEEK},
    {"search_key": "in"},
    {"limit": 500},
    {"offset": 7, "limit": 3},
]


class TestCost:
    """Of twenty out of many."""

    async def fill(self, people: list[Person], count: int) -> None:
        start = people[0].now + timedelta(hours=1)
        await asyncio.gather(
            *(
                people[number % len(people)].book(
                    subject=f"in {number}",
                    start_time=f"{start + timedelta(hours=number):%Y-%m-%d %H:%M}",
                    attendees=[Attendee(account_id=people[(number + 1) % len(people)].account)],
                )
                for number in range(count)
            )
        )

    @pytest.mark.parametrize("options", LISTS, ids=str)
    @pytest.mark.parametrize("query_all", [False, True])
    async def test_one_or_two_statements_each_through_an_index(
        self,
        chief: Person,
        ann: Person,
        application: Application,
        database_url: str,
        options: dict[str, Any],
        query_all: bool,
    ) -> None:
        await self.fill([chief, ann], 24)
        with noted(application.database) as sent:
            page = await listed(chief, query_all=query_all, **options)
        assert page.data
        assert 1 <= len(sent) <= 2
        for each in sent:
            steps = await plan(database_url, each)
            assert any("INDEX" in step.upper() for step in steps)
            assert scans(steps) == []

    async def test_a_page_that_is_not_full_counts_itself(
        self, chief: Person, application: Application
    ) -> None:
        await self.fill([chief], 5)
        for options, statements in (({}, 1), ({"offset": 3}, 1), ({"limit": 5}, 2), ({"offset": 9}, 2)):
            with noted(application.database) as sent:
                assert (await listed(chief, **options)).count == 5
            assert len(sent) == statements

    async def test_it_does_not_grow_with_the_meetings_of_the_enterprise(
        self,
        ann: Person,
        bob: Person,
        chief: Person,
        make_person: MakePerson,
        application: Application,
        database_url: str,
    ) -> None:
        """Somebody's list not at all; of an administrator's the page does not, only its count."""
        others = [await make_person(f"P{number}") for number in range(4)]
        costs = []
        await self.fill([ann, bob], 50)
        for _ in range(2):
            await self.fill(others, 100)
            with noted(application.database) as sent:
                await listed(ann)
                await listed(chief, query_all=True)
            costs.append([await work(database_url, each) for each in sent])
        [first, second] = costs
        [page, count, everybodys_page, _] = range(4)
        for part in (page, count, everybodys_page):
            assert second[part] <= first[part] * 1.5

    async def test_it_does_not_grow_with_the_past(
        self, ann: Person, bob: Person, passes: Pass, application: Application, database_url: str
    ) -> None:
        """Neither of who booked nor of who was invited."""
        costs = []
        for _ in range(2):
            await self.fill([ann, bob], 40)
            with noted(application.database) as sent:
                assert (await listed(ann)).count == 40
            costs.append(sum([await work(database_url, each) for each in sent]))
            await passes(timedelta(days=3))
            for who in (ann, bob):
                await who.log_in()
        assert costs[1] <= costs[0] * 1.5


async def test_a_bad_order_or_window_is_refused(ann: Person) -> None:
    for options in ({"sort_type": "UP"}, {"query_conf_mode": "AYEAR"}, {"limit": 0}):
        with refused(errors.PARAMETER_VERIFIED_FAIL):
            await ann.send(SearchMeetings(**options))


def test_the_days_of_this_file() -> None:
    assert NOON.date() + timedelta(days=31) == date(2021, 9, 30)
