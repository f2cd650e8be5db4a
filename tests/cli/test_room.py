"""Cloud rooms made by hand, on both databases."""

from __future__ import annotations

from cli.conftest import Invoke
from cli.test_enterprises import acme, on_database, printed, refused

__all__ = ["acme", "on_database"]


def test_a_room_is_for_somebody(on_database: Invoke, acme: str) -> None:
    assert on_database("user", "add", "Ann Roe", "--account", "ann").exit_code == 0
    options = ("--parties", "50", "--account", "ann", "--expires", "2199-12-31")
    added = printed(on_database("room", "add", "Hall", *options, "--json"))
    assert added["number"].startswith("9")
    assert added == {
        "room_id": added["room_id"],
        "number": added["number"],
        "name": "Hall",
        "parties": "50",
        "account": "ann",
        "status": "normal",
        "expires": "2199-12-31",
    }
    assert printed(on_database("room", "list", "--json")) == [added]


def test_or_for_an_administrator_to_assign(on_database: Invoke, acme: str) -> None:
    added = printed(on_database("room", "add", "Hall", "--json"))
    assert (added["status"], added["account"], added["parties"]) == ("unassigned", None, None)
    assert "Hall" in on_database("room", "list").output


def test_nobody_unknown_gets_one(on_database: Invoke, acme: str) -> None:
    assert "no such user" in refused(on_database("room", "add", "Hall", "--account", "ann"))
    assert printed(on_database("room", "list", "--json")) == []
