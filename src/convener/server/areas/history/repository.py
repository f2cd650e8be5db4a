"""Where conferences that are over are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import msgspec
from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from convener.domain.facts import Fact
from convener.domain.history import Invited, Record
from convener.domain.listing import Past
from convener.domain.meeting import Kind, Meeting, Plan, Secrets, State
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.folding import folded, holds
from convener.server.storage.past import asked
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.enterprises import users
from convener.server.storage.tables.facts import facts, streams
from convener.server.storage.tables.history import history, history_people
from convener.server.storage.tables.meetings import meetings
from convener.server.vault import Vault


class Body(Struct, omit_defaults=True):
    """What a record keeps that nothing is looked up by."""

    subject: str
    scheduler: str
    kind: Kind
    plan: Plan
    people: tuple[Invited, ...] = ()
    room_id: str | None = None
    room_number: str | None = None
    occurrence: str | None = None


_decode = msgspec.json.Decoder(Body).decode
_secrets = msgspec.json.Decoder(Secrets).decode
_encode = msgspec.json.Encoder().encode


class RecordRow(Struct):
    """A row of ``history``, columns in the table's order."""

    corp_id: str
    conf_uuid: str
    meeting_id: str
    conference_id: str
    user_id: str
    opened_at: int
    closed_at: int
    recorded: int
    first_fact: int
    last_fact: int
    search: str
    body: str
    secrets: str
    nameless: int


class CountRow(Struct):
    count: int


class SpanRow(Struct):
    first: int | None
    last: int | None


class FactRow(Struct):
    kind: str
    at: int
    body: str


class LogRow(Struct):
    user_id: str
    number: int | None
    kind: str | None
    at: int | None
    body: str | None


class NameRow(Struct):
    user_id: str
    name: str


class Log(Struct):
    """A stretch of a meeting's event log, and who booked the meeting."""

    scheduler: str
    facts: list[tuple[int, datetime, Fact]]


_corp = bindparam("corp_id", type_=Text)
_ADD = Statement(insert(history))
_ONE = Statement(
    select(history).where(
        history.c.corp_id == _corp, history.c.conf_uuid == bindparam("conf_uuid", type_=Text)
    ),
    RecordRow,
)
_stream = bindparam("stream", type_=Text)
_SPAN = Statement(
    select(
        select(facts.c.number)
        .where(
            facts.c.corp_id == _corp,
            facts.c.stream == _stream,
            facts.c.kind == bindparam("started", type_=Text),
        )
        .order_by(facts.c.number.desc())
        .limit(1)
        .scalar_subquery(),
        select(streams.c.last)
        .where(streams.c.corp_id == _corp, streams.c.stream == _stream)
        .scalar_subquery(),
    ),
    SpanRow,
)
_FACTS = Statement(
    select(facts.c.kind, facts.c.at, facts.c.body)
    .where(
        facts.c.corp_id == _corp,
        facts.c.stream == _stream,
        facts.c.number > bindparam("first", type_=BigInteger),
        facts.c.number <= bindparam("last", type_=BigInteger),
        any_of(facts.c.kind, "kinds"),
    )
    .order_by(facts.c.number),
    FactRow,
)
_LOG = Statement(
    select(meetings.c.user_id, facts.c.number, facts.c.kind, facts.c.at, facts.c.body)
    .select_from(
        meetings.outerjoin(
            facts,
            and_(
                facts.c.corp_id == meetings.c.corp_id,
                facts.c.stream == meetings.c.meeting_id,
                facts.c.number > bindparam("after", type_=BigInteger),
                any_of(facts.c.kind, "kinds"),
            ),
        )
    )
    .where(meetings.c.corp_id == _corp, meetings.c.conference_id == bindparam("conference_id", type_=Text))
    .order_by(facts.c.number)
    .limit(bindparam("most", type_=BigInteger)),
    LogRow,
)
_NAMES = Statement(
    select(users.c.user_id, users.c.name).where(users.c.corp_id == _corp, any_of(users.c.user_id, "users")),
    NameRow,
)
_MARK = Statement(
    update(history)
    .where(history.c.corp_id == bindparam("corp", type_=Text), any_of(history.c.conf_uuid, "conf_uuids"))
    .values(recorded=bindparam("yes"))
)
_SAME = and_(history.c.corp_id == history_people.c.corp_id, history.c.conf_uuid == history_people.c.conf_uuid)


@cache
def _source(*, everybody: bool, searching: bool, by_recording: bool) -> tuple[Table, Select[tuple[int, str]]]:
    """The holdings of a list, by start and name, and the table whose key they come in the order of."""
    table = history if everybody else history_people
    found = select(table.c.opened_at, table.c.conf_uuid).where(
        table.c.corp_id == _corp,
        table.c.opened_at >= bindparam("begins", type_=BigInteger),
        table.c.opened_at <= bindparam("ends", type_=BigInteger),
    )
    if not everybody:
        found = found.where(history_people.c.user_id == bindparam("user_id", type_=Text))
        if searching or by_recording:
            found = found.join(history, _SAME)
    if searching:
        found = found.where(holds(history.c.search, "key"))
    return table, found


@cache
def _page(*, everybody: bool, searching: bool, by_recording: bool, descending: bool) -> Statement[RecordRow]:
    table, found = _source(everybody=everybody, searching=searching, by_recording=by_recording)

    def order(*columns: ColumnElement[object]) -> list[ColumnElement[object]]:
        return [column.desc() if descending else column.asc() for column in columns]

    wanted = [history.c.recorded] if by_recording else []
    page = (
        found.order_by(*order(*wanted, table.c.opened_at, table.c.conf_uuid))
        .limit(bindparam("limit", type_=BigInteger))
        .offset(bindparam("offset", type_=BigInteger))
        .subquery("page")
    )
    return Statement(
        select(history)
        .join(page, and_(history.c.corp_id == _corp, history.c.conf_uuid == page.c.conf_uuid))
        .order_by(
            *order(*([history.c.recorded] if by_recording else []), page.c.opened_at, page.c.conf_uuid)
        ),
        RecordRow,
    )


@cache
def _count(*, everybody: bool, searching: bool) -> Statement[CountRow]:
    _, found = _source(everybody=everybody, searching=searching, by_recording=False)
    return Statement(select(func.count()).select_from(found.subquery("found")), CountRow)


class HistoryRepository:
    """Reads and writes records of holdings. Every method is one statement unless it says otherwise."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def span(self, unit: Reading, meeting: Meeting, *, started: str) -> tuple[int, int]:
        """The number of the meeting's latest fact of the kind ``started``, and of its latest of all."""
        row = await unit.one(_SPAN, corp_id=meeting.corp_id, stream=meeting.meeting_id, started=started)
        return (0, 0) if row is None else (row.first or 0, row.last or 0)

    def add(self, unit: Writing, record: Record) -> None:
        """Store a record, and who may see it; sent with the commit."""
        meeting = record.meeting
        opened = micros(meeting.starts)
        unit.put(
            _ADD,
            corp_id=meeting.corp_id,
            conf_uuid=meeting.conf_uuid,
            meeting_id=meeting.meeting_id,
            conference_id=meeting.conference_id,
            user_id=meeting.user_id,
            opened_at=opened,
            closed_at=micros(meeting.ends),
            recorded=int(record.recorded),
            first_fact=record.first_fact,
            last_fact=record.last_fact,
            search=folded(meeting.subject, meeting.scheduler, meeting.conference_id),
            body=written(record),
            secrets=self._vault.seal(_encode(meeting.secrets)),
            nameless=0,
        )
        who = {"corp_id": meeting.corp_id, "opened_at": opened, "conf_uuid": meeting.conf_uuid}
        unit.put_all(history_people, [{**who, "user_id": user_id} for user_id in sorted(record.entitled)])

    async def mark(self, unit: Writing, corp_id: str, conf_uuids: Sequence[str], *, recorded: bool) -> None:
        """Say of records whether there is a recording; of holdings that are not over nothing is said."""
        await unit.run(_MARK, corp=corp_id, conf_uuids=list(conf_uuids), yes=int(recorded))

    async def one(self, unit: Reading, corp_id: str, conf_uuid: str) -> Record | None:
        row = await unit.one(_ONE, corp_id=corp_id, conf_uuid=conf_uuid)
        return None if row is None else self._record(row)

    async def page(self, unit: Reading, corp_id: str, past: Past) -> list[Record]:
        statement = _page(
            everybody=past.user_id is None,
            searching=past.search is not None,
            by_recording=past.by_recording,
            descending=past.descending,
        )
        where = asked(corp_id, past)
        rows = await unit.all(statement, **where, limit=past.limit, offset=past.offset)
        return [self._record(row) for row in rows]

    async def count(self, unit: Reading, corp_id: str, past: Past) -> int:
        """How many records there are on all pages."""
        statement = _count(everybody=past.user_id is None, searching=past.search is not None)
        row = await unit.one(statement, **asked(corp_id, past))
        return 0 if row is None else row.count

    async def facts(
        self, unit: Reading, record: Record, kinds: dict[str, type[Fact]]
    ) -> list[tuple[datetime, Fact]]:
        """The facts of these kinds that happened during the holding, in order."""
        rows = await unit.all(
            _FACTS,
            corp_id=record.meeting.corp_id,
            stream=record.meeting.meeting_id,
            first=record.first_fact,
            last=record.last_fact,
            kinds=list(kinds),
        )
        return [(moment(row.at), msgspec.json.decode(row.body, type=kinds[row.kind])) for row in rows]

    async def log(
        self,
        unit: Reading,
        corp_id: str,
        conference_id: str,
        kinds: dict[str, type[Fact]],
        *,
        after: int,
        most: int,
    ) -> Log | None:
        """Up to ``most`` facts of these kinds after a number; of a meeting that may be over."""
        rows = await unit.all(
            _LOG, corp_id=corp_id, conference_id=conference_id, after=after, kinds=list(kinds), most=most
        )
        if not rows:
            return None
        told = [
            (row.number, moment(row.at), msgspec.json.decode(row.body, type=kinds[row.kind]))
            for row in rows
            if row.number is not None and row.at is not None and row.body is not None and row.kind is not None
        ]
        return Log(rows[0].user_id, told)

    async def names(self, unit: Reading, corp_id: str, user_ids: set[str]) -> dict[str, str]:
        """The names of those of these users who are still there."""
        rows = await unit.all(_NAMES, corp_id=corp_id, users=sorted(user_ids)) if user_ids else []
        return {row.user_id: row.name for row in rows}

    def read(self, row: RecordRow) -> Record:
        """The record that a row of ``history`` holds."""
        return self._record(row)

    def _record(self, row: RecordRow) -> Record:
        body = _decode(row.body)
        opened, closed = moment(row.opened_at), moment(row.closed_at)
        meeting = Meeting(
            corp_id=row.corp_id,
            meeting_id=row.meeting_id,
            conference_id=row.conference_id,
            user_id=row.user_id,
            scheduler=body.scheduler,
            subject=body.subject,
            kind=body.kind,
            state=State.DESTROYED,
            starts=opened,
            ends=closed,
            expires=closed,
            conf_uuid=row.conf_uuid,
            opened=opened,
            closes=closed,
            room_id=body.room_id,
            room_number=body.room_number,
            plan=body.plan,
            secrets=_secrets(self._vault.open(row.secrets)),
        )
        return Record(
            meeting=meeting,
            people=body.people,
            occurrence=body.occurrence,
            recorded=bool(row.recorded),
            first_fact=row.first_fact,
            last_fact=row.last_fact,
        )


def written(record: Record) -> str:
    """What a record keeps that nothing is looked up by, as it is stored."""
    return _encode(_body(record)).decode()


def _body(record: Record) -> Body:
    meeting = record.meeting
    return Body(
        subject=meeting.subject,
        scheduler=meeting.scheduler,
        kind=meeting.kind,
        plan=meeting.plan,
        people=record.people,
        room_id=meeting.room_id,
        room_number=meeting.room_number,
        occurrence=record.occurrence,
    )
