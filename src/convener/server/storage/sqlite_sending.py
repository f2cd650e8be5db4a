"""What units of work on SQLite put, executed for many of them at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from convener.server.storage.facts import ADVANCE, APPEND, LAST, Recorded, by_stream
from convener.server.storage.pending import Pending, Rows, row_by_row
from convener.server.storage.statement import Statement

Args = Mapping[str, Any]
Streams = set[tuple[str, str]]
Put = tuple[Statement[Any], Sequence[Args]]


class Sending(NamedTuple):
    """What one unit put: statements, each with its rows, and facts."""

    puts: Sequence[Put]
    facts: Sequence[Recorded]


def sending(unit: Pending) -> Sending:
    """What it put until now."""
    puts: list[Put] = [
        (row_by_row(put.table, put.columns), put.rows) if isinstance(put, Rows) else (put[0], (put[1],))
        for put in unit.puts
    ]
    return Sending(puts, [*unit.facts])


def send(cursor: sqlite3.Cursor, several: Sequence[Sending]) -> Streams:
    """Do what they put, and append their facts, as if they came one after the other in some order.

    Gives the streams that grew.

    Rows that units merely add, as bookings do, are added statement by statement and not unit by unit: each
    statement is made ready, and each table's pages are touched, once for all of them.
    """
    adding, others = _apart(several) if len(several) > 1 else ([], several)
    added: dict[Statement[Any], list[Args]] = {}
    for each in adding:
        for statement, rows in each.puts:
            added.setdefault(statement, []).extend(rows)
    for statement, rows in chain(added.items(), *(each.puts for each in others)):
        execute(cursor, statement, rows)
    return _append(cursor, (fact for each in chain(adding, others) for fact in each.facts))


def execute(cursor: sqlite3.Cursor, statement: Statement[Any], rows: Sequence[Args]) -> None:
    """Execute it for each of the rows, and drop what it returns."""
    plan = statement.on_sqlite
    if len(rows) == 1:
        cursor.execute(plan.sql, plan.values(rows[0])).fetchall()  # unread, the commit would fail
    else:
        cursor.executemany(plan.sql, [plan.values(row) for row in rows])


def _apart(several: Iterable[Sending]) -> tuple[list[Sending], list[Sending]]:
    """Those whose rows may be added in any order, table by table, and the others.

    No two of the first add to one table in different ways.
    """
    ways: dict[str, Statement[Any]] = {}
    adding: list[Sending] = []
    others: list[Sending] = []
    for each in several:
        adds = all(put.only_adds and ways.setdefault(put.target, put) is put for put, _ in each.puts)
        (adding if adds else others).append(each)
    return adding, others


def _append(cursor: sqlite3.Cursor, recorded: Iterable[Recorded]) -> Streams:
    streams = by_stream(recorded)
    heads, rows = [], []
    for (corp_id, stream), facts in streams:
        place = {"corp_id": corp_id, "stream": stream}
        found = cursor.execute(LAST.on_sqlite.sql, LAST.on_sqlite.values(place)).fetchone()
        last = found[0] if found else 0
        for number, fact in enumerate(facts, last + 1):
            rows.append({**place, "number": number, "kind": fact.kind, "at": fact.at, "body": fact.body})
        heads.append({**place, "last": last + len(facts)})
    if rows:
        execute(cursor, ADVANCE, heads)
        execute(cursor, APPEND, rows)
    return {place for place, _ in streams}
