"""Recordings as a media engine makes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from convener.domain.recordings import FileKind, RecordedFile
from convener.server.app import Application


async def content(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def segment(
    begins: datetime,
    length: timedelta = timedelta(minutes=10),
    *,
    kind: FileKind = FileKind.VIDEO,
    take: int = 1,
    number: int = 1,
) -> RecordedFile:
    """A file to come, ten minutes of video where nothing else is said."""
    return RecordedFile(
        file_id="",
        take=take,
        segment=number,
        kind=kind,
        begins=begins,
        ends=begins + length,
        suffix=".mp4",
    )


async def recorded(
    application: Application,
    corp_id: str,
    conf_uuid: str,
    *chunks: bytes,
    file: RecordedFile | None = None,
    finished: bool = True,
) -> RecordedFile:
    """Record a holding that is over, from its start; gives the file."""
    database, recordings, now = application.database, application.recordings, application.clock.now()
    record = await database.read(lambda unit: application.history.find(unit, corp_id, conf_uuid))
    assert record is not None
    meeting = record.meeting
    await database.write(lambda unit: recordings.begin(unit, meeting, at=meeting.starts, now=now))
    found = await application.intake.add(
        (corp_id, conf_uuid), file or segment(meeting.starts), content(*(chunks or (b"film",)))
    )
    if finished:
        await database.write(lambda unit: recordings.finish(unit, corp_id, conf_uuid))
    return found
