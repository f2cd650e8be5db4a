"""Where it is kept which files of the store are whose, and which are to go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import BigInteger, Text, bindparam, delete, insert, literal_column, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from convener.domain.recordings import RecordedFile
from convener.server.clock import micros
from convener.server.storage.database import Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.recordings import FileState, downloads, recording_files


class DoomedRow(Struct):
    """A file to remove from the store."""

    corp_id: str
    conf_uuid: str
    file_id: str
    suffix: str


class ClientRow(Struct):
    client: str


_KEY = tuple(recording_files.primary_key)
_NAMED = (
    (recording_files.c.corp_id == bindparam("corp", type_=Text))
    & (recording_files.c.conf_uuid == bindparam("uuid", type_=Text))
    & (recording_files.c.file_id == bindparam("file", type_=Text))
)
_GONE = recording_files.c.state != literal_column(str(int(FileState.THERE)))

_RESERVE = Statement(insert(recording_files))
_PUBLISH = Statement(
    update(recording_files)
    .where(_NAMED, recording_files.c.state == int(FileState.WRITING))
    .values(state=int(FileState.THERE), size=bindparam("bytes"), sha256=bindparam("hash"))
)
_GIVE_UP = Statement(
    update(recording_files)
    .where(_NAMED, recording_files.c.state == int(FileState.WRITING))
    .values(state=int(FileState.DOOMED), due_at=bindparam("due"))
)
_DOOM = Statement(
    update(recording_files)
    .where(
        recording_files.c.corp_id == bindparam("corp", type_=Text),
        any_of(recording_files.c.conf_uuid, "conf_uuids"),
        recording_files.c.state == int(FileState.THERE),
    )
    .values(state=int(FileState.DOOMED), due_at=bindparam("due"))
)
_CLAIM = Statement(
    update(recording_files)
    .where(
        tuple_(*_KEY).in_(
            select(*_KEY)
            .where(_GONE, recording_files.c.due_at <= bindparam("now", type_=BigInteger))
            .order_by(recording_files.c.due_at)
            .limit(bindparam("most", type_=BigInteger))
            .with_for_update(skip_locked=True)
        )
    )
    .values(state=int(FileState.DOOMED), due_at=bindparam("again"))
    .returning(*_KEY, recording_files.c.suffix),
    DoomedRow,
)
_DROP = Statement(delete(recording_files).where(_NAMED, recording_files.c.state == int(FileState.DOOMED)))
_USE = Statement(upsert(downloads).on_conflict_do_nothing(index_elements=[downloads.c.digest]))
_USED_BY = Statement(
    select(downloads.c.client).where(downloads.c.digest == bindparam("digest", type_=Text)), ClientRow
)


class FileRepository:
    """Reads and writes what is known of files. Every method is one statement unless it says otherwise."""

    async def reserve(
        self, unit: Writing, recording: tuple[str, str], file: RecordedFile, *, until: datetime
    ) -> None:
        """Note that the file is about to be written; what is not there ``until`` then is removed."""
        corp_id, conf_uuid = recording
        await unit.run(
            _RESERVE,
            corp_id=corp_id,
            conf_uuid=conf_uuid,
            file_id=file.file_id,
            state=int(FileState.WRITING),
            take=file.take,
            segment=file.segment,
            kind=str(file.kind),
            begins_at=micros(file.begins),
            ends_at=micros(file.ends),
            size=0,
            sha256="",
            suffix=file.suffix,
            due_at=micros(until),
        )

    async def publish(self, unit: Writing, recording: tuple[str, str], file: RecordedFile) -> bool:
        """The file is there; ``False`` if it took too long."""
        corp_id, conf_uuid = recording
        return bool(
            await unit.run(
                _PUBLISH, corp=corp_id, uuid=conf_uuid, file=file.file_id, bytes=file.size, hash=file.sha256
            )
        )

    async def give_up(
        self, unit: Writing, recording: tuple[str, str], file: RecordedFile, now: datetime
    ) -> None:
        """The file will not be there; what was written of it may go."""
        corp_id, conf_uuid = recording
        await unit.run(_GIVE_UP, corp=corp_id, uuid=conf_uuid, file=file.file_id, due=micros(now))

    async def doom(self, unit: Writing, corp_id: str, conf_uuids: Sequence[str], now: datetime) -> None:
        """Have every file of the recordings removed."""
        await unit.run(_DOOM, corp=corp_id, conf_uuids=list(conf_uuids), due=micros(now))

    async def claim(self, unit: Writing, now: datetime, *, again: datetime, most: int) -> list[DoomedRow]:
        """Files that are to be removed now; those that are not ``dropped`` are due again then."""
        return await unit.all(_CLAIM, now=micros(now), again=micros(again), most=most)

    async def drop(self, unit: Writing, rows: Sequence[DoomedRow]) -> None:
        """Forget files that are removed: one statement for each."""
        for row in rows:
            await unit.run(_DROP, corp=row.corp_id, uuid=row.conf_uuid, file=row.file_id)

    async def use(
        self, unit: Writing, digest: str, client: str, expires: datetime
    ) -> tuple[bool, str | None]:
        """Note that a download token is used: whether for the first time, and by whom the first time.

        Up to two statements.
        """
        if await unit.run(_USE, digest=digest, client=client, expires_at=micros(expires)):
            return True, client
        row = await unit.one(_USED_BY, digest=digest)
        return False, row.client if row else None
