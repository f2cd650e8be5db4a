from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from convener.domain.attendance import Attendance, Participant, merged

NOON = datetime(2021, 8, 30, 12, tzinfo=UTC)


def at(minute):
    return NOON + timedelta(minutes=minute)


def stay(joined, left, *, number="1", **fields):
    who = Participant(participant_id=f"{number}-{joined}", number=number, **fields)
    return Attendance(participant=who, joined=at(joined), left=None if left is None else at(left))


def test_coming_back_does_not_make_another_person():
    [one] = merged([stay(0, 5, name="Eve"), stay(7, 10, name="Éve")])
    assert (one.name, one.stays, one.present) == ("Éve", 2, timedelta(minutes=8))
    assert (one.first_joined, one.last_left) == (at(0), at(10))


def test_two_devices_at_once_count_once():
    [one] = merged([stay(0, 10), stay(2, 5), stay(8, 12), stay(20, 21)])
    assert one.present == timedelta(minutes=13)
    assert one.last_left == at(21)


def test_people_are_told_apart_by_user_account_number_or_name():
    stays = [
        stay(0, 1, number="1", user_id="u"),
        stay(1, 2, number="2", user_id="u"),
        stay(2, 3, number="3", account="a"),
        stay(3, 4, number="4", account="a"),
        stay(4, 5, number="5", name="X"),
        stay(5, 6, number="5", name="Y"),
        stay(6, 7, number=None, name="X"),
        stay(7, 8, number=None, name=""),
        stay(8, 9, number=None, name=""),
    ]
    assert [one.stays for one in merged(stays)] == [2, 2, 2, 1, 1, 1]


STAYS = st.lists(
    st.builds(
        lambda number, joined, length: stay(joined, joined + length, number=str(number)),
        st.integers(1, 3),
        st.integers(0, 50),
        st.integers(0, 50),
    )
)


@given(STAYS)
def test_nobody_is_there_longer_than_the_clock_or_than_their_stays(stays):
    for one in merged(stays):
        own = [each for each in stays if each.participant.number == one.number]
        assert one.stays == len(own)
        minutes = {minute for each in own for minute in range(_minute(each.joined), _minute(each.left))}
        assert one.present == timedelta(minutes=len(minutes))


@given(STAYS)
def test_everybody_is_there_once_in_the_order_they_came(stays):
    people = merged(stays)
    assert len({one.number for one in people}) == len(people)
    assert [one.first_joined for one in people] == sorted(one.first_joined for one in people)
    assert merged(reversed(stays)) != [] or not stays


def _minute(moment):
    return (moment - NOON) // timedelta(minutes=1)
