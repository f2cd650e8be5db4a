"""Where names and whole meetings go when they were kept long enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import BigInteger, Text, and_, bindparam, delete, func, literal_column, select, update

from convener.domain.facts import Fact
from convener.domain.history import Record
from convener.domain.retention import Oldest
from convener.server.areas.history.repository import HistoryRepository, RecordRow, written
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.facts import facts, streams
from convener.server.storage.tables.history import history, history_people
from convener.server.storage.tables.meetings import attendees, conferences, meetings, numbers, reservations

_encode = msgspec.json.Encoder().encode


class OverRow(Struct):
    meeting_id: str
    conference_id: str


class FactRow(Struct):
    number: int
    kind: str
    at: int
    body: str


class OldestRow(Struct):
    opened: int | None
    closed: int | None
    over: int | None
    named: int | None


_corp = bindparam("corp_id", type_=Text)
_before = bindparam("before", type_=BigInteger)
_most = bindparam("most", type_=BigInteger)
# What partial indexes are about must be written out.
_OVER = and_(meetings.c.corp_id == _corp, meetings.c.state == literal_column("3"))
_NAMED = and_(_OVER, meetings.c.nameless == literal_column("0"))
_RECORD_NAMED = and_(history.c.corp_id == _corp, history.c.nameless == literal_column("0"))

_OLDEST = Statement(
    select(
        select(func.min(history.c.opened_at)).where(history.c.corp_id == _corp).scalar_subquery(),
        select(func.min(history.c.closed_at)).where(_RECORD_NAMED).scalar_subquery(),
        select(func.min(meetings.c.expires_at)).where(_OVER).scalar_subquery(),
        select(func.min(meetings.c.expires_at)).where(_NAMED).scalar_subquery(),
    ),
    OldestRow,
)
_OLD_RECORDS = Statement(
    select(history)
    .where(history.c.corp_id == _corp, history.c.opened_at <= _before)
    .order_by(history.c.opened_at)
    .limit(_most),
    RecordRow,
)
_NAMED_RECORDS = Statement(
    select(history)
    .where(_RECORD_NAMED, history.c.closed_at <= _before)
    .order_by(history.c.closed_at)
    .limit(_most),
    RecordRow,
)
_over = select(meetings.c.meeting_id, meetings.c.conference_id).order_by(meetings.c.expires_at).limit(_most)
_OLD_MEETINGS = Statement(_over.where(_OVER, meetings.c.expires_at <= _before), OverRow)
_NAMED_MEETINGS = Statement(_over.where(_NAMED, meetings.c.expires_at <= _before), OverRow)
_FACTS = Statement(
    select(facts.c.number, facts.c.kind, facts.c.at, facts.c.body)
    .where(
        facts.c.corp_id == _corp,
        facts.c.stream == bindparam("stream", type_=Text),
        facts.c.number <= bindparam("last", type_=BigInteger),
        any_of(facts.c.kind, "kinds"),
    )
    .order_by(facts.c.number),
    FactRow,
)

_own = bindparam("corp", type_=Text)
_UNNAME_RECORD = Statement(
    update(history)
    .where(history.c.corp_id == _own, history.c.conf_uuid == bindparam("uuid", type_=Text))
    .values(body=bindparam("kept"), nameless=1)
)
_UNNAME_MEETINGS = Statement(
    update(meetings)
    .where(meetings.c.corp_id == _own, any_of(meetings.c.meeting_id, "ids"))
    .values(nameless=1)
)
_HIDE = Statement(
    delete(history_people).where(
        history_people.c.corp_id == _own,
        any_of(history_people.c.user_id, "users"),
        history_people.c.opened_at == bindparam("opened", type_=BigInteger),
        history_people.c.conf_uuid == bindparam("uuid", type_=Text),
    )
)
_DELETE_RECORDS = Statement(
    delete(history).where(history.c.corp_id == _own, any_of(history.c.conf_uuid, "uuids"))
)
_DELETE_FACTS = Statement(
    delete(facts).where(
        facts.c.corp_id == _own,
        facts.c.stream == bindparam("of", type_=Text),
        any_of(facts.c.number, "which"),
    )
)
_DELETE_LISTS = Statement(
    delete(attendees).where(attendees.c.corp_id == _own, any_of(attendees.c.meeting_id, "ids"))
)
_DELETE_NUMBERS = Statement(
    delete(numbers).where(any_of(numbers.c.number, "dialled"), numbers.c.corp_id == _own)
)
_DELETE_MEETINGS = [
    _DELETE_LISTS,
    Statement(delete(facts).where(facts.c.corp_id == _own, any_of(facts.c.stream, "ids"))),
    Statement(delete(streams).where(streams.c.corp_id == _own, any_of(streams.c.stream, "ids"))),
    *(
        Statement(delete(table).where(table.c.corp_id == _own, any_of(table.c.meeting_id, "ids")))
        for table in (conferences, reservations, meetings)
    ),
]
"""All that is left of meetings that have no records any more; the meeting itself goes last."""


class RetentionRepository:
    """Finds and deletes what is too old, so many at a time. Nothing is gone through from end to end."""

    def __init__(self, records: HistoryRepository) -> None:
        self._records = records

    async def oldest(self, unit: Reading, corp_id: str) -> Oldest:
        """One statement."""
        row = await unit.one(_OLDEST, corp_id=corp_id)
        assert row is not None
        found = (
            None if one is None else moment(one) for one in (row.opened, row.closed, row.over, row.named)
        )
        opened, closed, over, named = found
        return Oldest(opened=opened, closed=closed, over=over, named=named)

    async def records(
        self, unit: Reading, corp_id: str, before: datetime, *, most: int, named: bool
    ) -> list[Record]:
        """Holdings that began until then, or of those with names, that ended: the oldest first."""
        statement = _NAMED_RECORDS if named else _OLD_RECORDS
        rows = await unit.all(statement, corp_id=corp_id, before=micros(before), most=most)
        return [self._records.read(row) for row in rows]

    async def meetings(
        self, unit: Reading, corp_id: str, before: datetime, *, most: int, named: bool
    ) -> list[OverRow]:
        """Meetings that were over until then, or those of them that still have names."""
        statement = _NAMED_MEETINGS if named else _OLD_MEETINGS
        return await unit.all(statement, corp_id=corp_id, before=micros(before), most=most)

    async def delete_records(self, unit: Writing, corp_id: str, records: Sequence[Record]) -> None:
        """One statement, and one for each record."""
        for record in records:
            await self._hide(unit, record, record.entitled)
        await unit.run(_DELETE_RECORDS, corp=corp_id, uuids=[record.meeting.conf_uuid for record in records])

    async def delete_meetings(self, unit: Writing, corp_id: str, found: Sequence[OverRow]) -> None:
        """With everything that belongs to them; their IDs may be given out again."""
        await unit.run(_DELETE_NUMBERS, corp=corp_id, dialled=[one.conference_id for one in found])
        for statement in _DELETE_MEETINGS:
            await unit.run(statement, corp=corp_id, ids=[one.meeting_id for one in found])

    async def unname_record(self, unit: Writing, record: Record) -> None:
        """Forget who was invited; who booked it still finds it, and administrators do."""
        await self._hide(unit, record, record.entitled - {record.meeting.user_id})
        kept = written(replace(record, people=()))
        await unit.run(_UNNAME_RECORD, corp=record.meeting.corp_id, uuid=record.meeting.conf_uuid, kept=kept)

    async def unname_meetings(self, unit: Writing, corp_id: str, found: Sequence[OverRow]) -> None:
        """Delete the invited lists."""
        ids = [one.meeting_id for one in found]
        await unit.run(_DELETE_LISTS, corp=corp_id, ids=ids)
        await unit.run(_UNNAME_MEETINGS, corp=corp_id, ids=ids)

    async def facts(
        self, unit: Reading, corp_id: str, meeting_id: str, last: int, kinds: dict[str, type[Fact]]
    ) -> list[tuple[FactRow, Fact]]:
        """The facts of these kinds up to a number."""
        rows = await unit.all(_FACTS, corp_id=corp_id, stream=meeting_id, last=last, kinds=list(kinds))
        return [(row, msgspec.json.decode(row.body, type=kinds[row.kind])) for row in rows]

    async def replace_facts(
        self, unit: Writing, corp_id: str, meeting_id: str, changed: Sequence[tuple[FactRow, Fact]]
    ) -> None:
        """Let facts say something else; two statements, one of them sent with the commit."""
        await unit.run(_DELETE_FACTS, corp=corp_id, of=meeting_id, which=[row.number for row, _ in changed])
        key = {"corp_id": corp_id, "stream": meeting_id}
        unit.put_all(
            facts,
            [
                {
                    **key,
                    "number": row.number,
                    "kind": row.kind,
                    "at": row.at,
                    "body": _encode(fact).decode(),
                }
                for row, fact in changed
            ],
        )

    async def _hide(self, unit: Writing, record: Record, users: set[str]) -> None:
        meeting = record.meeting
        await unit.run(
            _HIDE,
            corp=meeting.corp_id,
            users=sorted(users),
            opened=micros(meeting.starts),
            uuid=meeting.conf_uuid,
        )
