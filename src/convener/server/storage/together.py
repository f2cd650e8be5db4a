"""Several statements sent to PostgreSQL as one: a round trip each is what writing costs most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from convener.server.storage.statement import Plan, Statement

MOST = 24
"""Statements in one text: longer ones would be many, and rarely the same again."""


class Batch(NamedTuple):
    """One text that does the work of ``size`` statements, taking their parameters one after the other."""

    sql: str
    size: int


@lru_cache(maxsize=1024)
def together(statements: tuple[Statement[Any], ...]) -> tuple[Batch, ...]:
    """As few texts as keep the meaning of executing the statements one by one.

    The statements of one text all see the data as they were before it, and run in no promised order.
    So those that could meet rows of each other are kept apart, except rows that are merely added:
    adding one row twice fails loudly, and then the caller sends each statement by itself.
    """
    batches: list[list[Statement[Any]]] = []
    for statement in statements:
        if not batches or not _fits(batches[-1], statement):
            batches.append([])
        batches[-1].append(statement)
    return tuple(Batch(_joined([each.on_postgres for each in batch]), len(batch)) for batch in batches)


def apart(statements: Sequence[Statement[Any]]) -> tuple[Batch, ...]:
    """The statements one by one."""
    return tuple(Batch(statement.on_postgres.sql, 1) for statement in statements)


def _fits(batch: list[Statement[Any]], statement: Statement[Any]) -> bool:
    met = [earlier for earlier in batch if earlier.target in statement.touches]
    return len(batch) < MOST and (
        not met or (statement.only_adds and all(earlier.only_adds for earlier in met))
    )


def _joined(plans: list[Plan]) -> str:
    texts, offset = [], 0
    for plan in plans:
        texts.append(_renumbered(plan.sql, offset))
        offset += plan.parameters
    *first, last = texts
    if not first:
        return last
    ctes = ", ".join(f"put_{index} AS ({text})" for index, text in enumerate(first))
    # PostgreSQL wants every writing CTE at the top, also those that the last statement brings along.
    own = last.removeprefix("WITH ")
    return f"WITH {ctes}, {own}" if own != last else f"WITH {ctes} {last}"


_PARAMETER = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)""")


def _renumbered(sql: str, offset: int) -> str:
    """The text with its parameters moved up by ``offset``; quoted text stays as it is."""
    return _PARAMETER.sub(lambda found: f"${int(found[1]) + offset}" if found[1] else found[0], sql)
