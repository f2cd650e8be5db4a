"""One room, one meeting at a time: the rules on their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convener.domain.booking import RoomInUse, RoomTaken, RoomTooSoonTaken
from convener.domain.lifecycle import advance, opened
from convener.domain.meeting import Kind, Meeting, Plan, Room, RoomMode, RoomStatus, Secrets, State
from convener.domain.refusal import Refusal
from convener.domain.rooms import (
    PasswordsEqual,
    Reservation,
    RoomChange,
    RoomNotAvailable,
    Span,
    TooEarlyForRoom,
    assigned,
    available_until,
    changed,
    check_free,
    occupied,
    recycled,
)
from convener.domain.zones import ZoneCode

NOON = datetime(2030, 3, 4, 12, 0, tzinfo=UTC)
REFUSALS = (RoomTaken, RoomInUse, RoomTooSoonTaken)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def span(start: int, length: int) -> Span:
    return at(start), at(start + length)


def reservation(start: int, length: int, *, held: bool = False) -> Reservation:
    return Reservation(meeting_id="other", starts=at(start), ends=at(start + length), held=held)


def meeting(start: int, length: int) -> Meeting:
    plan = Plan(video=True, length=timedelta(minutes=length), time_zone=ZoneCode("56"))
    return Meeting(
        corp_id="corp",
        meeting_id="mine",
        conference_id="912345678",
        user_id="ann",
        scheduler="Ann",
        subject="Sync",
        kind=Kind.FUTURE,
        state=State.SCHEDULE,
        starts=at(start),
        ends=at(start + length),
        expires=at(start + length),
        conf_uuid="0" * 32,
        room_id="room",
        plan=plan,
        secrets=Secrets(chair="1", general="2", chair_link="3", general_link="4"),
    )


spans = st.builds(span, st.integers(-300, 300), st.integers(1, 120))


def disjoint(found: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for one in sorted(found):
        if not kept or kept[-1][1] <= one[0]:
            kept.append(one)
    return kept


def refusal_of(run: Callable[[], object]) -> type[Refusal] | None:
    try:
        run()
    except Refusal as refusal:
        return type(refusal)
    return None


class TestBooking:
    @given(st.lists(spans, min_size=1, max_size=5), st.lists(spans, max_size=8), st.booleans())
    def test_it_is_refused_exactly_when_two_would_be_in_the_room_at_once(
        self, wanted: list[Span], taken: list[Span], immediate: bool
    ) -> None:
        others = [Reservation(meeting_id="other", starts=start, ends=end) for start, end in taken]
        at_once = any(
            start <= at(minute + 0.5) < end and begin <= at(minute + 0.5) < until
            for minute in range(-301, 421)
            for start, end in wanted
            for begin, until in taken
            if start < until and begin < end
        )
        refused = refusal_of(lambda: check_free(wanted, others, NOON, immediate=immediate))
        assert (refused in REFUSALS) == at_once

    @pytest.mark.parametrize(
        ("start", "length", "allowed"), [(0, 60, True), (30, 31, False), (60, 1, False), (90, 30, True)]
    )
    def test_touching_is_not_overlapping(self, start: int, length: int, allowed: bool) -> None:
        refused = refusal_of(
            lambda: check_free([span(start, length)], [reservation(60, 30)], NOON, immediate=False)
        )
        assert refused is (None if allowed else RoomTaken)

    @pytest.mark.parametrize(
        ("other", "refused"),
        [
            (reservation(-10, 20, held=True), RoomInUse),
            (reservation(-10, 20), RoomTaken),
            (reservation(10, 20), RoomTooSoonTaken),
        ],
    )
    def test_an_instant_meeting_is_told_what_is_in_its_way(
        self, other: Reservation, refused: type[Refusal]
    ) -> None:
        assert refusal_of(lambda: check_free([span(0, 30)], [other], NOON, immediate=True)) is refused


class TestOpening:
    @given(st.integers(-60, 300), st.integers(15, 120), st.lists(spans, max_size=8), st.integers(-200, 400))
    def test_a_held_meeting_never_meets_another_s_time(
        self, start: int, length: int, taken: list[Span], minute: int
    ) -> None:
        mine, now = meeting(start, length), at(minute)
        others = [
            Reservation(meeting_id="other", starts=begin, ends=until)
            for begin, until in disjoint(taken)
            if until <= mine.starts or mine.ends <= begin
        ]
        if now >= mine.ends:
            return
        try:
            until = available_until(mine, others, now)
        except TooEarlyForRoom:  # RoomInUse would mean that somebody else has the meeting's own time
            in_between = [one for one in others if one.ends > now and one.starts < mine.starts]
            assert in_between
            return
        running = opened(mine, now, until=until)
        assert running.closes is not None
        assert now < running.closes <= now + mine.plan.length
        assert not any(one.starts < running.closes and now < one.ends for one in others)

    def test_one_that_runs_over_is_in_the_way(self) -> None:
        assert refusal_of(lambda: available_until(meeting(0, 30), [reservation(-30, 45)], NOON)) is RoomInUse

    def test_extensions_stop_where_somebody_else_begins(self) -> None:
        running = opened(meeting(0, 30), NOON)

        def extended(until: datetime | None) -> Meeting:
            after, _ = advance(
                running, at(30), calls=False, present=2, keep=True, next_uuid="1" * 32, until=until
            )
            return after

        assert extended(None).closes == at(45)
        assert extended(at(40)).closes == at(40)
        assert extended(at(30)).state is State.DESTROYED


class TestTakingUp:
    @given(st.lists(spans, max_size=8).map(disjoint), spans)
    def test_everything_booked_and_held_is_there_once(self, booked: list[Span], held: Span) -> None:
        rest, whole = occupied(booked, held)
        together = sorted([*rest, whole])
        assert all(before[1] <= after[0] for before, after in pairwise(together))
        assert (min(whole[0], held[0]), max(whole[1], held[1])) == whole
        for minute in range(-301, 421):
            point = at(minute + 0.5)
            had = any(start <= point < end for start, end in [*booked, held])
            assert any(start <= point < end for start, end in together) == had
        assert len({start for start, _ in together}) == len(together)


def room(**fields: object) -> Room:
    given = {
        "room_id": "room",
        "number": "912345678",
        "user_id": None,
        "mode": RoomMode.CLOUD,
        "status": RoomStatus.UNASSIGNED,
        "chair": "1234",
        "general": "5678",
    }
    return Room(**(given | fields))  # type: ignore[arg-type]


class TestOwners:
    def test_a_free_room_goes_to_a_user_and_back(self) -> None:
        given = assigned(room(), "ann")
        assert (given.user_id, given.status) == ("ann", RoomStatus.NORMAL)
        assert assigned(given, "ann") == given
        assert recycled(given, "ann") == room()

    def test_a_disabled_room_stays_so(self) -> None:
        assert assigned(room(status=RoomStatus.DISABLED), "ann").status is RoomStatus.DISABLED

    @pytest.mark.parametrize("change", [assigned, recycled])
    @pytest.mark.parametrize(
        "theirs",
        [
            room(user_id="bob", status=RoomStatus.NORMAL),
            room(user_id="ann", mode=RoomMode.PERSONAL, status=RoomStatus.NORMAL),
        ],
        ids=["a colleague's", "personal"],
    )
    def test_others_are_left_alone(self, change: Callable[[Room, str], Room], theirs: Room) -> None:
        with pytest.raises(RoomNotAvailable):
            change(theirs, "ann")

    def test_what_is_not_named_stays(self) -> None:
        before = room(name="Den", guests_first=True)
        assert changed(before, RoomChange()) == before
        assert changed(before, RoomChange(general="")).general == ""

    @pytest.mark.parametrize(
        "change",
        [RoomChange(chair="5678"), RoomChange(general="1234"), RoomChange(chair="9999", general="9999")],
    )
    def test_host_and_guests_need_different_passwords(self, change: RoomChange) -> None:
        with pytest.raises(PasswordsEqual):
            changed(room(), change)

    def test_an_expired_room_is_off(self) -> None:
        expiring = room(status=RoomStatus.NORMAL, expires=NOON)
        assert expiring.standing(at(-1)) is RoomStatus.NORMAL
        assert expiring.standing(NOON) is RoomStatus.DISABLED
