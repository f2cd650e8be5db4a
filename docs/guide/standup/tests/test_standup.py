from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from huaweicloudsdkcore.exceptions.exceptions import SdkException
from standup import Calendar, Standup

from convener.testing import Clock, Faults, Server

MONDAY = date(2026, 1, 5)


def utc(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def standup(calendar: Calendar) -> Standup:
    return calendar.plan("blue", ["+4930111", "+4930222"], first=MONDAY, weeks=2)


def test_the_team_meets_on_weekdays(standup: Standup) -> None:
    assert [start.day for start in standup.starts] == [5, 6, 7, 8, 9, 12, 13, 14, 15, 16]
    assert standup.starts[0] == utc(1, 5, 9)


def test_the_time_on_the_wall_stays_in_summer(calendar: Calendar) -> None:
    """Clocks in Berlin go forward on 29 March."""
    standup = calendar.plan("blue", [], first=date(2026, 3, 23), weeks=2)
    assert standup.starts[4:6] == [utc(3, 27, 9), utc(3, 30, 8)]


def test_the_next_one_moves_on(calendar: Calendar, standup: Standup, clock: Clock) -> None:
    assert calendar.next(standup) == utc(1, 5, 9)
    clock.advance(hours=12)
    assert calendar.next(standup) == utc(1, 6, 9)


def test_after_the_last_one_there_is_none(calendar: Calendar, standup: Standup, clock: Clock) -> None:
    """Its login has ended by then as well."""
    clock.advance(days=14)
    assert calendar.next(standup) is None


def test_a_busy_cloud_is_asked_again(calendar: Calendar, pauses: list[float], faults: Faults) -> None:
    faults.error("CreateRecurringMeeting", "CONF_SERVER_FLOW_CONTROL", times=2)
    assert calendar.plan("blue", [], first=MONDAY, weeks=1).starts
    assert pauses == [1, 5]


def test_three_times_is_enough(calendar: Calendar, faults: Faults) -> None:
    faults.error("CreateRecurringMeeting", "CONF_SERVER_FLOW_CONTROL", times=3)
    with pytest.raises(SdkException):
        calendar.plan("blue", [], first=MONDAY, weeks=1)
    assert not faults.pending()


def test_a_broken_connection_is_made_again(calendar: Calendar, standup: Standup, convener: Server) -> None:
    convener.faults.drop("ShowMeetingDetail")
    assert calendar.next(standup) == utc(1, 5, 9)
    answers = [each.status for each in convener.requests() if each.operation == "ShowMeetingDetail"]
    assert answers == [None, 200]
