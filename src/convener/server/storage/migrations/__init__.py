"""Brings a database's schema to the version this program knows.

A step is a file ``NNNN_name.sql`` in this folder, or a pair ``NNNN_name.sqlite.sql`` and
``NNNN_name.postgresql.sql`` where the databases differ. Steps are history: once released they are
never edited, and they know nothing of today's ``metadata``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources

from convener.server.storage.database import Database, Schema
from convener.server.storage.metadata import metadata
from convener.server.storage.migrations.shape import described, found

VERSIONS = "schema_version"

_FILE = re.compile(r"(\d{4})_(\w+?)(?:\.(sqlite|postgresql))?\.sql")


class SchemaTooNew(Exception):
    """The database was migrated by a newer program; nothing was touched."""

    def __init__(self, *, version: int, known: int) -> None:
        super().__init__(
            f"the database has schema version {version}, this program knows {known} at most: "
            "run the program that migrated it, or a newer one"
        )
        self.version = version
        self.known = known


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One change of the schema."""

    number: int
    name: str
    sql: str


def steps(dialect: str) -> list[Step]:
    """Every step for the database, in order."""
    files = resources.files(__package__).iterdir()
    matches = ((_FILE.fullmatch(file.name), file) for file in files)
    return sorted(
        Step(int(match[1]), match[2], file.read_text())
        for match, file in matches
        if match and match[3] in (None, dialect)
    )


async def upgrade(database: Database) -> int:
    """Take every step that is missing, in one transaction; the version reached.

    Any number of nodes may do this at once. Raises ``SchemaTooNew``.
    """
    return await database.exclusively(_upgrade)


async def current(database: Database) -> int:
    """The version of the database's schema, 0 when it is empty."""
    return await database.exclusively(_version)


async def check(database: Database) -> list[str]:
    """What is wrong with the schema, one line for each problem."""
    return await database.exclusively(_check)


async def _upgrade(schema: Schema) -> int:
    missing = await _missing(schema)
    await schema.script(
        f"CREATE TABLE IF NOT EXISTS {VERSIONS} (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL);"
    )
    for step in missing:
        await schema.script(step.sql)
        await schema.script(f"INSERT INTO {VERSIONS} VALUES ({step.number}, '{step.name}');")
    return await _version(schema)


async def _check(schema: Schema) -> list[str]:
    try:
        missing = await _missing(schema)
    except SchemaTooNew as problem:
        return [str(problem)]
    expected, actual = described(metadata, schema.dialect), await found(schema, without=VERSIONS)
    return [
        *(f"step not taken: {step.number:04} {step.name}" for step in missing),
        *(f"missing: {line}" for line in sorted(expected - actual)),
        *(f"unexpected: {line}" for line in sorted(actual - expected)),
    ]


async def _missing(schema: Schema) -> list[Step]:
    known, version = steps(schema.dialect), await _version(schema)
    if version > known[-1].number:
        raise SchemaTooNew(version=version, known=known[-1].number)
    return [step for step in known if step.number > version]


async def _version(schema: Schema) -> int:
    if not await found(schema, only=VERSIONS):
        return 0
    [(version,)] = await schema.rows(f"SELECT coalesce(max(version), 0) FROM {VERSIONS}")
    return int(version)
