"""Meetings changed, cancelled and listed, and rooms, from the command line."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

import pytest

from cli.conftest import PASSWORD, Invoke
from cli.test_events import Running, running
from cli.test_meeting import printed, refused
from convener.cli import output

__all__ = ["running"]

HEX = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def bob(terminal: Invoke, login: Invoke) -> Invoke:
    """Runs a command as Ann's colleague."""
    assert login("--account", "bob@acme", "--profile", "bob", password=PASSWORD).exit_code == 0
    return partial(terminal, profile="bob")


@pytest.fixture
def booked(ann: Invoke) -> str:
    given = ("--at", "tomorrow 14:00", "--invite", "Cid <+15550100>", "--invite", "bob@acme", "--json")
    found: str = printed(ann("meeting", "book", "Tea", *given))["conferenceID"]
    return found


@pytest.fixture
def series(ann: Invoke) -> str:
    """Five days from tomorrow on, at 09:30 in Berlin."""
    given = ("--daily", "--at", "09:30", "--from", "tomorrow", "--until", "2021-09-04", "--yes", "--json")
    found: str = printed(ann("meeting", "repeat", "Daily", *given))["conferenceID"]
    return found


def shown(who: Invoke, meeting: str) -> Any:
    return printed(who("meeting", "show", meeting, "--json"))


def names(who: Invoke, meeting: str) -> list[str]:
    return [one["name"] for one in shown(who, meeting)["data"]["data"]]


class TestChange:
    def test_leaves_alone_what_it_is_not_told(self, ann: Invoke, booked: str) -> None:
        before = shown(ann, booked)["conferenceData"]
        after = printed(ann("meeting", "change", booked, "--subject", "Coffee", "--json"))
        assert after["subject"] == "Coffee"
        assert {**after, "subject": "Tea"} == {name: before[name] for name in after}

    def test_does_all_it_is_told(self, ann: Invoke, booked: str) -> None:
        options = ("--at", "tomorrow 15:00", "--length", "1h", "--voice", "--waiting-room", "--mute")
        rest = ("--guest-password", "246810", "--open-to", "invited")
        after = printed(ann("meeting", "change", booked, *options, *rest, "--json"))
        assert (after["startTime"], after["endTime"]) == ("2021-08-31 13:00", "2021-08-31 14:00")
        assert (after["mediaTypes"], after["passwordEntry"][1]["password"]) == ("Voice", "246810")
        config = after["confConfigInfo"]
        assert (config["enableWaitingRoom"], config["isAutoMute"], config["callInRestriction"]) == (
            True,
            True,
            3,
        )
        undone = ("--video", "--no-waiting-room", "--no-mute", "--guest-password", "")
        again = printed(ann("meeting", "change", booked, *undone, "--json"))
        config = again["confConfigInfo"]
        assert (config["enableWaitingRoom"], config["isAutoMute"]) == (False, False)
        assert "HDVideo" in again["mediaTypes"]

    def test_invites_more_and_less(self, ann: Invoke, booked: str) -> None:
        assert names(ann, booked) == ["Cid", "Bob"]
        result = ann("meeting", "change", booked, "--invite", "Dee <+15550102>", "--uninvite", "Cid")
        assert result.exit_code == 0, result.output
        assert names(ann, booked) == ["Bob", "Dee"]
        assert ann("meeting", "change", booked, "--invite", "Dora <+15550102>").exit_code == 0
        assert names(ann, booked) == ["Bob", "Dora"]
        for gone in ("bob@acme", "+15550102"):
            assert ann("meeting", "change", booked, "--uninvite", gone).exit_code == 0
        assert names(ann, booked) == []

    def test_of_a_series_makes_its_dates_anew(self, ann: Invoke, series: str) -> None:
        options = ("--at", "10:00", "--until", "2021-09-02", "--subject", "Later")
        after = printed(ann("meeting", "change", series, *options, "--json"))
        assert after["subject"] == "Later"
        assert [one["startTime"] for one in after["subConfs"]] == [
            f"2021-{day} 08:00" for day in ("08-31", "09-01", "09-02")
        ]

    @pytest.mark.parametrize(
        ("options", "word"),
        [
            ([], "Say what to change"),
            (["--uninvite", "nobody"], "'nobody' is not invited"),
            (["--until", "2021-09-30"], "no series"),
            (["--at", "soon"], "2026-03-01 14:00"),
            (["--length", "long"], "1h30m"),
        ],
    )
    def test_wrong_use_is_explained(self, ann: Invoke, booked: str, options: list[str], word: str) -> None:
        assert word in refused(ann("meeting", "change", booked, *options), 2)

    def test_of_a_series_takes_a_time_of_day(self, ann: Invoke, series: str) -> None:
        assert "no time of day" in refused(ann("meeting", "change", series, "--at", "tomorrow 9:30"), 2)

    def test_is_refused_in_plain_words(self, ann: Invoke, bob: Invoke, booked: str) -> None:
        running = printed(ann("meeting", "create", "Now", "--json"))["conferenceID"]
        assert "is being held" in refused(ann("meeting", "change", running, "--subject", "X"), 1)
        assert "You may not do that" in refused(bob("meeting", "change", booked, "--subject", "X"), 1)
        assert "begin in the past" in refused(ann("meeting", "change", booked, "--at", "2021-08-01 10:00"), 1)


class TestCancel:
    def test_asks_first(self, ann: Invoke, booked: str) -> None:
        result = ann("meeting", "cancel", booked, input="n\n")
        assert (result.exit_code, "Cancel 'Tea' of 2021-08-31 14:00?" in result.stdout) == (1, True)
        assert shown(ann, booked)
        assert ann("meeting", "cancel", booked, input="y\n").exit_code == 0
        assert "no such meeting" in refused(ann("meeting", "show", booked), 1)

    def test_of_a_series_says_how_many_go(self, ann: Invoke, series: str) -> None:
        result = ann("meeting", "cancel", series, input="y\n")
        assert "5 meetings?" in result.stdout
        assert "no such meeting" in refused(ann("meeting", "show", series), 1)

    def test_ends_what_is_held_only_if_told_to(self, ann: Invoke) -> None:
        running = printed(ann("meeting", "create", "Now", "--json"))["conferenceID"]
        assert "say --end" in refused(ann("meeting", "cancel", running, "--yes"), 1)
        assert ann("meeting", "cancel", running, "--yes", "--end").exit_code == 0
        assert "no such meeting" in refused(ann("meeting", "cancel", running, "--yes"), 1)


class TestDates:
    def test_are_listed_and_changed_by_day_or_id(self, ann: Invoke, series: str) -> None:
        listed = printed(ann("meeting", "dates", "list", series, "--json"))
        assert [one["startTime"] for one in listed[:2]] == ["2021-08-31 07:30", "2021-09-01 07:30"]
        change = ("meeting", "dates", "change", series)
        after = printed(ann(*change, "2021-09-01", "--at", "11:00", "--note", "Late", "--json"))
        assert (after["startTime"], after["endTime"]) == ("2021-09-01 09:00", "2021-09-01 09:30")
        assert (after["description"], after["cycleSubConfID"]) == ("Late", listed[1]["cycleSubConfID"])
        table = ann(*change, listed[1]["cycleSubConfID"], "--length", "1h").stdout.splitlines()
        assert table[2].split()[:5] == ["Wed", "2021-09-01", "11:00", "1", "h"]
        assert table[2].endswith("Late")

    def test_are_named_by_the_clocks_of_the_reader(self, ann: Invoke, series: str) -> None:
        there = ("--zone", "Pacific/Auckland")
        table = ann("meeting", "dates", "list", series, *there).stdout
        assert "2021-08-31 19:30 (09:30 Europe/Berlin)" in table
        moved = ("dates", "change", series, "2021-08-31", "--at", "20:30", *there, "--json")
        assert printed(ann("meeting", *moved))["startTime"] == "2021-08-31 08:30"

    def test_are_cancelled_all_or_none(self, ann: Invoke, series: str) -> None:
        cancel = partial(ann, "meeting", "dates", "cancel", series)
        assert "No date is on 2021-10-01" in refused(cancel("2021-09-01", "2021-10-01", "--yes"), 2)
        result = cancel("2021-09-01", "2021-09-02", input="y\n")
        assert "Cancel 2021-09-01 09:30, 2021-09-02 09:30?" in result.stdout
        assert len(printed(ann("meeting", "dates", "list", series, "--json"))) == 3
        left = ("2021-08-31", "2021-09-03", "2021-09-04")
        assert "the series is gone then" in cancel(*left, input="n\n").stdout

    @pytest.mark.parametrize(
        ("arguments", "word"),
        [
            (["change", "SERIES", "2021-09-01"], "Say what to change"),
            (["change", "SERIES", "someday", "--at", "9:00"], "no day"),
            (["change", "SERIES", "2021-09-01", "--at", "soon"], "2026-03-01 14:00"),
            (["change", "SINGLE", "2021-09-01", "--at", "9:00"], "no series"),
            (["list", "SINGLE"], "no series"),
            (["cancel", "SERIES"], "DATE"),
        ],
    )
    def test_wrong_use_is_explained(
        self, ann: Invoke, series: str, booked: str, arguments: list[str], word: str
    ) -> None:
        real = {"SERIES": series, "SINGLE": booked}
        words = [real.get(each, each) for each in arguments]
        assert word in refused(ann("meeting", "dates", *words), 2)

    def test_stay_between_their_neighbours(self, ann: Invoke, series: str) -> None:
        change = ("dates", "change", series, "2021-09-01", "--at", "2021-09-03 10:00")
        assert "stays between" in refused(ann("meeting", *change), 1)


class TestLists:
    def test_have_meetings_by_start(self, ann: Invoke, booked: str, series: str) -> None:
        given = ("--at", "in 2h", "--json")
        mine = printed(ann("meeting", "book", "Unlike any other", *given))["conferenceID"]
        page = printed(ann("meeting", "list", "--json"))
        assert page["count"] == len(page["data"])
        found = [one["conferenceID"] for one in page["data"]]
        assert {booked, series, mine} <= {*found}
        table = ann("meeting", "list", "unlike").stdout.splitlines()
        assert table[0].split() == ["Meeting", "Starts", "Length", "Subject"]
        assert table[1].split(maxsplit=5) == [mine, "2021-08-30", "16:00", "30", "min", "Unlike any other"]
        assert "series" in next(row for row in ann("meeting", "list").stdout.splitlines() if series in row)

    def test_are_narrowed(self, ann: Invoke, bob: Invoke, series: str) -> None:
        running = printed(ann("meeting", "create", "Now", "--json"))["conferenceID"]
        found = printed(ann("meeting", "list", "--running", "--json"))["data"]
        assert running in [one["conferenceID"] for one in found]
        assert {one["conferenceState"] for one in found} == {"Created"}
        assert printed(bob("meeting", "list", running, "--json"))["data"] == []
        said = bob("meeting", "list", running)
        assert (said.exit_code, said.stdout, said.stderr) == (0, "", "No meetings.\n")
        assert "not both" in refused(ann("meeting", "list", "--running", "--within", "day"), 2)
        day = printed(ann("meeting", "list", "--within", "day", "--json"))["data"]
        assert series in [one["conferenceID"] for one in day]
        assert max(one["startTime"] for one in day) <= "2021-08-31 12:00"

    def test_are_cut_at_the_width_of_a_terminal(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        output.show_lines("x" * 60 + "\n" + "会" * 30 + "\nshort")
        assert capsys.readouterr().out.splitlines() == ["x" * 39 + "…", "会" * 19 + "…", "short"]


class TestThePast:
    @pytest.fixture
    def over(self, ann: Invoke) -> str:
        meeting: str = printed(ann("meeting", "create", "Over", "--json"))["conferenceID"]
        assert ann("meeting", "cancel", meeting, "--yes", "--end").exit_code == 0
        return meeting

    def test_is_listed(self, ann: Invoke, bob: Invoke, over: str) -> None:
        page = printed(ann("meeting", "history", over, "--json"))
        [held] = page["data"]
        assert (held["conferenceID"], held["subject"]) == (over, "Over")
        [head, row] = ann("meeting", "history", over, "--ids").stdout.splitlines()
        assert head.split() == ["Meeting", "Started", "Length", "Time", "Subject"]
        assert HEX.findall(row) == [held["confUUID"]]
        assert not HEX.findall(ann("meeting", "history", over).stdout)
        before = ann("meeting", "history", "--until", "2021-08-01", "--since", "2021-07-01")
        assert before.stderr == "No meetings were held from 2021-07-01 to 2021-08-01.\n"
        assert bob("meeting", "history", over).stdout == ""
        wrong = ann("meeting", "history", "--since", "2021-08-02", "--until", "2021-08-01")
        assert "is after" in refused(wrong, 2)

    def test_tells_who_was_there(self, ann: Invoke, bob: Invoke, over: str) -> None:
        [held] = printed(ann("meeting", "history", over, "--json"))["data"]
        for name in (over, held["confUUID"]):
            assert printed(ann("meeting", "attendance", name, "--json")) == {"data": []}
        assert ann("meeting", "attendance", over).stderr == "Nobody was there.\n"
        assert ann("meeting", "attendance", over, "--csv").stdout.lstrip("\ufeff").startswith("name,number")
        assert "was not held" in refused(bob("meeting", "attendance", over), 1)
        assert "not both" in refused(ann("meeting", "attendance", over, "--csv", "--json"), 2)
        assert "no meeting ID" in refused(ann("meeting", "attendance", "abc"), 2)

    def test_tells_what_was_done(self, ann: Invoke, bob: Invoke, running: Running) -> None:
        running.invite("Dee", "+15550102")
        assert ann("meeting", "cancel", running.meeting_id, "--yes", "--end").exit_code == 0
        [head, row] = ann("meeting", "acts", running.meeting_id).stdout.splitlines()
        assert head.split() == ["When", "By", "What", "Whom"]
        assert row.startswith("2021-08-30 14:00")
        assert row.endswith("+15550102")
        [record] = printed(ann("meeting", "acts", running.meeting_id, "--json"))["data"]
        assert record["operateCode"] in row
        assert "was not held" in refused(bob("meeting", "acts", running.meeting_id), 1)

    def test_says_so_when_nothing_was_done(self, ann: Invoke, over: str) -> None:
        assert ann("meeting", "acts", over).stderr == "Nothing was done.\n"

    def test_tells_who_changed_what(self, ann: Invoke, bob: Invoke, booked: str) -> None:
        assert (
            ann("meeting", "change", booked, "--at", "tomorrow 15:00", "--subject", "Coffee").exit_code == 0
        )
        assert ann("meeting", "cancel", booked, "--yes").exit_code == 0
        assert ann("meeting", "changes", booked).stdout.splitlines() == [
            "2021-08-30 14:00  Ann  booked",
            "    subject: Tea",
            "    starts: 2021-08-31 14:00",
            "    ends: 2021-08-31 14:30",
            "2021-08-30 14:00  Ann  changed",
            "    subject: Tea → Coffee",
            "    starts: 2021-08-31 14:00 → 2021-08-31 15:00",
            "    ends: 2021-08-31 14:30 → 2021-08-31 15:30",
            "2021-08-30 14:00  Ann  cancelled",
        ]
        found = printed(ann("meeting", "changes", booked, "--json"))["data"]
        assert [one["what"] for one in found] == ["booked", "changed", "cancelled"]
        assert "MMC.1110700" in refused(bob("meeting", "changes", booked), 1)


class TestRooms:
    def test_are_listed_without_their_passwords_unless_asked_for(self, ann: Invoke) -> None:
        [room] = printed(ann("my-room", "list", "--json"))["data"]
        [head, row] = ann("my-room", "list").stdout.splitlines()
        assert head.split() == ["Number", "Kind", "ID", "Name"]
        assert row.split()[:3] == [room["vmrId"], "personal", room["id"]]
        assert room["chairPwd"] not in row
        assert room["chairPwd"] in ann("my-room", "list", "--passwords").stdout

    def test_are_changed_by_id_or_number(self, bob: Invoke) -> None:
        [room] = printed(bob("my-room", "list", "--json"))["data"]
        assert bob("my-room", "change", room["id"], "--name", "Mine").exit_code == 0
        done = bob("my-room", "change", room["vmrId"], "--guest-password", "135790", "--guests-first")
        assert done.stdout == f"Room {room['vmrId']} is changed.\n"
        [after] = printed(bob("my-room", "list", "--json"))["data"]
        expected = {"vmrName": "Mine", "gustPwd": "135790", "allowGustFirst": True}
        assert after == {**room, **expected}

    def test_wrong_use_and_refusals_are_explained(self, ann: Invoke) -> None:
        [room] = printed(ann("my-room", "list", "--json"))["data"]
        assert "Say what to change" in refused(ann("my-room", "change", room["id"]), 2)
        assert "none of yours" in refused(ann("my-room", "change", "123456789", "--name", "X"), 2)
        same = ("--host-password", "246810", "--guest-password", "246810")
        assert "different passwords" in refused(ann("my-room", "change", room["id"], *same), 1)
        assert json.loads(ann("my-room", "list", "--json").stdout)["data"] == [room]


class TestRoomsOfTheEnterprise:
    def test_are_given_and_taken_back_by_number_or_id(self, ann: Invoke, bob: Invoke, hall: str) -> None:
        def told() -> Any:
            return next(
                one for one in printed(ann("corp-room", "list", "--json"))["data"] if one["vmrId"] == hall
            )

        def row() -> list[str]:
            return next(line.split() for line in ann("corp-room", "list").stdout.splitlines() if hall in line)

        before = told()
        assert row() == [hall, before["id"], "50", "nobody", "Hall"]
        assert ann("corp-room", "assign", hall, "bob@acme").stdout == f"Room {hall} is bob@acme's.\n"
        assert row() == [hall, before["id"], "50", "bob@acme", "Hall"]
        assert hall in bob("my-room", "list").stdout
        assert ann("corp-room", "take-back", before["id"]).stdout == f"Room {hall} is nobody's.\n"
        assert told() == before
        assert hall not in bob("my-room", "list").stdout

    def test_wrong_use_and_refusals_are_explained(self, ann: Invoke, bob: Invoke, hall: str) -> None:
        assert "is nobody's" in refused(ann("corp-room", "take-back", hall), 2)
        assert "none of your enterprise's" in refused(ann("corp-room", "assign", "123456789", "bob@acme"), 2)
        assert "USG." in refused(ann("corp-room", "assign", hall, "nobody@acme"), 1)
        assert "You may not do that" in refused(bob("corp-room", "list"), 1)
