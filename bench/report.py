"""Figures, and the page that shows them."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import version


class Want(Enum):
    """What ``must`` and ``aim`` of a figure speak of."""

    RATIO_AT_LEAST = "ratio at least"
    RATIO_AT_MOST = "ratio at most"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured row: what we reach, beside its ceiling from the same run."""

    name: str
    ours: float
    ceiling: float | None
    unit: str
    want: Want
    must: float
    aim: float

    @property
    def ratio(self) -> float | None:
        return None if self.ceiling is None else self.ours / self.ceiling

    @property
    def reached(self) -> str:
        if self._is(self.aim):
            return "aim"
        return "must" if self._is(self.must) else "**below**"

    def _is(self, goal: float) -> bool:
        if self.want is Want.AT_MOST:
            return self.ours <= goal
        assert self.ratio is not None
        return self.ratio >= goal if self.want is Want.RATIO_AT_LEAST else self.ratio <= goal

    def cells(self) -> list[str]:
        sign = "≥" if self.want is Want.RATIO_AT_LEAST else "≤"
        unit = f" {self.unit}" if self.want is Want.AT_MOST else ""
        return [
            self.name,
            f"{_number(self.ours)} {self.unit}",
            "" if self.ceiling is None else f"{_number(self.ceiling)} {self.unit}",
            "" if self.ratio is None else f"{self.ratio:.3g}",
            f"{sign} {self.must:g}{unit}",
            f"{sign} {self.aim:g}{unit}",
            self.reached,
        ]


HEAD = ["Figure", "Ours", "Ceiling", "Ratio", "Must reach", "Aim", "Reached"]

ABOUT = """\
# Performance

Written by `make bench`; do not edit. Absolute figures belong to the machine they were measured on: what
counts is the ratio to a ceiling taken in the same run, in turns with ours; both are medians of the turns.
Differences below a factor of 1.3 are noise.

"""

METHOD = """
## How it is measured

The server is `convener serve` in a process of its own, on one port, over loopback. The clients are one
other process on another core: bare asyncio connections that send ready bytes and keep 16 calls under way.
There are 20 users and 2,000 coming meetings with three invitees each; every call is for another one of
them. Bookings and series differ from each other too; logins are those of 400 more users,
who have each logged in a few times before.

| Figure | Ceiling |
|---|---|
| bookings, PostgreSQL | pgbench, 16 clients: the one statement that a booking sends, prepared |
| details, PostgreSQL | pgbench, 16 clients: two selects, a meeting and its invited list, prepared |
| bookings, SQLite | a loop: the same rows, a transaction for each booking, `synchronous=FULL` |
| details, SQLite | a loop: the rows of the two selects as tuples |
| series | bookings of the same run; a series has 50 meetings |
| logins | details of the same run; the credentials are remembered from a login before |
| lists and details, {stored:,} stored | the same with the 2,000; the others are those of more people |
| timers | claimed and dropped, a batch at a time, with nothing done for them |
| push frames, push p99 | a bare asyncio protocol that writes a ready frame of the same size |
| memory of a socket | uvicorn with an application that accepts a WebSocket and waits |
| under TLS | the same in clear text |
| calls of our clients | httpx alone, on the same pooled connections: the same bytes, the answer left unread |

Changes that are pushed are `InviteParticipant` calls: through HTTP, the commit, the event log and the hub
to the sockets. For frames a second, {changers} connections send them as fast as they are answered; the hub
joins the frames of changes that come together, which the bare protocol does not. A delay ends when a
subscriber has read the frame; it begins when the client sends the call, for the bare protocol when it
begins to write. Beside the bare protocol the database is in memory (on Linux), for that protocol writes to no
disk either; the delay from HTTP change to frame has the disk in it.

Timers are run by a worker alone, without a server: 2,000 that are due at once, and then 10,000 that fall due
within a minute, evenly. Lateness is from a timer's moment until its handler runs.

A client's call costs what the calling process spends of its core on it, from a `ShowMeetingDetail` to the
typed reply; waiting for the server is not counted.

## What stands in the way

Bookings and details compare a whole call, from HTTP to HTTP, with a database that does its part of the work
from C or in a bare loop. What is left of a call when the database's part is taken off is Python without a hot
spot: the profile is flat, three fifths of it inside the interpreter. What runs after something else finds
cold caches, so calls that came together do each kind of work together (ADR 0040), ask for their rows in one
statement (ADR 0044), and on SQLite write theirs table by table (ADR 0007).

A detail on SQLite, 110 µs when 16 are asked for at once, is 18 µs of sockets, two thirds of them in the
system, 11 of parsing, 11 of finding out who asks for what, 24 of asking SQLite, 14 of making a meeting and
its people of the row, 17 of deciding what may be seen and writing some 90 fields, and 12 of JSON and of
freeing what all that was made of. Each was made as short as it could be while it stays readable.

A booking on SQLite is held against a disk: for a tenth to a fifth of the time the server only waits for it,
and all callers with it. Where the disk's sync is quick, what is left is the Python of a booking.

Keeping ready answers would reach every mark, and was left out: it flatters whoever measures and forgets.
"""


def page(figures: Iterable[Figure], machine: str, notes: Iterable[str], *, changers: int, stored: int) -> str:
    """The whole page as Markdown."""
    lines = [HEAD, ["---"] * len(HEAD), *(figure.cells() for figure in figures)]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    noted = "".join(f"\n{note}\n" for note in notes)
    return f"{ABOUT}{machine}\n\n{table}{noted}{METHOD.format(changers=changers, stored=stored)}"


def machine(postgres: str | None) -> str:
    """What the figures depend on besides us."""
    names = ("uvloop", "uvicorn", "httptools", "websockets", "msgspec", "asyncpg", "sqlalchemy", "httpx")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    databases = f"SQLite {sqlite3.sqlite_version}" + (f", PostgreSQL {postgres}" if postgres else "")
    python = f"{platform.python_implementation()} {platform.python_version()}"
    cores = os.cpu_count()
    return f"{cores} cores, {platform.system()} on {platform.machine()}; {python}; {databases}; {libraries}."


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
