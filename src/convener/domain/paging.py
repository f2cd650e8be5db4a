"""Which part of a list is shown."""

from __future__ import annotations

from typing import NamedTuple

LARGEST_PAGE = 500


class Part(NamedTuple):
    """Records from ``offset`` on, ``limit`` at most."""

    offset: int
    limit: int


def used(offset: int, limit: int) -> Part:
    """What a caller asked for of a list of meetings or of what is theirs, within bounds."""
    return Part(max(offset, 0), min(limit, LARGEST_PAGE))


def part_of(total: int, *, offset: int, limit: int) -> Part:
    """The part to show of a list of an enterprise's administration.

    A limit outside 1 to 500 counts as the nearest of these, a negative offset as 0; behind the end the
    last page is shown.
    """
    limit = min(max(limit, 1), LARGEST_PAGE)
    last = max(total - 1, 0) // limit * limit
    return Part(max(offset, 0) if offset < total else last, limit)
