"""Booking and looking up with times, lengths and zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from client.conftest import NOON, Connect, Site
from client.scripted import Scripted, says
from convener.client import Attendee, Daily, Invalid, Monthly, Undecodable, Unusable, Weekday, Weekly
from convener.client.meetings import zones
from convener.domain.zones import ZONES
from convener.wire import meetings as wire
from convener.wire.control import CreateConfToken
from convener.wire.identity import LoginToken
from convener.wire.meetings import CallInRestriction, ConfConfigInfo, Language, MediaType, RecordType

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
HALF_AN_HOUR = timedelta(minutes=30)
FRIDAY = datetime(2021, 9, 3, 10, 0, tzinfo=BERLIN)

ANN = Attendee(name="Ann", number="+861", host=True, muted=True, called=False)
ROOM = Attendee(name="Room", number="+862", type="terminal")


async def test_a_meeting_for_later(admin: Any) -> None:
    meeting = await admin.meetings.schedule(
        "Standup", start=FRIDAY, length=HALF_AN_HOUR, attendees=[ANN, ROOM]
    )
    assert meeting.subject == "Standup"
    assert (meeting.start, meeting.end, meeting.length) == (FRIDAY, FRIDAY + HALF_AN_HOUR, HALF_AN_HOUR)
    assert meeting.start.tzinfo is UTC
    assert meeting.zone == BERLIN
    assert not meeting.running
    assert meeting.occurrences == ()
    assert meeting.links.host != meeting.links.guest
    assert meeting.info.conference_id == meeting.id
    assert [one.name for one in meeting.info.part_attendee_info] == ["Ann", "Room"]


async def test_a_meeting_now(admin: Any) -> None:
    meeting = await admin.meetings.create("Now", length=timedelta(hours=1))
    assert (meeting.start, meeting.length, meeting.running) == (NOON, timedelta(hours=1), True)
    assert (await admin.meetings.create("Now")).length == HALF_AN_HOUR


async def test_passwords_are_told_by_role(admin: Any) -> None:
    meeting = await admin.meetings.create("Now", guest_password="246810")
    assert meeting.guest_password == "246810"
    assert await admin.send(CreateConfToken(conference_id=meeting.id, password=meeting.host_password))
    open_to_all = await admin.meetings.create("Now", guest_password="")
    assert open_to_all.guest_password is None
    for secret in (meeting.host_password, meeting.guest_password, meeting.links.host):
        assert secret not in repr(meeting)


async def test_everything_that_has_a_name_arrives(admin: Any) -> None:
    meeting = await admin.meetings.schedule(
        "All",
        start=FRIDAY,
        length=HALF_AN_HOUR,
        zone=NEW_YORK,
        media={MediaType.VOICE},
        waiting_room=True,
        who_may_join=CallInRestriction.ENTERPRISE,
        mute_guests=True,
        record=RecordType.RECORDING,
        record_at_once=True,
        language=Language.ENGLISH,
        limit=7,
        config=ConfConfigInfo(prolong_length=20, enable_waiting_room=False),
    )
    info, config = meeting.info, meeting.info.conf_config_info
    assert meeting.zone == NEW_YORK
    assert (info.media_types, info.language, info.concurrent_participants) == ("Voice", "en-US", 7)
    assert (info.record_type, info.is_auto_record) == (RecordType.RECORDING, 1)
    assert (config.enable_waiting_room, config.prolong_length, config.is_auto_mute) == (True, 20, True)
    assert config.call_in_restriction is CallInRestriction.ENTERPRISE


async def test_a_room_may_be_chosen(connect: Connect, site: Site, request: pytest.FixtureRequest) -> None:
    somebody = replace(site.app, user_id=request.node.name)
    client = connect(site.url, credentials=somebody, trust=site.trust)
    [room] = site.server.run(_rooms(site, await client.login()))
    meeting = await client.meetings.schedule("Mine", start=FRIDAY, length=HALF_AN_HOUR, room=room.room_id)
    assert (meeting.info.vmr_flag, meeting.info.vmr_id) == (1, room.room_id)


async def _rooms(site: Site, login: LoginToken) -> Any:
    application, user = site.server.application, login.user
    assert user is not None
    assert user.company_id is not None
    corp_id = user.company_id
    return await application.database.read(
        lambda unit: application.rooms.of_user(unit, corp_id, user.user_id)
    )


class TestASeries:
    """Its meetings keep the time that clocks on the wall show."""

    async def test_of_weeks(self, admin: Any) -> None:
        start = datetime(2021, 10, 25, 9, 30, tzinfo=BERLIN)  # the clocks change on the 31st
        series = await admin.meetings.repeat(
            "Weekly",
            start=start,
            length=HALF_AN_HOUR,
            rule=Weekly(on={Weekday.MONDAY, Weekday.WEDNESDAY}, until=date(2021, 11, 3)),
        )
        wall = [one.start.astimezone(BERLIN) for one in series.occurrences]
        assert [(day.date().isoformat(), f"{day:%H:%M}") for day in wall] == [
            ("2021-10-25", "09:30"),
            ("2021-10-27", "09:30"),
            ("2021-11-01", "09:30"),
            ("2021-11-03", "09:30"),
        ]
        assert {one.start.hour for one in series.occurrences} == {7, 8}
        assert series.start == series.occurrences[0].start == start
        assert len({one.id for one in series.occurrences}) == 4
        assert series.zone == BERLIN

    async def test_of_days_and_of_months(self, admin: Any) -> None:
        daily = await admin.meetings.repeat(
            "Daily", start=FRIDAY, length=HALF_AN_HOUR, rule=Daily(interval=2, until=date(2021, 9, 7))
        )
        assert [one.start.day for one in daily.occurrences] == [3, 5, 7]
        monthly = await admin.meetings.repeat(
            "Monthly",
            start=FRIDAY,
            length=HALF_AN_HOUR,
            rule=Monthly(on={31}, until=date(2021, 12, 31)),
            remind_days=3,
        )
        assert [one.start.day for one in monthly.occurrences] == [30, 31, 30, 31]
        assert monthly.info.cycle_params.pre_remind_days == 3

    async def test_begins_on_the_day_it_is_in_its_zone(self, admin: Any) -> None:
        late = datetime(2021, 9, 3, 23, 0, tzinfo=NEW_YORK)  # in UTC the 4th
        series = await admin.meetings.repeat(
            "Late",
            start=late.astimezone(UTC),
            length=HALF_AN_HOUR,
            zone=NEW_YORK,
            rule=Daily(until=late.date()),
        )
        assert [one.start for one in series.occurrences] == [late]

    async def test_needs_a_zone(self, admin: Any) -> None:
        with pytest.raises(Unusable, match="give zone="):
            await admin.meetings.repeat(
                "Where?",
                start=FRIDAY.astimezone(UTC),
                length=HALF_AN_HOUR,
                rule=Daily(until=date(2021, 9, 9)),
            )


class TestAPreview:
    """Of our own servers."""

    async def test_has_the_dates_that_booking_gives(self, admin: Any) -> None:
        wanted = {"start": FRIDAY, "length": HALF_AN_HOUR, "rule": Daily(until=date(2021, 9, 9))}
        found = await admin.meetings.preview(**wanted)
        series = await admin.meetings.repeat("Daily", **wanted)
        assert [one.starts for one in found.dates] == [one.start for one in series.occurrences]
        assert found.dates[0].local_starts.utcoffset() == FRIDAY.utcoffset()

    async def test_of_a_change_says_what_would_be_different(self, admin: Any) -> None:
        meeting = await admin.meetings.schedule("Tea", start=FRIDAY, length=HALF_AN_HOUR)
        found = await admin.meetings.preview(start=FRIDAY, length=2 * HALF_AN_HOUR, changing=meeting.id)
        assert [one.field for one in found.changes] == ["ends", "plan.length"]


async def test_a_detail_has_everybody(admin: Any) -> None:
    crowd = [Attendee(name=f"{n:03}", number=f"+86{n:03}") for n in range(501)]
    meeting = await admin.meetings.schedule("Many", start=FRIDAY, length=HALF_AN_HOUR, attendees=crowd)
    detail = await admin.meetings.detail(meeting.id)
    assert (detail.subject, detail.start, detail.host_password) == ("Many", FRIDAY, meeting.host_password)
    assert [one.name for one in detail.participants] == [one.name for one in crowd]
    assert [one.name async for one in admin.meetings.participants(meeting.id)] == [one.name for one in crowd]


async def test_attendees_may_be_given_as_the_api_has_them(admin: Any) -> None:
    whole = wire.Attendee(name="Bob", phone="+863", dept_name="R&D")
    meeting = await admin.meetings.create("Now", attendees=[ANN, whole])
    ann, bob = (await admin.meetings.detail(meeting.id)).participants
    assert (ann.role, ann.is_auto_invite, bob.dept_name) == (1, 0, "R&D")


class TestTimes:
    """What could mean several things, or cannot be said, is refused before anything is sent."""

    async def test_without_a_zone_are_refused(self, admin: Any) -> None:
        naive = datetime(2021, 9, 3, 10, 0)
        with pytest.raises(Unusable, match=r"2021-09-03 10:00:00 could be any moment: .*ZoneInfo"):
            await admin.meetings.schedule("When?", start=naive, length=HALF_AN_HOUR)
        with pytest.raises(ValueError, match="could be any moment"):
            await admin.meetings.repeat(
                "When?", start=naive, length=HALF_AN_HOUR, zone=BERLIN, rule=Daily(until=date(2021, 9, 9))
            )

    async def test_of_any_offset_mean_their_moment(self, admin: Any) -> None:
        start = datetime(2021, 9, 3, 10, 0, 59, 999, tzinfo=timezone(timedelta(hours=-3)))
        meeting = await admin.meetings.schedule("Then", start=start, length=HALF_AN_HOUR)
        assert meeting.start == start.replace(second=0, microsecond=0)

    async def test_that_are_past_are_the_servers_to_refuse(self, admin: Any) -> None:
        with pytest.raises(Invalid):
            await admin.meetings.schedule("Late", start=NOON - HALF_AN_HOUR, length=HALF_AN_HOUR)

    @pytest.mark.parametrize("length", [timedelta(seconds=1801), timedelta(minutes=15, microseconds=1)])
    async def test_that_are_no_whole_minutes_are_refused(self, admin: Any, length: timedelta) -> None:
        with pytest.raises(Unusable, match="whole minutes"):
            await admin.meetings.create("Now", length=length)


class TestZones:
    """The API knows 77."""

    @pytest.mark.parametrize("code", [code for code in ZONES if code != "0"])
    def test_of_the_table_have_their_code(self, code: str) -> None:
        zone = zones.zone(code)
        assert zone is not None
        assert zones.code(zone, near=NOON) == code

    def test_that_share_a_place_have_the_plain_code(self) -> None:
        assert zones.code(ZoneInfo("Asia/Shanghai"), near=NOON) == "56"
        assert zones.zone("0") == ZoneInfo("Asia/Shanghai")
        assert zones.zone("99") is None

    async def test_that_have_no_code_are_refused_with_those_that_keep_the_same_time(self, admin: Any) -> None:
        with pytest.raises(
            Unusable, match=r'no code for the zone Europe/Paris: .*ZoneInfo\("Europe/Berlin"\)'
        ):
            await admin.meetings.schedule(
                "Where?", start=FRIDAY, length=HALF_AN_HOUR, zone=ZoneInfo("Europe/Paris")
            )
        with pytest.raises(Unusable, match=r'Asia/Kolkata"\) \(48\)'):
            zones.code(ZoneInfo("Asia/Calcutta"), near=NOON)

    def test_that_are_like_no_other_are_refused_with_advice(self) -> None:
        with pytest.raises(Unusable, match="no zone of the table keeps the same time"):
            zones.code(ZoneInfo("Australia/Lord_Howe"), near=NOON)

    def test_that_differ_in_summer_only_are_not_alike(self) -> None:
        assert "12" not in zones.alike(NEW_YORK, NOON)
        assert zones.alike(NEW_YORK, NOON) == ["13", "14"]

    async def test_of_a_start_count_when_they_have_a_code(self, admin: Any) -> None:
        paris = FRIDAY.astimezone(ZoneInfo("Europe/Paris"))
        meeting = await admin.meetings.schedule("Anywhere", start=paris, length=HALF_AN_HOUR)
        assert meeting.start == FRIDAY
        assert meeting.zone == ZoneInfo("Asia/Shanghai")  # the enterprise's


@pytest.mark.parametrize("answered", [[], [{}, {}]])
async def test_an_answer_with_no_meeting_in_it(
    connect: Connect, script: Scripted, answered: list[Any]
) -> None:
    script.answer_in_turn(says(answered))
    with pytest.raises(Undecodable):
        await connect(script.url, token="t").meetings.create("Now")
