"""Text to be found in any case: folded when it is stored, so that both databases find the same.

SQLite's own ``lower`` and ``LIKE`` know English only, PostgreSQL's what its locale knows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def folded(*texts: str | None) -> str:
    """What to store; no search key matches across two of the texts."""
    return "\n".join([key(text or "") for text in texts])


def key(text: str) -> str:
    """What to look for."""
    return text.replace("\n", " ").casefold()


class _Holds(FunctionElement[Any]):
    """Not of Boolean type, as ``statement.any_of`` is not."""

    name = "holds"
    inherit_cache = True


@compiles(_Holds, "postgresql")
def _on_postgres(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    column, sought = (compiler.process(clause, **options) for clause in element.clauses)
    return f"strpos({column}, {sought}) > 0"


@compiles(_Holds, "sqlite")
def _on_sqlite(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    column, sought = (compiler.process(clause, **options) for clause in element.clauses)
    return f"instr({column}, {sought}) > 0"


def holds(column: Column[str], name: str) -> ColumnElement[bool]:
    """The folded column has the text given as argument ``name``, which ``key`` made."""
    return _Holds(column, bindparam(name, type_=Text))
