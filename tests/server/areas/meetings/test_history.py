"""SearchHisMeetings and ShowHisMeetingDetail."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, update

from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.server.storage.database import Writing
from convener.server.storage.statement import Statement
from convener.server.storage.tables.history import history, history_people
from convener.wire import errors
from convener.wire.changes import CancelMeeting, UpdateMeeting
from convener.wire.control import Invitee
from convener.wire.history import HistoryOrder, SearchHisMeetings, ShowHisMeetingDetail
from convener.wire.meetings import (
    Attendee,
    AttendeeRole,
    ConferenceInfo,
    ConferenceRole,
    ConferenceState,
    ConfType,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    ListedKind,
    Listing,
    MeetingDetail,
    ScheduleBody,
)
from server.areas.meetings.conftest import Pass, invite, listed, millis, online, past, start, subjects
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.plans import noted, plan, scans, work
from support.refusals import refused
from support.tables import contents

BOTH = [ConferenceRole.CHAIR, ConferenceRole.GENERAL]
HALF_AN_HOUR = timedelta(minutes=30)


async def held(who: Person, passes: Pass, **fields: Any) -> ConferenceInfo:
    """A meeting that began now and is over after half an hour."""
    info = await who.book(length=30, **fields)
    await passes(HALF_AN_HOUR)
    return info


async def shown(who: Person, conf_uuid: str, **options: Any) -> MeetingDetail:
    return await who.send(ShowHisMeetingDetail(conf_uuid=conf_uuid, **options))


class TestTheRecord:
    async def test_it_has_the_actual_times(self, ann: Person, passes: Pass) -> None:
        info = await ann.book(subject="Early", start_time="2021-08-30 14:00", length=60)
        await passes(HALF_AN_HOUR)
        await start(ann, info)
        uuid = (await online(ann)).data[0].conf_uuid
        await passes(timedelta(hours=1))
        page = await past(ann)
        assert (page.offset, page.limit, page.count) == (0, 20, 1)
        [one] = page.data
        assert (one.conference_id, one.subject, one.conf_uuid) == (info.conference_id, "Early", uuid)
        assert (one.start_time, one.end_time) == ("2021-08-30 12:30", "2021-08-30 13:30")
        assert (one.conference_state, one.is_has_record_file) == (ConferenceState.DESTROYED, False)
        assert (one.conf_type, one.role) == (ConfType.FUTURE, None)
        assert one.password_entry == info.password_entry
        assert one.chair_join_uri == info.chair_join_uri

    async def test_there_is_none_while_the_meeting_runs_or_if_it_never_did(
        self, ann: Person, passes: Pass
    ) -> None:
        info = await ann.book(length=1440)
        await ann.book(start_time="2021-08-30 13:00")
        await passes(timedelta(hours=3))
        assert (await past(ann)).count == 0
        with refused(errors.CONF_DATA_NOT_FOUND):
            await shown(ann, str(info.conf_uuid))

    async def test_a_meeting_held_twice_has_two(self, ann: Person, passes: Pass) -> None:
        info = await ann.book(start_time="2021-08-30 14:00", length=60)
        await start(ann, info)
        await passes(timedelta(hours=1))
        await start(ann, info)
        await passes(timedelta(hours=1))
        first, second = (await past(ann, sort_type=HistoryOrder.STARTED_ASCENDING)).data
        assert first.conference_id == second.conference_id
        assert first.conf_uuid != second.conf_uuid
        assert (first.end_time, second.start_time) == ("2021-08-30 13:00", "2021-08-30 13:00")

    async def test_a_series_has_one_for_each_date_that_was_held(self, ann: Person, passes: Pass) -> None:
        days = CycleParams(start_date="2021-08-31", end_date="2021-09-03", cycle=Cycle.DAY)
        body = ScheduleBody(
            media_types="Voice",
            start_time="2021-08-31 09:00",
            cycle_params=days,
            attendees=[Attendee(phone="1", is_auto_invite=1)],
        )
        [info] = await ann.send(CreateRecurringMeeting(body=body))
        await passes(timedelta(days=2))
        await ann.log_in()
        records = (await past(ann, sort_type=HistoryOrder.STARTED_ASCENDING)).data
        assert [one.start_time for one in records] == ["2021-08-31 09:00", "2021-09-01 09:00"]
        assert {one.conf_type for one in records} == {ConfType.CYCLE}
        dates = [each.cycle_sub_conf_id for each in info.sub_confs or ()]
        assert [one.cycle_sub_conf_id for one in records] == dates[:2]
        assert all(one.sub_confs is None and one.cycle_params for one in records)
        assert (await listed(ann)).count == 1

    async def test_it_stays_as_it_was(self, ann: Person, bob: Person, passes: Pass) -> None:
        """What comes later, such as another invitation, does not change it."""
        info = await ann.book(start_time="2021-08-30 14:00", length=60)
        await start(ann, info)
        await passes(timedelta(hours=1))
        await start(ann, info)
        await invite(ann, info, Invitee(phone=bob.number))
        await passes(timedelta(hours=1))
        assert [one.start_time for one in (await past(bob)).data] == ["2021-08-30 13:00"]

    async def test_it_survives_a_second_look_at_the_timer(
        self, ann: Person, passes: Pass, application: Application
    ) -> None:
        await held(ann, passes)
        await application.worker.run_due()
        assert (await past(ann)).count == 1


class TestWhoSeesWhat:
    @pytest.mark.parametrize(
        ("role", "seen"), [(AttendeeRole.HOST, BOTH), (AttendeeRole.ORDINARY, [ConferenceRole.GENERAL])]
    )
    async def test_invitees_see_what_their_role_allows(
        self, ann: Person, bob: Person, passes: Pass, role: AttendeeRole, seen: list[ConferenceRole]
    ) -> None:
        info = await held(ann, passes, attendees=[Attendee(account_id=bob.account, role=role)])
        [one] = (await past(bob)).data
        detail = await shown(bob, str(info.conf_uuid))
        for found in (one, detail.conference_data):
            assert [entry.conference_role for entry in found.password_entry] == seen
            assert (found.chair_join_uri is None) is (role is AttendeeRole.ORDINARY)
        assert detail.conference_data.role == seen[0]

    async def test_others_see_nothing(
        self, ann: Person, bob: Person, passes: Pass, make_person: MakePerson, make_corp: MakeCorp
    ) -> None:
        spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
        info = await held(ann, passes, attendees=[Attendee(phone=spy.number)])
        for who in (bob, spy):
            assert (await past(who, query_all=True, user_uuid=ann.user_id)).count == 0
        with refused(errors.CONF_ROLE_AUTHENTICATION_FAILED):
            await shown(bob, str(info.conf_uuid))
        for who, uuid in ((spy, str(info.conf_uuid)), (ann, "0" * 32)):
            with refused(errors.CONF_DATA_NOT_FOUND):
                await shown(who, uuid)

    async def test_administrators_see_all_if_they_ask(self, ann: Person, chief: Person, passes: Pass) -> None:
        info = await held(ann, passes)
        assert (await past(chief)).count == 0
        [one] = (await past(chief, query_all=True)).data
        assert [entry.conference_role for entry in one.password_entry] == BOTH
        assert (await shown(chief, str(info.conf_uuid))).conference_data.role is ConferenceRole.CHAIR

    async def test_the_people_are_those_invited_when_booking(
        self, ann: Person, bob: Person, passes: Pass
    ) -> None:
        people = [Attendee(phone=f"+86{number}", name=f"P{number}") for number in range(3)]
        info = await ann.book(attendees=[*people, Attendee(phone="+990", name="Room", type="terminal")])
        await invite(ann, info, Invitee(phone=bob.number))
        await passes(HALF_AN_HOUR)
        found = await shown(ann, str(info.conf_uuid), limit=2)
        assert ([one.name for one in found.data.data], found.data.count) == (["P0", "P1"], 4)
        assert (found.conference_data.size, found.conference_data.terminal_count) == (4, 1)
        found = await shown(
            ann, str(info.conf_uuid), x_type=Listing.ONE_KIND, x_query_type=ListedKind.TERMINALS
        )
        assert [one.name for one in found.data.data] == ["Room"]
        assert (await shown(ann, str(info.conf_uuid), search_key="p2")).data.count == 1
        assert (await shown(bob, str(info.conf_uuid))).conference_data.role is ConferenceRole.GENERAL


class TestTheList:
    @pytest.fixture
    async def uuids(self, ann: Person, bob: Person, passes: Pass) -> list[str]:
        """Four, half an hour after each other; Ann is invited to the third."""
        found = []
        for who, subject in ((ann, "Budget"), (ann, "Straße"), (bob, "Plan"), (ann, "Last")):
            invited = [Attendee(account_id=ann.account)] if who is bob else []
            found.append((await held(who, passes, subject=subject, attendees=invited)).conf_uuid)
        return [str(uuid) for uuid in found]

    @pytest.mark.parametrize(
        ("order", "found"),
        [
            (HistoryOrder.STARTED_ASCENDING, ["Budget", "Straße", "Plan", "Last"]),
            (HistoryOrder.STARTED_DESCENDING, ["Last", "Plan", "Straße", "Budget"]),
            (HistoryOrder.RECORDED_LAST, ["Budget", "Plan", "Straße", "Last"]),
            (HistoryOrder.RECORDED_FIRST, ["Last", "Straße", "Plan", "Budget"]),
        ],
    )
    async def test_order(
        self,
        ann: Person,
        chief: Person,
        uuids: list[str],
        application: Application,
        order: HistoryOrder,
        found: list[str],
    ) -> None:
        for uuid in (uuids[1], uuids[3]):
            await recorded(application, uuid)
        for who, options in ((ann, {}), (chief, {"query_all": True})):
            page = await past(who, sort_type=order, **options)
            assert subjects(page) == found
            pages = [await past(who, sort_type=order, offset=n, limit=1, **options) for n in range(5)]
            assert [subject for page in pages for subject in subjects(page)] == found
            assert {page.count for page in pages} == {4}
        assert [one.is_has_record_file for one in page.data].count(True) == 2

    async def test_the_latest_comes_first(self, ann: Person, uuids: list[str]) -> None:
        assert [one.conf_uuid for one in (await past(ann)).data] == uuids[::-1]

    @pytest.mark.parametrize(
        ("key", "found"),
        [("STRASSE", ["Straße"]), ("bob", ["Plan"]), ("roe", ["Last", "Straße", "Budget"]), ("x", [])],
    )
    async def test_search(
        self, ann: Person, chief: Person, uuids: list[str], key: str, found: list[str]
    ) -> None:
        for who, options in ((ann, {}), (chief, {"query_all": True})):
            page = await past(who, search_key=key, **options)
            assert (subjects(page), page.count) == (found, len(found))
            assert (await past(who, search_key=key, offset=5, **options)).count == len(found)

    async def test_the_period_holds_its_ends_whichever_comes_first(
        self, ann: Person, uuids: list[str]
    ) -> None:
        first, last = millis(NOON + HALF_AN_HOUR), millis(NOON + 2 * HALF_AN_HOUR)
        for begin, end in ((first, last), (last, first)):
            page = await past(ann, start_date=begin, end_date=end)
            assert subjects(page) == ["Plan", "Straße"]
        assert (await past(ann, start_date=first + 1, end_date=last - 1)).count == 0

    async def test_both_ends_must_be_given(self, ann: Person) -> None:
        for options in ({"start_date": None}, {"end_date": "x"}, {"sort_type": "UP"}):
            with refused(errors.PARAMETER_VERIFIED_FAIL):
                await ann.send(SearchHisMeetings(**({"start_date": 0, "end_date": 1} | options)))

    async def test_what_is_older_than_kept_is_hidden(
        self, ann: Person, uuids: list[str], clock: VirtualClock
    ) -> None:
        clock.set(NOON + timedelta(days=183) + HALF_AN_HOUR)
        await ann.log_in()
        assert subjects(await past(ann)) == ["Last", "Plan", "Straße"]
        clock.set(clock.now() + timedelta(microseconds=1))
        assert (await past(ann)).count == 2
        with refused(errors.CONF_DATA_NOT_FOUND):
            await shown(ann, uuids[1])


async def recorded(application: Application, conf_uuid: str) -> None:
    """As the recordings will say it."""
    statement = Statement(update(history).where(history.c.conf_uuid == bindparam("uuid")).values(recorded=1))
    await application.database.write(lambda unit: unit.run(statement, uuid=conf_uuid))


class TestCost:
    @pytest.mark.parametrize("query_all", [False, True])
    @pytest.mark.parametrize(
        "options", [{}, {"search_key": "a"}, {"sort_type": HistoryOrder.RECORDED_FIRST}], ids=str
    )
    async def test_two_statements_through_indexes(
        self,
        chief: Person,
        passes: Pass,
        application: Application,
        database_url: str,
        options: dict[str, Any],
        query_all: bool,
    ) -> None:
        for _ in range(3):
            await held(chief, passes, subject="Aha")
        with noted(application.database) as sent:
            page = await past(chief, query_all=query_all, limit=2, **options)
        assert (len(page.data), page.count, len(sent)) == (2, 3, 2)
        for each in sent:
            assert scans(await plan(database_url, each)) == []
        with noted(application.database) as sent:
            assert (await past(chief, query_all=query_all, **options)).count == 3
        assert len(sent) == 1

    async def test_it_does_not_grow_with_the_enterprise(
        self,
        ann: Person,
        bob: Person,
        chief: Person,
        passes: Pass,
        application: Application,
        database_url: str,
    ) -> None:
        """Somebody's list not at all; of an administrator's the page does not, only its count."""
        await asyncio.gather(*(ann.book(length=30) for _ in range(30)))
        await held(bob, passes)
        costs = []
        for _ in range(2):
            await multiplied(application, bob, 1000)
            with noted(application.database) as sent:
                await past(ann)
                await past(chief, query_all=True)
            costs.append([await work(database_url, each) for each in sent])
        [first, second] = costs
        [page, count, everybodys_page, _] = range(4)
        for part in (page, count, everybodys_page):
            assert second[part] <= first[part] * 1.5


async def multiplied(application: Application, who: Person, times: int) -> None:
    """Have many more holdings like one of this person's."""
    [row] = [
        each
        for each in (await contents(application.database, "history"))["history"]
        if each[4] == who.user_id
    ][:1]
    like = dict(zip(history.c.keys(), row, strict=True))
    rows = [
        like | {"conf_uuid": uuid4().hex, "opened_at": like["opened_at"] + number} for number in range(times)
    ]
    keys = history_people.c.keys()

    async def add(unit: Writing) -> None:
        unit.put_all(history, rows)
        unit.put_all(history_people, [{key: each[key] for key in keys} for each in rows])

    await application.database.write(add)


class TestChanges:
    async def test_a_meeting_cancelled_while_it_runs_leaves_a_record(
        self, ann: Person, bob: Person, clock: VirtualClock
    ) -> None:
        info = await ann.book(attendees=[Attendee(account_id=bob.account)])
        clock.set(NOON + timedelta(minutes=5))
        await ann.send(CancelMeeting(conference_id=info.conference_id, type=1))
        for who in (ann, bob):
            [one] = (await past(who)).data
            assert (one.conf_uuid, one.start_time, one.end_time) == (
                info.conf_uuid,
                "2021-08-30 12:00",
                "2021-08-30 12:05",
            )
            assert (await listed(who)).count == (await online(who)).count == 0

    async def test_a_meeting_cancelled_before_it_was_held_leaves_none(self, ann: Person, bob: Person) -> None:
        info = await ann.book(start_time="2021-09-01 09:00", attendees=[Attendee(account_id=bob.account)])
        await ann.send(CancelMeeting(conference_id=info.conference_id))
        for who in (ann, bob):
            assert (await listed(who)).count == (await past(who)).count == 0

    async def test_lists_follow_changes(self, ann: Person, bob: Person) -> None:
        """The subject they are searched by, the order of starts, the people invited."""
        await ann.book(subject="Fixed", start_time="2021-09-01 09:00")
        info = await ann.book(
            subject="Old", start_time="2021-08-31 09:00", attendees=[Attendee(account_id=bob.account)]
        )
        body = ScheduleBody(
            media_types="Voice", subject="NEW", start_time="2021-09-02 09:00", length=30, attendees=[]
        )
        await ann.send(UpdateMeeting(conference_id=info.conference_id, body=body))
        assert subjects(await listed(ann)) == ["Fixed", "NEW"]
        assert (await listed(ann, search_key="old")).count == 0
        assert subjects(await listed(ann, search_key="new")) == ["NEW"]
        assert (await listed(bob)).count == 0
