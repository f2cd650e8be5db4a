"""Looking for text in columns, in any case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Contains(FunctionElement[Any]):
    """Not of Boolean type, for the reason ``statement.any_of`` is not."""

    name = "contains"
    inherit_cache = True


@compiles(_Contains, "postgresql")
def _on_postgres(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    column, key = (compiler.process(clause, **options) for clause in element.clauses)
    return f"strpos(lower({column}), lower({key})) > 0"


@compiles(_Contains, "sqlite")
def _on_sqlite(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    column, key = (compiler.process(clause, **options) for clause in element.clauses)
    return f"instr(lower({column}), lower({key})) > 0"


def contains(column: Column[str], name: str) -> ColumnElement[bool]:
    """The column's text holds the text given as argument ``name``, whatever the case of either."""
    return _Contains(column, bindparam(name, type_=Text))
