"""Statements written once in SQLAlchemy Core, compiled once, run by the drivers themselves.

Core at run time costs more than half of what a database can do; compiled ahead, nothing measurable.
So a statement must leave nothing to do at run time: plain column types, parameters that are sent as
they are given, ``any_of`` instead of ``in_``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Any, Generic, TypeVar, cast, overload

import msgspec
from sqlalchemy import Column, ColumnElement, Delete, Insert, Select, Table, Text, Update, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.postgresql.dml import OnConflictDoNothing
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import TypeEngine, UserDefinedType

Row = TypeVar("Row")
Args = Mapping[str, Any]

_POSTGRES = asyncpg.dialect()  # type: ignore[no-untyped-call]
_SQLITE = sqlite.dialect(paramstyle="qmark")


class Statement(Generic[Row]):
    """A Core statement and what its rows become, called as ``into(*row)``.

    Make each one once, at module level: compiled forms, also of statements sent together, are kept
    by identity. Arguments are given by the names of the bind parameters; one with a value of its own
    may be left out. ``TypeError`` at first use when the statement leaves work for run time.
    """

    @overload
    def __init__(self: Statement[Any], core: ClauseElement) -> None: ...
    @overload
    def __init__(self, core: ClauseElement, into: Callable[..., Row]) -> None: ...
    def __init__(self, core: ClauseElement, into: Callable[..., Any] | None = None) -> None:
        self.core = core
        self.into: Callable[..., Row] = into or _rowless

    @cached_property
    def on_postgres(self) -> Plan:
        return Plan(self.core, _POSTGRES)

    @cached_property
    def on_sqlite(self) -> Plan:
        return Plan(self.core, _SQLITE)

    @cached_property
    def target(self) -> str:
        """The table it writes to."""
        if not isinstance(self.core, Insert | Update | Delete):
            raise TypeError(f"writes nothing: {self.core}")
        return cast(Table, self.core.table).name

    @cached_property
    def touches(self) -> frozenset[str]:
        """Every table it reads or writes."""
        return frozenset(_tables(self.core))

    @cached_property
    def only_adds(self) -> bool:
        """It only adds or replaces rows given whole: order matters only if a row is given twice."""
        parts = list(iterate(self.core))
        return (
            isinstance(self.core, Insert)
            and not any(isinstance(part, OnConflictDoNothing) for part in parts)
            and not any(_tables(part) for part in parts if isinstance(part, Select))
        )


class Plan:
    """What a driver needs to run a statement: its text, and its arguments in the text's order."""

    __slots__ = ("_defaults", "_lists", "_pick", "parameters", "sql")

    def __init__(self, core: ClauseElement, dialect: Dialect) -> None:
        compiled = core.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        if late := _late(compiled):
            raise TypeError(f"left for run time, {late}: {compiled}")
        names = compiled.positiontup or []
        binds = compiled.binds
        self.sql = compiled.string
        self.parameters = len(names)
        self._defaults = {name: compiled.params[name] for name in names if not binds[name].required}
        self._lists = {name for name in names if dialect is _SQLITE and isinstance(binds[name].type, Many)}
        self._pick = _picker(names)

    def values(self, args: Args) -> tuple[Any, ...]:
        """The arguments by position. ``KeyError`` names one that is missing."""
        if self._defaults:
            args = {**self._defaults, **args}
        if self._lists:
            args = {**args, **{name: _json(list(args[name])) for name in self._lists}}
        return self._pick(args)


class Many(UserDefinedType[Any]):
    """A list sent as one parameter: an array on PostgreSQL, JSON text on SQLite."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        self.item = item

    def get_col_spec(self, **_: object) -> str:
        return f"{self.item.compile(postgresql.dialect())}[]"  # type: ignore[no-untyped-call]


class _AnyOf(FunctionElement[Any]):
    """Not of Boolean type: SQLite's compiler would append ``= 1``, and SQLite would scan."""

    name = "any_of"
    inherit_cache = True


@compiles(_AnyOf, "postgresql")
def _on_postgres(element: _AnyOf, compiler: SQLCompiler, **options: Any) -> str:
    column, members = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY ({members})"


@compiles(_AnyOf, "sqlite")
def _on_sqlite(element: _AnyOf, compiler: SQLCompiler, **options: Any) -> str:
    column, members = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({members}))"


def any_of(column: Column[Any], name: str, type: TypeEngine[Any] | None = None) -> ColumnElement[bool]:
    """The column's value is in the list given as argument ``name``, of any length, also none."""
    return _AnyOf(column, bindparam(name, type_=Many(type or column.type)))


class _Joined(FunctionElement[str]):
    name = "joined"
    type = Text()
    inherit_cache = True


@compiles(_Joined, "postgresql")
def _joined_on_postgres(element: _Joined, compiler: SQLCompiler, **options: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **options)}, ',')"


@compiles(_Joined, "sqlite")
def _joined_on_sqlite(element: _Joined, compiler: SQLCompiler, **options: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **options)})"


def joined(texts: ColumnElement[str]) -> ColumnElement[str]:
    """The texts of a group of rows in no particular order, commas between; NULL for no rows."""
    return _Joined(texts)


_json_encoder = msgspec.json.Encoder()


def _json(value: list[Any]) -> str:
    return _json_encoder.encode(value).decode()


def _rowless(*_: object) -> Any:
    raise TypeError("the statement does not say what its rows become")


def _late(compiled: SQLCompiler) -> str | None:
    """What would be left to do each time the statement runs."""
    kinds: dict[str, Any] = {
        "expanding parameters": compiled.post_compile_params,
        "literal parameters": compiled.literal_execute_params,
        "converted parameters": compiled._bind_processors,
        "columns with defaults": [*(compiled.insert_prefetch or ()), *(compiled.update_prefetch or ())],
    }
    return next((kind for kind, found in kinds.items() if found), None)


def _picker(names: list[str]) -> Callable[[Args], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    if names:
        return lambda args: (args[names[0]],)
    return lambda args: ()


def _tables(element: Any) -> set[str]:
    return {part.name for part in iterate(element) if isinstance(part, Table)}
