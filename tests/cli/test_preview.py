"""The dates of a series before it is booked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from convener.cli.preview import notes, preview, rendered
from convener.domain.preview import Mark, Preview
from convener.domain.recurrence import Cycle, Rule
from convener.domain.zones import ZoneCode

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 2, 27, 12, 0, tzinfo=UTC)


def previewed(*, at: time = time(9, 30), now: datetime = NOW, **rule: Any) -> Preview:
    given = {"cycle": Cycle.WEEK, "points": (1, 4), "first": date(2026, 3, 1), "last": date(2026, 6, 30)}
    return preview(
        Rule(**{"interval": 1, **given, **rule}),
        at=at,
        zone=ZoneCode("27"),
        length=timedelta(minutes=30),
        now=now,
    )


def test_dates_after_a_clock_change_are_marked() -> None:
    found = previewed()
    assert len(found.dates) == 35
    assert {each.starts.date(): each.marks for each in found.dates if each.marks} == {
        date(2026, 3, 26): (Mark.CLOCKS_CHANGE,),
        date(2026, 3, 30): (Mark.CLOCKS_CHANGED,),
    }
    text = rendered(found, zone=BERLIN)
    assert text.count(" *") == 27
    assert "\n8   Thu 2026-03-26  09:30–10:00    +01:00\n" in text
    assert "\n9   Mon 2026-03-30  09:30–10:00    +02:00 *  the clocks have changed\n" in text
    assert text.endswith("\n* The clocks have changed since the first date.")


def test_a_reader_elsewhere_sees_own_times_too() -> None:
    text = rendered(previewed(), zone=ZoneInfo("America/New_York"))
    assert text.splitlines()[0].split() == ["Day", "Europe/Berlin", "UTC", "America/New_York", "Note"]
    assert "2026-03-26 04:30" in text
    assert "2026-03-30 03:30" in text


def test_the_trimming_at_fifty_is_said() -> None:
    found = previewed(cycle=Cycle.DAY, points=())
    assert len(found.dates) == 50
    said = "A series has at most 50 meetings: this one ends on 2026-04-19, and 72 meetings fall away."
    assert list(notes(found)) == [said]
    assert rendered(found, zone=BERLIN).endswith(said)


def test_what_is_past_today_is_left_out_and_said() -> None:
    found = previewed(cycle=Cycle.DAY, points=(), first=date(2026, 2, 27), last=date(2026, 3, 1))
    assert [each.starts.date() for each in found.dates] == [date(2026, 2, 28), date(2026, 3, 1)]
    assert list(notes(found)) == ["What is past already is left out: 1 meeting."]


def test_a_time_that_clocks_skip_is_marked() -> None:
    found = previewed(
        cycle=Cycle.DAY, points=(), at=time(2, 30), first=date(2026, 3, 28), last=date(2026, 3, 30)
    )
    assert [f"{each.starts:%H:%M}" for each in found.dates] == ["02:30", "03:30", "02:30"]
    assert Mark.SKIPPED in found.dates[1].marks
    assert "the clocks skip the time of day" in rendered(found, zone=BERLIN)


def test_a_time_that_comes_twice_is_marked() -> None:
    found = previewed(
        cycle=Cycle.DAY, points=(), at=time(2, 30), first=date(2026, 10, 24), last=date(2026, 10, 26)
    )
    assert [Mark.TWICE in each.marks for each in found.dates] == [False, True, False]
    assert found.dates[1].starts.utcoffset() == timedelta(hours=2)


def test_a_day_that_a_month_lacks_is_marked() -> None:
    found = previewed(cycle=Cycle.MONTH, points=(31,))
    assert [f"{each.starts:%m-%d}" for each in found.dates] == ["03-31", "04-30", "05-31", "06-30"]
    assert [Mark.LAST_OF_MONTH in each.marks for each in found.dates] == [False, True, False, True]


@pytest.mark.parametrize(
    ("rule", "way_out"),
    [
        ({"first": date(2026, 2, 1)}, "--from"),
        ({"first": date(2027, 3, 1), "last": date(2027, 3, 9)}, "--from"),
        ({"last": date(2026, 2, 28)}, "--until"),
        ({"last": date(2027, 3, 2)}, "--until"),
        ({"points": (5,), "last": date(2026, 3, 2)}, "--until"),
        ({"interval": 6}, "--every"),
    ],
)
def test_what_cannot_be_booked_says_which_option_to_change(rule: dict[str, Any], way_out: str) -> None:
    with pytest.raises(ValueError, match=way_out):
        previewed(**rule)
