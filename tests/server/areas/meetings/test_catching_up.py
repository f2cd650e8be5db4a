"""A server that was down for a day: what fell due meanwhile happened at its own moment, in its order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from convener.domain.attendance import Participant
from convener.domain.facts import MeetingEnded, MeetingStarted
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.server.storage.metadata import metadata
from convener.wire.history import SearchAttendanceRecordsOfHisMeeting
from convener.wire.meetings import Attendee, ConfConfigInfo, ConferenceInfo
from server.areas.meetings.conftest import Door, past, start
from server.conftest import NOON, Person
from support.changing import dates, facts, repeat, starts
from support.tables import contents

CALLED = Attendee(phone="+861", is_auto_invite=1)
SOMEBODY = Participant(participant_id="1" * 32, name="Éve")
ON_TIME = ConfConfigInfo(prolong_length=0)
DAY = timedelta(days=1)


@pytest.fixture
def down(application: Application, clock: VirtualClock) -> Callable[..., Awaitable[None]]:
    """The server is away for so long, then it is back and does what is due."""

    async def away(*people: Person, span: timedelta = DAY) -> None:
        clock.set(clock.now() + span)
        await application.worker.run_due()
        for person in people:
            await person.log_in()

    return away


async def held(who: Person) -> list[tuple[str, str, str]]:
    """The history, oldest first."""
    page = await past(who, sort_type="ASC_StartTIME")
    return [(one.subject, one.start_time, one.end_time) for one in page.data]


async def test_a_conference_ended_when_its_time_was_used_up(ann: Person, down, door: Door) -> None:
    info = await ann.book(subject="Sync", length=45, conf_config_info=ON_TIME)
    await door.join(info, SOMEBODY)
    await down(ann)
    assert await held(ann) == [("Sync", "2021-08-30 12:00", "2021-08-30 12:45")]
    stays = await ann.send(SearchAttendanceRecordsOfHisMeeting(conf_uuid=info.conf_uuid))
    ended = NOON + timedelta(minutes=45)
    assert [stay.left_time for stay in stays.data] == [int(ended.timestamp() * 1000)]


async def test_people_were_called_at_the_start_and_the_meeting_was_held(ann: Person, down) -> None:
    await ann.book(subject="Later", start_time="2021-08-30 15:00", length=30, attendees=[CALLED])
    await ann.book(subject="Sooner", start_time="2021-08-30 13:00", length=240, attendees=[CALLED])
    await ann.book(subject="Never", start_time="2021-08-30 14:00", length=30)
    await down(ann)
    assert await held(ann) == [
        ("Sooner", "2021-08-30 13:00", "2021-08-30 17:00"),
        ("Later", "2021-08-30 15:00", "2021-08-30 15:30"),
    ]


async def test_the_log_tells_it_in_order(ann: Person, down, application: Application) -> None:
    for hour in (15, 13, 14):
        await ann.book(start_time=f"2021-08-30 {hour}:00", length=90, attendees=[CALLED])
    await down(ann)
    rows = (await contents(application.database, "facts"))["facts"]
    told = sorted((at, kind) for *_, kind, at, _ in rows if kind in ("MeetingStarted", "MeetingEnded"))
    expected = [
        (13, 0, MeetingStarted),
        (14, 0, MeetingStarted),
        (14, 30, MeetingEnded),
        (15, 0, MeetingStarted),
        (15, 30, MeetingEnded),
        (16, 30, MeetingEnded),
    ]
    assert told == [
        (round(datetime(2021, 8, 30, hour, minute, tzinfo=NOON.tzinfo).timestamp() * 1e6), kind.__name__)
        for hour, minute, kind in expected
    ]


async def test_every_date_of_a_series_was_held_and_closed(
    ann: Person, down, application: Application
) -> None:
    info = await repeat(ann, subject="Daily", attendees=[CALLED], conf_config_info=ON_TIME)
    await down(ann, span=timedelta(days=3, hours=21, minutes=10))
    assert await held(ann) == [
        ("Daily", "2021-09-01 09:00", "2021-09-01 09:30"),
        ("Daily", "2021-09-02 09:00", "2021-09-02 09:30"),
    ]
    assert starts(await dates(ann, info)) == ["2021-09-03 09:00"]
    assert [str(fact.day) for fact in await facts(application, MeetingStarted)] == [
        "2021-09-01",
        "2021-09-02",
        "2021-09-03",
    ]


async def test_while_somebody_is_there_extensions_are_made_up_for(
    ann: Person, down, door: Door, application: Application
) -> None:
    info = await ann.book(length=30, conf_config_info=ConfConfigInfo(prolong_length=20))
    await door.join(info, SOMEBODY)
    await down(ann, span=timedelta(hours=10, minutes=35))
    assert (await ann.detail(info.conference_id)).conference_data.end_time == "2021-08-30 22:50"
    assert await held(ann) == []


class TestInARoom:
    @pytest.fixture
    async def running(self, ann: Person, door: Door) -> ConferenceInfo:
        """Held in a room, with somebody there who would stay."""
        room = await ann.cloud_room()
        place = {"vmr_flag": 1, "vmr_id": room.room_id}
        extending = ConfConfigInfo(prolong_length=20)
        info = await ann.book(subject="First", length=30, conf_config_info=extending, **place)
        await ann.book(subject="Second", start_time="2021-08-30 13:00", length=60, **place)
        await door.join(info, SOMEBODY)
        return info

    async def test_extensions_went_on_until_the_room_was_somebody_else_s(
        self, ann: Person, running: ConferenceInfo, down
    ) -> None:
        """Also where that somebody's time passed unheld while the server was away."""
        await down(ann)
        assert await held(ann) == [("First", "2021-08-30 12:00", "2021-08-30 13:00")]

    async def test_it_is_there_for_the_next_meeting(
        self, ann: Person, running: ConferenceInfo, down, application: Application
    ) -> None:
        await down(ann, span=timedelta(minutes=70))
        assert await held(ann) == [("First", "2021-08-30 12:00", "2021-08-30 13:00")]
        [second] = (await contents(application.database, "reservations"))["reservations"]
        [info] = [
            row
            for row in (await contents(application.database, "meetings"))["meetings"]
            if row[5] == "Second"
        ]
        assert second[4] == info[1]


async def test_a_second_look_finds_nothing_left_to_do(
    ann: Person, bob: Person, down, application: Application
) -> None:
    await repeat(ann, attendees=[CALLED])
    await start(bob, await bob.book(start_time="2021-08-30 14:00"))
    await down(ann, bob, span=3 * DAY)
    tables = [name for name in metadata.tables if name != "tokens"]
    before = await contents(application.database, *tables)
    await application.worker.run_due()
    assert await contents(application.database, *tables) == before
