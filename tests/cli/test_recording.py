"""Recordings added by hand, on both databases, and by a hand that is cut off."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from cli.conftest import TIMEOUT, Invoke
from cli.test_enterprises import acme, on_database, printed, refused
from convener.client import AsyncClient
from convener.client.transport import AsyncTransport
from convener.server.app import Application, compose
from convener.server.areas.recordings.intake import FORGOTTEN
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from convener.wire.meetings import CreateMeeting, ScheduleBody
from convener.wire.recordings import RecordInfo, RecordInfoBody, ShowRecordInfo
from support.programs import environment, program
from support.tables import contents

__all__ = ["acme", "on_database"]

T = TypeVar("T")
Look = Callable[[Callable[[Application, AsyncClient], Awaitable[T]]], T]

BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=8)
LENGTH = timedelta(hours=7)


@pytest.fixture
def look(on_database: Invoke, acme: str, data: Path, database_url: str) -> Look[T]:
    """Does something as Ann, who administers Acme, on the server that the commands are for."""
    added = printed(on_database("user", "add", "Ann Roe", "--account", "ann", "--admin", "--json"))

    def run(body: Callable[[Application, AsyncClient], Awaitable[T]], *, at: datetime = BEGAN) -> T:
        async def work() -> T:
            application = await compose(
                Settings(data=data, database_url=database_url), clock=VirtualClock(at)
            )
            transport = AsyncTransport("https://test", app=application.api)
            async with AsyncClient("https://test", transport=transport) as client:
                ann = await application.database.read(
                    lambda unit: application.users.by_login(unit, added["account"])
                )
                assert ann is not None
                client.token = await application.sessions.open_for(ann)
                found = await body(application, client)
            await application.close()
            return found

        return asyncio.run(work())

    return run


@pytest.fixture
def held(look: Look[str]) -> str:
    """Names a holding of seven hours that is over."""

    async def hold(application: Application, client: AsyncClient) -> str:
        body = ScheduleBody(media_types="HDVideo", length=LENGTH // timedelta(minutes=1))
        [info] = await client.send(CreateMeeting(body=body))
        assert isinstance(application.clock, VirtualClock)
        application.clock.set(BEGAN + LENGTH)
        await application.worker.run_due()
        return str(info.conf_uuid)

    return look(hold)


@pytest.fixture
def slices(tmp_path: Path) -> list[Path]:
    """Three files, as a recorder leaves them."""
    found = [tmp_path / f"slice{number}.MP4" for number in range(3)]
    for number, path in enumerate(found):
        path.write_bytes(bytes([number]) * 2_000_000)
    return found


def shown(look: Look[RecordInfo], conf_uuid: str) -> RecordInfo:
    async def ask(_: Application, client: AsyncClient) -> RecordInfo:
        return (await client.send(ShowRecordInfo(body=RecordInfoBody(conf_uuid=conf_uuid)))).data

    return look(ask, at=BEGAN + LENGTH)  # type: ignore[call-arg]


def test_files_become_the_slices_of_a_recording(
    on_database: Invoke, look: Look[RecordInfo], held: str, slices: list[Path]
) -> None:
    options = ("--conference-uuid", held, "--type", "hd", "--json")
    added = printed(on_database("recording", "add", *map(str, slices), *options))
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in slices]
    assert [(each["type"], each["part"], each["size"], each["sha256"]) for each in added] == [
        ("Hd", f"1.{number}", "2000000", found) for number, found in enumerate(hashes, 1)
    ]
    found = shown(look, held)
    assert [file.sha256 for each in found.segment_list for file in each.file_list] == hashes
    assert [each.file_list[0].duration for each in found.segment_list] == [3 * 3600, 3 * 3600, 3600]


def test_another_type_belongs_to_the_same_segments_and_the_same_again_to_others(
    on_database: Invoke, look: Look[RecordInfo], held: str, slices: list[Path]
) -> None:
    for kind in ("hd", "aux", "hd"):
        options = ("--conference-uuid", held, "--type", kind)
        assert on_database("recording", "add", str(slices[0]), *options).exit_code == 0
    found = shown(look, held)
    assert [(each.manual_order, len(each.file_list)) for each in found.segment_list] == [(1, 2), (2, 1)]


def test_a_holding_that_is_not_known_or_not_over(
    on_database: Invoke, look: Look[str], slices: list[Path]
) -> None:
    async def begin(_: Application, client: AsyncClient) -> str:
        [info] = await client.send(CreateMeeting(body=ScheduleBody(media_types="HDVideo")))
        return str(info.conf_uuid)

    for conf_uuid in ("0" * 32, look(begin)):
        options = ("--conference-uuid", conf_uuid, "--type", "hd")
        said = refused(on_database("recording", "add", str(slices[0]), *options))
        assert f"was held as {conf_uuid}" in said


def test_a_writer_that_is_killed_leaves_nothing(
    look: Look[int], held: str, tmp_path: Path, data: Path, database_url: str
) -> None:
    """Killed with half a file written: it is seen by nobody, and a day later there is nothing of it."""
    pipe = tmp_path / "film.mp4"
    os.mkfifo(pipe)
    env = environment(data=str(data), database_url=database_url)
    command = ["-m", "convener", "recording", "add", str(pipe), "--conference-uuid", held, "--type", "hd"]
    with program(*command, env=env) as writer:
        with pipe.open("wb") as film:  # opens when the other end does
            film.write(b"x" * (20 << 20))  # is taken when most of it is on its way to the store
            writer.kill()
        writer.wait(TIMEOUT)
    assert half_written(data)

    async def after(application: Application, client: AsyncClient) -> int:
        assert isinstance(application.clock, VirtualClock)
        assert (await contents(application.database, "recordings"))["recordings"][0][7:10] == (0, 0, 0)
        await application.removal.run_due()
        assert half_written(data)
        application.clock.set(datetime.now(UTC) + FORGOTTEN)
        await application.removal.run_due()
        return len((await contents(application.database, "recording_files"))["recording_files"])

    assert look(after) == 0
    assert half_written(data) == []


def half_written(data: Path) -> list[Path]:
    return [path for path in (data / "recordings").rglob("*") if path.is_file()]
