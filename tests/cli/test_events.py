"""Frames and state of a running meeting, from a server that sends them."""

from __future__ import annotations

import json
import os
import pty
import queue
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from cli.conftest import NOON, PASSWORD, TIMEOUT, Invoke, furnished
from cli.test_meeting import printed, refused
from convener.client import Account, Client, Trust
from convener.wire.control import CreateConfToken, InviteBody, Invitee, InviteParticipant
from convener.wire.convener import AdvanceClock, ClockAdvance
from support.background import Background
from support.programs import environment, program


@dataclass
class Running:
    """A running meeting of Ann's, and her hand on it."""

    meeting_id: str
    password: str
    client: Client

    def invite(self, name: str, number: str) -> None:
        granted = self.client.send(
            CreateConfToken(conference_id=self.meeting_id, password=self.password, login_type=1)
        )
        body = InviteBody(attendees=[Invitee(name=name, phone=number)])
        self.client.send(
            InviteParticipant(conference_id=self.meeting_id, body=body), token=granted.data.token
        )


@pytest.fixture
def running(server: Background) -> Iterator[Running]:
    trust = Trust.file(server.certificate.certificate)
    with Client(server.url, credentials=Account("ann@acme", PASSWORD), trust=trust) as client:
        made = client.meetings.create("Tea")
        assert made.host_password
        yield Running(made.id, made.host_password, client)


class Program:
    """A running ``python -m convener``, read line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        if process.stdout:
            threading.Thread(target=self._read, args=(process.stdout,), daemon=True).start()

    def next(self) -> str:
        """The next line, empty at the end."""
        return self._lines.get(timeout=TIMEOUT)

    def wait_for(self, pattern: str) -> str:
        while line := self.next():
            if re.search(pattern, line):
                return line
        raise AssertionError(f"ended without {pattern}")

    def _read(self, output: IO[str]) -> None:
        for line in output:
            self._lines.put(line)
        self._lines.put("")


Start = Callable[..., Any]


@pytest.fixture
def started(ann: Invoke, tmp_path: Path) -> Start:
    """Runs a command as Ann in a process of its own, until the body ends."""
    env = environment(home=str(tmp_path / "home"), now=NOON.isoformat()) | {"TZ": "Europe/Berlin"}

    @contextmanager
    def start(*arguments: str, **options: Any) -> Iterator[Program]:
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, **options}
        with program("-m", "convener", *arguments, env=env, **options) as process:
            yield Program(process)

    return start


def test_frames_come_as_lines_of_json(started: Start, running: Running) -> None:
    running.invite("Bob", "+15550100")
    with started("events", running.meeting_id, "--json", "--types", "Attendees", "--count", "2") as program:
        first = json.loads(program.next())
        assert first["action"] == "AttendeesNotify"
        assert first["msgMode"] == 0
        assert [each["name"] for each in first["data"]] == ["Bob"]
        running.invite("Cid", "+15550101")
        second = json.loads(program.next())
        assert second["msgMode"] == 1
        assert [each["name"] for each in second["data"]] == ["Cid"]
        assert program.next() == ""
        assert program.process.wait(TIMEOUT) == 0


def test_frames_come_as_lines_for_people(ann: Invoke, running: Running) -> None:
    running.invite("Bob", "+15550100")
    result = ann("events", running.meeting_id, "--types", "attendeesnotify", "--count", "1")
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"14:00:00  Attendees +full +\[\{.*\"Bob\".*\}\]\n", result.stdout)


@pytest.mark.parametrize("command", [["events"], ["meeting", "watch"]], ids=" ".join)
def test_an_interrupt_ends_it_quietly(started: Start, running: Running, command: list[str]) -> None:
    running.invite("Bob", "+15550100")
    with started(*command, running.meeting_id) as program:
        program.wait_for("Bob")
        program.process.send_signal(signal.SIGINT)
        assert program.process.wait(TIMEOUT) == 130
        assert program.next() == ""


def test_changes_are_lines_where_there_is_no_terminal(started: Start, running: Running) -> None:
    running.invite("Bob", "+15550100")
    with started("meeting", "watch", running.meeting_id) as program:
        assert program.wait_for("Bob") == "14:00:00  + invited: Bob, +15550100\n"
        running.invite("Cid", "+15550101")
        assert program.wait_for("Cid") == "14:00:00  + invited: Cid, +15550101\n"


def test_a_terminal_shows_the_whole_picture(started: Start, running: Running) -> None:
    running.invite("Bob", "+15550100")
    ours, theirs = pty.openpty()
    with started("meeting", "watch", running.meeting_id, stdout=theirs) as program, os.fdopen(ours) as screen:
        os.close(theirs)
        shown = ""
        while "+15550100" not in shown:
            shown += screen.readline()
        assert shown.startswith("\x1b[H\x1b[2J")
        assert f"Meeting {running.meeting_id}" in shown
        assert "Invited" in shown
        program.process.send_signal(signal.SIGINT)
        assert program.process.wait(TIMEOUT) == 130


class TestWhenTheMeetingIsOver:
    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[Background]:
        """One of its own, whose clock may be moved."""
        with furnished(tmp_path / "server") as server:
            yield server

    @pytest.mark.parametrize("command", [["events"], ["meeting", "watch"]], ids=" ".join)
    def test_a_watch_ends_too(self, started: Start, running: Running, command: list[str]) -> None:
        running.invite("Bob", "+15550100")
        with started(*command, running.meeting_id) as program:
            program.wait_for("Bob")
            running.client.send(AdvanceClock(body=ClockAdvance(seconds=86_400)))
            assert program.wait_for("over") == "The meeting is over.\n"
            assert program.process.wait(TIMEOUT) == 0


def test_a_booked_meeting_can_be_started_to_watch_it(ann: Invoke) -> None:
    booked = printed(ann("meeting", "book", "Tea", "--at", "in 1h", "--json"))["conferenceID"]
    assert "--start" in refused(ann("events", booked, "--count", "1"), 1)
    given = ("--types", "Attendees", "--count", "1", "--json", "--start")
    assert printed(ann("events", booked, *given))["action"] == "AttendeesNotify"


def test_another_ones_meeting_needs_its_password(terminal: Invoke, login: Invoke, running: Running) -> None:
    login("--account", "bob@acme", password=PASSWORD)
    given = ("events", running.meeting_id, "--types", "Attendees", "--count", "1", "--json")
    assert "--password" in refused(terminal(*given), 1)
    assert "password is wrong" in refused(terminal(*given, "--password", "000000"), 1)
    assert printed(terminal(*given, "--password", running.password))["action"] == "AttendeesNotify"


def test_an_unknown_meeting(ann: Invoke) -> None:
    refused(ann("events", "123456789"), 1)
    refused(ann("meeting", "watch", "123456789"), 1)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--types", "Weather"], "There are"),
        (["--types", ","], "at least one"),
        (["--count", "0"], "--count"),
        (["--zone", "Nowhere"], "no time zone"),
    ],
)
def test_wrong_use_is_explained(ann: Invoke, options: list[str], word: str) -> None:
    assert word in refused(ann("events", "123456789", *options), 2)
