"""What log lines hold, and what they never do."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from convener.server.ids import Ids
from convener.server.logging import JsonLines, Text


def record(message, *args, exc_info=None, **extra):
    made = logging.getLogger("convener.test").makeRecord(
        "convener.test", logging.WARNING, "file", 1, message, args, exc_info, extra=extra
    )
    made.created = 1630324800.25
    return made


def failure():
    try:
        raise ValueError("no such thing")
    except ValueError:
        return sys.exc_info()


def test_a_line_of_json_has_every_extra():
    line = JsonLines().format(record("timer %s", "late", action="timer_failed", tries=3))
    assert json.loads(line) == {
        "time": "2021-08-30T12:00:00.250+00:00",
        "level": "warning",
        "logger": "convener.test",
        "message": "timer late",
        "action": "timer_failed",
        "tries": 3,
    }


def test_a_traceback_stays_in_its_line_of_json():
    line = JsonLines().format(record("failed\nbadly", exc_info=failure()))
    assert "\n" not in line
    assert "ValueError: no such thing" in json.loads(line)["exception"]


def test_people_get_text():
    line = Text().format(record("timer failed", action="timer_failed", tries=3))
    assert line == "2021-08-30T12:00:00.250+00:00 WARNING timer failed action=timer_failed tries=3"
    assert Text().format(record("x", exc_info=failure())).endswith("ValueError: no such thing")


SECRETS = [
    pytest.param(Ids().token(), "cnr…", id="access token"),
    pytest.param(Ids().control_token(), "cnr…", id="control token"),
    ("Basic YWRtaW46c2VjcmV0LXdvcmQ=", "Basic …"),
    ("HMAC-SHA256 signature=0123456789abcdef", "signature=…"),
    ("GET /ws?confID=900&tmpToken=0123456789", "tmpToken=…"),
    ("postgresql://convener:open-sesame@db/convener", "://convener:…@db"),
]


@pytest.mark.parametrize("form", [JsonLines(), Text()])
@pytest.mark.parametrize(("secret", "shown"), SECRETS)
def test_secrets_are_left_out_wherever_they_stand(form, secret, shown):
    for line in (
        form.format(record(f"refused: {secret}")),
        form.format(record("refused: %s", secret)),
        form.format(record("refused", detail=secret)),
    ):
        assert secret not in line
        assert shown in line


@pytest.mark.parametrize("text", ["https://localhost:8443/docs", "basic rules", "user@example.org", "cnr1"])
@pytest.mark.parametrize("form", [JsonLines(), Text()])
def test_ordinary_words_stay(form, text):
    assert text in form.format(record(f"about {text} it is"))
