from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from dateutil import rrule
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convener.domain.calendar_rule import recurrence_rule
from convener.domain.recurrence import (
    MAX_OCCURRENCES,
    Cycle,
    EndBeforeStart,
    EndTooFar,
    NothingLeft,
    Overlapping,
    Rule,
    Series,
    StartInPast,
    TooFarAhead,
    days,
    latest_end,
    occurrences,
    plan,
    starts,
    wall_time,
)
from convener.domain.zones import ZoneCode, zone
from support.series import rules, wall_times, zone_codes

LONDON, NEW_YORK, SYDNEY, AUCKLAND = (ZoneCode(code) for code in ("26", "13", "66", "71"))
BERLIN, SHANGHAI, CAIRO, MONROVIA = (ZoneCode(code) for code in ("27", "56", "34", "25"))
HALF_AN_HOUR = timedelta(minutes=30)

modest = settings(max_examples=150, deadline=None, derandomize=True)


def a_rule(cycle, first, last, *points, every=1):
    return Rule(
        cycle=cycle,
        interval=every,
        points=points,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
    )


def a_series(rule, at, code, *, length=HALF_AN_HOUR):
    return Series(rule=rule, at=at, zone=code, length=length, begins=rule.first)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def listed(rule):
    return " ".join(f"{day:%m-%d}" for day in days(rule))


def utc_starts(rule, at, code):
    return [f"{start:%m-%d %H:%M}" for start in starts(rule, time.fromisoformat(at), zone(code))]


class TestDays:
    def test_every_other_day(self):
        assert listed(a_rule(Cycle.DAY, "2026-02-26", "2026-03-04", every=2)) == "02-26 02-28 03-02 03-04"

    def test_a_rule_of_days_ignores_points(self):
        assert listed(a_rule(Cycle.DAY, "2026-02-26", "2026-02-27", 5)) == "02-26 02-27"

    def test_the_example_of_the_specification(self):
        rule = a_rule(Cycle.WEEK, "2030-03-04", "2030-03-18", 1, 3)
        assert listed(rule) == "03-04 03-06 03-11 03-13 03-18"

    def test_points_may_come_in_any_order_and_twice(self):
        rule = a_rule(Cycle.WEEK, "2030-03-04", "2030-03-18", 3, 1, 3)
        assert listed(rule) == "03-04 03-06 03-11 03-13 03-18"

    def test_the_week_of_the_first_day_counts_although_it_began_before(self):
        # 2026-01-07 is a Wednesday: its Sunday and Monday are gone, Friday counts, the next week does not.
        rule = a_rule(Cycle.WEEK, "2026-01-07", "2026-02-05", 0, 1, 5, every=2)
        assert listed(rule) == "01-09 01-18 01-19 01-23 02-01 02-02"

    def test_a_first_day_on_sunday_begins_its_week(self):
        rule = a_rule(Cycle.WEEK, "2026-01-04", "2026-01-31", 0, 6, every=2)
        assert listed(rule) == "01-04 01-10 01-18 01-24"

    def test_a_first_day_on_saturday_ends_its_week(self):
        rule = a_rule(Cycle.WEEK, "2026-01-03", "2026-01-31", 0, 6, every=3)
        assert listed(rule) == "01-03 01-18 01-24"

    @pytest.mark.parametrize(
        ("year", "points", "expected"),
        [
            (2026, [29], "01-29 02-28 03-29 04-29"),
            (2026, [30], "01-30 02-28 03-30 04-30"),
            (2026, [31], "01-31 02-28 03-31 04-30"),
            (2028, [29], "01-29 02-29 03-29 04-29"),
            (2028, [31], "01-31 02-29 03-31 04-30"),
            (2026, [28, 29, 31], "01-28 01-29 01-31 02-28 03-28 03-29 03-31 04-28 04-29 04-30"),
            (2028, [30, 31], "01-30 01-31 02-29 03-30 03-31 04-30"),
        ],
    )
    def test_a_day_the_month_lacks_is_its_last(self, year, points, expected):
        assert listed(a_rule(Cycle.MONTH, f"{year}-01-01", f"{year}-04-30", *points)) == expected

    def test_every_third_month_across_the_new_year(self):
        rule = a_rule(Cycle.MONTH, "2025-11-15", "2026-11-14", 1, 20, every=3)
        assert listed(rule) == "11-20 02-01 02-20 05-01 05-20 08-01 08-20 11-01"

    def test_the_ends_of_the_calendar_are_no_obstacle(self):
        assert listed(a_rule(Cycle.WEEK, "9999-12-30", "9999-12-31", 5, 6)) == "12-31"
        assert listed(a_rule(Cycle.MONTH, "9999-12-30", "9999-12-31", 31)) == "12-31"
        assert listed(a_rule(Cycle.DAY, "9999-12-30", "9999-12-31")) == "12-30 12-31"

    @modest
    @given(rules())
    def test_they_agree_with_dateutil(self, rule):
        assert list(days(rule)) == sorted({moment.date() for one in equivalents(rule) for moment in one})


def equivalents(rule):
    """One rule of dateutil, or for months one per point: it has no other word for the last day instead."""
    common = {
        "interval": rule.interval,
        "dtstart": datetime.combine(rule.first, time()),
        "until": datetime.combine(rule.last, time()),
    }
    match rule.cycle:
        case Cycle.DAY:
            return [rrule.rrule(rrule.DAILY, **common)]
        case Cycle.WEEK:
            weekdays = [(point - 1) % 7 for point in rule.points]
            return [rrule.rrule(rrule.WEEKLY, wkst=rrule.SU, byweekday=weekdays, **common)]
        case Cycle.MONTH:
            return [
                rrule.rrule(rrule.MONTHLY, bymonthday=range(min(point, 28), point + 1), bysetpos=-1, **common)
                for point in rule.points
            ]


class TestStarts:
    @pytest.mark.parametrize(
        ("code", "first", "last", "at", "expected"),
        [
            (LONDON, "2026-03-28", "2026-03-30", "09:00", ["03-28 09:00", "03-29 08:00", "03-30 08:00"]),
            (LONDON, "2026-10-24", "2026-10-26", "09:00", ["10-24 08:00", "10-25 09:00", "10-26 09:00"]),
            (NEW_YORK, "2026-03-07", "2026-03-09", "09:00", ["03-07 14:00", "03-08 13:00", "03-09 13:00"]),
            (NEW_YORK, "2026-10-31", "2026-11-02", "09:00", ["10-31 13:00", "11-01 14:00", "11-02 14:00"]),
            (SYDNEY, "2026-04-04", "2026-04-06", "09:00", ["04-03 22:00", "04-04 23:00", "04-05 23:00"]),
            (SYDNEY, "2026-10-03", "2026-10-05", "09:00", ["10-02 23:00", "10-03 22:00", "10-04 22:00"]),
            (AUCKLAND, "2026-04-04", "2026-04-06", "09:00", ["04-03 20:00", "04-04 21:00", "04-05 21:00"]),
            (AUCKLAND, "2026-09-26", "2026-09-28", "09:00", ["09-25 21:00", "09-26 20:00", "09-27 20:00"]),
            (SHANGHAI, "2026-03-28", "2026-03-30", "07:00", ["03-27 23:00", "03-28 23:00", "03-29 23:00"]),
        ],
    )
    def test_the_wall_clock_stays_put_when_the_clocks_change(self, code, first, last, at, expected):
        assert utc_starts(a_rule(Cycle.DAY, first, last), at, code) == expected

    @pytest.mark.parametrize(
        ("code", "day", "at", "expected"),
        [
            (LONDON, "2026-03-29", "01:30", "03-29 01:30"),  # 02:30 BST
            (NEW_YORK, "2026-03-08", "02:30", "03-08 07:30"),  # 03:30 EDT
            (SYDNEY, "2026-10-04", "02:30", "10-03 16:30"),  # 03:30 AEDT
            (CAIRO, "2025-04-25", "00:00", "04-24 22:00"),  # 01:00 EEST: this midnight does not exist
        ],
    )
    def test_a_time_that_is_skipped_moves_on_by_the_change(self, code, day, at, expected):
        assert utc_starts(a_rule(Cycle.DAY, day, day), at, code) == [expected]

    @pytest.mark.parametrize(
        ("code", "day", "at", "expected"),
        [
            (LONDON, "2026-10-25", "01:30", "10-25 00:30"),
            (NEW_YORK, "2026-11-01", "01:30", "11-01 05:30"),
            (AUCKLAND, "2026-04-05", "02:30", "04-04 13:30"),
        ],
    )
    def test_a_time_that_comes_twice_means_the_first(self, code, day, at, expected):
        assert utc_starts(a_rule(Cycle.DAY, day, day), at, code) == [expected]

    @modest
    @given(rules(), wall_times, zone_codes)
    def test_they_are_sorted_unique_and_at_the_wall_time(self, rule, at, code):
        found = list(starts(rule, at, zone(code)))
        assert all(one < following for one, following in pairwise(found))
        for day, start in zip(days(rule), found, strict=True):
            wall = datetime.combine(day, at, zone(code))
            skipped = wall.utcoffset() < wall.replace(fold=1).utcoffset()
            local = start.astimezone(zone(code)).replace(tzinfo=None)
            moved = wall.replace(fold=1).utcoffset() - wall.utcoffset() if skipped else timedelta()
            assert local == wall.replace(tzinfo=None) + moved
            assert start.tzinfo is UTC


class TestWallTime:
    @pytest.mark.parametrize(
        ("code", "instant", "expected"),
        [
            (LONDON, "2026-01-15 09:00", time(9)),
            (LONDON, "2026-07-15 09:00", time(10)),
            (AUCKLAND, "2026-01-15 21:15", time(10, 15)),
            (LONDON, "2026-01-15 09:00:59.999", time(9)),
        ],
    )
    def test_it_uses_the_offset_of_that_instant(self, code, instant, expected):
        assert wall_time(utc(instant), zone(code)) == expected

    def test_it_forgets_which_of_two_equal_times_it_was(self):
        # Python would otherwise read skipped times the other way, on another day of the series.
        assert wall_time(utc("2026-10-25 01:30"), zone(LONDON)).fold == 0

    @modest
    @given(st.datetimes(datetime(1970, 1, 2), datetime(2037, 12, 30)), zone_codes)
    @example(datetime(1971, 6, 1, 12), MONROVIA)  # an offset of -00:44:30
    def test_a_series_beginning_at_an_instant_begins_at_that_instant(self, naive, code):
        instant = naive.replace(tzinfo=UTC, second=0, microsecond=0)
        local = instant.astimezone(zone(code))
        rule = Rule(cycle=Cycle.DAY, interval=1, first=local.date(), last=local.date())
        expected = local.replace(fold=0).astimezone(UTC)
        assert list(starts(rule, wall_time(instant, zone(code)), zone(code))) == [expected]


class TestOccurrences:
    def test_they_end_after_the_length_whatever_the_clocks_do(self):
        rule = a_rule(Cycle.DAY, "2026-03-28", "2026-03-28")
        (night,) = occurrences(a_series(rule, time(22), LONDON, length=timedelta(hours=8)))
        assert (night.day, night.starts, night.ends) == (
            date(2026, 3, 28),
            utc("2026-03-28 22:00"),
            utc("2026-03-29 06:00"),
        )

    @modest
    @given(rules(), wall_times, zone_codes, st.integers(0, 400))
    def test_a_later_last_day_only_adds_at_the_end(self, rule, at, code, more):
        longer = Rule(
            cycle=rule.cycle,
            interval=rule.interval,
            points=rule.points,
            first=rule.first,
            last=rule.last + timedelta(days=more),
        )
        found = occurrences(a_series(rule, at, code))
        assert occurrences(a_series(longer, at, code))[: len(found)] == found
        assert len(found) <= MAX_OCCURRENCES
        assert all(rule.first <= one.day <= rule.last for one in found)


NOON = utc("2026-03-02 12:00:40")


def planned(rule, *, at=time(12), code=LONDON, length=HALF_AN_HOUR, now=NOON, begun=False):
    return plan(rule, at=at, zone=code, length=length, now=now, begun=begun)


class TestPlan:
    @pytest.mark.parametrize(
        ("at", "begins"),
        [(time(11, 59), "2026-03-03"), (time(12), "2026-03-02"), (time(12, 1), "2026-03-02")],
    )
    def test_what_began_before_this_minute_is_past(self, at, begins):
        rule = a_rule(Cycle.DAY, "2026-03-02", "2026-03-06")
        series = planned(rule, at=at)
        assert series.begins == date.fromisoformat(begins)
        assert series.rule == rule

    def test_days_dropped_at_booking_do_not_come_back(self):
        series = planned(a_rule(Cycle.DAY, "2026-03-02", "2026-03-06", every=2), at=time(11))
        assert [one.day.day for one in occurrences(series)] == [4, 6]

    def test_the_fifty_first_occurrence_moves_the_end_back(self):
        series = planned(a_rule(Cycle.DAY, "2026-03-02", "2026-12-31"))
        assert len(occurrences(series)) == 50
        assert series.rule.last == date(2026, 4, 20)

    def test_fifty_occurrences_leave_the_end_where_it_is(self):
        rule = a_rule(Cycle.DAY, "2026-03-02", "2026-06-09", every=2)
        assert planned(rule).rule == rule
        assert len(occurrences(planned(rule))) == 50

    def test_dropped_days_do_not_count_among_the_fifty(self):
        series = planned(a_rule(Cycle.DAY, "2026-03-02", "2026-12-31"), at=time(11))
        assert len(occurrences(series)) == 50
        assert series.rule.last == date(2026, 4, 21)

    def test_today_is_the_day_of_the_zone(self):
        late = utc("2026-03-02 12:00")  # 01:00 on the third in Auckland
        with pytest.raises(StartInPast):
            planned(a_rule(Cycle.DAY, "2026-03-02", "2026-03-06"), code=AUCKLAND, now=late)
        assert planned(a_rule(Cycle.DAY, "2026-03-03", "2026-03-06"), code=AUCKLAND, now=late)

    def test_a_series_already_begun_keeps_its_first_day(self):
        rule = a_rule(Cycle.DAY, "2026-02-23", "2026-03-06", every=2)
        with pytest.raises(StartInPast):
            planned(rule)
        series = planned(rule, begun=True)
        assert series.rule.first == date(2026, 2, 23)
        assert [one.day.day for one in occurrences(series)] == [3, 5]

    @pytest.mark.parametrize(
        ("first", "last", "refusal"),
        [
            ("2026-03-02", "2026-03-02", None),
            ("2026-03-02", "2026-03-01", EndBeforeStart),
            ("2026-03-01", "2026-03-05", StartInPast),
            ("2026-03-02", "2027-03-02", None),
            ("2026-03-02", "2027-03-03", EndTooFar),
            ("2027-03-02", "2028-03-02", None),
            ("2027-03-03", "2027-03-03", TooFarAhead),
            ("9999-12-31", "9999-12-31", TooFarAhead),
        ],
    )
    def test_the_range_of_days(self, first, last, refusal):
        rule = a_rule(Cycle.DAY, first, last)
        if refusal is None:
            assert planned(rule).rule.first == rule.first
        else:
            with pytest.raises(refusal):
                planned(rule)

    @pytest.mark.parametrize(
        ("first", "latest"),
        [("2026-03-01", "2027-03-01"), ("2027-03-01", "2028-03-01"), ("2028-02-29", "2029-02-28")],
    )
    def test_a_year_ends_on_the_same_date(self, first, latest):
        assert latest_end(date.fromisoformat(first)) == date.fromisoformat(latest)

    @pytest.mark.parametrize(
        ("rule", "at"),
        [
            (a_rule(Cycle.DAY, "2026-03-02", "2026-03-02"), time(11)),
            (a_rule(Cycle.WEEK, "2026-03-02", "2026-03-05", 0), time(13)),
            (a_rule(Cycle.MONTH, "2026-03-02", "2026-03-30", 31), time(13)),
        ],
    )
    def test_a_rule_without_days_to_come_is_refused(self, rule, at):
        with pytest.raises(NothingLeft):
            planned(rule, at=at)

    @pytest.mark.parametrize(
        ("last", "overlap"),
        [
            ("2026-03-28", False),
            ("2026-03-29", False),
            ("2026-03-30", True),  # the 29th has 23 hours
        ],
    )
    def test_a_whole_day_fits_unless_the_day_is_short(self, last, overlap):
        rule = a_rule(Cycle.DAY, "2026-03-27", last)
        if overlap:
            with pytest.raises(Overlapping):
                planned(rule, at=time(0), length=timedelta(hours=24))
        else:
            assert planned(rule, at=time(0), length=timedelta(hours=24)).rule == rule

    @modest
    @given(rules(), wall_times, zone_codes, st.integers(0, 366 * 24 * 60))
    def test_what_is_booked_lies_ahead_and_planning_it_again_changes_nothing(self, rule, at, code, minutes):
        now = datetime.combine(rule.first, time(), UTC) + timedelta(minutes=minutes)
        try:
            series = planned(rule, at=at, code=code, now=now, begun=True)
        except NothingLeft:
            assert all(start < now for start in starts(rule, at, zone(code)))
            return
        booked = occurrences(series)
        ahead = [start for start in starts(rule, at, zone(code)) if start >= now]
        assert [one.starts for one in booked] == ahead[:MAX_OCCURRENCES]
        assert booked[0].day == series.begins
        assert series.rule.last == (rule.last if len(ahead) <= MAX_OCCURRENCES else booked[-1].day)
        assert planned(series.rule, at=at, code=code, now=now, begun=True) == series


class TestRecurrenceRule:
    """What calendars make of it: tests/server/letters/test_calendar.py."""

    def test_weeks(self):
        rule = a_rule(Cycle.WEEK, "2026-03-03", "2026-04-16", 4, 0, every=2)
        assert recurrence_rule(a_series(rule, time(9), LONDON)) == (
            "FREQ=WEEKLY;WKST=SU;BYDAY=SU,TH;INTERVAL=2;UNTIL=20260416T080000Z"
        )

    @pytest.mark.parametrize(
        ("points", "which"),
        [
            ([5, 28], "BYMONTHDAY=5,28"),
            ([31, 15], "BYMONTHDAY=15,-1"),
            ([30], "BYMONTHDAY=28,29,30;BYSETPOS=-1"),
            ([5, 29, 30], "BYMONTHDAY=5,28,29,30;BYSETPOS=1,3,-1"),
        ],
    )
    def test_months(self, points, which):
        rule = a_rule(Cycle.MONTH, "2026-01-01", "2026-03-31", *points)
        last = max(days(rule))
        found = recurrence_rule(a_series(rule, time(9), SHANGHAI))
        assert found == f"FREQ=MONTHLY;{which};INTERVAL=1;UNTIL={last:%Y%m%d}T010000Z"

    def test_days_that_every_month_of_the_series_has_are_said_as_they_are(self):
        rule = a_rule(Cycle.MONTH, "2026-03-01", "2026-12-31", 30)
        found = recurrence_rule(a_series(rule, time(9), SHANGHAI))
        assert found == "FREQ=MONTHLY;BYMONTHDAY=30;INTERVAL=1;UNTIL=20261230T010000Z"

    def test_no_rule_begins_at_a_time_that_is_skipped(self):
        at = time(2, 30)
        assert recurrence_rule(a_series(a_rule(Cycle.DAY, "2026-03-29", "2026-03-30"), at, BERLIN)) is None
        assert recurrence_rule(a_series(a_rule(Cycle.DAY, "2026-03-28", "2026-03-30"), at, BERLIN)) == (
            "FREQ=DAILY;INTERVAL=1;UNTIL=20260330T003000Z"
        )
