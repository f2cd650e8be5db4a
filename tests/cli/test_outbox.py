"""The outbox and the calendar feed at a terminal."""

from __future__ import annotations

import json
import urllib.request
from functools import partial
from typing import Any

import pytest

from cli.conftest import PASSWORD, Invoke
from cli.test_meeting import printed, refused
from support.background import Background


@pytest.fixture
def held(ann: Invoke, server: Background) -> dict[str, Any]:
    """A mail that nothing carries."""
    given = ("--at", "tomorrow 14:00", "--invite", "name=Cid,email=cid@other.test", "--json")
    meeting_id = printed(ann("meeting", "book", "Tea", *given))["conferenceID"]
    server.run(server.application.worker.run_due())
    found: dict[str, Any]
    [found] = printed(ann("outbox", "list", "--meeting", meeting_id, "--json"))["data"]
    return found


def test_messages_are_listed(ann: Invoke, held: dict[str, Any]) -> None:
    assert (held["recipient"], held["state"], held["kind"]) == ("cid@other.test", "held", "invited")
    listed = ann("outbox", "list", "--state", "held").stdout
    assert "cid@other.test" in listed
    assert "2021-08-30 14:00" in listed
    assert ann("outbox", "list", "--state", "dead").stdout == ""


def test_the_next_page_is_named(ann: Invoke, held: dict[str, Any]) -> None:
    assert printed(ann("outbox", "list", "--json"))["data"]
    page = ann("outbox", "list", "--limit", "1").stdout
    if "There are more" in page:
        assert f"--before {held['id']}" in page


def test_a_message_is_shown_with_its_words(ann: Invoke, held: dict[str, Any]) -> None:
    shown = ann("outbox", "show", held["id"]).stdout
    assert "cid@other.test" in shown
    assert "https://" in shown
    assert printed(ann("outbox", "show", held["id"], "--json"))["calendar"].startswith("BEGIN:VCALENDAR")


def test_what_cannot_be_sent_is_explained(ann: Invoke, held: dict[str, Any]) -> None:
    assert "CONVENER_SMTP_URL" in refused(ann("outbox", "retry", held["id"]), 1)
    assert "CONVENER_SMTP_URL" in refused(ann("outbox", "retry", "--all", "held"), 1)
    assert "no such message" in refused(ann("outbox", "retry", "0" * 32), 1)
    for wrong in ((), (held["id"], "--all", "dead")):
        assert ann("outbox", "retry", *wrong).exit_code == 2


def test_only_administrators_see_them(ann: Invoke, login: Invoke, terminal: Invoke) -> None:
    assert login("--account", "bob@acme", "--profile", "bob", password=PASSWORD).exit_code == 0
    bob = partial(terminal, profile="bob")
    assert "You may not do that" in refused(bob("outbox", "list"), 1)


def test_an_address_for_a_calendar_program(ann: Invoke, server: Background) -> None:
    url = ann("calendar", "rotate").stdout.strip()
    with urllib.request.urlopen(url, context=server.trusting) as answer:
        assert answer.read().startswith(b"BEGIN:VCALENDAR")
    shown = ann("calendar", "show").stdout
    assert "made on 2021-08-30 14:00" in shown
    assert url not in shown
    assert json.loads(ann("calendar", "show", "--json").stdout)["active"] is True
    assert ann("calendar", "revoke").exit_code == 0
    assert "There is no address" in ann("calendar", "show").stdout
