"""A schema as lines of text that can be compared, from a description or from a database."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import groupby

from sqlalchemy import MetaData, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite

from convener.server.storage import tables
from convener.server.storage.database import Schema

_DIALECTS = {"postgresql": postgresql.dialect(), "sqlite": sqlite.dialect()}  # type: ignore[no-untyped-call]

_COLUMNS = {
    "postgresql": """
        SELECT t.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
        FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
        WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace
        AND a.attnum > 0 AND NOT a.attisdropped
    """,
    "sqlite": """
        SELECT t.name, c.name, c.type, c."notnull"
        FROM sqlite_master t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
    """,
}
"""(table, column, type, not null)"""

_KEYS = {
    "postgresql": """
        SELECT t.relname, i.relname,
            CASE WHEN k.indisprimary THEN 'pk' WHEN u.oid IS NOT NULL THEN 'u' ELSE 'c' END,
            k.indisunique, k.indpred IS NOT NULL, pg_get_indexdef(k.indexrelid, n.n, true)
        FROM pg_index k
        JOIN pg_class t ON t.oid = k.indrelid JOIN pg_class i ON i.oid = k.indexrelid
        LEFT JOIN pg_constraint u ON u.conindid = k.indexrelid AND u.contype = 'u'
        CROSS JOIN LATERAL generate_series(1, k.indnkeyatts) n (n)
        WHERE t.relnamespace = current_schema()::regnamespace
        ORDER BY 1, 2, n.n
    """,
    "sqlite": """
        SELECT t.name, i.name, i.origin, i."unique", i.partial, c.name
        FROM sqlite_master t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
        WHERE t.type = 'table'
        ORDER BY t.name, i.name, c.seqno
    """,
}
"""(table, index, origin as SQLite calls it, unique, partial, column), by column"""


def described(metadata: MetaData, dialect: str) -> set[str]:
    """What a database must contain to be what the metadata and all of ``tables`` describe."""
    for module in pkgutil.iter_modules(tables.__path__, f"{tables.__name__}."):
        import_module(module.name)
    return {line for table in metadata.tables.values() for line in _described(table, dialect)}


def _described(table: Table, dialect: str) -> Iterator[str]:
    for column in table.columns:
        type_ = column.type.compile(_DIALECTS[dialect])
        yield _column(table.name, column.name, type_, required=not column.nullable)
    yield _key(table.name, "PRIMARY KEY", (column.name for column in table.primary_key))
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield _key(table.name, "UNIQUE", (column.name for column in constraint.columns))
    for index in table.indexes:
        partial = index.dialect_options[dialect]["where"] is not None
        kind = _index(str(index.name), unique=bool(index.unique), partial=partial)
        yield _key(table.name, kind, (column.name for column in index.columns))


async def found(schema: Schema, *, only: str | None = None, without: str | None = None) -> set[str]:
    """What the database contains, of all tables or of one."""
    columns = await schema.rows(_COLUMNS[schema.dialect])
    keys = await schema.rows(_KEYS[schema.dialect])

    def wanted(table: str) -> bool:
        return table != without and only in (None, table)

    lines = {
        _column(table, name, type_, required=bool(required))
        for table, name, type_, required in columns
        if wanted(table)
    }
    for (table, name, origin, unique, partial), members in groupby(keys, key=lambda key: key[:5]):
        if wanted(table):
            plain = _index(name, unique=bool(unique), partial=bool(partial))
            kind = {"pk": "PRIMARY KEY", "u": "UNIQUE"}.get(_text(origin), plain)
            lines.add(_key(table, kind, (member[5] for member in members)))
    return lines


def _column(table: str, name: str, type_: str, *, required: bool) -> str:
    return f"{table}.{name} {type_.upper()}{' NOT NULL' if required else ''}"


def _index(name: str, *, unique: bool, partial: bool) -> str:
    return f"{'UNIQUE ' * unique}INDEX {name}{' PARTIAL' * partial}"


def _key(table: str, kind: str, columns: Iterable[str]) -> str:
    return f"{table} {kind} ({', '.join(columns)})"


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
