"""Tables for people, with what others have written in them."""

from __future__ import annotations

import pytest

from convener.cli import tables


def test_columns_stay_aligned_whatever_is_written_in_them() -> None:
    shown = tables.table(("Name", "Role"), [("李梅", "host"), ("Zoe\u0308", "guest"), ("Bob", None)])
    assert shown.splitlines() == ["Name  Role", "李梅  host", "Zoe\u0308   guest", "Bob   –"]


def test_a_column_without_anything_is_left_out() -> None:
    assert tables.table(("Name", "Mail", "Role"), [("Ann", None, "host"), ("Bob", "", "guest")]) == (
        "Name  Role\nAnn   host\nBob   guest"
    )


def test_what_nothing_stands_for_can_be_chosen() -> None:
    assert tables.table(("A", "B"), [("1", None), (None, "2")], nothing="?") == "A  B\n1  ?\n?  2"


def test_facts_without_a_value_are_left_out() -> None:
    assert tables.facts([("Subject", "Tea"), ("Room", None), ("ID", "1")]) == "Subject  Tea\nID       1"
    assert tables.facts([]) == ""


@pytest.mark.parametrize("sign", ["\x1b", "\n", "\r", "\x07", "\x9b", "\u2028", "\u202e"], ids=ascii)
def test_nothing_steers_the_terminal(sign: str) -> None:
    assert tables.printable(f"a{sign}b") == "a\N{REPLACEMENT CHARACTER}b"
