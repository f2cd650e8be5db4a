"""Parts of files: what RFC 9110 says, and that no header whatever leads out of a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convener.server.http.ranges import Part, Unsatisfiable, part, still_wanted

SIZE = 1000


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (None, None),
        ("bytes=0-499", Part(0, 500)),
        ("bytes=500-", Part(500, 1000)),
        ("bytes=-1", Part(999, 1000)),
        ("bytes=-1000", Part(0, 1000)),
        ("bytes=-5000", Part(0, 1000)),
        ("bytes=0-0", Part(0, 1)),
        ("bytes=999-5000", Part(999, 1000)),
        ("Bytes= 1-2 ", Part(1, 3)),
        ("bytes=2-1", None),
        ("bytes=-", None),
        ("bytes=0-1,3-4", None),
        ("bytes=a-b", None),
        (f"bytes=0-{'9' * 5000}", None),
        ("bytes=٣-٤", None),
        ("bytes=+1-2", None),
        ("rows=0-1", None),
        ("0-1", None),
    ],
)
def test_what_a_header_means(wanted: str | None, found: Part | None) -> None:
    assert part(wanted, size=SIZE) == found


@pytest.mark.parametrize("wanted", ["bytes=1000-", "bytes=1000-1001", "bytes=-0", f"bytes={10**30}-"])
def test_what_lies_behind_the_end_is_not_there(wanted: str) -> None:
    with pytest.raises(Unsatisfiable):
        part(wanted, size=SIZE)


@pytest.mark.parametrize("wanted", ["bytes=0-", "bytes=0-0", "bytes=-1"])
def test_nothing_of_an_empty_file_is_there(wanted: str) -> None:
    with pytest.raises(Unsatisfiable):
        part(wanted, size=0)


@given(st.one_of(st.from_regex(r"bytes=\d*-\d*", fullmatch=True), st.text()), st.integers(0, 10**15))
def test_a_part_lies_inside_and_is_not_empty(wanted: str, size: int) -> None:
    try:
        found = part(wanted, size=size)
    except Unsatisfiable:
        return
    assert found is None or 0 <= found.start < found.stop <= size


@pytest.mark.parametrize(
    ("condition", "holds"),
    [(None, True), ('"a"', True), ('"b"', False), ('W/"a"', False), ("Mon, 30 Aug 2021 12:00:00 GMT", False)],
)
def test_a_part_is_sent_of_the_same_content_only(condition: str | None, holds: bool) -> None:
    assert still_wanted(condition, tag='"a"') is holds
