"""The file an enterprise travels in: a header, a line for each row, and an end that counts them.

The end has a sum of the lines' digests too. It does not depend on their order, which is the database's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from convener.server.storage.moving import LINES

FORMAT = 1


class Unacceptable(Exception):
    """Nothing was imported; the text says why."""


class Header(Struct, tag_field="table", tag="header", kw_only=True, forbid_unknown_fields=True):
    """The first line."""

    format: int
    program: str
    schema: int
    """The version of the tables."""
    corp_id: str
    name: str
    at: datetime
    """The moment that the lines are from."""
    secrets: bool
    """Whether they have passwords of meetings and rooms, and keys of apps, in clear."""


class End(Struct, tag_field="table", tag="end", kw_only=True, forbid_unknown_fields=True):
    """The last line."""

    lines: int
    digest: str


class Tally:
    """Counts lines, and sums up their digests."""

    def __init__(self) -> None:
        self._lines = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        self._lines += 1
        own = hashlib.blake2b(line, digest_size=32).digest()
        self._sum = (self._sum + int.from_bytes(own)) % (1 << 256)

    @property
    def end(self) -> End:
        return End(lines=self._lines, digest=f"{self._sum:064x}")


def encoded(line: Header | End) -> bytes:
    return msgspec.json.encode(line) + b"\n"


_decode = msgspec.json.Decoder(reduce(or_, LINES.values(), Header | End)).decode


def checked(path: Path, *, schema: int) -> tuple[Header, End]:
    """First and last line of a file that is whole and can be read. Raises ``Unacceptable``."""
    with path.open("rb") as file:
        header = _header(file.readline(), schema)
        tally, end = Tally(), None
        for number, line in enumerate(file, start=2):
            if end is not None:
                raise Unacceptable(f"line {number}: there is more after the end")
            found = _read(line, number)
            if isinstance(found, End):
                end = found
            elif isinstance(found, Header):
                raise Unacceptable(f"line {number}: a second header")
            else:
                tally.add(line)
    if end is None:
        raise Unacceptable("the file is cut off: its last line is missing")
    if end != tally.end:
        raise Unacceptable("lines are missing, or were changed: they are not those that the last line counts")
    return header, end


def lines(path: Path) -> Iterator[Any]:
    """What stands between header and end of a checked file."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            found = _read(line, number)
            if not isinstance(found, Header | End):
                yield found


def _header(line: bytes, schema: int) -> Header:
    try:
        found = _decode(line)
    except msgspec.MsgspecError:
        found = None
    if not isinstance(found, Header) or found.format != FORMAT:
        raise Unacceptable("this is no export of an enterprise, or one of another kind")
    if found.schema != schema:
        raise Unacceptable(
            f"the export has schema version {found.schema}, this server {schema}: "
            "bring both to the same version of convener, and export again"
        )
    return found


def _read(line: bytes, number: int) -> Any:
    try:
        return _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unacceptable(f"line {number}: {error}") from None
