"""A series is shown before it is booked."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from cli.conftest import Invoke
from cli.test_meeting import printed, refused

WEEKLY = ("Weekly", "--weekly", "mon,thu", "--at", "09:30", "--from", "2021-10-01", "--until", "2021-11-30")


def rows(output: str) -> list[list[str]]:
    """The dates of a printed table: number, day, date and what follows."""
    return [re.split(r"\s+", line) for line in output.splitlines() if re.match(r"\d+ ", line)]


def booked(ann: Invoke, number: str) -> Any:
    return printed(ann("meeting", "show", number, "--json"))["conferenceData"]


def test_the_dates_are_shown_and_booked_once_agreed(ann: Invoke) -> None:
    result = ann("meeting", "repeat", *WEEKLY, input="y\n")
    assert result.exit_code == 0, result.output
    preview, rest = result.stdout.split("Book these 17 meetings? [y/N]")
    shown = rows(preview)
    assert [row[2] for row in shown[:3]] == ["2021-10-04", "2021-10-07", "2021-10-11"]
    assert [row[2] for row in shown if "*" in row][:1] == ["2021-11-01"]
    assert "the clocks have changed" in preview
    assert rows(rest) == [], "the same dates need not be shown twice"
    found = re.search(r"^Meeting +(\d+)$", rest, re.MULTILINE)
    assert found
    info = booked(ann, found[1])
    assert [each["startTime"] for each in info["subConfs"]] == [
        f"{row[2]} {'08:30' if '*' in row else '07:30'}" for row in shown
    ]
    assert info["timeZoneID"] == "27"


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_nothing_is_booked_without_a_yes(ann: Invoke, answer: str) -> None:
    result = ann("meeting", "repeat", *WEEKLY, input=answer)
    assert result.exit_code == 1
    assert "Meeting" not in result.stdout


def test_nobody_is_asked_after_yes(ann: Invoke) -> None:
    result = ann("meeting", "repeat", *WEEKLY, "--yes")
    assert result.exit_code == 0, result.output
    assert "Book these" not in result.output
    assert len(rows(result.stdout)) == 17


def test_a_dry_run_needs_no_server(terminal: Invoke) -> None:
    result = terminal("meeting", "repeat", *WEEKLY, "--dry-run")
    assert result.exit_code == 0, result.output
    assert len(rows(result.stdout)) == 17


def test_programs_get_the_names_of_the_api(ann: Invoke) -> None:
    preview = printed(ann("meeting", "repeat", *WEEKLY, "--dry-run", "--json"))
    info = printed(ann("meeting", "repeat", *WEEKLY, "--yes", "--json"))
    assert preview["timeZoneID"] == info["timeZoneID"]
    assert preview["cycleParams"].items() <= info["cycleParams"].items()
    assert preview["subConfs"] == [
        {"startTime": each["startTime"], "endTime": each["endTime"]} for each in info["subConfs"]
    ]


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        (["--daily", "--every", "2"], ["10-01", "10-03", "10-05"]),
        (["--weekly", "sun", "--every", "2"], ["10-10", "10-24"]),
        (["--monthly", "31"], ["10-31", "11-30"]),
    ],
    ids=" ".join,
)
def test_every_kind_of_rule_is_booked_as_shown(ann: Invoke, rule: list[str], dates: list[str]) -> None:
    span = ("--at", "9:30", "--from", "2021-10-01", "--until", "2021-11-30")
    info = printed(ann("meeting", "repeat", "Tea", *rule, *span, "--yes", "--json"))
    starts = [each["startTime"][5:10] for each in info["subConfs"]]
    assert starts[: len(dates)] == dates
    shown = rows(ann("meeting", "repeat", "Tea", *rule, *span, "--dry-run").stdout)
    assert [row[2][5:] for row in shown] == starts


def test_a_series_is_trimmed_at_fifty(ann: Invoke) -> None:
    given = ("Tea", "--daily", "--at", "9:30", "--from", "2021-09-01", "--until", "2021-12-31")
    shown = ann("meeting", "repeat", *given, "--dry-run").stdout
    assert "this one ends on 2021-10-20, and 72 meetings fall away." in shown
    info = printed(ann("meeting", "repeat", *given, "--yes", "--json"))
    assert len(info["subConfs"]) == len(rows(shown)) == 50
    assert info["cycleParams"]["endDate"] == "2021-10-20"


def test_a_zone_that_servers_do_not_know_gives_way_to_one_alike(ann: Invoke) -> None:
    result = ann("meeting", "repeat", *WEEKLY, "--zone", "Europe/Paris", "--yes", "--json")
    assert printed(result)["timeZoneID"] == "27"
    assert "servers know no Europe/Paris" in result.stderr


def test_a_series_elsewhere_shows_the_users_time_too(ann: Invoke) -> None:
    shown = ann("meeting", "repeat", *WEEKLY, "--zone", "America/New_York", "--dry-run").stdout
    assert shown.splitlines()[0].split() == ["Day", "America/New_York", "UTC", "Europe/Berlin", "Note"]
    assert "2021-10-04 15:30" in shown
    assert "2021-11-01 14:30" in shown, "clocks change a week earlier in Berlin"


def test_a_server_that_makes_other_dates_is_noticed(ann: Invoke) -> None:
    given = ("Tea", "--daily", "--at", "9:30", "--from", "2021-08-29", "--until", "2021-09-02")
    result = ann("meeting", "repeat", *given, "--yes", now="2021-08-29T00:00:00Z")
    assert result.exit_code == 1, "its clock says that the first day is past"
    given = ("Tea", "--daily", "--at", "9:30", "--from", "2021-08-30", "--until", "2021-09-02")
    result = ann("meeting", "repeat", *given, "--yes", now="2021-08-30T00:00:00Z")
    assert result.exit_code == 0, result.output
    assert "other dates than those shown before" in result.stderr
    assert len(rows(result.stdout)) == 4 + 3


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--at", "9:30", "--until", "2021-11-30"], "--weekly mon,thu"),
        (["--daily", "--weekly", "mon", "--at", "9:30", "--until", "2021-11-30"], "Say one of"),
        (["--weekly", "someday", "--at", "9:30", "--until", "2021-11-30"], "like mon,thu"),
        (["--monthly", "32", "--at", "9:30", "--until", "2021-11-30"], "like 1,15"),
        (["--daily", "--at", "noon", "--until", "2021-11-30"], "like 09:30"),
        (["--daily", "--at", "9:30", "--until", "winter"], "2026-03-01, today or tomorrow"),
        (["--daily", "--at", "9:30", "--from", "2021-08-01", "--until", "2021-11-30"], "--from"),
        (["--daily", "--at", "9:30", "--until", "2021-08-01"], "--until"),
        (["--daily", "--every", "16", "--at", "9:30", "--until", "2021-11-30"], "1 to 15 days"),
        (["--daily", "--every", "0", "--at", "9:30", "--until", "2021-11-30"], "--every"),
        (["--daily", "--at", "9:30", "--until", "2021-11-30", "--length", "25h"], "shorter"),
        (["--daily", "--at", "9:30", "--until", "2021-11-30", "--json"], "--yes"),
        (["--daily", "--at", "9:30", "--until", "2021-11-30", "--zone", "Asia/Pyongyang2"], "no time zone"),
        (
            ["--daily", "--at", "9:30", "--until", "2021-11-30", "--zone", "Australia/Lord_Howe"],
            "Choose another",
        ),
        (["--daily", "--at", "9:30"], "--until"),
    ],
)
def test_wrong_use_is_explained_before_anybody_is_asked(ann: Invoke, options: list[str], word: str) -> None:
    assert word in refused(ann("meeting", "repeat", "Tea", *options), 2)


def test_the_example_of_the_guide(terminal: Invoke) -> None:
    given = ("--weekly", "mon,thu", "--at", "09:30", "--from", "2026-03-01", "--until", "2026-06-30")
    result = terminal(
        "meeting", "repeat", "Weekly", *given, "--dry-run", "--json", now="2026-02-01T00:00:00Z"
    )
    dates = [each["startTime"] for each in json.loads(result.stdout)["subConfs"]]
    assert len(dates) == 35
    assert (dates[0], dates[-1]) == ("2026-03-02 08:30", "2026-06-29 07:30")
