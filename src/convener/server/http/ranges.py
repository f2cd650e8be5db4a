"""Which part of a file a request is for (RFC 9110, 14)."""

from __future__ import annotations

import re
from typing import NamedTuple

_ONE = re.compile(r"bytes=[ \t]*(\d{0,40})-(\d{0,40})[ \t]*", re.IGNORECASE | re.ASCII)


class Part(NamedTuple):
    """Bytes from ``start`` to before ``stop``."""

    start: int
    stop: int


class Unsatisfiable(Exception):
    """None of the bytes asked for are there."""


def part(wanted: str | None, *, size: int) -> Part | None:
    """The part that a ``Range`` header names, ``None`` for the whole.

    A header of another unit, of several ranges or of no sense is as good as none, as the standard has it.
    Raises ``Unsatisfiable``.
    """
    found = _ONE.fullmatch(wanted or "")
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        start, stop = size - min(int(found[2]), size), size
    else:
        start, stop = int(found[1]), min(int(found[2]) + 1, size) if found[2] else size
        if found[2] and int(found[2]) < start:
            return None
    if start >= stop:
        raise Unsatisfiable
    return Part(start, stop)


def still_wanted(condition: str | None, *, tag: str) -> bool:
    """Whether ``If-Range`` lets a part be sent: there is none, or it names this very content."""
    return condition is None or condition.strip() == tag
