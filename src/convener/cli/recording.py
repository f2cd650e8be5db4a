"""``convener recording``: recordings of meetings that were held."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import click

from convener.cli.enterprise import chosen, corp_option
from convener.cli.opening import data_option, run, settings_from
from convener.cli.output import Record, json_option, show_all
from convener.cli.problem import Problem
from convener.domain.recordings import FileKind, RecordedFile, next_take, placed, slices
from convener.server.app import Application

KINDS = {kind.value.lower(): kind for kind in FileKind}
CHUNK = 1 << 20


@click.group()
def recording() -> None:
    """Recordings of meetings that were held."""


@recording.command()
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--conference-uuid",
    "conf_uuid",
    required=True,
    metavar="UUID",
    help="Which holding of a meeting: confUUID of history lists.",
)
@click.option(
    "--type",
    "kind",
    required=True,
    type=click.Choice(list(KINDS)),
    help="hd: video. aux: presentation. sd: both in one picture.",
)
@corp_option
@data_option
@json_option
def add(
    files: tuple[Path, ...],
    conf_uuid: str,
    kind: str,
    corp_id: str | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Add files to the recording of a meeting that is over; each is there when it is there whole.

    Several files are taken as slices of three hours each, from the start of the meeting.
    """

    async def work(application: Application) -> list[RecordedFile]:
        corp = await chosen(application, corp_id)
        segments = await _begin(application, corp.corp_id, conf_uuid, files, KINDS[kind])
        added = [
            await application.intake.add((corp.corp_id, conf_uuid), segment, _content(path))
            for segment, path in zip(segments, files, strict=True)
        ]
        await application.database.write(
            lambda unit: application.recordings.finish(unit, corp.corp_id, conf_uuid)
        )
        return added

    show_all([_record(each) for each in run(settings_from(data=data), work)], as_json=as_json)


async def _begin(
    application: Application, corp_id: str, conf_uuid: str, files: tuple[Path, ...], kind: FileKind
) -> list[RecordedFile]:
    """Have the recording, and tell which segments of it the files will be."""
    database, recordings = application.database, application.recordings
    record = await database.read(lambda unit: application.history.find(unit, corp_id, conf_uuid))
    if record is None:
        raise Problem(
            f"No meeting of this enterprise that is over was held as {conf_uuid}. "
            "History lists show the confUUID of each."
        )
    meeting, now = record.meeting, application.clock.now()
    await database.write(lambda unit: recordings.begin(unit, meeting, at=meeting.starts, now=now))
    found = await database.read(lambda unit: recordings.find(unit, corp_id, conf_uuid))
    take = next_take(found.files if found else (), kind)
    times = slices(meeting.starts, meeting.ends, len(files))
    return placed([path.name for path in files], times, take=take, kind=kind)


async def _content(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk


def _record(file: RecordedFile) -> Record:
    return {
        "file_id": file.file_id,
        "type": str(file.kind),
        "part": f"{file.take}.{file.segment}",
        "size": str(file.size),
        "sha256": file.sha256,
    }
