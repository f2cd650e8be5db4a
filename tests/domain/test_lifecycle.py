from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
from msgspec.structs import replace

from convener.domain import lifecycle
from convener.domain.facts import Fact, MeetingEnded, MeetingExpired, MeetingStarted
from convener.domain.lifecycle import TRANSITIONS, Event
from convener.domain.meeting import Kind, Meeting, Plan, Secrets, State
from convener.domain.recurrence import Cycle, Rule, Series, occurrences
from convener.domain.zones import ZoneCode

NINE = datetime(2030, 3, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
UTC_ZONE = ZoneCode("25")  # Monrovia: no offset, no clock changes
LEGAL = {
    (State.SCHEDULE, Event.OPEN): State.CREATED,
    (State.CREATED, Event.CLOSE): State.SCHEDULE,
    (State.SCHEDULE, Event.EXPIRE): State.DESTROYED,
    (State.SCHEDULE, Event.CANCEL): State.DESTROYED,
}


def meeting(
    *, length: timedelta = HOUR, series: Series | None = None, prolong: timedelta = timedelta(0)
) -> Meeting:
    slots = occurrences(series) if series else ()
    return Meeting(
        corp_id="1",
        meeting_id="m",
        conference_id="900000001",
        user_id="u",
        scheduler="Ann",
        subject="Sync",
        kind=Kind.SERIES if series else Kind.FUTURE,
        state=State.SCHEDULE,
        starts=slots[0].starts if slots else NINE,
        ends=slots[0].ends if slots else NINE + length,
        expires=slots[-1].ends if slots else NINE + length,
        conf_uuid="first",
        plan=Plan(video=True, length=length, time_zone=UTC_ZONE, prolong=prolong, series=series),
        secrets=Secrets(chair="1", general="2", chair_link="3", general_link="4"),
    )


def three_days() -> Series:
    rule = Rule(cycle=Cycle.DAY, interval=1, first=date(2030, 3, 4), last=date(2030, 3, 6))
    return Series(rule=rule, at=time(9), zone=UTC_ZONE, length=HOUR, begins=rule.first)


def advance(
    one: Meeting,
    now: datetime,
    *,
    calls: bool = False,
    present: int = 0,
    keep: bool = True,
    until: datetime | None = None,
    late: timedelta = timedelta(0),
) -> tuple[Meeting, list[Fact]]:
    return lifecycle.advance(
        one, now, calls=calls, present=present, keep=keep, next_uuid="next", until=until, late=late
    )


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)))
def test_every_step_is_legal_or_refused(state: State, event: Event) -> None:
    assert (state, event) in TRANSITIONS or (state, event) not in LEGAL
    if (state, event) in LEGAL:
        assert lifecycle.after(state, event) is LEGAL[state, event]
    else:
        with pytest.raises(KeyError):
            lifecycle.after(state, event)


class TestAReservation:
    def test_it_waits_until_its_end(self) -> None:
        one = meeting()
        assert lifecycle.due(one, NINE - HOUR, calls=False) == one.ends
        assert advance(one, one.ends - timedelta(microseconds=1)) == (one, [])

    def test_it_is_gone_when_nobody_came(self) -> None:
        one, facts = advance(meeting(), NINE + HOUR)
        assert one.state is State.DESTROYED
        assert facts == [MeetingExpired(conference_id="900000001")]
        assert lifecycle.due(one, NINE + HOUR, calls=False) is None

    def test_it_starts_by_itself_when_somebody_is_to_be_called(self) -> None:
        one = meeting()
        assert lifecycle.due(one, NINE - HOUR, calls=True) == NINE
        running, facts = advance(one, NINE, calls=True)
        assert (running.state, running.closes) == (State.CREATED, NINE + HOUR)
        assert facts == [MeetingStarted(conf_uuid="first")]

    def test_a_room_s_meeting_waits_for_its_host(self) -> None:
        one = replace(meeting(), room_id="room")
        assert lifecycle.due(one, NINE - HOUR, calls=True) == one.ends
        assert advance(one, NINE, calls=True) == (one, [])


class TestAConference:
    def test_its_length_counts_from_the_actual_start(self) -> None:
        running = lifecycle.opened(meeting(length=2 * HOUR), NINE - HOUR)
        assert lifecycle.due(running, NINE, calls=False) == NINE + HOUR

    def test_closing_early_returns_to_the_reservation(self) -> None:
        running = lifecycle.opened(meeting(), NINE - 2 * HOUR)
        after, facts = advance(running, NINE - HOUR)
        assert (after.state, after.conf_uuid, after.opened, after.closes) == (
            State.SCHEDULE,
            "next",
            None,
            None,
        )
        assert facts == [MeetingEnded(conf_uuid="first")]

    def test_closing_early_is_the_end_where_reservations_are_not_kept(self) -> None:
        running = lifecycle.opened(meeting(), NINE - 2 * HOUR)
        after, facts = advance(running, NINE - HOUR, keep=False)
        assert after.state is State.DESTROYED
        assert facts == [MeetingEnded(conf_uuid="first"), MeetingExpired(conference_id="900000001")]

    def test_closing_at_the_booked_start_is_in_time_for_calling_people(self) -> None:
        running = lifecycle.opened(meeting(), NINE - HOUR)
        idle, _ = advance(running, NINE, calls=True)
        assert lifecycle.due(idle, NINE, calls=True) == NINE
        again, facts = advance(idle, NINE, calls=True)
        assert (again.opened, facts) == (NINE, [MeetingStarted(conf_uuid="next")])

    def test_closing_at_the_booked_end_is_the_end(self) -> None:
        running = lifecycle.opened(meeting(), NINE)
        after, _ = advance(running, NINE + HOUR)
        assert after.state is State.DESTROYED

    def test_while_somebody_is_present_its_end_moves_on(self) -> None:
        running = lifecycle.opened(meeting(prolong=timedelta(minutes=15)), NINE)
        longer, facts = advance(running, NINE + HOUR, present=1)
        assert (longer.closes, facts) == (NINE + HOUR + timedelta(minutes=15), [])
        later, _ = advance(running, NINE + HOUR + timedelta(minutes=40), present=1)
        assert later.closes == NINE + HOUR + timedelta(minutes=45)

    def test_a_server_that_was_down_makes_up_for_extensions_in_one_go(self) -> None:
        running = lifecycle.opened(meeting(prolong=timedelta(minutes=15)), NINE)
        longer, _ = advance(running, NINE + HOUR, present=1, late=3 * HOUR + timedelta(minutes=1))
        assert longer.closes == NINE + 4 * HOUR + timedelta(minutes=15)

    @pytest.mark.parametrize("late", [timedelta(0), HOUR, 5 * HOUR])
    def test_an_extension_ends_when_its_room_is_somebody_else_s(self, late: timedelta) -> None:
        running = lifecycle.opened(meeting(prolong=timedelta(minutes=15)), NINE)
        until = NINE + HOUR + timedelta(minutes=10)
        longer, _ = advance(running, NINE + HOUR, present=1, late=late, until=until)
        assert longer.closes == until
        ended, facts = advance(longer, until, present=1, late=late, until=until)
        assert (ended.state, len(facts)) == (State.DESTROYED, 2)

    def test_without_an_extension_it_ends_on_time_whoever_is_there(self) -> None:
        running = lifecycle.opened(meeting(), NINE)
        assert advance(running, NINE + HOUR, present=9)[0].state is State.DESTROYED


class TestASeries:
    def test_each_occurrence_is_held_or_passes(self) -> None:
        one = meeting(series=three_days())
        second, facts = advance(one, NINE + HOUR)
        assert (second.starts, second.state, facts) == (NINE + timedelta(days=1), State.SCHEDULE, [])
        running = lifecycle.opened(second, second.starts)
        third, facts = advance(running, second.starts + HOUR)
        assert (third.starts, third.state) == (NINE + timedelta(days=2), State.SCHEDULE)
        assert facts == [MeetingEnded(conf_uuid="first", day=date(2030, 3, 5))]
        gone, facts = advance(third, third.ends)
        assert gone.state is State.DESTROYED
        assert facts == [MeetingExpired(conference_id="900000001")]

    def test_a_server_that_was_down_finds_the_occurrence_of_today(self) -> None:
        third, _ = advance(meeting(series=three_days()), NINE + timedelta(days=2))
        assert third.starts == NINE + timedelta(days=2)

    def test_each_occurrence_calls_its_people(self) -> None:
        one = meeting(series=three_days())
        second, _ = advance(lifecycle.opened(one, NINE), NINE + HOUR, calls=True)
        assert lifecycle.due(second, NINE + HOUR, calls=True) == NINE + timedelta(days=1)


@pytest.mark.parametrize("calls", [True, False])
@pytest.mark.parametrize("series", [None, three_days()])
def test_doing_it_twice_changes_nothing(calls: bool, series: Series | None) -> None:
    one, now = meeting(series=series), NINE - HOUR
    while (due := lifecycle.due(one, now, calls=calls)) is not None:
        now = due
        one, _ = advance(one, now, calls=calls)
        assert advance(one, now, calls=calls) == (one, [])
    assert one.state is State.DESTROYED


class TestItsTimes:
    def test_an_idle_meeting_has_its_booked_time_left(self) -> None:
        [slot] = lifecycle.remaining(meeting(), NINE - HOUR)
        assert (slot.starts, slot.ends) == (NINE, NINE + HOUR)
        assert lifecycle.current(meeting()) is None

    def test_a_series_has_what_is_not_over_left(self) -> None:
        one = meeting(series=three_days())
        assert [each.day.day for each in lifecycle.remaining(one, NINE + HOUR)] == [5, 6]
        assert [each.day.day for each in lifecycle.remaining(one, NINE)] == [4, 5, 6]

    def test_a_date_that_is_held_beyond_its_end_is_left(self) -> None:
        running = lifecycle.opened(meeting(series=three_days()), NINE + HOUR / 2)
        assert [each.day.day for each in lifecycle.remaining(running, NINE + HOUR)] == [4, 5, 6]

    def test_a_date_closed_for_good_is_not(self) -> None:
        running = lifecycle.opened(meeting(series=three_days()), NINE - 3 * HOUR)
        closed, _ = advance(running, NINE - 2 * HOUR, keep=False)
        assert [each.day.day for each in lifecycle.remaining(closed, NINE - 2 * HOUR)] == [5, 6]

    @pytest.mark.parametrize(("booked", "expected"), [(True, 30), (False, 3600)])
    def test_the_minute_that_has_begun_counts_when_it_was_just_chosen(
        self, booked: bool, expected: int
    ) -> None:
        now = NINE + timedelta(seconds=30)
        due = lifecycle.due(meeting(), now, calls=True, booked=booked)
        assert due == NINE + timedelta(seconds=expected)


def test_a_cancelled_meeting_is_over() -> None:
    one = lifecycle.cancelled(meeting(), NINE - HOUR)
    assert (one.state, one.is_over(NINE - HOUR)) == (State.DESTROYED, True)
    with pytest.raises(KeyError):
        lifecycle.cancelled(lifecycle.opened(meeting(), NINE), NINE)
