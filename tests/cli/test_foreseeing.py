"""What a server would make of a booking, asked for before it is made."""

from __future__ import annotations

from cli.conftest import Invoke
from cli.test_meeting import printed, refused
from cli.test_repeat import WEEKLY, rows

RULE = WEEKLY[1:]


def test_the_dates_of_a_series(ann: Invoke) -> None:
    result = ann("meeting", "preview", *RULE)
    assert result.exit_code == 0, result.output
    assert rows(result.stdout) == rows(ann("meeting", "repeat", *WEEKLY, "--dry-run").stdout)


def test_a_single_meeting(ann: Invoke) -> None:
    [row] = rows(ann("meeting", "preview", "--at", "2021-09-01 09:30").stdout)
    assert row[2:4] == ["2021-09-01", "09:30–10:00"]


def test_programs_get_what_the_server_answered(ann: Invoke) -> None:
    found = printed(ann("meeting", "preview", *RULE, "--json"))
    assert (len(found["dates"]), found["bookable"], found["cut"]) == (17, True, 0)
    assert found["dates"][0]["localStarts"] == "2021-10-04T09:30:00+02:00"


def test_a_change_shows_what_would_be_different(ann: Invoke) -> None:
    info = printed(ann("meeting", "book", "Tea", "--at", "2021-09-01 09:30", "--json"))
    result = ann("meeting", "preview", "--at", "2021-09-01 10:00", "--changing", info["conferenceID"])
    assert "starts: 2021-09-01T07:30:00+00:00 → 2021-09-01T08:00:00+00:00" in result.stdout
    assert "No longer: 2021-09-01 07:30 UTC" in result.stdout


def test_what_booking_would_refuse_is_refused(ann: Invoke) -> None:
    result = ann("meeting", "preview", "--at", "2021-09-01 09:30", "--room", "0" * 32)
    assert result.exit_code == 1
    assert "no such room" in result.output


def test_a_rule_needs_its_last_day(ann: Invoke) -> None:
    assert "--until" in refused(ann("meeting", "preview", "--daily", "--at", "9:30"), 2)
