"""What a booking would give, before it is made."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from convener.client import ApiError
from convener.domain.zones import ZONES
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.server.storage.statement import Statement
from convener.server.storage.tables.meetings import rooms
from convener.wire import errors
from convener.wire.audit import ChangedField
from convener.wire.changes import CancelRecurringMeeting, UpdateRecurringMeeting
from convener.wire.meetings import (
    Attendee,
    ConferenceInfo,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    ScheduleBody,
)
from convener.wire.preview import DateMark, MeetingPreview, PreviewMeeting
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.refusals import refused
from support.tables import contents

T = TypeVar("T")

BERLIN, LONDON = "27", "26"


def single(start: str = "2021-09-01 09:00", **fields: Any) -> ScheduleBody:
    return ScheduleBody(media_types="HDVideo", start_time=start, **fields)


def series(start: str = "2021-09-01 07:30", *, zone: str = BERLIN, **fields: Any) -> ScheduleBody:
    """Daily on the first three days of September, unless the test says otherwise."""
    rule: dict[str, Any] = {
        "start_date": "2021-09-01",
        "end_date": "2021-09-03",
        "cycle": Cycle.DAY,
        "interval": 1,
    }
    names = CycleParams.__struct_fields__
    rule |= {name: fields.pop(name) for name in list(fields) if name in names}
    return single(start, time_zone_id=zone, cycle_params=CycleParams(**rule), **fields)


async def preview(who: Person, body: ScheduleBody, **options: Any) -> MeetingPreview:
    return await who.send(PreviewMeeting(body=body, **options))


def spans(found: MeetingPreview) -> list[tuple[str, str]]:
    return [(f"{one.starts:%Y-%m-%d %H:%M}", f"{one.ends:%Y-%m-%d %H:%M}") for one in found.dates]


def booked(info: ConferenceInfo) -> list[tuple[str, str]]:
    return [(one.start_time, one.end_time) for one in info.sub_confs or ()]


class TestDates:
    async def test_of_a_single_meeting(self, ann: Person) -> None:
        found = await preview(ann, single(length=45, time_zone_id=LONDON))
        assert spans(found) == [("2021-09-01 09:00", "2021-09-01 09:45")]
        assert (found.time_zone_id, found.time_zone, found.bookable) == (LONDON, "Europe/London", True)
        [one] = found.dates
        assert one.local_starts.isoformat() == "2021-09-01T10:00:00+01:00"
        assert (found.end_date, found.changes, found.gone) == (None, None, None)

    async def test_of_a_meeting_that_would_start_now(self, ann: Person) -> None:
        found = await preview(ann, single(""))
        assert [one.starts for one in found.dates] == [NOON]

    async def test_next_to_a_change_of_clocks(self, ann: Person) -> None:
        """Berlin, 31 October 2021: 03:00 becomes 02:00."""
        found = await preview(ann, series("2021-10-30 00:30", start_date="2021-10-30", end_date="2021-11-01"))
        assert [one.local_starts.isoformat() for one in found.dates] == [
            "2021-10-30T02:30:00+02:00",
            "2021-10-31T02:30:00+02:00",
            "2021-11-01T02:30:00+01:00",
        ]
        assert [one.marks for one in found.dates] == [
            [],
            [DateMark.CLOCKS_CHANGE, DateMark.TWICE],
            [DateMark.CLOCKS_CHANGED],
        ]

    async def test_a_time_that_is_skipped(self, ann: Person, clock: VirtualClock) -> None:
        """Berlin, 27 March 2022: 02:00 becomes 03:00."""
        clock.set(datetime(2022, 3, 1, tzinfo=UTC))
        await ann.log_in()
        found = await preview(ann, series("2022-03-26 01:30", start_date="2022-03-26", end_date="2022-03-28"))
        assert [f"{one.local_starts:%H:%M}" for one in found.dates] == ["02:30", "03:30", "02:30"]
        assert DateMark.SKIPPED in found.dates[1].marks

    async def test_a_day_that_a_month_lacks(self, ann: Person) -> None:
        found = await preview(ann, series(zone="56", cycle=Cycle.MONTH, point=[31], end_date="2021-10-31"))
        assert [(f"{one.starts:%m-%d}", one.marks) for one in found.dates] == [
            ("09-30", [DateMark.LAST_OF_MONTH]),
            ("10-31", []),
        ]

    async def test_the_trimming(self, ann: Person) -> None:
        found = await preview(ann, series(end_date="2021-12-31"))
        assert (len(found.dates), found.cut, found.past, found.end_date) == (50, 72, 0, "2021-10-20")

    async def test_what_is_past(self, ann: Person) -> None:
        found = await preview(ann, series("2021-08-30 06:00", start_date="2021-08-30", end_date="2021-09-01"))
        assert (found.past, [one.starts.day for one in found.dates]) == (1, [31, 1])


class TestRooms:
    @pytest.fixture
    async def taken(self, ann: Person) -> ConferenceInfo:
        """Ann's room is taken on the second of the three days."""
        room = await ann.cloud_room()
        return await ann.book(
            subject="Board", start_time="2021-09-02 07:45", length=30, vmr_flag=1, vmr_id=room.room_id
        )

    async def test_conflicts_are_told_and_refused_by_booking(
        self, ann: Person, taken: ConferenceInfo
    ) -> None:
        body = series(vmr_flag=1, vmr_id=taken.vmr_id)
        found = await preview(ann, body)
        assert not found.bookable
        first, second, third = found.dates
        assert (first.conflicts, third.conflicts) == ([], [])
        [conflict] = second.conflicts
        assert (conflict.conference_id, conflict.subject) == (taken.conference_id, "Board")
        assert (f"{conflict.starts:%d %H:%M}", f"{conflict.ends:%d %H:%M}") == ("02 07:45", "02 08:15")
        assert conflict.running is False
        with refused(errors.VMR_CONF_CONFLICT):
            await ann.send(CreateRecurringMeeting(body=body))

    async def test_a_meeting_that_is_held(self, ann: Person) -> None:
        room = await ann.cloud_room()
        await ann.book(vmr_flag=1, vmr_id=room.room_id)
        found = await preview(ann, single("", vmr_flag=1, vmr_id=room.room_id))
        assert [one.running for one in found.dates[0].conflicts] == [True]

    async def test_meetings_that_the_caller_may_not_see_have_no_name(
        self, ann: Person, bob: Person, application: Application, taken: ConferenceInfo
    ) -> None:
        """The room went on to Bob while Ann's meeting was booked in it."""
        given_away = Statement(
            update(rooms).where(rooms.c.room_id == taken.vmr_id).values(user_id=bob.user_id)
        )
        await application.database.write(lambda unit: unit.run(given_away))
        body = series(vmr_flag=1, vmr_id=taken.vmr_id)
        [conflict] = (await preview(bob, body)).dates[1].conflicts
        assert (conflict.conference_id, conflict.subject) == (None, None)

    async def test_the_refusals_of_rooms(self, ann: Person, bob: Person) -> None:
        with refused(errors.VMR_DATA_NOT_FOUND):
            await preview(ann, single(vmr_flag=1, vmr_id="0" * 32))
        with refused(errors.CONF_USER_NOT_VMR_OWNER):
            await preview(ann, single(vmr_flag=1, vmr_id=(await bob.cloud_room()).room_id))


class TestChanging:
    async def test_its_own_time_is_no_conflict(self, ann: Person) -> None:
        room = await ann.cloud_room()
        body = series(vmr_flag=1, vmr_id=room.room_id)
        [info] = await ann.send(CreateRecurringMeeting(body=body))
        later = series("2021-09-01 07:45", vmr_flag=1, vmr_id=room.room_id)
        found = await preview(ann, later, conference_id=info.conference_id)
        assert found.bookable
        assert all(DateMark.NEW in one.marks for one in found.dates)
        assert [(one.starts.day, one.starts.minute) for one in found.gone or ()] == [
            (1, 30),
            (2, 30),
            (3, 30),
        ]
        assert not (await preview(ann, later)).bookable

    async def test_what_would_be_different(self, ann: Person) -> None:
        info = await ann.book(
            subject="Old", start_time="2021-09-01 09:00", attendees=[Attendee(name="Eve", phone="+861")]
        )
        body = single(subject="New", attendees=[Attendee(name="Adam", phone="+862")])
        found = await preview(ann, body, conference_id=info.conference_id)
        assert found.changes == [
            ChangedField(field="subject", before="Old", after="New"),
            ChangedField(field="attendee", after="Adam (+862)"),
            ChangedField(field="attendee", before="Eve (+861)"),
        ]
        assert found.gone == []

    async def test_of_a_series_by_its_dates(self, ann: Person) -> None:
        [info] = await ann.send(CreateRecurringMeeting(body=series()))
        longer = series(end_date="2021-09-05")
        found = await preview(ann, longer, conference_id=info.conference_id)
        assert [DateMark.NEW in one.marks for one in found.dates] == [False, False, False, True, True]
        [after] = await ann.send(UpdateRecurringMeeting(conference_id=info.conference_id, body=longer))
        assert spans(found) == booked(after)

    async def test_who_may_not_change_may_not_preview(
        self, ann: Person, bob: Person, make_person: MakePerson, make_corp: MakeCorp
    ) -> None:
        info = await ann.book(start_time="2021-09-01 09:00")
        spy = await make_person("Spy", corp=await make_corp("Other"))
        with refused(errors.CONF_INSUFFICIENT_PERMISSIONS):
            await preview(bob, single(), conference_id=info.conference_id)
        with refused(errors.CONF_DATA_NOT_FOUND):
            await preview(spy, single(), conference_id=info.conference_id)
        with refused(errors.CONF_CONFERENCE_TYPE_ILLEGAL):
            await preview(ann, series(), conference_id=info.conference_id)

    async def test_a_running_one_is_refused(self, ann: Person) -> None:
        info = await ann.book()
        with refused(errors.CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED):
            await preview(ann, single(), conference_id=info.conference_id)


async def test_nothing_is_stored(ann: Person, application: Application) -> None:
    room = await ann.cloud_room()
    info = await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
    before = await contents(application.database)
    await preview(ann, series(vmr_flag=1, vmr_id=room.room_id))
    await preview(ann, single(vmr_flag=1, vmr_id=room.room_id), conference_id=info.conference_id)
    assert await contents(application.database) == before


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    """Good ones and bad ones, from yesterday to a little more than a year ahead."""
    first = date(2021, 8, 29) + timedelta(days=draw(st.integers(0, 370)))
    last = first + timedelta(days=draw(st.integers(-1, 367)))
    return {
        "cycle": draw(st.sampled_from(Cycle)),
        "interval": draw(st.integers(1, 4)),
        "point": draw(st.lists(st.integers(0, 31) | st.integers(0, 6), max_size=3)),
        "start_date": str(first),
        "end_date": str(last),
    }


@pytest.fixture
async def busy(ann: Person) -> str:
    """A room of Ann's that is taken at 09:00 UTC every day of September."""
    room = await ann.cloud_room()
    taken = series("2021-09-01 09:00", end_date="2021-09-30", zone="25", vmr_flag=1, vmr_id=room.room_id)
    await ann.send(CreateRecurringMeeting(body=taken))
    return room.room_id


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rule=rules(),
    zone=st.sampled_from(sorted(ZONES)),
    minute=st.integers(0, 24 * 60 - 1),
    length=st.sampled_from([15, 30, 90, 1440]),
    in_room=st.booleans(),
)
async def test_booking_does_what_the_preview_says(
    ann: Person, busy: str, rule: dict[str, Any], zone: str, minute: int, length: int, in_room: bool
) -> None:
    start = f"{NOON.replace(hour=0) + timedelta(minutes=minute):%Y-%m-%d %H:%M}"
    body = series(start, zone=zone, length=length, vmr_flag=int(in_room), vmr_id=busy, **rule)
    found, refusal = await attempt(preview(ann, body))
    infos, other = await attempt(ann.send(CreateRecurringMeeting(body=body)))
    if found is not None and not found.bookable:
        assert other == errors.VMR_CONF_CONFLICT.code
        return
    assert other == refusal
    if found is not None and infos is not None:
        [info] = infos
        assert spans(found) == booked(info)
        assert info.cycle_params
        assert found.end_date == info.cycle_params.end_date
        await ann.send(CancelRecurringMeeting(conference_id=info.conference_id))


async def attempt(call: Awaitable[T]) -> tuple[T | None, str | None]:
    """What was answered, or the code of the refusal."""
    try:
        return await call, None
    except ApiError as refusal:
        return None, refusal.code
