"""Lists of meetings that are not over.

Every list is the first so many of a few stretches of indexes, each in the list's order already, put
together; only then are the meetings of the page read whole. So it costs what the page costs, and what is
before it. See the query plans in the tests.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from convener.domain.history import Invited
from convener.domain.listing import Sought
from convener.domain.meeting import Meeting, State
from convener.server.areas.meetings.repository import (
    MeetingRepository,
    MeetingRow,
    columns,
    invited_list,
    read_list,
)
from convener.server.clock import micros
from convener.server.storage.database import Reading
from convener.server.storage.folding import holds, key
from convener.server.storage.statement import Statement
from convener.server.storage.tables.history import attendances
from convener.server.storage.tables.meetings import attendees, meetings


class ListedRow(MeetingRow):
    roster: str | None
    present: int


class CountRow(Struct):
    count: int


class Listed(Struct):
    """A meeting with its invited list, and how many are in it now."""

    meeting: Meeting
    people: list[Invited]
    present: int


class Shape(Struct, frozen=True, kw_only=True):
    """What decides the text of a list's statement."""

    everybody: bool
    running: bool
    windowed: bool
    searching: bool
    descending: bool


_corp = bindparam("corp_id", type_=Text)
_user = bindparam("user_id", type_=Text)
_since = bindparam("since", type_=BigInteger)
_until = bindparam("until", type_=BigInteger)

# Written out, not sent: a database uses a partial index only where it sees the index's condition.
_LIVE = meetings.c.state != literal_column(str(int(State.DESTROYED)))
_RUNNING = meetings.c.state == literal_column(str(int(State.CREATED)))
_AT_HAND = or_(_RUNNING, meetings.c.expires_at > bindparam("now", type_=BigInteger))
_INVITING = attendees.c.past == literal_column("0")

_present = (
    select(func.count())
    .select_from(attendances)
    .where(
        attendances.c.corp_id == meetings.c.corp_id,
        attendances.c.conf_uuid == meetings.c.conf_uuid,
        attendances.c.left_at.is_(None),
    )
    .scalar_subquery()
)
_ONE = Statement(
    select(*columns, invited_list, _present).where(
        meetings.c.corp_id == _corp,
        meetings.c.conference_id == bindparam("conference_id", type_=Text),
    ),
    ListedRow,
)


def _stretches(shape: Shape) -> list[Select[tuple[int, str]]]:
    """The parts of a list, no meeting in two of them."""
    found = [each.where(*_sought(shape)) for each in _booked(shape)]
    if not shape.everybody:
        found.append(_invited(shape).where(*_sought(shape)))
    return found


def _booked(shape: Shape) -> list[Select[tuple[int, str]]]:
    """The enterprise's meetings, or those that the user booked."""
    whose = [meetings.c.corp_id == _corp]
    if not shape.everybody:
        whose.append(meetings.c.user_id == _user)
    found = select(meetings.c.starts_at, meetings.c.meeting_id).where(*whose)
    if shape.running:
        return [found.where(_RUNNING)]
    if not shape.windowed:
        return [found.where(_LIVE, _AT_HAND)]
    # Running ones are always listed: those opened long before their time come from their own index.
    inside = found.where(_LIVE, _AT_HAND, _ahead(), meetings.c.starts_at <= _until)
    return [inside, found.where(_RUNNING, meetings.c.starts_at > _until)]


def _invited(shape: Shape) -> Select[tuple[int, str]]:
    """The meetings that others booked and the user is invited to."""
    named = (
        select(attendees.c.meeting_id)
        .where(attendees.c.corp_id == _corp, attendees.c.user_id == _user, _INVITING)
        .distinct()
        .subquery("named")
    )
    found = (
        select(meetings.c.starts_at, meetings.c.meeting_id)
        .join(named, named.c.meeting_id == meetings.c.meeting_id)
        .where(meetings.c.corp_id == _corp, meetings.c.user_id != _user)
    )
    if shape.running:
        return found.where(_RUNNING)
    found = found.where(_LIVE, _AT_HAND)
    return found.where(_ahead(), or_(_RUNNING, meetings.c.starts_at <= _until)) if shape.windowed else found


def _ahead() -> ColumnElement[bool]:
    return or_(_RUNNING, meetings.c.starts_at >= _since)


def _sought(shape: Shape) -> list[ColumnElement[bool]]:
    return [holds(meetings.c.search, "key")] if shape.searching else []


@cache
def _page(shape: Shape) -> Statement[ListedRow]:
    def order(*columns: ColumnElement[Any]) -> list[ColumnElement[Any]]:
        return [column.desc() if shape.descending else column.asc() for column in columns]

    most = bindparam("most", type_=BigInteger)
    by = order(meetings.c.starts_at, meetings.c.meeting_id)
    firsts = [each.order_by(*by).limit(most).subquery() for each in _stretches(shape)]
    found = union_all(*(select(each) for each in firsts)).subquery("found")
    page = (
        select(found)
        .order_by(*order(found.c.starts_at, found.c.meeting_id))
        .limit(bindparam("limit", type_=BigInteger))
        .offset(bindparam("offset", type_=BigInteger))
        .subquery("page")
    )
    return Statement(
        select(*columns, invited_list, _present if shape.running else literal_column("0"))
        .join(page, and_(meetings.c.corp_id == _corp, meetings.c.meeting_id == page.c.meeting_id))
        .order_by(*order(page.c.starts_at, page.c.meeting_id)),
        ListedRow,
    )


@cache
def _count(shape: Shape) -> Statement[CountRow]:
    counts = [
        select(func.count()).select_from(each.subquery()).scalar_subquery() for each in _stretches(shape)
    ]
    total: Any = counts[0]
    for count in counts[1:]:
        total = total + count
    return Statement(select(total), CountRow)


class ListRepository:
    """Reads lists of meetings; every method is one statement."""

    def __init__(self, meetings: MeetingRepository) -> None:
        self._meetings = meetings

    async def one(self, unit: Reading, corp_id: str, conference_id: str) -> Listed | None:
        """A meeting by its ID."""
        row = await unit.one(_ONE, corp_id=corp_id, conference_id=conference_id)
        return None if row is None else self._listed(row)

    async def page(self, unit: Reading, corp_id: str, sought: Sought, now: datetime) -> list[Listed]:
        statement = _page(_shape(sought))
        rows = await unit.all(
            statement,
            **_where(corp_id, sought, now),
            most=sought.offset + sought.limit,
            limit=sought.limit,
            offset=sought.offset,
        )
        return [self._listed(row) for row in rows]

    async def count(self, unit: Reading, corp_id: str, sought: Sought, now: datetime) -> int:
        """How many meetings there are on all pages, without reading one of them."""
        row = await unit.one(_count(_shape(sought)), **_where(corp_id, sought, now))
        return 0 if row is None else row.count

    def _listed(self, row: ListedRow) -> Listed:
        return Listed(self._meetings.read(row), read_list(row.roster), row.present)


def _shape(sought: Sought) -> Shape:
    return Shape(
        everybody=sought.user_id is None,
        running=sought.running,
        windowed=sought.window is not None,
        searching=sought.search is not None,
        descending=sought.descending,
    )


def _where(corp_id: str, sought: Sought, now: datetime) -> dict[str, object]:
    """The arguments that say which meetings; those a shape has no use for are not sent."""
    found: dict[str, object] = {"corp_id": corp_id, "now": micros(now)}
    if sought.user_id is not None:
        found["user_id"] = sought.user_id
    if sought.window is not None:
        found["since"] = micros(now.replace(second=0, microsecond=0))
        found["until"] = micros(sought.window.until(now))
    if sought.search is not None:
        found["key"] = key(sought.search)
    return found
