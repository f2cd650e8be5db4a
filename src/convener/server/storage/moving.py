"""The rows of one enterprise as lines of JSON, table by table, and back.

Which tables go along is written down here; a test sees to it that none is forgotten.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct
from sqlalchemy import (
    BigInteger,
    Column,
    Delete,
    Integer,
    SmallInteger,
    Table,
    Text,
    Update,
    bindparam,
    delete,
    literal_column,
    select,
    tuple_,
    update,
)

from convener.server.storage.database import Reading, Writing
from convener.server.storage.metadata import metadata
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.enterprises import apps, corps, logins, users
from convener.server.storage.tables.facts import facts, streams
from convener.server.storage.tables.history import attendances, history, history_people
from convener.server.storage.tables.invitations import calendar_feeds, invitations
from convener.server.storage.tables.meetings import (
    attendees,
    conferences,
    meetings,
    numbers,
    reservations,
    resources,
    rooms,
)
from convener.server.storage.tables.recordings import FileState, recording_files

MOVED = (
    *(corps, apps, logins, numbers, users, rooms, resources, meetings, attendees, reservations),
    *(conferences, history, history_people, attendances, facts, streams, invitations, calendar_feeds),
)
"""What an enterprise is, in the order of the file."""

LEFT = {
    "tokens": "people and programs log in again",
    "nonces": "of logins that are done",
    "lockouts": "they count failures at one server",
    "control_tokens": "asked for again",
    "socket_tokens": "asked for again",
    "joins": "asked for again",
    "timers": "they follow from the meetings",
    "news": "that people were told stays known; what of is how the meeting came",
    "deliveries": "the server they were made on sends them",
    "delivery_attempts": "they belong to deliveries",
    "recordings": "their files are too large for lines",
    "recording_files": "the same",
    "downloads": "of recordings",
}
"""Tables that stay behind, and why."""

SHARED = {logins.name: "name", apps.name: "app_id", numbers.name: "number"}
"""The column that no two enterprises have the same of."""

SEALED = {apps.name: "key", rooms.name: "secrets", meetings.name: "secrets", history.name: "secrets"}
"""The column that is encrypted with the server's own key; a line may lack it."""

PAGE = 500

_DOCUMENTS = frozenset({"settings", "plan", "body"})
"""Columns of JSON text, which stands in a line as it is."""

_SIZES: dict[type, int] = {SmallInteger: 16, Integer: 32, BigInteger: 64}
Row = dict[str, Any]


def _type(table: Table, column: Column[Any]) -> Any:
    if column.name in _DOCUMENTS:
        return Raw
    kind: Any = str
    if not isinstance(column.type, Text):
        largest = 1 << _SIZES[type(column.type)] - 1
        kind = Annotated[int, Meta(ge=-largest, le=largest - 1)]
    return kind | None if column.nullable or SEALED.get(table.name) == column.name else kind


def _line(table: Table) -> type[Struct]:
    """What a row is in the file: all but the enterprise, which the first line names."""
    fields: list[Any] = [
        (str(column.name), _type(table, column), *([None] if SEALED.get(table.name) == column.name else []))
        for column in table.c
        if column.name != "corp_id"
    ]
    return msgspec.defstruct(
        str(table.name),
        fields,
        tag_field="table",
        tag=str(table.name),
        kw_only=True,
        omit_defaults=True,
        forbid_unknown_fields=True,
    )


LINES = {str(table.name): _line(table) for table in MOVED}
"""The class of each table's lines."""

_encode = msgspec.json.Encoder().encode


def line(table: str, row: Row) -> bytes:
    """A row as a line."""
    given = {name: Raw(_whole(row[name]).encode()) for name in _DOCUMENTS & row.keys()}
    return _encode(LINES[table](**{**row, **given})) + b"\n"


def row(of: Struct, corp_id: str) -> tuple[str, Row]:
    """The table and the row that a line holds, as a row of this enterprise."""
    found = {"corp_id": corp_id} | msgspec.structs.asdict(of)
    for name in _DOCUMENTS & found.keys():
        found[name] = bytes(found[name]).decode()
    return type(of).__name__, found


def _whole(document: str) -> str:
    """In one line."""
    return msgspec.json.format(document, indent=-1) if "\n" in document else document


async def rows(unit: Reading, corp_id: str) -> AsyncIterator[tuple[str, Row]]:
    """Every row of the enterprise with its table, so many at a time."""
    for table in MOVED:
        first, following, key = _pages(table)
        page = await unit.all(first, corp_id=corp_id, most=PAGE)
        while page:
            for each in page:
                yield table.name, each
            last = {f"after_{name}": page[-1][name] for name in key}
            page = await unit.all(following, corp_id=corp_id, most=PAGE, **last)


async def taken(unit: Reading, table: str, corp_id: str, found: Sequence[Row]) -> list[str]:
    """The values of these rows' shared column that another enterprise has."""
    column = SHARED[table]
    values = [each[column] for each in found]
    return await unit.all(_taken(table), values=values, corp_id=corp_id)


async def add(unit: Writing, table: str, found: Sequence[Row]) -> None:
    await unit.add(metadata.tables[table], found)


async def wipe(unit: Writing, corp_id: str) -> None:
    """Delete every row of an enterprise, of the tables that stay behind too.

    Files of recordings lose their rows when they are gone themselves, which is seen to later.
    """
    for statement in _wiping():
        await unit.run(statement, corp=corp_id)


@cache
def _pages(table: Table) -> tuple[Statement[Row], Statement[Row], tuple[str, ...]]:
    """The statements for the first page and the others, and the columns that pages go by."""
    key = _key(table)
    page = (
        select(*(column for column in table.c if column.name != "corp_id"))
        .where(table.c.corp_id == bindparam("corp_id", type_=Text))
        .order_by(*key)
        .limit(bindparam("most", type_=BigInteger))
    )
    last = [bindparam(f"after_{column.name}", type_=column.type) for column in key]
    into = _reader([column.name for column in page.selected_columns])
    after = tuple_(*key) > tuple_(*last) if len(key) > 1 else key[0] > last[0]
    return Statement(page, into), Statement(page.where(after), into), tuple(column.name for column in key)


def _key(table: Table) -> list[Column[Any]]:
    if table is corps:  # there is one row
        return [corps.c.name]
    if table is logins:  # in the order of the only index that begins with the enterprise
        return [logins.c.user_id, logins.c.name]
    return [column for column in table.primary_key if column.name != "corp_id"]


def _reader(names: Sequence[str]) -> Callable[..., Row]:
    return lambda *values: dict(zip(names, values, strict=True))


@cache
def _taken(name: str) -> Statement[str]:
    table = metadata.tables[name]
    column = table.c[SHARED[name]]
    others = table.c.corp_id != bindparam("corp_id", type_=Text)
    return Statement(select(column).where(any_of(column, "values"), others), str)


@cache
def _wiping() -> list[Statement[Any]]:
    return [
        Statement(_wipe(table).where(table.c.corp_id == bindparam("corp", type_=Text)))
        for table in metadata.sorted_tables
        if "corp_id" in table.c
    ]


def _wipe(table: Table) -> Update | Delete:
    if table is recording_files:
        return update(table).values(
            {"state": literal_column(str(FileState.DOOMED.value)), "due_at": literal_column("0")}
        )
    return delete(table)


def left_behind() -> Iterable[str]:
    """The names of all tables that do not go along."""
    return metadata.tables.keys() - LINES.keys()
