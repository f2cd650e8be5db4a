"""Tables for people. Texts of others are shown without what would steer a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

NOTHING = "–"


def table(header: Sequence[str], rows: Iterable[Sequence[str | None]], *, nothing: str = NOTHING) -> str:
    """Rows in columns below their names; a column that is empty throughout is left out.

    ``nothing`` stands for what is empty or absent.
    """
    cells = [[printable(cell or "") for cell in row] for row in rows]
    kept = [at for at in range(len(header)) if any(row[at] for row in cells)]
    lines = [[header[at] for at in kept], *([row[at] or nothing for at in kept] for row in cells)]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths) for line in lines)


def facts(pairs: Iterable[tuple[str, str | None]]) -> str:
    """Names and values, one pair a line; a name without a value is left out."""
    given = [(name, printable(value)) for name, value in pairs if value]
    wide = max((width(name) for name, _ in given), default=0)
    return "\n".join(f"{padded(name, wide)}  {value}" for name, value in given)


def printable(text: str) -> str:
    """The text with a replacement character for everything that is no character of a line."""
    return "".join(_REPLACEMENT if unicodedata.category(each) in _STEERING else each for each in text)


def cut(line: str, columns: int) -> str:
    """As much of a line as the columns hold."""
    if width(line) <= columns:
        return line
    while width(line) > columns - 1:
        line = line[:-1]
    return line + "…"


def padded(text: str, wide: int) -> str:
    return text + " " * (wide - width(text))


def width(text: str) -> int:
    """Columns the text takes on a terminal: Chinese characters take two, accents of their own none."""
    return sum(_columns(each) for each in text)


_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(padded(cell, wide) for cell, wide in zip(cells, widths, strict=True)).rstrip()


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
