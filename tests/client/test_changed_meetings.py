"""Changing, cancelling and listing with times, lengths and zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from client.conftest import NOON, Connect, Site
from convener.client import Attendee, Conflict, Daily, Forbidden, Invalid, NotFound, Unusable, Weekday, Weekly
from convener.wire.audit import ChangeKind
from convener.wire.lists import QueryConfMode
from convener.wire.meetings import CallInRestriction, ConfConfigInfo, MediaType

BERLIN = ZoneInfo("Europe/Berlin")
HALF_AN_HOUR, HOUR = timedelta(minutes=30), timedelta(hours=1)
FRIDAY = datetime(2021, 9, 3, 10, 0, tzinfo=BERLIN)

ANN = Attendee(name="Ann", number="+861", host=True)
BOB = Attendee(name="Bob", number="+862")


@pytest.fixture
def user(connect: Connect, site: Site, request: pytest.FixtureRequest) -> Any:
    """Somebody who has no meetings yet."""
    somebody = replace(site.app, user_id=request.node.name[-64:])
    return connect(site.url, credentials=somebody, trust=site.trust)


async def tea(who: Any, **settings: Any) -> Any:
    given = {"start": FRIDAY, "length": HALF_AN_HOUR, "attendees": [ANN, BOB]} | settings
    return await who.meetings.schedule("Tea", **given)


async def daily(who: Any, **settings: Any) -> Any:
    """Ten days from Friday on, over the end of summer time where it is wanted."""
    given = {"start": FRIDAY, "length": HALF_AN_HOUR, "rule": Daily(until=date(2021, 9, 12))} | settings
    return await who.meetings.repeat("Daily", **given)


async def seen(who: Any, meeting: Any) -> Any:
    return await who.meetings.detail(meeting.id)


def wall(meeting: Any) -> list[str]:
    return [f"{one.start.astimezone(BERLIN):%m-%d %H:%M}" for one in meeting.occurrences]


class TestAMeeting:
    async def test_is_changed_in_one_thing_and_stays_in_all_others(self, user: Any) -> None:
        before = await tea(user, media={MediaType.VOICE}, guest_password="246810", waiting_room=True)
        after = await user.meetings.change(before.id, subject="Coffee")
        assert after.subject == "Coffee"
        assert (after.start, after.length, after.zone) == (before.start, before.length, before.zone)
        assert (after.info.media_types, after.guest_password) == ("Voice", "246810")
        assert after.info.conf_config_info.enable_waiting_room is True
        assert [one.name for one in (await seen(user, after)).participants] == ["Ann", "Bob"]

    async def test_is_moved(self, user: Any) -> None:
        meeting = await tea(user)
        moved = await user.meetings.change(meeting.id, start=FRIDAY + HOUR)
        assert (moved.start, moved.length) == (FRIDAY + HOUR, HALF_AN_HOUR)
        longer = await user.meetings.change(meeting.id, length=HOUR)
        assert (longer.start, longer.length) == (FRIDAY + HOUR, HOUR)
        elsewhere = await user.meetings.change(meeting.id, zone=ZoneInfo("Asia/Tokyo"))
        assert (elsewhere.start, elsewhere.zone) == (FRIDAY + HOUR, ZoneInfo("Asia/Tokyo"))

    async def test_is_changed_in_everything_that_has_a_name(self, user: Any) -> None:
        meeting = await tea(user)
        after = await user.meetings.change(
            meeting.id,
            attendees=[ANN],
            media={MediaType.VOICE},
            guest_password="",
            waiting_room=True,
            who_may_join=CallInRestriction.INVITED,
            limit=7,
            config=ConfConfigInfo(prolong_length=20),
        )
        config = after.info.conf_config_info
        assert (after.info.media_types, after.guest_password) == ("Voice", None)
        assert (config.enable_waiting_room, config.call_in_restriction) == (True, 3)
        assert (after.info.concurrent_participants, config.prolong_length) == (7, 20)
        assert [one.name for one in (await seen(user, after)).participants] == ["Ann"]

    async def test_may_be_left_without_anybody(self, user: Any) -> None:
        meeting = await tea(user)
        await user.meetings.change(meeting.id, attendees=[])
        assert (await seen(user, meeting)).participants == ()

    async def test_that_runs_is_not_changed(self, user: Any) -> None:
        meeting = await user.meetings.create("Now")
        with pytest.raises(Conflict):
            await user.meetings.change(meeting.id, subject="Later")

    async def test_that_is_somebody_elses_is_not_changed(self, user: Any, admin: Any) -> None:
        meeting = await tea(admin)
        with pytest.raises(Forbidden):
            await user.meetings.change(meeting.id, subject="Mine")
        with pytest.raises(Forbidden):
            await user.meetings.cancel(meeting.id)

    async def test_is_not_moved_to_no_moment(self, user: Any) -> None:
        meeting = await tea(user)
        with pytest.raises(Unusable, match="could be any moment"):
            await user.meetings.change(meeting.id, start=datetime(2021, 9, 3, 10))
        with pytest.raises(Invalid):
            await user.meetings.change(meeting.id, start=NOON - HOUR)

    async def test_is_cancelled(self, user: Any) -> None:
        meeting = await tea(user)
        await user.meetings.cancel(meeting.id)
        with pytest.raises(NotFound):
            await seen(user, meeting)

    async def test_that_runs_is_cancelled_only_if_it_is_to_end(self, user: Any) -> None:
        meeting = await user.meetings.create("Now")
        with pytest.raises(Conflict):
            await user.meetings.cancel(meeting.id)
        await user.meetings.cancel(meeting.id, end_running=True)
        with pytest.raises(NotFound):
            await seen(user, meeting)


class TestASeries:
    async def test_is_renamed_and_keeps_its_dates(self, user: Any) -> None:
        before = await daily(user, remind_days=3)
        after = await user.meetings.change_series(before.id, subject="Renamed")
        assert after.subject == "Renamed"
        assert [one.start for one in after.occurrences] == [one.start for one in before.occurrences]
        assert after.info.cycle_params == before.info.cycle_params
        assert after.occurrences[0].end - after.occurrences[0].start == HALF_AN_HOUR

    async def test_keeps_the_time_that_most_of_its_dates_have(self, user: Any) -> None:
        """Also where the next one was moved, and the clocks change on the way."""
        series = await daily(
            user, start=datetime(2021, 10, 28, 9, 30, tzinfo=BERLIN), rule=Daily(until=date(2021, 11, 3))
        )
        await user.meetings.change_date(
            series.id, series.occurrences[0], start=series.start + HOUR, length=HOUR
        )
        after = await user.meetings.change_series(series.id, rule=Daily(interval=2, until=date(2021, 11, 3)))
        assert wall(after) == ["10-28 09:30", "10-30 09:30", "11-01 09:30", "11-03 09:30"]
        assert {one.end - one.start for one in after.occurrences} == {HALF_AN_HOUR}

    async def test_gets_another_time_and_other_days(self, user: Any) -> None:
        series = await daily(user)
        after = await user.meetings.change_series(
            series.id,
            start=datetime(2021, 9, 6, 15, 0, tzinfo=BERLIN),
            length=HOUR,
            rule=Weekly(on={Weekday.MONDAY}, until=date(2021, 9, 20)),
            remind_days=2,
        )
        assert wall(after) == ["09-06 15:00", "09-13 15:00", "09-20 15:00"]
        assert {one.end - one.start for one in after.occurrences} == {HOUR}
        assert after.info.cycle_params.pre_remind_days == 2

    async def test_begins_later_by_its_own_rule(self, user: Any) -> None:
        series = await daily(user)
        after = await user.meetings.change_series(series.id, start=FRIDAY + timedelta(days=8, hours=1))
        assert wall(after) == ["09-11 11:00", "09-12 11:00"]

    async def test_is_not_what_a_single_meeting_is(self, user: Any) -> None:
        single, series = await tea(user), await daily(user)
        with pytest.raises(Unusable, match="is no series"):
            await user.meetings.change_series(single.id, subject="Many")
        with pytest.raises(Invalid):
            await user.meetings.change(series.id, subject="One")

    async def test_has_one_date_changed(self, user: Any) -> None:
        series = await daily(user)
        one = series.occurrences[2]
        await user.meetings.change_date(
            series.id,
            one,
            start=one.start + HOUR,
            description="Moved",
            media={MediaType.VOICE},
            record_at_once=True,
            who_may_join=CallInRestriction.INVITED,
            waiting_room=True,
        )
        after = (await seen(user, series)).occurrences
        changed = after[2]
        assert (changed.start, changed.end - changed.start) == (one.start + HOUR, HALF_AN_HOUR)
        assert (changed.info.description, changed.info.media_type) == ("Moved", "Voice")
        assert changed.info.is_auto_record == 1
        assert changed.info.conf_config_info.call_in_restriction == 3
        assert changed.info.conf_config_info.enable_waiting_room is True
        assert after[:2] + after[3:] == series.occurrences[:2] + series.occurrences[3:]
        await user.meetings.change_date(series.id, one.id, length=HOUR)
        again = (await seen(user, series)).occurrences[2]
        assert (again.start, again.end) == (one.start + HOUR, one.start + 2 * HOUR)

    async def test_keeps_the_order_of_its_dates(self, user: Any) -> None:
        series = await daily(user)
        with pytest.raises(Invalid):
            await user.meetings.change_date(
                series.id, series.occurrences[0], start=FRIDAY + timedelta(days=1)
            )
        with pytest.raises(Unusable, match="no date none, or no longer"):
            await user.meetings.change_date(series.id, "none", length=HOUR)

    async def test_loses_dates_all_of_them_or_none(self, user: Any) -> None:
        series = await daily(user)
        first, second, *others = series.occurrences
        await user.meetings.cancel_dates(series.id, [first, second.id])
        assert (await seen(user, series)).occurrences == tuple(others)
        with pytest.raises(NotFound):
            await user.meetings.cancel_dates(series.id, [others[0], first])
        assert (await seen(user, series)).occurrences == tuple(others)

    async def test_is_cancelled_as_a_whole(self, user: Any) -> None:
        series = await daily(user)
        await user.meetings.cancel(series.id)
        with pytest.raises(NotFound):
            await seen(user, series)


class TestLists:
    async def test_have_what_is_running_and_what_is_coming(self, user: Any) -> None:
        later, now, many = await tea(user), await user.meetings.create("Now"), await daily(user)
        upcoming = [one async for one in user.meetings.upcoming()]
        assert [one.id for one in upcoming] == [now.id, *sorted([later.id, many.id], key=_place(upcoming))]
        assert [one.running for one in upcoming] == [True, False, False]
        running = [one async for one in user.meetings.running()]
        assert [(one.id, one.info.online_attendee_amount) for one in running] == [(now.id, 0)]

    async def test_are_searched(self, user: Any) -> None:
        await tea(user)
        coffee = await user.meetings.schedule("Coffee", start=NOON + HOUR, length=HALF_AN_HOUR)
        found = user.meetings.upcoming
        assert [one.id async for one in found("COFF")] == [coffee.id]
        assert [one.id async for one in found(within=QueryConfMode.DAY)] == [coffee.id]
        assert [one async for one in found("nothing")] == []

    async def test_of_everybody_are_for_administrators(self, user: Any, admin: Any) -> None:
        meeting = await tea(user)
        everything = [one.id async for one in admin.meetings.upcoming(everyone=True)]
        assert meeting.id in everything
        assert meeting.id not in [one.id async for one in admin.meetings.upcoming()]
        assert [one.id async for one in user.meetings.upcoming(everyone=True)] == [meeting.id]

    async def test_of_changes_tell_who_did_what(self, user: Any) -> None:
        meeting = await tea(user)
        await user.meetings.change(meeting.id, subject="Coffee")
        await user.meetings.cancel(meeting.id)
        booked, changed, cancelled = await user.meetings.changes(meeting.id)
        kinds = [ChangeKind.BOOKED, ChangeKind.CHANGED, ChangeKind.CANCELLED]
        assert [one.what for one in (booked, changed, cancelled)] == kinds
        [difference] = changed.differences
        assert (difference.field, difference.before, difference.after) == ("subject", "Tea", "Coffee")
        assert changed.at == NOON
        assert changed.by_name == cancelled.by_name == booked.by_name


def _place(meetings: list[Any]) -> Any:
    return [one.id for one in meetings].index
