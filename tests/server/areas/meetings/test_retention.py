"""What is kept long enough is forgotten: names first, then everything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from convener.domain.attendance import Participant
from convener.server.app import Application, compose
from convener.server.areas.history import retention, retention_repository
from convener.server.clock import VirtualClock
from convener.server.jobs import sweeper
from convener.server.settings import Settings
from convener.server.storage import timers
from convener.server.storage.database import Database
from convener.wire import errors
from convener.wire.audit import ChangeKind, ListMeetingChanges, ShowAttendance
from convener.wire.changes import CancelMeeting
from convener.wire.control import Invitee
from convener.wire.history import (
    SearchAttendanceRecordsOfHisMeeting,
    SearchCtlRecordsOfHisMeeting,
    ShowHisMeetingDetail,
)
from convener.wire.meetings import Attendee, ConfConfigInfo, ConferenceInfo, Cycle, CycleParams
from server.areas.meetings.conftest import Door, Pass, invite, past, start, subjects
from server.conftest import Person
from support.changing import repeat
from support.plans import Sent, plan, scans
from support.refusals import refused
from support.tables import contents

NAMES = timedelta(days=7)
NOBODY = ("Eve Low", "+8613800000001", "eve@acme", "Cid Poe", "cid@example.org", "R&D")
"""What must not be found anywhere once names are gone."""


@pytest.fixture
async def application(database_url: str, clock: VirtualClock, tmp_path: Path) -> AsyncIterator[Application]:
    """One that keeps names for a month, and sweeps as one that serves."""
    settings = Settings(data=tmp_path, database_url=database_url, attendance_days=NAMES.days)
    application = await compose(settings, clock=clock)
    await application.database.write(lambda unit: sweeper.begin(unit, clock.now()))
    yield application
    await application.close()


@pytest.fixture
async def held(ann: Person, bob: Person, door: Door, clock: VirtualClock, passes: Pass) -> ConferenceInfo:
    """Eve was there twice; Cid was invited by mail, Bob as a user, and Eve once more while it was held."""
    info = await ann.book(
        subject="Board",
        length=30,
        attendees=[Attendee(name="Cid Poe", email="cid@example.org"), Attendee(user_uuid=bob.user_id)],
        conf_config_info=ConfConfigInfo(prolong_length=0),
    )
    await invite(ann, info, Invitee(name="Eve Low", phone="+8613800000001"))
    for number in range(2):
        eve = Participant(
            participant_id=f"{number}" * 32,
            name="Eve Low",
            number="+8613800000001",
            account="eve@acme",
            dept_name="R&D",
        )
        await door.join(info, eve)
        clock.set(clock.now() + timedelta(minutes=5))
        await door.leave(info, eve.participant_id)
    await passes(timedelta(hours=1))
    return info


async def everything(application: Application) -> str:
    """The database as text; but for the timer, whose moment is not what is kept."""
    found = await contents(application.database)
    return repr({name: rows for name, rows in found.items() if name not in ("timers", "users", "logins")})


class TestNames:
    async def test_are_there_until_then(self, ann: Person, held: ConferenceInfo, passes: Pass) -> None:
        await passes(NAMES - timedelta(hours=2))
        await ann.log_in()
        [eve] = (await ann.send(ShowAttendance(conf_uuid=str(held.conf_uuid)))).data
        assert (eve.name, eve.number) == ("Eve Low", "+8613800000001")

    async def test_are_gone_afterwards(
        self, ann: Person, held: ConferenceInfo, passes: Pass, application: Application
    ) -> None:
        before = await everything(application)
        assert all(word in before for word in NOBODY)
        await passes(NAMES + timedelta(hours=2))
        after = await everything(application)
        assert [word for word in NOBODY if word in after] == []

    async def test_what_stays(self, ann: Person, chief: Person, held: ConferenceInfo, passes: Pass) -> None:
        await passes(NAMES + timedelta(hours=2))
        uuid = str(held.conf_uuid)
        for who in (ann, chief):
            await who.log_in()
            [somebody] = (await who.send(ShowAttendance(conf_uuid=uuid))).data
            assert (somebody.name, somebody.number, somebody.account) == ("Participant 1", None, None)
            assert (somebody.stays, somebody.seconds) == (2, 600)
            records = await who.send(SearchAttendanceRecordsOfHisMeeting(conf_uuid=uuid))
            assert [one.display_name for one in records.data] == ["Participant 1"] * 2
            assert (await who.send(SearchCtlRecordsOfHisMeeting(conf_uuid=uuid))).data == []
            changes = await who.send(ListMeetingChanges(conference_id=held.conference_id))
            kinds = [ChangeKind.BOOKED, ChangeKind.STARTED, ChangeKind.INVITED_CHANGED]
            assert [one.what for one in changes.data][:3] == kinds
            assert changes.data[2].differences == []
            assert changes.data[0].by_name == "Ann Roe"

    async def test_whoever_was_invited_loses_it(
        self, bob: Person, chief: Person, held: ConferenceInfo, passes: Pass
    ) -> None:
        assert subjects(await past(bob)) == ["Board"]
        await passes(NAMES + timedelta(hours=2))
        await bob.log_in()
        await chief.log_in()
        assert subjects(await past(bob)) == []
        with refused(errors.CONF_ROLE_AUTHENTICATION_FAILED):
            await bob.send(ShowHisMeetingDetail(conf_uuid=str(held.conf_uuid)))
        assert subjects(await past(chief, query_all=True)) == ["Board"]

    async def test_of_meetings_that_were_never_held(
        self, ann: Person, passes: Pass, application: Application
    ) -> None:
        people = [Attendee(name="Cid Poe", email="cid@example.org")]
        info = await ann.book(start_time="2021-08-31 09:00", attendees=people)
        other = await ann.book(start_time="2021-08-31 09:00", attendees=people)
        await ann.send(CancelMeeting(conference_id=info.conference_id))
        assert other
        await passes(NAMES + timedelta(days=1, hours=3))
        assert "Cid Poe" not in await everything(application)

    async def test_of_a_series_that_goes_on(
        self, ann: Person, door: Door, passes: Pass, application: Application
    ) -> None:
        """What is past loses them, who is invited to the rest does not."""
        rule = CycleParams(
            start_date="2021-08-30", end_date="2021-12-31", cycle=Cycle.WEEK, interval=1, point=[1]
        )
        people = [Attendee(name="Cid Poe", email="cid@example.org")]
        info = await repeat(ann, start_time="2021-08-30 12:00", cycle_params=rule, attendees=people)
        await start(ann, info)
        await door.join(info, Participant(participant_id="0" * 32, name="Eve Low"))
        await door.leave(info, "0" * 32)
        await passes(NAMES + timedelta(hours=3))
        found = await everything(application)
        assert "Cid Poe" in found
        assert "Eve Low" not in found
        await ann.log_in()
        assert (await ann.detail(info.conference_id)).data.count == 1


async def rerun(application: Application, corp_id: str) -> None:
    """Once more for the same moment, as after a worker that was killed."""
    now = application.clock.now()
    await application.database.write(_again(corp_id, now))
    await application.worker.run_due()


def _again(corp_id: str, now: Any) -> Any:
    async def body(unit: Any) -> None:
        timers.put(unit, corp_id, retention.TIMER, "", now)

    return body


async def test_a_second_time_there_is_nothing_to_do(
    ann: Person, held: ConferenceInfo, passes: Pass, application: Application
) -> None:
    for span in (NAMES + timedelta(hours=2), timedelta(days=183)):
        await passes(span)
        before = await everything(application)
        await rerun(application, ann.corp_id)
        assert await everything(application) == before


async def test_after_a_year_nothing_is_left_but_what_lives(
    ann: Person, passes: Pass, application: Application
) -> None:
    empty = await contents(application.database)
    people = [Attendee(name="Cid Poe", email="cid@example.org")]
    rule = CycleParams(
        start_date="2021-08-31", end_date="2022-08-29", cycle=Cycle.WEEK, interval=2, point=[2]
    )
    series = await repeat(ann, start_time="2021-08-31 09:00", cycle_params=rule, attendees=people)
    await ann.book(subject="Short", length=30, attendees=people)
    booked = await ann.book(start_time="2022-08-20 09:00")
    await passes(timedelta(days=300))
    assert {row[2] for row in (await contents(application.database, "meetings"))["meetings"]} == {
        series.conference_id,
        booked.conference_id,
    }
    await passes(timedelta(days=300))
    after = await contents(application.database)
    moving = ("timers", "tokens")
    assert {name: rows for name, rows in after.items() if name not in moving} == {
        name: rows for name, rows in empty.items() if name not in moving
    }


async def test_many_are_forgotten_in_batches(
    ann: Person, passes: Pass, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(retention, "NAMED_BATCH", 2)
    for number in range(5):
        await ann.book(subject=str(number), length=15, attendees=[Attendee(name="Cid Poe", phone="+861")])
    await passes(NAMES + timedelta(hours=2))
    assert "Cid Poe" not in await everything(application)
    await passes(timedelta(days=183))
    assert (await contents(application.database, "history", "meetings")) == {"history": [], "meetings": []}


async def test_an_id_may_be_given_out_again(ann: Person, passes: Pass, application: Application) -> None:
    info = await ann.book(length=15)
    await passes(timedelta(days=200))
    numbers = {row[0] for row in (await contents(application.database, "numbers"))["numbers"]}
    assert info.conference_id not in numbers


@pytest.mark.parametrize(
    "name",
    ["_OLDEST", "_OLD_RECORDS", "_NAMED_RECORDS", "_OLD_MEETINGS", "_NAMED_MEETINGS", "_FACTS", "_HIDE"],
)
async def test_everything_is_found_through_an_index(database: Database, database_url: str, name: str) -> None:
    args = {
        "corp_id": "1",
        "corp": "1",
        "before": 1,
        "most": 1,
        "stream": "",
        "last": 1,
        "kinds": [],
        "users": [],
        "opened": 1,
        "uuid": "",
    }
    steps = await plan(database_url, Sent(getattr(retention_repository, name), args))
    assert steps
    assert scans(steps) == []
