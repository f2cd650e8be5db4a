"""Everything a database holds, for tests that compare."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from convener.server.storage.database import Database, Reading
from convener.server.storage.metadata import metadata
from convener.server.storage.statement import Statement
from convener.server.storage.tables import (  # noqa: F401  fill the metadata
    enterprises,
    facts,
    history,
    invitations,
    jobs,
    meetings,
    recordings,
)

Row = tuple[Any, ...]

_ALL = {
    table.name: Statement(select(table).order_by(*table.primary_key), lambda *row: row)
    for table in metadata.sorted_tables
}


async def contents(database: Database, *tables: str) -> dict[str, list[Row]]:
    """The rows of these tables, or of all, in the order of their keys, columns in the tables' order."""

    async def read(unit: Reading) -> dict[str, list[Row]]:
        return {name: await unit.all(_ALL[name]) for name in tables or _ALL}

    return await database.read(read)
