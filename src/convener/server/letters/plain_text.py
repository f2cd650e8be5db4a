"""Texts of users, made fit for headers, calendars and letters."""

from __future__ import annotations

import unicodedata

# These turn around whatever follows them; letters of languages written that way need none of them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = frozenset("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def one_line(text: str) -> str:
    """The text on one line, without what is no text: control characters, halves of characters."""
    kept = (" " if one in _BREAKS or one == "\t" else one for one in text if _is_text(one))
    return " ".join("".join(kept).split())


def many_lines(text: str) -> str:
    """The same, with its lines."""
    return "\n".join(one_line(line) for line in text.splitlines())


def _is_text(one: str) -> bool:
    if one in _TURNING:
        return False
    return one in _BREAKS or one == "\t" or unicodedata.category(one) not in ("Cc", "Cs")
