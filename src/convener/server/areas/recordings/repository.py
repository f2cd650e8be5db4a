"""Where it is kept what there is of which recording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from convener.domain.listing import Past
from convener.domain.recordings import Audience, FileKind, RecordedFile, Recording
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.folding import folded, holds
from convener.server.storage.past import asked
from convener.server.storage.statement import Statement, any_of, joined
from convener.server.storage.tables.recordings import FileState, recording_files, recordings


class RecordingRow(Struct):
    """A row of ``recordings``, columns in the table's order, and its files that are there."""

    corp_id: str
    conf_uuid: str
    conference_id: str
    user_id: str
    began_at: int
    ended_at: int
    finished: int
    count: int
    size: int
    length: int
    audience: int
    subject: str
    scheduler: str
    search: str
    files: str | None


class CountRow(Struct):
    count: int


_FileEntry = tuple[str, int, int, FileKind, int, int, int, str, str]
_entries = msgspec.json.Decoder(list[_FileEntry]).decode

_corp = bindparam("corp_id", type_=Text)
_uuid = bindparam("conf_uuid", type_=Text)
# Written out, not sent: a database uses a partial index only where it sees the index's condition.
_SEEN = recordings.c.files > literal_column("0")
_THERE = recording_files.c.state == literal_column(str(int(FileState.THERE)))


def _document() -> ColumnElement[str]:
    """A file as a JSON array; none of its texts has a character that JSON would write otherwise."""
    file = recording_files.c
    texts, numbers = {file.file_id, file.kind, file.sha256, file.suffix}, Text()
    found: ColumnElement[str] = literal_column("'['", Text())
    for place, column in enumerate(
        (
            file.file_id,
            file.take,
            file.segment,
            file.kind,
            file.begins_at,
            file.ends_at,
            file.size,
            file.sha256,
            file.suffix,
        )
    ):
        comma, quote = "," if place else "", '"' if column in texts else ""
        found = found.concat(literal_column(f"'{comma}{quote}'")).concat(cast(column, numbers))
        found = found.concat(literal_column(f"'{quote}'"))
    return found.concat(literal_column("']'"))


_files = (
    select(joined(_document()))
    .where(
        recording_files.c.corp_id == recordings.c.corp_id,
        recording_files.c.conf_uuid == recordings.c.conf_uuid,
        _THERE,
    )
    .scalar_subquery()
)
_ONE = Statement(
    select(*recordings.c, _files).where(recordings.c.corp_id == _corp, recordings.c.conf_uuid == _uuid),
    RecordingRow,
)
_HOLD = Statement(
    select(*recordings.c, literal_column("NULL"))
    .where(recordings.c.corp_id == _corp, any_of(recordings.c.conf_uuid, "conf_uuids"))
    .order_by(recordings.c.conf_uuid)
    .with_for_update(),
    RecordingRow,
)
_BEGIN = Statement(
    insert(recordings).on_conflict_do_nothing(index_elements=[recordings.c.corp_id, recordings.c.conf_uuid])
)
_OWN = update(recordings).where(
    recordings.c.corp_id == bindparam("corp", type_=Text),
    recordings.c.conf_uuid == bindparam("uuid", type_=Text),
)
_FINISH = Statement(_OWN.values(finished=1))
_DELETE = Statement(
    delete(recordings).where(recordings.c.corp_id == _corp, any_of(recordings.c.conf_uuid, "conf_uuids"))
)
_USED = Statement(
    select(func.coalesce(cast(func.sum(recordings.c.size), BigInteger), 0)).where(
        recordings.c.corp_id == _corp
    ),
    CountRow,
)


def _counted() -> Statement[Any]:
    """Say of a recording what there is of it now."""
    own = [
        recording_files.c.corp_id == bindparam("corp", type_=Text),
        recording_files.c.conf_uuid == bindparam("uuid", type_=Text),
        _THERE,
    ]
    file = recording_files.c
    segments = (
        select((func.max(file.ends_at) - func.min(file.begins_at)).label("length"))
        .where(*own)
        .group_by(file.take, file.segment)
        .subquery("segments")
    )

    def of_files(value: ColumnElement[Any]) -> ColumnElement[Any]:
        return select(value).where(*own).scalar_subquery()

    return Statement(
        _OWN.values(
            files=of_files(func.count()),
            size=of_files(func.coalesce(cast(func.sum(file.size), BigInteger), 0)),
            length=select(func.coalesce(cast(func.sum(segments.c.length), BigInteger), 0)).scalar_subquery(),
            began_at=func.coalesce(of_files(func.min(file.begins_at)), recordings.c.began_at),
            ended_at=func.coalesce(of_files(func.max(file.ends_at)), recordings.c.ended_at),
        )
    )


_COUNT_FILES = _counted()


@cache
def _source(*, everybody: bool, searching: bool) -> Select[tuple[int, str]]:
    found = select(recordings.c.began_at, recordings.c.conf_uuid).where(
        recordings.c.corp_id == _corp,
        recordings.c.began_at >= bindparam("begins", type_=BigInteger),
        recordings.c.began_at <= bindparam("ends", type_=BigInteger),
        _SEEN,
    )
    if not everybody:
        found = found.where(recordings.c.user_id == bindparam("user_id", type_=Text))
    return found.where(holds(recordings.c.search, "key")) if searching else found


@cache
def _page(*, everybody: bool, searching: bool, descending: bool) -> Statement[RecordingRow]:
    def order(*columns: ColumnElement[Any]) -> list[ColumnElement[Any]]:
        return [column.desc() if descending else column.asc() for column in columns]

    page = (
        _source(everybody=everybody, searching=searching)
        .order_by(*order(recordings.c.began_at, recordings.c.conf_uuid))
        .limit(bindparam("limit", type_=BigInteger))
        .offset(bindparam("offset", type_=BigInteger))
        .subquery("page")
    )
    return Statement(
        select(*recordings.c, _files)
        .join(page, and_(recordings.c.corp_id == _corp, recordings.c.conf_uuid == page.c.conf_uuid))
        .order_by(*order(page.c.began_at, page.c.conf_uuid)),
        RecordingRow,
    )


@cache
def _count(*, everybody: bool, searching: bool) -> Statement[CountRow]:
    found = _source(everybody=everybody, searching=searching).subquery("found")
    return Statement(select(func.count()).select_from(found), CountRow)


class RecordingRepository:
    """Reads and writes recordings. Every method is one statement."""

    async def one(self, unit: Reading, corp_id: str, conf_uuid: str) -> Recording | None:
        """A recording with its files, also one of which nothing is there yet."""
        row = await unit.one(_ONE, corp_id=corp_id, conf_uuid=conf_uuid)
        return None if row is None else _recording(row)

    async def hold(self, unit: Writing, corp_id: str, conf_uuids: Sequence[str]) -> list[Recording]:
        """Those of the recordings that are there, without their files, for this unit alone to change."""
        rows = await unit.all(_HOLD, corp_id=corp_id, conf_uuids=list(conf_uuids))
        return [_recording(row) for row in rows]

    async def page(self, unit: Reading, corp_id: str, past: Past) -> list[Recording]:
        statement = _page(
            everybody=past.user_id is None, searching=past.search is not None, descending=past.descending
        )
        rows = await unit.all(statement, **asked(corp_id, past), limit=past.limit, offset=past.offset)
        return [_recording(row) for row in rows]

    async def count(self, unit: Reading, corp_id: str, past: Past) -> int:
        """How many recordings there are on all pages."""
        statement = _count(everybody=past.user_id is None, searching=past.search is not None)
        row = await unit.one(statement, **asked(corp_id, past))
        return 0 if row is None else row.count

    async def used(self, unit: Reading, corp_id: str) -> int:
        """Bytes of all recordings of the enterprise."""
        row = await unit.one(_USED, corp_id=corp_id)
        return 0 if row is None else row.count

    async def begin(self, unit: Writing, recording: Recording) -> None:
        """Store a recording of which there is nothing yet, unless it is there already."""
        await unit.run(
            _BEGIN,
            corp_id=recording.corp_id,
            conf_uuid=recording.conf_uuid,
            conference_id=recording.conference_id,
            user_id=recording.user_id,
            began_at=micros(recording.begins),
            ended_at=micros(recording.ends),
            finished=0,
            files=0,
            size=0,
            length=0,
            audience=int(recording.audience),
            subject=recording.subject,
            scheduler=recording.scheduler,
            search=folded(recording.subject, recording.scheduler, recording.conference_id),
        )

    async def count_files(self, unit: Writing, corp_id: str, conf_uuid: str) -> bool:
        """Say of a recording what there is of it now; ``False`` if it was deleted."""
        return bool(await unit.run(_COUNT_FILES, corp=corp_id, uuid=conf_uuid))

    async def finish(self, unit: Writing, corp_id: str, conf_uuid: str) -> bool:
        """No more files will come; ``False`` if it was deleted."""
        return bool(await unit.run(_FINISH, corp=corp_id, uuid=conf_uuid))

    async def delete(self, unit: Writing, corp_id: str, conf_uuids: Sequence[str]) -> None:
        await unit.run(_DELETE, corp_id=corp_id, conf_uuids=list(conf_uuids))


def _recording(row: RecordingRow) -> Recording:
    return Recording(
        corp_id=row.corp_id,
        conf_uuid=row.conf_uuid,
        conference_id=row.conference_id,
        user_id=row.user_id,
        subject=row.subject,
        scheduler=row.scheduler,
        audience=Audience(row.audience),
        begins=moment(row.began_at),
        ends=moment(row.ended_at),
        finished=bool(row.finished),
        count=row.count,
        size=row.size,
        length=timedelta(microseconds=row.length),
        files=tuple(_file(*entry) for entry in _entries(f"[{row.files or ''}]")),
    )


def _file(
    file_id: str,
    take: int,
    segment: int,
    kind: FileKind,
    begins: int,
    ends: int,
    size: int,
    sha256: str,
    suffix: str,
) -> RecordedFile:
    return RecordedFile(
        file_id=file_id,
        take=take,
        segment=segment,
        kind=kind,
        begins=moment(begins),
        ends=moment(ends),
        size=size,
        sha256=sha256,
        suffix=suffix,
    )
