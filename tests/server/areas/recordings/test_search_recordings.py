from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from convener.domain.recordings import FileKind
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.server.storage.database import Writing
from convener.server.storage.tables.recordings import recordings
from convener.wire import errors
from convener.wire.history import HistoryOrder
from convener.wire.lists import StartOrder
from convener.wire.meetings import Attendee, RecordAuthType
from convener.wire.recordings import SearchRecordings
from convener.wire.statistics import ShowOrgRes
from server.areas.meetings.conftest import millis, past, subjects
from server.areas.recordings.conftest import FILM, HALF_AN_HOUR, Hold, Pass, Record, films
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.plans import noted, plan, scans, work
from support.recorded import content, segment
from support.refusals import refused
from support.tables import contents


class TestTheResult:
    async def test_it_is_told_as_documented(
        self, ann: Person, hold: Hold, record: Record, clock: VirtualClock
    ) -> None:
        info = await hold(ann, subject="Weekly sync", record_auth_type=1)
        kinds = (FileKind.COMPOSITE, FileKind.PRESENTATION)
        for kind in kinds:
            await record(ann, info.conf_uuid, b"x" * (3 << 20), file=segment(NOON, kind=kind))
        later = NOON + timedelta(minutes=15)
        await record(ann, info.conf_uuid, file=segment(later, take=2, kind=FileKind.COMPOSITE))
        page = await films(ann)
        assert (page.offset, page.limit, page.count) == (0, 20, 1)
        [one] = page.data
        assert (one.conf_uuid, one.conf_id) == (info.conf_uuid, info.conference_id)
        assert (one.subject, one.scheduser_name, one.start_time) == (
            "Weekly sync",
            "Ann Roe",
            "2021-08-30 12:00",
        )
        assert (one.rcd_time, one.rcd_size) == (20 * 60, 6)
        assert (one.is_decode_finish, one.available) == (True, True)
        assert one.decode_end_time == millis(NOON + timedelta(minutes=25))
        assert one.record_auth_type is RecordAuthType(1)
        names = [url.partition("?")[0].rpartition("/")[2] for url in one.url]
        assert names == ["Hd_1_1.mp4", "Sd_2_1.mp4"]
        assert all(len(url) <= 1000 for url in one.url)

    async def test_while_more_is_to_come_it_takes_as_long_again(
        self, ann: Person, hold: Hold, record: Record
    ) -> None:
        info = await hold(ann, is_recorded=False)
        await record(ann, info.conf_uuid, finished=False)
        [one] = (await films(ann)).data
        assert (one.is_decode_finish, one.available) == (False, True)
        assert one.decode_end_time == millis(NOON + timedelta(minutes=20))

    async def test_there_is_none_before_its_first_file(
        self, ann: Person, hold: Hold, application: Application
    ) -> None:
        info = await hold(ann, is_recorded=False)
        found = await application.database.read(
            lambda unit: application.history.find(unit, ann.corp_id, info.conf_uuid)
        )
        await application.database.write(
            lambda unit: application.recordings.begin(unit, found.meeting, at=NOON, now=ann.now)
        )
        assert (await films(ann)).count == 0
        assert not (await past(ann)).data[0].is_has_record_file


class TestWhoSeesWhat:
    async def test_users_see_those_of_the_meetings_they_booked(
        self, ann: Person, bob: Person, chief: Person, hold: Hold
    ) -> None:
        await hold(ann, subject="Ann's", attendees=[Attendee(account_id=bob.account)])
        await hold(bob, subject="Bob's")
        await hold(chief, subject="Chief's")
        everybody = ["Chief's", "Bob's", "Ann's"]
        for who, options, found in (
            (ann, {}, ["Ann's"]),
            (ann, {"query_all": True, "user_uuid": bob.user_id}, ["Ann's"]),
            (bob, {}, ["Bob's"]),
            (chief, {}, ["Chief's"]),
            (chief, {"query_all": True}, everybody),
            (chief, {"user_uuid": bob.user_id}, ["Bob's"]),
            (chief, {"user_uuid": "nobody"}, []),
        ):
            page = await films(who, **options)
            assert ([one.subject for one in page.data], page.count) == (found, len(found))

    async def test_other_enterprises_see_nothing(
        self, ann: Person, hold: Hold, make_person: MakePerson, make_corp: MakeCorp
    ) -> None:
        spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
        await hold(ann)
        for options in ({}, {"query_all": True}, {"user_uuid": ann.user_id}):
            assert (await films(spy, **options)).count == 0


class TestTheList:
    @pytest.fixture
    async def three(self, ann: Person, hold: Hold) -> None:
        for subject in ("Budget", "Straße", "Last"):
            await hold(ann, subject=subject)

    @pytest.mark.usefixtures("three")
    @pytest.mark.parametrize(
        ("options", "found"),
        [
            ({}, ["Last", "Straße", "Budget"]),
            ({"sort_type": StartOrder.ASCENDING}, ["Budget", "Straße", "Last"]),
        ],
    )
    async def test_order_and_pages(self, ann: Person, options: dict[str, Any], found: list[str]) -> None:
        assert [one.subject for one in (await films(ann, **options)).data] == found
        pages = [await films(ann, offset=n, limit=1, **options) for n in range(4)]
        assert [one.subject for page in pages for one in page.data] == found
        assert {page.count for page in pages} == {3}

    @pytest.mark.usefixtures("three")
    @pytest.mark.parametrize(
        ("key", "found"), [("STRASSE", ["Straße"]), ("roe", ["Last", "Straße", "Budget"]), ("x", [])]
    )
    async def test_search(self, ann: Person, key: str, found: list[str]) -> None:
        page = await films(ann, search_key=key)
        assert ([one.subject for one in page.data], page.count) == (found, len(found))

    @pytest.mark.usefixtures("three")
    async def test_the_period_holds_its_ends_whichever_comes_first(self, ann: Person) -> None:
        first, last = millis(NOON + HALF_AN_HOUR), millis(NOON + 2 * HALF_AN_HOUR)
        for begin, end in ((first, last), (last, first)):
            page = await films(ann, start_date=begin, end_date=end)
            assert [one.subject for one in page.data] == ["Last", "Straße"]
        assert (await films(ann, start_date=first + 1, end_date=last - 1)).count == 0

    async def test_both_ends_must_be_given(self, ann: Person) -> None:
        for options in ({"start_date": None}, {"end_date": "x"}, {"sort_type": "ASC_RecordTYPE"}):
            with refused(errors.PARAMETER_VERIFIED_FAIL):
                await ann.send(SearchRecordings(**({"start_date": 0, "end_date": 1} | options)))


class TestHistory:
    async def test_it_says_what_was_recorded_and_sorts_by_it(
        self, ann: Person, bob: Person, hold: Hold
    ) -> None:
        for subject, is_recorded in (("A", False), ("B", True), ("C", False), ("D", True)):
            await hold(ann, subject=subject, is_recorded=is_recorded)
        await hold(bob, subject="Bob's")
        page = await past(ann, sort_type=HistoryOrder.RECORDED_FIRST)
        assert subjects(page) == ["D", "B", "C", "A"]
        assert [one.is_has_record_file for one in page.data] == [True, True, False, False]
        assert subjects(await past(ann, sort_type=HistoryOrder.RECORDED_LAST)) == ["A", "C", "B", "D"]

    async def test_what_is_recorded_while_a_meeting_runs_is_known_when_it_ends(
        self, ann: Person, application: Application, passes: Pass
    ) -> None:
        """As a media engine does it: begun and added to during the meeting, finished afterwards."""
        info = await ann.book(length=30)
        row = next(row for row in (await contents(application.database, "meetings"))["meetings"])

        async def begin(unit: Writing) -> None:
            meeting = (await application.meetings.hold(unit, *row[:2])).meeting
            await application.recordings.begin(unit, meeting, at=ann.now, now=ann.now)

        key = (ann.corp_id, str(info.conf_uuid))
        for _ in range(2):
            await application.database.write(begin)
        await application.intake.add(key, segment(NOON), content(FILM))
        assert (await films(ann)).data[0].is_decode_finish is False
        await passes(HALF_AN_HOUR)
        assert (await past(ann)).data[0].is_has_record_file is True
        await application.database.write(lambda unit: application.recordings.finish(unit, *key))
        assert (await films(ann)).data[0].is_decode_finish is True

    async def test_enterprises_are_told_what_they_keep(
        self, ann: Person, chief: Person, hold: Hold, record: Record
    ) -> None:
        info = await hold(ann, is_recorded=False)
        await record(ann, info.conf_uuid, *[b"x" * (1 << 20)] * 3)
        assert (await chief.send(ShowOrgRes())).used_rec_storage == 3 / 1024


class TestRetention:
    async def test_a_recording_is_kept_as_long_as_the_history(
        self, ann: Person, hold: Hold, application: Application, clock: VirtualClock
    ) -> None:
        await hold(ann)
        clock.set(NOON + timedelta(days=183) - timedelta(microseconds=1))
        await application.worker.run_due()
        await ann.log_in()
        assert (await films(ann)).count == (await past(ann)).count == 1
        clock.set(NOON + timedelta(days=183, microseconds=1))
        assert (await films(ann)).count == (await past(ann)).count == 0
        await application.worker.run_due()
        tables = await contents(application.database, "recordings", "recording_files")
        assert (tables["recordings"], [row[3] for row in tables["recording_files"]]) == ([], [2])
        await application.removal.run_due()
        assert (await contents(application.database, "recording_files"))["recording_files"] == []


class TestCost:
    @pytest.mark.parametrize("query_all", [False, True])
    @pytest.mark.parametrize("options", [{}, {"search_key": "a"}], ids=str)
    async def test_two_statements_through_indexes(
        self,
        chief: Person,
        hold: Hold,
        application: Application,
        database_url: str,
        options: dict[str, Any],
        query_all: bool,
    ) -> None:
        for _ in range(3):
            await hold(chief, subject="Aha")
        with noted(application.database) as sent:
            page = await films(chief, query_all=query_all, limit=2, **options)
        assert (len(page.data), page.count, len(sent)) == (2, 3, 2)
        for each in sent:
            steps = await plan(database_url, each)
            assert scans(steps) == []
            assert any("ix_recordings" in step for step in steps), steps
        with noted(application.database) as sent:
            assert (await films(chief, query_all=query_all, **options)).count == 3
        assert len(sent) == 1

    async def test_it_does_not_grow_with_the_enterprise(
        self,
        ann: Person,
        bob: Person,
        chief: Person,
        hold: Hold,
        application: Application,
        database_url: str,
    ) -> None:
        await asyncio.gather(*(ann.book(length=30) for _ in range(3)))
        await hold(ann)
        await hold(bob)
        costs = []
        for _ in range(2):
            await multiplied(application, bob, 3000)
            with noted(application.database) as sent:
                await films(ann)
                await films(chief, query_all=True)
            costs.append([await work(database_url, each) for each in sent])
        [first, second] = costs
        for part in (0, 1):  # Ann's page, and the administrator's without its count
            assert second[part] <= first[part] * 1.5


async def multiplied(application: Application, who: Person, times: int) -> None:
    """Have many more recordings like the first of this person's."""
    rows = (await contents(application.database, "recordings"))["recordings"]
    like = dict(zip(recordings.c.keys(), next(row for row in rows if row[3] == who.user_id), strict=True))
    more = [like | {"conf_uuid": uuid4().hex, "began_at": like["began_at"] + n} for n in range(times)]

    async def add(unit: Writing) -> None:
        unit.put_all(recordings, more)

    await application.database.write(add)
