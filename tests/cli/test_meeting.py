"""Meetings made, booked, shown and started from the command line."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from cli.conftest import PASSWORD, Invoke
from convener.domain.meeting import Room
from support.background import Background


def printed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(result: Result, code: int) -> str:
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    return " ".join(result.stderr.split())


@pytest.fixture
def bob(terminal: Invoke, login: Invoke) -> Invoke:
    """Runs a command as Ann's colleague."""
    assert login("--account", "bob@acme", "--profile", "bob", password=PASSWORD).exit_code == 0
    return partial(terminal, profile="bob")


@pytest.fixture
def booked(ann: Invoke) -> str:
    """The ID of a meeting for tomorrow, to which somebody is invited."""
    given = ("--at", "tomorrow 14:00", "--invite", "Cid <+15550100>", "--json")
    meeting_id: str = printed(ann("meeting", "book", "Tea", *given))["conferenceID"]
    return meeting_id


def test_a_meeting_that_starts_now(ann: Invoke) -> None:
    result = ann("meeting", "create", "Now", "--length", "45m", "--invite", "bob@acme")
    assert result.exit_code == 0, result.output
    lines = {line.split("  ")[0]: line.split("  ")[-1].strip() for line in result.stdout.splitlines()}
    assert lines["Subject"] == "Now"
    assert lines["State"] == "running"
    assert lines["Length"] == "45 min"
    assert lines["Starts"].startswith("2021-08-30 14:00")
    assert lines["Host password"].isdecimal()
    assert lines["Guest link"].startswith("https://")


@pytest.mark.parametrize(
    ("at", "zone", "starts"),
    [
        ("2021-09-01 14:00", [], "2021-09-01 12:00"),
        ("2021-09-01 14:00", ["--zone", "Asia/Tokyo"], "2021-09-01 05:00"),
        ("15:30", [], "2021-08-30 13:30"),
        ("13:00", [], "2021-08-31 11:00"),
        ("in 2h", [], "2021-08-30 14:00"),
        ("2021-09-01T14:00-03:00", [], "2021-09-01 17:00"),
    ],
)
def test_a_time_is_read_by_the_users_clock(ann: Invoke, at: str, zone: list[str], starts: str) -> None:
    info = printed(ann("meeting", "book", "Tea", "--at", at, *zone, "--json"))
    assert info["startTime"] == starts


@pytest.mark.parametrize(
    ("zone", "code"),
    [("Asia/Tokyo", "60"), ("Asia/Shanghai", "56"), ("Europe/Paris", "27"), ("UTC", "25")],
    ids=str,
)
def test_a_meeting_is_in_the_users_zone_or_one_alike(ann: Invoke, zone: str, code: str) -> None:
    info = printed(ann("meeting", "book", "Tea", "--at", "tomorrow 9:00", "--zone", zone, "--json"))
    assert info["timeZoneID"] == code


def test_what_is_said_of_a_meeting_reaches_it(ann: Invoke) -> None:
    given = ("--voice", "--guest-password", "123456", "--waiting-room", "--mute", "--open-to", "invited")
    info = printed(ann("meeting", "book", "Tea", "--at", "in 1 day", *given, "--json"))
    assert info["mediaTypes"] == "Voice"
    assert {"conferenceRole": "general", "password": "123456"} in info["passwordEntry"]
    config = info["confConfigInfo"]
    assert (config["enableWaitingRoom"], config["isAutoMute"], config["callInRestriction"]) == (True, True, 3)


@pytest.fixture
def room(server: Background) -> Room:
    """The personal room of Ann."""
    app = server.application

    async def found() -> Room:
        [corp] = await app.database.read(lambda unit: app.corps.page(unit, limit=2))
        users = await app.database.read(lambda unit: app.users.page(unit, corp.corp_id))
        [ann] = [user for user in users if user.account == "ann@acme"]
        return (await app.database.read(lambda unit: app.rooms.of_user(unit, corp.corp_id, ann.user_id)))[0]

    return server.run(found())


def test_a_meeting_may_be_in_a_room_of_ones_own(ann: Invoke, room: Room) -> None:
    info = printed(ann("meeting", "book", "Tea", "--at", "in 3 days", "--room", room.room_id, "--json"))
    assert info["vmrConferenceID"] == room.number


def test_everybody_invited_is_shown(ann: Invoke) -> None:
    invited = [
        "+15550100",
        "Dee Poe <+15550101>",
        "bob@acme",
        "name=Eve,email=eve@example.org,number=+15550102,role=host,muted=yes,called=no",
    ]
    options = [word for who in invited for word in ("--invite", who)]
    info = printed(ann("meeting", "book", "Tea", "--at", "in 1h", *options, "--json"))
    shown = printed(ann("meeting", "show", info["conferenceID"], "--json"))
    assert shown["conferenceData"]["conferenceID"] == info["conferenceID"]
    assert shown["data"]["count"] == 4
    people = {each.get("participantID"): each for each in shown["data"]["data"]}
    assert people["+15550101"]["name"] == "Dee Poe"
    assert people["+15550102"]["role"] == 1
    assert "bob@acme" in {each.get("accountId") for each in people.values()}
    table = ann("meeting", "show", info["conferenceID"]).stdout
    assert table.split("\n\n")[1].splitlines()[0].split()[:3] == ["Invited", "Number", "Account"]
    assert "Dee Poe" in table


def test_more_people_than_a_page_holds(ann: Invoke) -> None:
    options = [word for number in range(120) for word in ("--invite", f"+1555{number:04}")]
    info = printed(ann("meeting", "book", "Crowd", "--at", "in 1h", *options, "--json"))
    shown = printed(ann("meeting", "show", info["conferenceID"], "--json"))
    assert len(shown["data"]["data"]) == shown["data"]["count"] == 120


def test_a_meeting_elsewhere_shows_its_own_zone_too(ann: Invoke) -> None:
    there = printed(ann("meeting", "book", "Tea", "--at", "tomorrow 9:00", "--zone", "Asia/Tokyo", "--json"))
    shown = ann("meeting", "show", there["conferenceID"]).stdout
    assert "2021-08-31 02:00 (09:00 Asia/Tokyo)" in shown
    there_shown = ann("meeting", "show", there["conferenceID"], "--zone", "Asia/Tokyo").stdout
    assert "2021-08-31 09:00\n" in there_shown


def test_an_id_may_be_written_in_groups(ann: Invoke, booked: str) -> None:
    written = f"{booked[:3]} {booked[3:6]}-{booked[6:]}"
    assert f"Meeting         {booked}" in ann("meeting", "show", written).stdout


def test_texts_of_others_do_not_steer_the_terminal(ann: Invoke) -> None:
    info = printed(ann("meeting", "book", "\x1b[2Jgone\nMeeting 1", "--at", "in 1h", "--json"))
    shown = ann("meeting", "show", info["conferenceID"]).stdout
    assert "\x1b" not in shown
    assert "gone\N{REPLACEMENT CHARACTER}Meeting 1" in shown


def test_a_booked_meeting_is_started(ann: Invoke, booked: str) -> None:
    assert "runs" in ann("meeting", "start", booked).stdout
    assert printed(ann("meeting", "show", booked, "--json"))["conferenceData"]["conferenceState"] == "Created"


def test_another_ones_meeting_is_not_shown(bob: Invoke, booked: str) -> None:
    said = refused(bob("meeting", "show", booked), 1)
    assert "MMC.111070010, CONF_ROLE_AUTHENTICATION_FAILED, HTTP 403, request " in said


def test_an_unknown_meeting(ann: Invoke) -> None:
    said = refused(ann("meeting", "show", "123456789"), 1)
    assert "There is no such meeting" in said
    assert "MMC.111070005, CONF_DATA_NOT_FOUND" in said


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--at", "2021-08-01 10:00"], "begin in the past"),
        (["--at", "2023-08-01 10:00"], "too far ahead"),
        (["--at", "in 1h", "--length", "5m"], "15 minutes to 24 hours"),
        (["--at", "in 1h", "--guest-password", "12"], "4 to 16 digits"),
        (["--at", "in 1h", "--room", "none"], "no such room"),
        (["--at", "in 1h", "--invite", "name=Nobody"], "Complete --invite"),
    ],
)
def test_what_the_server_refuses_is_said_in_plain_words(ann: Invoke, options: list[str], word: str) -> None:
    said = refused(ann("meeting", "book", "Tea", *options), 1)
    assert word in said
    assert "HTTP 400, request " in said


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["create"], "SUBJECT"),
        (["book", "Tea"], "--at"),
        (["book", "Tea", "--at", "soon"], "2026-03-01 14:00"),
        (["book", "Tea", "--at", "in 1h", "--length", "long"], "1h30m"),
        (["book", "Tea", "--at", "in 1h", "--zone", "Berlin"], "Do you mean Europe/Berlin?"),
        (["book", "Tea", "--at", "in 1h", "--zone", "Mars/Olympus"], "no time zone"),
        (["book", "Tea", "--at", "in 1h", "--invite", "A B"], "nobody to invite"),
        (["book", "Tea", "--at", "in 1h", "--invite", "name=A,shoe=9"], "no pair of"),
        (["book", "Tea", "--at", "in 1h", "--invite", "account=a,role=boss"], "host or guest"),
        (["book", "Tea", "--at", "in 1h", "--invite", "account=a,muted=1"], "yes or no"),
        (["create", "Tea", "--open-to", "nobody"], "everyone"),
        (["show", "abc"], "no meeting ID"),
        (["start", "12"], "no meeting ID"),
    ],
)
def test_wrong_use_is_explained(ann: Invoke, arguments: list[str], word: str) -> None:
    assert word in refused(ann("meeting", *arguments), 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ["meeting", "create", "Tea"],
        ["meeting", "show", "123456789"],
        ["meeting", "watch", "123456789"],
        ["meeting", "change", "123456789", "--subject", "Tea"],
        ["meeting", "cancel", "123456789"],
        ["meeting", "list"],
        ["meeting", "dates", "list", "123456789"],
        ["meeting", "history"],
        ["meeting", "attendance", "123456789"],
        ["meeting", "acts", "123456789"],
        ["meeting", "changes", "123456789"],
        ["my-room", "list"],
        ["my-room", "change", "123456789", "--name", "Tea"],
        ["corp-room", "list"],
        ["corp-room", "assign", "123456789", "bob"],
        ["corp-room", "take-back", "123456789"],
        ["meeting", "repeat", "Tea", "--daily", "--at", "9:00", "--until", "2021-09-09", "--yes", "--json"],
        ["events", "123456789"],
    ],
    ids=" ".join,
)
def test_who_is_not_logged_in_is_told_how(terminal: Invoke, arguments: list[str]) -> None:
    said = refused(terminal(*arguments), 3)
    assert said == "Error: You are not logged in. Run: convener login https://SERVER"
    named = refused(terminal(*arguments, profile="work"), 3)
    assert named.endswith("convener login https://SERVER --profile work")


def test_a_login_that_is_over_says_how_to_renew_it(ann: Invoke, tmp_path: Path) -> None:
    kept = tmp_path / "home" / "profiles" / "default.json"
    profile = json.loads(kept.read_text())
    kept.write_text(json.dumps({**profile, "token": "none-of-yours"}))
    assert refused(ann("meeting", "show", "123456789"), 3).endswith("Your login is over. Run: convener login")
