"""Rows that calls look up by a key at the same time: one statement finds them for all (ADR 0044)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Select, bindparam

from convener.server.storage.gate import Gate
from convener.server.storage.statement import Row, Statement, any_of


class Lookup(Statement[Row]):
    """Finds the one row with a ``key``, which is given under its column's name and is among what is selected.

    Further conditions, as for an enterprise, are part of the ``core``: only those who give the same
    values for them look up together. Units that only read do so; for others it is a plain statement.
    """

    def __init__(self, core: Select[Any], into: Callable[..., Row], *, key: Column[Any]) -> None:
        super().__init__(core.where(key == bindparam(key.name, type_=key.type)), into)
        self.key = key.name
        self.place = next(place for place, column in enumerate(core.selected_columns) if column is key)
        self.several = Statement(core.where(any_of(key, "keys")), into)


class Asked:
    """What is looked up together, and what was found."""

    __slots__ = ("_lookup", "_others", "gate", "keys", "rows")

    def __init__(self, lookup: Lookup[Any], others: Mapping[str, Any]) -> None:
        self._lookup = lookup
        self._others = others
        self.rows: dict[Any, Sequence[Any]] | None = None
        """By key, once it is answered."""
        self.keys: list[Any] = []
        self.gate: Gate | None = None
        """What they wait for, where an answer takes time."""

    def question(self) -> tuple[Statement[Any], dict[str, Any]]:
        """The statement that finds all of it, with its arguments."""
        if len(self.keys) == 1:
            return self._lookup, {**self._others, self._lookup.key: self.keys[0]}
        return self._lookup.several, {**self._others, "keys": self.keys}

    def answer(self, rows: Iterable[Sequence[Any]]) -> None:
        place = self._lookup.place
        self.rows = {row[place]: row for row in rows}

    def found(self, key: Any) -> Any:
        """What the lookup makes of the row with this key, if there is one."""
        assert self.rows is not None
        row = self.rows.get(key)
        return None if row is None else self._lookup.into(*row)


class Lookups:
    """What is about to be asked for and may still be joined."""

    def __init__(self) -> None:
        self._open: dict[tuple[Any, ...], Asked] = {}

    def join(self, lookup: Lookup[Any], args: Mapping[str, Any]) -> Asked:
        """Look this up together with those who came since the last ``close``."""
        others = {**args}
        key = others.pop(lookup.key)
        together = (lookup, *others.items())
        asked = self._open.get(together)
        if asked is None:
            asked = self._open[together] = Asked(lookup, others)
        asked.keys.append(key)
        return asked

    def close(self) -> None:
        """It is asked for now: who comes later is not part of it."""
        self._open = {}
