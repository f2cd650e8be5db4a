"""Meetings that were held and recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from convener.domain.recordings import RecordedFile
from convener.server.app import Application
from convener.wire.common import Page
from convener.wire.meetings import ConferenceInfo
from convener.wire.recordings import RecordResult, SearchRecordings
from server.areas.meetings.conftest import Pass, ann, bob, chief, millis, passes  # noqa: F401  fixtures
from server.conftest import NOON, ORIGIN, Person
from support.recorded import recorded

HALF_AN_HOUR = timedelta(minutes=30)
FILM = bytes(range(256)) * 4

Record = Callable[..., Awaitable[RecordedFile]]


@pytest.fixture
def record(application: Application) -> Record:
    """Has a file in the recording of a person's holding that is over."""

    async def make(
        who: Person, conf_uuid: str, *chunks: bytes, file: RecordedFile | None = None, finished: bool = True
    ) -> RecordedFile:
        return await recorded(
            application, who.corp_id, conf_uuid, *(chunks or (FILM,)), file=file, finished=finished
        )

    return make


Hold = Callable[..., Awaitable[ConferenceInfo]]


@pytest.fixture
def hold(passes: Pass, record: Record) -> Hold:  # noqa: F811
    """A meeting that begins now, is over after half an hour and, if nothing else is said, was recorded."""

    async def make(who: Person, *, is_recorded: bool = True, **fields: Any) -> ConferenceInfo:
        info = await who.book(length=30, **fields)
        await passes(HALF_AN_HOUR)
        if is_recorded:
            await record(who, info.conf_uuid)
        return info

    return make


async def films(who: Person, **options: Any) -> Page[RecordResult]:
    """All there is, where nothing else is said."""
    options = {
        "start_date": millis(NOON - timedelta(days=365)),
        "end_date": millis(NOON + timedelta(days=365)),
        **options,
    }
    return await who.send(SearchRecordings(**options))


@pytest.fixture
async def browser(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who opens links."""
    transport = httpx.ASGITransport(application.api)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files are."""
    return tmp_path / "recordings"


def kept(folder: Path) -> list[Path]:
    """The files that are there, half-written ones too."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def folders(folder: Path) -> set[str]:
    """The holdings that have a folder."""
    return {path.name for path in folder.glob("*/*")}
