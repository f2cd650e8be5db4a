"""Where it is kept who took part in conferences, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Select, Text, and_, bindparam, case, delete, func, select, true, update
from sqlalchemy.dialects.postgresql import insert as upsert

from convener.domain.attendance import Attendance, Participant
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.folding import folded, holds, key
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.history import attendances
from convener.server.storage.tables.meetings import conferences, meetings

_decode = msgspec.json.Decoder(Participant).decode
_encode = msgspec.json.Encoder().encode


class StayRow(Struct):
    joined_at: int
    left_at: int | None
    body: str


class PageRow(Struct):
    total: int
    joined_at: int | None
    left_at: int | None
    body: str | None


class CountRow(Struct):
    count: int


class PlaceRow(Struct):
    conference_id: str
    body: str


_HERE = (
    attendances.c.corp_id == bindparam("corp_id", type_=Text),
    attendances.c.conf_uuid == bindparam("conf_uuid", type_=Text),
)
_NAMED = update(attendances).where(
    attendances.c.corp_id == bindparam("corp", type_=Text),
    attendances.c.conf_uuid == bindparam("uuid", type_=Text),
    attendances.c.left_at.is_(None),
)
_STAY = (attendances.c.joined_at, attendances.c.left_at, attendances.c.body)
_ORDER = (attendances.c.joined_at, attendances.c.participant_id)

_JOIN = Statement(upsert(attendances).on_conflict_do_nothing())
_LEAVE = Statement(
    _NAMED.where(attendances.c.participant_id == bindparam("participant", type_=Text)).values(
        left_at=bindparam("left")
    )
)
_left = bindparam("left", type_=BigInteger)
# A conference may end as of a moment ago, and somebody may have come since.
_END = Statement(
    _NAMED.values(left_at=case((attendances.c.joined_at > _left, attendances.c.joined_at), else_=_left))
)
_PRESENT = Statement(select(*_STAY).where(*_HERE, attendances.c.left_at.is_(None)).order_by(*_ORDER), StayRow)
_COUNT = Statement(
    select(func.count()).select_from(attendances).where(*_HERE, attendances.c.left_at.is_(None)), CountRow
)
_WHEREABOUTS = Statement(
    select(meetings.c.conference_id, attendances.c.body)
    .select_from(attendances)
    .join(
        conferences,
        and_(
            conferences.c.corp_id == attendances.c.corp_id, conferences.c.conf_uuid == attendances.c.conf_uuid
        ),
    )
    .join(
        meetings,
        and_(meetings.c.corp_id == conferences.c.corp_id, meetings.c.meeting_id == conferences.c.meeting_id),
    )
    .where(
        attendances.c.corp_id == bindparam("corp_id", type_=Text),
        attendances.c.left_at.is_(None),
        holds(attendances.c.search, "key"),
    )
    .order_by(*_ORDER),
    PlaceRow,
)
_ALL = Statement(select(*_STAY).where(*_HERE).order_by(*_ORDER), StayRow)


_DELETE = Statement(
    delete(attendances).where(
        attendances.c.corp_id == bindparam("corp", type_=Text), any_of(attendances.c.conf_uuid, "uuids")
    )
)


def _page(found: Select[tuple[int, int | None, str, str]]) -> Statement[PageRow]:
    """How many there are and one page of them: a row without a stay where the page is empty."""
    matching = found.cte("matching")
    total = select(func.count().label("total")).select_from(matching).subquery("counted")
    page = (
        select(matching)
        .order_by(matching.c.joined_at, matching.c.participant_id)
        .limit(bindparam("limit", type_=BigInteger))
        .offset(bindparam("offset", type_=BigInteger))
        .subquery("page")
    )
    return Statement(
        select(total.c.total, page.c.joined_at, page.c.left_at, page.c.body)
        .select_from(total.outerjoin(page, true()))
        .order_by(page.c.joined_at, page.c.participant_id),
        PageRow,
    )


_found = select(
    attendances.c.joined_at, attendances.c.left_at, attendances.c.body, attendances.c.participant_id
).where(*_HERE)
_PAGE = _page(_found)
_MATCHING = _page(_found.where(holds(attendances.c.search, "key")))


class AttendanceRepository:
    """Reads and writes stays; every method is one statement."""

    async def join(
        self, unit: Writing, corp_id: str, conf_uuid: str, participant: Participant, now: datetime
    ) -> bool:
        """Begin a stay; ``False`` when it has begun before."""
        stay = Attendance(participant=participant, joined=now)
        added = await unit.run(_JOIN, **_row(corp_id, conf_uuid, stay))
        return bool(added)

    async def leave(
        self, unit: Writing, corp_id: str, conf_uuid: str, participant_id: str, now: datetime
    ) -> bool:
        """End a stay; ``False`` when there is none to end."""
        changed = await unit.run(
            _LEAVE, corp=corp_id, uuid=conf_uuid, participant=participant_id, left=micros(now)
        )
        return bool(changed)

    async def end(self, unit: Writing, corp_id: str, conf_uuid: str, now: datetime) -> None:
        """End every stay."""
        await unit.run(_END, corp=corp_id, uuid=conf_uuid, left=micros(now))

    async def replace(self, unit: Writing, corp_id: str, conf_uuid: str, stays: Sequence[Attendance]) -> None:
        """Make these the stays: two statements, one of them sent with the commit."""
        await self.delete(unit, corp_id, [conf_uuid])
        unit.put_all(attendances, [_row(corp_id, conf_uuid, stay) for stay in stays])

    async def delete(self, unit: Writing, corp_id: str, conf_uuids: Sequence[str]) -> None:
        await unit.run(_DELETE, corp=corp_id, uuids=list(conf_uuids))

    async def present(self, unit: Reading, corp_id: str, conf_uuid: str) -> list[Attendance]:
        """Who is there, in the order they came."""
        return [_stay(row) for row in await unit.all(_PRESENT, corp_id=corp_id, conf_uuid=conf_uuid)]

    async def count(self, unit: Reading, corp_id: str, conf_uuid: str) -> int:
        """How many are there."""
        row = await unit.one(_COUNT, corp_id=corp_id, conf_uuid=conf_uuid)
        return 0 if row is None else row.count

    async def whereabouts(self, unit: Reading, corp_id: str, number: str) -> str | None:
        """The ID of the running meeting that somebody with this number is in, of several the first."""
        rows = await unit.all(_WHEREABOUTS, corp_id=corp_id, key=key(number))
        return next((row.conference_id for row in rows if _decode(row.body).number == number), None)

    async def all(self, unit: Reading, corp_id: str, conf_uuid: str) -> list[Attendance]:
        """Every stay, in the order they began."""
        return [_stay(row) for row in await unit.all(_ALL, corp_id=corp_id, conf_uuid=conf_uuid)]

    async def page(
        self, unit: Reading, corp_id: str, conf_uuid: str, *, offset: int, limit: int, search: str | None
    ) -> tuple[list[Attendance], int]:
        """One page of the stays whose name or number has the text, and how many have it."""
        where = {"corp_id": corp_id, "conf_uuid": conf_uuid, "offset": offset, "limit": limit}
        if search:
            rows = await unit.all(_MATCHING, **where, key=key(search))
        else:
            rows = await unit.all(_PAGE, **where)
        return [_paged(row) for row in rows if row.body is not None], rows[0].total


def _row(corp_id: str, conf_uuid: str, stay: Attendance) -> dict[str, object]:
    who = stay.participant
    return {
        "corp_id": corp_id,
        "conf_uuid": conf_uuid,
        "participant_id": who.participant_id,
        "joined_at": micros(stay.joined),
        "left_at": stay.left and micros(stay.left),
        "search": folded(who.name, who.number),
        "body": _encode(who).decode(),
    }


def _stay(row: StayRow) -> Attendance:
    left = None if row.left_at is None else moment(row.left_at)
    return Attendance(participant=_decode(row.body), joined=moment(row.joined_at), left=left)


def _paged(row: PageRow) -> Attendance:
    assert row.joined_at is not None
    assert row.body is not None
    return _stay(StayRow(row.joined_at, row.left_at, row.body))
