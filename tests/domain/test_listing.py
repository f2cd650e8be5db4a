from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convener.domain.enterprise import EnterpriseSettings
from convener.domain.listing import Window, between, next_month, whose
from convener.domain.person import AdminType, Principal, UserType

MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


@given(MOMENTS)
def test_a_month_ahead_is_the_same_day_of_the_next_month_or_its_last(now):
    then = next_month(now)
    assert (then.year * 12 + then.month) - (now.year * 12 + now.month) == 1
    assert then.timetz() == now.timetz()
    assert then.day == now.day or (then + timedelta(days=1)).day == 1


@given(MOMENTS)
def test_longer_windows_hold_the_shorter_ones(now):
    assert now < Window.DAY.until(now) < Window.WEEK.until(now) < Window.MONTH.until(now)


@given(MOMENTS, MOMENTS)
def test_a_period_may_be_given_either_way(one, other):
    assert between(one, other) == between(other, one)
    assert between(one, other)[0] <= between(one, other)[1]


def principal(*, admin):
    return Principal(
        corp_id="1",
        corp_name="Acme",
        settings=EnterpriseSettings(),
        user_id="me",
        account="me",
        third_account=None,
        name="Me",
        sip_number="1",
        app_id=None,
        user_type=UserType.ENTERPRISE_USER,
        admin_type=AdminType.ORDINARY if admin else AdminType.NONE,
    )


@pytest.mark.parametrize(
    ("admin", "everybody", "named", "expected"),
    [
        (False, False, None, "me"),
        (False, True, None, "me"),
        (False, False, "you", "me"),
        (False, True, "you", "me"),
        (True, False, None, "me"),
        (True, True, None, None),
        (True, False, "you", "you"),
        (True, True, "you", None),
    ],
)
def test_only_administrators_choose_whose_meetings_they_see(admin, everybody, named, expected):
    assert whose(principal(admin=admin), everybody=everybody, named=named) == expected
