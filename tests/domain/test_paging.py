from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convener.domain.paging import LARGEST_PAGE, part_of


@pytest.mark.parametrize(
    ("total", "offset", "limit", "part"),
    [
        (23, 0, 10, (0, 10)),
        (23, 5, 10, (5, 10)),
        (23, 23, 10, (20, 10)),
        (20, 20, 10, (10, 10)),
        (23, -1, 0, (0, 1)),
        (0, 7, 10, (0, 10)),
        (1000, 0, 501, (0, 500)),
    ],
)
def test_behind_the_end_is_the_last_page(total: int, offset: int, limit: int, part: tuple[int, int]) -> None:
    assert part_of(total, offset=offset, limit=limit) == part


@given(st.integers(0, 10**6), st.integers(-(10**6), 10**7), st.integers(-(10**6), 10**6))
def test_there_is_always_something_to_show_of_what_there_is(total: int, offset: int, limit: int) -> None:
    part = part_of(total, offset=offset, limit=limit)
    assert 1 <= part.limit <= LARGEST_PAGE
    assert 0 <= part.offset < max(total, 1)
