"""Times, days and lengths as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from convener.cli import moments

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 2, 27, 12, 0, 30, tzinfo=UTC)
"""13:00 in Berlin, in winter."""


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-03-01 14:00", "2026-03-01T13:00Z"),
        ("2026-03-01T14:00", "2026-03-01T13:00Z"),
        ("2026-07-01 14:00:30", "2026-07-01T12:00:30Z"),
        ("2026-03-01T14:00+05:30", "2026-03-01T08:30Z"),
        ("2026-03-01 14:00Z", "2026-03-01T14:00Z"),
        ("14:00", "2026-02-27T13:00Z"),
        ("13:00", "2026-02-27T12:00Z"),
        ("12:59", "2026-02-28T11:59Z"),
        ("9:05", "2026-02-28T08:05Z"),
        ("today 9:05", "2026-02-27T08:05Z"),
        ("Tomorrow  09:30", "2026-02-28T08:30Z"),
        ("now", "2026-02-27T12:00:30Z"),
        ("in 2h", "2026-02-27T14:00:30Z"),
        ("in 1h30m", "2026-02-27T13:30:30Z"),
        ("in 45", "2026-02-27T12:45:30Z"),
        ("in 2 days", "2026-03-01T12:00:30Z"),
        # As in a series: skipped times are read with the offset before, doubled ones mean the first.
        ("2026-03-29 02:30", "2026-03-29T01:30Z"),
        ("2026-10-25 02:30", "2026-10-25T00:30Z"),
    ],
)
def test_a_time_is_understood(text: str, meant: str) -> None:
    assert moments.moment(text, now=NOW, zone=BERLIN) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "25:00", "9", "14.00", "2026-03-01", "2026-02-30 10:00", "yesterday 10:00", "in", "in x"],
)
def test_what_is_no_time_is_answered_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"Write it like .*30m|Write it like .*14:00|Write it like 09:30"):
        moments.moment(text, now=NOW, zone=BERLIN)


def test_days_are_those_of_the_zone() -> None:
    late = datetime(2026, 2, 27, 20, 0, tzinfo=UTC)
    assert moments.day("today", now=late, zone=BERLIN) == date(2026, 2, 27)
    assert moments.day("today", now=late, zone=SHANGHAI) == date(2026, 2, 28)
    assert moments.day("tomorrow", now=late, zone=SHANGHAI) == date(2026, 3, 1)
    assert moments.day("2026-12-24", now=late, zone=SHANGHAI) == date(2026, 12, 24)


@pytest.mark.parametrize("text", ["", "2026-13-01", "24.12.2026", "monday", "2026-03-01 10:00"])
def test_what_is_no_day_is_answered_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2026-03-01, today or tomorrow"):
        moments.day(text, now=NOW, zone=BERLIN)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45", 45), ("45m", 45), ("90 min", 90), ("1h", 60), ("1h30m", 90), ("2 hours", 120), ("1d 1h", 1500)],
)
def test_a_length_is_understood(text: str, minutes: int) -> None:
    assert moments.length(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "h", "1.5h", "-5", "one hour", "1m1h", "٣", "9" * 30 + "d"])
def test_what_is_no_length_is_answered_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="30m"):
        moments.length(text)


def test_days_of_weeks_and_months() -> None:
    assert moments.weekdays("mon,thu") == {1, 4}
    assert moments.weekdays("Sunday Sa") == {0, 6}
    assert moments.monthdays("1, 15,31") == {1, 15, 31}
    assert moments.clock("9:05") == time(9, 5)


@pytest.mark.parametrize("text", ["", ",", "t", "funday", "mon;thu", "1"])
def test_what_is_no_weekday_is_answered_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="like mon,thu"):
        moments.weekdays(text)


@pytest.mark.parametrize("text", ["", "0", "32", "1,x", "-1", "²"])
def test_what_is_no_day_of_a_month_is_answered_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="like 1,15"):
        moments.monthdays(text)


@pytest.mark.parametrize(
    ("own", "written"),
    [
        ("Europe/Berlin", "2026-02-27 13:00"),
        ("Europe/Brussels", "2026-02-27 13:00"),
        ("Asia/Shanghai", "2026-02-27 13:00 (20:00 Asia/Shanghai)"),
        ("Pacific/Auckland", "2026-02-27 13:00 (2026-02-28 01:00 Pacific/Auckland)"),
    ],
)
def test_a_meetings_own_zone_stands_beside_the_readers_where_clocks_differ(own: str, written: str) -> None:
    assert moments.shown(NOW, BERLIN, own=ZoneInfo(own)) == written


@pytest.mark.parametrize(
    ("minutes", "written"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30 min")]
)
def test_a_span_is_read_at_a_glance(minutes: int, written: str) -> None:
    assert moments.span(timedelta(minutes=minutes)) == written


def test_an_offset_is_written_with_its_sign() -> None:
    assert moments.offset(NOW.astimezone(ZoneInfo("Asia/Kolkata"))) == "+05:30"
    assert moments.offset(NOW.astimezone(ZoneInfo("America/St_Johns"))) == "-03:30"
