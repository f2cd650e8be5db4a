"""The commands of the guide, typed as they stand."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from click.testing import Result

import convener
from cli.conftest import PASSWORD, Invoke
from support.background import Background

GUIDE = Path(convener.__file__).parents[2] / "docs" / "guide" / "command-line.md"
BOOKED, REPEATED = ("989156296", "934567890", "945678901"), "912345678"
ROOM, ROOM_ID, HALL = "923456789", "ff80…", "934567812"
"""What stands for IDs in the guide, in the order in which they are made."""


def typed() -> Iterator[list[str]]:
    for block in re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            program, *arguments = shlex.split(line)
            assert program == "convener", line
            yield arguments


def test_every_command_does_what_the_guide_says(terminal: Invoke, server: Background, hall: str) -> None:
    """The commands are typed in order; ``watch`` is left out, since it goes on and on."""
    real = {
        "https://localhost:8443": server.url,
        "ann": "ann@acme",
        "bob": "bob@acme",
        HALL: hall,
        "data/tls/certificate.pem": str(server.certificate.certificate),
        "2026-06-30": "2022-06-30",
        "2026-03-05": "2021-09-02",
        "2026-03-09": "2021-09-06",
    }
    booked, done = iter(BOOKED), list[Result]()
    for arguments in typed():
        if arguments[:2] == ["meeting", "watch"]:
            continue
        if arguments[:2] == ["my-room", "change"]:
            listed = re.search(r"(\d{9}) .*?([0-9a-f]{32})", done[-1].stdout)
            assert listed is not None
            real[ROOM], real[ROOM_ID] = listed.groups()
        words = [real.get(word, word) for word in arguments]
        done.append(terminal(*words, input="y\n", password=PASSWORD))
        assert done[-1].exit_code == 0, (arguments, done[-1].output)
        if arguments[:2] in (["meeting", "book"], ["meeting", "repeat"]):
            sample = next(booked) if arguments[1] == "book" else REPEATED
            [real[sample]] = re.findall(r"^Meeting +(\d+)$", done[-1].stdout, re.MULTILINE)
    assert len(done) > 15
