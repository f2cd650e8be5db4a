"""The event log at rest: appended to by units of work, read by stream and number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, Text, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from convener.server.storage.statement import Many, Statement, any_of
from convener.server.storage.tables.facts import facts, streams

if TYPE_CHECKING:
    from convener.server.storage.database import Reading


class Recorded(Struct, frozen=True, kw_only=True):
    """A fact to be appended to its stream; ``body`` is JSON text, ``at`` microseconds since the epoch."""

    corp_id: str
    stream: str
    kind: str
    at: int
    body: str


class FactRow(Struct, frozen=True):
    """A stored fact; numbers of a stream begin at 1 and have no gaps."""

    corp_id: str
    stream: str
    number: int
    kind: str
    at: int
    body: str


_AFTER = Statement(
    select(facts)
    .where(
        facts.c.corp_id == bindparam("corp_id"),
        facts.c.stream == bindparam("stream"),
        facts.c.number > bindparam("after"),
    )
    .order_by(facts.c.number)
    .limit(bindparam("most", type_=BigInteger)),
    FactRow,
)


async def facts_after(unit: Reading, corp_id: str, stream: str, number: int, *, most: int) -> list[FactRow]:
    """Up to ``most`` facts of the stream that come after ``number``, in order; 0 is before the first."""
    return await unit.all(_AFTER, corp_id=corp_id, stream=stream, after=number, most=most)


class LastRow(Struct, frozen=True):
    corp_id: str
    stream: str
    last: int


_LAST = Statement(
    select(streams).where(any_of(streams.c.corp_id, "corps"), any_of(streams.c.stream, "streams")), LastRow
)


async def last_numbers(unit: Reading, of: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The number of the last fact of each of these streams that has one."""
    wanted = list(of)
    rows = await unit.all(
        _LAST, corps=list({corp for corp, _ in wanted}), streams=[stream for _, stream in wanted]
    )
    return {(row.corp_id, row.stream): row.last for row in rows}


async def last_number(unit: Reading, corp_id: str, stream: str) -> int:
    """The number of the stream's last fact, 0 when it has none."""
    return (await last_numbers(unit, [(corp_id, stream)])).get((corp_id, stream), 0)


def by_stream(recorded: Iterable[Recorded]) -> list[tuple[tuple[str, str], list[Recorded]]]:
    """The facts of each stream in their order.

    Streams are sorted: units that append to the same ones lock them in the same order.
    """
    found: dict[tuple[str, str], list[Recorded]] = {}
    for fact in recorded:
        found.setdefault((fact.corp_id, fact.stream), []).append(fact)
    return sorted(found.items())


# A stream's numbers come from its row in ``streams``, which the unit then holds until it commits.
# ``max(number) + 1`` would collide whenever two units append to one stream at once, and would begin
# again at 1 where retention has dropped every fact.
_new = upsert(streams)
APPEND = Statement(insert(facts))

# SQLite lets nobody between these two.
LAST = Statement(
    select(streams.c.last).where(
        streams.c.corp_id == bindparam("corp_id"), streams.c.stream == bindparam("stream")
    ),
    int,
)
"""The number of the stream's last fact."""

ADVANCE = Statement(
    _new.on_conflict_do_update(
        index_elements=[streams.c.corp_id, streams.c.stream], set_={"last": _new.excluded.last}
    )
)
"""Set it to ``last``, in a stream that may be new."""

# PostgreSQL does both in one statement. One fact, by far the most frequent, is worth its own: it is
# a sixth cheaper than unnesting arrays of one.
_moved = _new.on_conflict_do_update(
    index_elements=[streams.c.corp_id, streams.c.stream],
    set_={"last": streams.c.last + _new.excluded.last},
)
_head = _moved.returning(streams.c.corp_id, streams.c.stream, streams.c.last).cte("head")
_COLUMNS = list(facts.c)


def _appended(number: ColumnElement[int], *rest: ColumnElement[object]) -> Statement[None]:
    return Statement(
        insert(facts).from_select(_COLUMNS, select(_head.c.corp_id, _head.c.stream, number, *rest))
    )


_rows = (
    func.unnest(
        bindparam("numbers", type_=Many(BigInteger())),
        bindparam("kinds", type_=Many(Text())),
        bindparam("ats", type_=Many(BigInteger())),
        bindparam("bodies", type_=Many(Text())),
    )
    .table_valued("number", "kind", "at", "body")
    .render_derived(name="appended")
)
_ONE = _appended(
    _head.c.last,
    bindparam("kind", type_=Text),
    bindparam("at", type_=BigInteger),
    bindparam("body", type_=Text),
)
_SEVERAL = _appended(_head.c.last - _rows.c.number, _rows.c.kind, _rows.c.at, _rows.c.body)


def appending(
    corp_id: str, stream: str, recorded: list[Recorded]
) -> tuple[Statement[None], dict[str, object]]:
    """The one PostgreSQL statement that appends facts to a stream, with its arguments."""
    args: dict[str, object] = {"corp_id": corp_id, "stream": stream, "last": len(recorded)}
    if len(recorded) == 1:
        [fact] = recorded
        return _ONE, args | {"kind": fact.kind, "at": fact.at, "body": fact.body}
    return _SEVERAL, args | {
        "numbers": list(reversed(range(len(recorded)))),
        "kinds": [fact.kind for fact in recorded],
        "ats": [fact.at for fact in recorded],
        "bodies": [fact.body for fact in recorded],
    }
