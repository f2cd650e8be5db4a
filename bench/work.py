"""What one call asks of the database, found out by watching the real code make it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table

from convener.server.storage.database import Reading
from convener.server.storage.facts import ADVANCE, APPEND, LAST, appending, by_stream
from convener.server.storage.pending import Pending, Rows
from convener.server.storage.statement import Row, Statement


class Sent(NamedTuple):
    """A statement with the arguments it was sent with."""

    statement: Statement[Any]
    args: Mapping[str, Any]


class Witness(Pending):
    """A unit of work that passes questions on, remembers them, and only remembers what is put."""

    def __init__(self, unit: Reading) -> None:
        super().__init__()
        self.asked: list[Sent] = []
        self._unit = unit

    async def one(self, statement: Statement[Row], /, **args: object) -> Row | None:
        self.asked.append(Sent(statement, args))
        return await self._unit.one(statement, **args)

    async def all(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        self.asked.append(Sent(statement, args))
        return await self._unit.all(statement, **args)

    async def glance(self, statement: Statement[Row], /, **args: object) -> list[Row]:
        return await self.all(statement, **args)

    async def run(self, statement: Statement[Any], /, **args: object) -> int:
        raise NotImplementedError("the calls we watch only put")

    async def add(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        raise NotImplementedError("the calls we watch only put")

    def written(self, dialect: str) -> list[Sent]:
        """What the commit would send."""
        sent = [_single(put) for put in self.puts]
        for (corp_id, stream), recorded in by_stream(self.facts):
            if dialect == "postgresql":
                sent.append(Sent(*appending(corp_id, stream, recorded)))
                continue
            place = {"corp_id": corp_id, "stream": stream}
            sent.append(Sent(LAST, place))
            sent.append(Sent(ADVANCE, {**place, "last": len(recorded)}))
            for number, fact in enumerate(recorded, 1):
                row = {"number": number, "kind": fact.kind, "at": fact.at, "body": fact.body}
                sent.append(Sent(APPEND, place | row))
        return sent


def _single(put: tuple[Statement[Any], Mapping[str, Any]] | Rows) -> Sent:
    if isinstance(put, Rows):
        raise NotImplementedError("the calls we watch put one row at a time")
    return Sent(*put)
