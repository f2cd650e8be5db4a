"""What a unit of work has been given to send with its commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Table, bindparam, func, insert, select

from convener.server.storage.facts import Recorded
from convener.server.storage.statement import Many, Statement


class Rows(Struct, frozen=True):
    """Rows of one table, each with exactly the named columns."""

    table: Table
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]


class Pending:
    """Collects puts and facts in their order."""

    def __init__(self) -> None:
        self.puts: list[tuple[Statement[Any], Mapping[str, Any]] | Rows] = []
        self.facts: list[Recorded] = []

    def put(self, statement: Statement[Any], /, **args: object) -> None:
        _ = statement.target  # refuses what only reads
        self.puts.append((statement, args))

    def put_all(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        if not rows:
            return
        columns = tuple(rows[0])
        for row in rows:
            if row.keys() != rows[0].keys():
                raise ValueError(f"rows of {table.name} differ in their columns: {columns} and {tuple(row)}")
        self.puts.append(Rows(table, columns, rows))

    def record(self, fact: Recorded) -> None:
        self.facts.append(fact)

    @property
    def streams(self) -> frozenset[tuple[str, str]]:
        return frozenset((fact.corp_id, fact.stream) for fact in self.facts)


@lru_cache(maxsize=256)
def row_by_row(table: Table, columns: tuple[str, ...]) -> Statement[Any]:
    """Inserts one row."""
    return Statement(insert(table).values({name: bindparam(name) for name in columns}))


@lru_cache(maxsize=256)
def all_at_once(table: Table, columns: tuple[str, ...]) -> Statement[Any]:
    """Inserts any number of rows, given as one array for each column: for PostgreSQL."""
    arrays = (bindparam(name, type_=Many(table.c[name].type)) for name in columns)
    rows = func.unnest(*arrays).table_valued(*columns).render_derived(name="added")
    return Statement(insert(table).from_select(columns, select(*rows.c)))
