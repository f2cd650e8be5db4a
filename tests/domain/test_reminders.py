"""When people are reminded, and of which date."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convener.domain import zones
from convener.domain.edits import Edit
from convener.domain.notices import Channel, Kind
from convener.domain.recurrence import Cycle, Rule, Series
from convener.domain.reminders import SHORTLY, next_reminder, reminding
from convener.domain.zones import ZoneCode
from support.invitations import NOW, STARTS, an_invitation, of_series
from support.series import edited_series

RULE = Rule(cycle=Cycle.DAY, interval=1, first=date(2026, 3, 27), last=date(2026, 3, 31))
DAILY = Series(
    rule=RULE, at=time(9), zone=ZoneCode("27"), length=timedelta(hours=1), begins=date(2026, 3, 27)
)


def reminding_days(days, series=DAILY):
    return of_series(replace(series, rule=replace(series.rule, remind_days=days)))


def all_reminders(shown, since):
    found = []
    while reminder := next_reminder(shown, since=since):
        found.append(reminder)
        since = reminder.due
    return found


def test_a_single_meeting_is_remembered_shortly_before_it_starts():
    [reminder] = all_reminders(an_invitation(), NOW)
    assert reminder.due == STARTS - SHORTLY
    assert reminder.occurrence.starts == STARTS


def test_whoever_was_told_only_just_before_is_not_reminded():
    assert next_reminder(an_invitation(), since=STARTS - timedelta(minutes=5)) is None


def test_days_before_each_date_at_the_same_time_of_day():
    since = datetime(2026, 3, 27, tzinfo=UTC)
    found = all_reminders(reminding_days(1), since)
    # The clocks went forward in the night to the 29th.
    assert [f"{one.due:%d %H:%M}" for one in found] == ["27 08:00", "28 08:00", "29 07:00", "30 07:00"]
    assert [one.occurrence.day.day for one in found] == [28, 29, 30, 31]


def test_no_days_means_shortly_before():
    found = all_reminders(reminding_days(0), NOW)
    assert [one.occurrence.starts - one.due for one in found] == [SHORTLY] * 5


def test_moved_dates_are_remembered_when_they_take_place_and_cancelled_ones_never():
    edits = (
        Edit(day=date(2026, 3, 28), cancelled=True),
        Edit(day=date(2026, 3, 29), moved=datetime(2026, 3, 29, 15)),
    )
    found = all_reminders(reminding_days(1, replace(DAILY, edits=edits)), NOW)
    assert [f"{one.due:%d %H:%M}" for one in found] == ["26 08:00", "28 14:00", "29 07:00", "30 07:00"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(edited_series(), st.integers(0, 30))
def test_every_date_is_remembered_once_and_before_it_begins(series, days):
    shown = reminding_days(days, series)
    since = datetime(2019, 1, 1, tzinfo=UTC)
    due = {}
    while reminder := next_reminder(shown, since=since):
        assert reminder.due > since
        due.setdefault(reminder.occurrence.day, reminder)
        since = reminder.due
    starts = {one.day: one.starts for one in shown.dates}
    assert all(reminder.due < starts[day] for day, reminder in due.items())
    zone = zones.zone(shown.zone)
    apart = {one.starts.astimezone(zone).date() for one in shown.dates}
    if len(apart) == len(shown.dates):
        assert due.keys() == starts.keys()


@pytest.mark.parametrize(
    ("off", "channels"),
    [
        ({}, {Channel.MAIL, Channel.TEXT}),
        ({"send_notify": False}, {Channel.TEXT}),
        ({"send_sms": False}, {Channel.MAIL}),
    ],
)
def test_reminders_go_where_notices_go_and_calendars_remind_by_themselves(off, channels):
    shown = an_invitation(**off)
    found = reminding(shown, shown.dates[0], sequence=3)
    assert {one.channel for one in found} == channels
    assert {(one.kind, one.with_calendar, one.sequence) for one in found} == {(Kind.REMINDER, False, 3)}
