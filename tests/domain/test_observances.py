"""When clocks change. All zones as others read them: tests/server/letters/test_calendar.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from convener.domain.observances import observances

HOUR = timedelta(hours=1)


def said(zone, first, last):
    return [
        (one.name, f"{one.onset:%Y-%m-%d %H:%M}", one.rule)
        for one in observances(ZoneInfo(zone), first, last)
    ]


def test_yearly_changes_are_a_rule_that_began_the_year_before():
    assert said("Europe/Berlin", 2026, 2026) == [
        ("CEST", "2025-03-30 02:00", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
        ("CET", "2025-10-26 03:00", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
    ]


def test_a_zone_without_changes_has_one_offset():
    [only] = observances(ZoneInfo("Asia/Kolkata"), 2026, 2027)
    assert (only.before, only.offset, only.rule) == (5.5 * HOUR, 5.5 * HOUR, None)
    assert only.onset.year == 2025


def test_changes_that_follow_the_moon_are_listed():
    back, forth = observances(ZoneInfo("Africa/Casablanca"), 2026, 2027)
    assert (back.offset, back.rule, back.again) == (
        0 * HOUR,
        None,
        (datetime(2026, 2, 15, 3), datetime(2027, 2, 7, 3)),
    )
    assert (forth.offset, forth.rule) == (HOUR, None)


def test_a_rule_that_has_ended_is_none():
    """Brazil gave up summer time in 2019."""
    found = observances(ZoneInfo("America/Sao_Paulo"), 2018, 2019)
    assert [one.rule for one in found] == [None] * len(found)
    assert max(max([one.onset, *one.again]) for one in found) == datetime(2019, 2, 17, 0, 0)


def test_a_zone_whose_offset_changed_once_has_both():
    """Kazakhstan has had one offset since March 2024."""
    before, after = observances(ZoneInfo("Asia/Almaty"), 2024, 2024)
    assert (before.offset, after.offset) == (6 * HOUR, 5 * HOUR)
    assert after.onset == datetime(2024, 3, 1, 0, 0)
