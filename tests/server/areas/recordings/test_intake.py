"""Files on their way into a recording, and ways in which that goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import obstore.exceptions
import pytest

from convener.domain.recordings import RecordingUnknown
from convener.server.app import Application, compose
from convener.server.areas.recordings.intake import FORGOTTEN
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from convener.wire.recordings import DeleteRecordings
from server.areas.meetings.conftest import past
from server.areas.recordings.conftest import FILM, Hold, Record, films, kept
from server.conftest import NOON, ORIGIN, Person
from support.buckets import REGION, bucket
from support.recorded import content, recorded, segment
from support.tables import contents


class Lost(Exception):
    """The source of a file fails."""


async def breaking() -> AsyncIterator[bytes]:
    yield FILM
    raise Lost


async def nothing_left(application: Application, folder: Path) -> bool:
    await application.removal.run_due()
    return (
        not kept(folder) and not (await contents(application.database, "recording_files"))["recording_files"]
    )


@pytest.fixture
async def key(ann: Person, hold: Hold, application: Application) -> tuple[str, str]:
    """A recording that has begun, of a holding that is over."""
    info = await hold(ann, is_recorded=False)
    found = await application.database.read(
        lambda unit: application.history.find(unit, ann.corp_id, info.conf_uuid)
    )
    await application.database.write(
        lambda unit: application.recordings.begin(unit, found.meeting, at=NOON, now=ann.now)
    )
    return ann.corp_id, str(info.conf_uuid)


async def test_what_fails_is_never_seen_and_is_removed(
    ann: Person, key: tuple[str, str], application: Application, folder: Path
) -> None:
    with pytest.raises(Lost):
        await application.intake.add(key, segment(NOON), breaking())
    assert (await films(ann)).count == 0
    assert not (await past(ann)).data[0].is_has_record_file
    assert await nothing_left(application, folder)


async def test_it_is_seen_when_it_is_whole_and_not_before(
    ann: Person, key: tuple[str, str], application: Application
) -> None:
    half, rest = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield FILM
        half.set()
        await rest.wait()
        yield FILM

    adding = asyncio.create_task(application.intake.add(key, segment(NOON), slowly()))
    await half.wait()
    await application.removal.run_due()
    assert (await films(ann)).count == 0
    rest.set()
    assert (await adding).size == 2 * len(FILM)
    assert (await films(ann)).count == 1


async def test_the_recording_may_be_deleted_meanwhile(
    ann: Person, key: tuple[str, str], application: Application, folder: Path
) -> None:
    await application.intake.add(key, segment(NOON), content(FILM))

    async def deleting() -> AsyncIterator[bytes]:
        yield FILM
        await ann.send(DeleteRecordings(conf_uuids=key[1]))
        await application.removal.run_due()
        yield FILM

    with pytest.raises(RecordingUnknown):
        await application.intake.add(key, segment(NOON, take=2), deleting())
    assert (await films(ann)).count == 0
    assert await nothing_left(application, folder)


async def test_who_takes_longer_than_a_day_comes_too_late(
    ann: Person, key: tuple[str, str], application: Application, clock: VirtualClock, folder: Path
) -> None:
    """As is what a process left behind that was killed: see the tests of the command."""

    async def dozing() -> AsyncIterator[bytes]:
        yield FILM
        clock.set(clock.now() + FORGOTTEN)
        await application.removal.run_due()
        yield FILM

    with pytest.raises((RecordingUnknown, obstore.exceptions.BaseError)):
        await application.intake.add(key, segment(NOON), dozing())
    await ann.log_in()
    assert (await films(ann)).count == 0
    assert await nothing_left(application, folder)


async def test_files_added_at_once_are_all_counted(
    ann: Person, key: tuple[str, str], application: Application
) -> None:
    files = [segment(NOON, timedelta(minutes=1), take=take) for take in range(1, 9)]
    await asyncio.gather(*(application.intake.add(key, each, content(FILM)) for each in files))
    [one] = (await films(ann)).data
    assert (one.rcd_time, len(one.url)) == (8 * 60, 8)


async def test_a_recording_that_was_not_begun_takes_nothing(
    ann: Person, hold: Hold, application: Application, folder: Path
) -> None:
    info = await hold(ann, is_recorded=False)
    with pytest.raises(RecordingUnknown):
        await application.intake.add((ann.corp_id, str(info.conf_uuid)), segment(NOON), content(FILM))
    assert await nothing_left(application, folder)


async def test_nothing_is_begun_that_is_too_old_to_be_kept(
    ann: Person, hold: Hold, record: Record, clock: VirtualClock
) -> None:
    info = await hold(ann, is_recorded=False)
    clock.set(NOON + timedelta(days=183))
    with pytest.raises(RecordingUnknown, match="that old"):
        await record(ann, info.conf_uuid)


async def test_in_a_bucket_it_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: VirtualClock, ann: Person, hold: Hold,
    application: Application, database_url: str,
) -> None:  # fmt: skip
    """Two servers on one database and one bucket: what one takes in the other gives out and removes."""
    info = await hold(ann, is_recorded=False, record_auth_type=0)
    with bucket(monkeypatch) as there:
        settings = Settings(
            data=tmp_path,
            database_url=database_url,
            recordings=there.url,
            s3_endpoint=there.endpoint,
            s3_region=REGION,
        )
        for turn in range(2):
            application = await compose(settings, clock=clock)
            if turn == 0:
                await recorded(application, ann.corp_id, str(info.conf_uuid))
                [url] = (await films(ann)).data[0].url
                assert len(there.names()) == 1
            else:
                transport = httpx.ASGITransport(application.api)
                async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as browser:
                    reply = await browser.get(url, headers={"Range": "bytes=1-2"})
                assert (reply.status_code, reply.content) == (206, b"il")
                await ann.send(DeleteRecordings(conf_uuids=str(info.conf_uuid)))
                await application.removal.run_due()
                assert there.names() == []
            await application.close()
