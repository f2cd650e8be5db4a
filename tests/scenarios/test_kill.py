"""A server killed with nothing in order: what it had answered is there afterwards, whole."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from convener.client import Account, AsyncClient, Retries, Unreachable
from convener.domain.meeting import Kind
from convener.server.areas.meetings.repository import MEETING_NUMBER
from convener.server.storage.metadata import metadata
from convener.server.storage.opening import open_database
from convener.wire.meetings import Attendee, ConferenceInfo, CreateMeeting, ScheduleBody, ShowMeetingDetail
from support.programs import environment, program
from support.tables import contents

ACCOUNT, PASSWORD = "ann", "correct-horse-7"
WRITERS = 200
ENOUGH = 300
"""Answers after which the server is killed; every writer still waits for one."""

PEOPLE = [Attendee(name="Bob", phone="+861"), Attendee(name="Room", phone="+862", type="terminal")]


class Running:
    """A server in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        self.process = process
        match = re.search(r"serves on https://localhost:(\d+)", line := process.stdout.readline())
        assert match, line
        self.url = f"http://127.0.0.1:{match[1]}"

    async def clients(self, count: int) -> list[AsyncClient]:
        """Clients who share one login, each with connections of its own."""
        clients = [AsyncClient(self.url, retries=Retries(attempts=1)) for _ in range(count)]
        await clients[0].login(Account(ACCOUNT, PASSWORD))
        for client in clients:
            client.token = clients[0].token
        return clients


@contextmanager
def serving(folder: Path, database_url: str) -> Iterator[Running]:
    env = environment(database_url=database_url, bootstrap_account=ACCOUNT, bootstrap_password=PASSWORD)
    command = ["-m", "convener", "serve", "--port", "0", "--data", str(folder)]
    command += ["--clock", "2021-08-30T12:00:00Z"]
    with (
        (folder / "log").open("a") as log,
        program(*command, env=env, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        yield Running(process)


async def test_what_was_answered_survives_whole(database_url: str, tmp_path: Path) -> None:
    with serving(tmp_path, database_url) as server:
        answered = await booked_until_killed(server)
    assert len(answered) >= ENOUGH
    with serving(tmp_path, database_url) as server:
        [client] = await server.clients(1)
        for info in answered:
            await assert_shown(client, info)
        await client.close()
        await assert_whole(database_url, answered)


async def booked_until_killed(server: Running) -> list[ConferenceInfo]:
    clients = await server.clients(4)
    answered: list[ConferenceInfo] = []

    async def book_on(number: int) -> None:
        # Every other one is instant, which stores a holding too.
        start = "2021-09-01 09:00" if number % 2 else None
        body = ScheduleBody(media_types="HDVideo", start_time=start, attendees=PEOPLE)
        while True:
            [info] = await clients[number % 4].send(CreateMeeting(body=body))
            answered.append(info)
            if len(answered) == ENOUGH:
                server.process.kill()

    ends = await asyncio.gather(*map(book_on, range(WRITERS)), return_exceptions=True)
    for client in clients:
        await client.close()
    assert all(isinstance(end, Unreachable) for end in ends), set(map(repr, ends))
    return answered


async def assert_shown(client: AsyncClient, info: ConferenceInfo) -> None:
    detail = await client.send(ShowMeetingDetail(conference_id=info.conference_id))
    shown = detail.conference_data
    shown.role = None
    # The server of the answer had another port, which its links carry.
    links = ("chair_join_uri", "guest_join_uri")
    for each in (info, shown):
        for name in links:
            setattr(each, name, str(getattr(each, name)).partition("/#/j/")[2])
    assert shown == info
    assert [one.participant_id for one in detail.data.data] == [one.phone for one in PEOPLE]


async def assert_whole(database_url: str, answered: list[ConferenceInfo]) -> None:
    """Every meeting, answered or not, has all that belongs to it, and nothing is there without one."""
    database = await open_database(database_url)
    stored = await contents(database)
    await database.close()
    names = {table: [column.name for column in metadata.tables[table].c] for table in stored}
    rows = {table: [dict(zip(names[table], row, strict=True)) for row in stored[table]] for table in stored}

    booked = {row["meeting_id"]: row for row in rows["meetings"]}
    instant = {id for id, row in booked.items() if row["kind"] == Kind.IMMEDIATE}
    assert {info.conference_id for info in answered} <= {row["conference_id"] for row in booked.values()}
    numbers = {row["owner_id"]: row["number"] for row in rows["numbers"] if row["kind"] == MEETING_NUMBER}
    assert numbers == {id: row["conference_id"] for id, row in booked.items()}
    timers = Counter(row["key"] for row in rows["timers"] if row["kind"] == "meeting")
    assert timers == dict.fromkeys(booked, 1)
    assert Counter(row["meeting_id"] for row in rows["attendees"]) == dict.fromkeys(booked, len(PEOPLE))
    assert Counter(row["meeting_id"] for row in rows["conferences"]) == dict.fromkeys(instant, 1)
    last = {id: 2 if id in instant else 1 for id in booked}
    assert {row["stream"]: row["last"] for row in rows["streams"]} == last
    recorded = {(row["stream"], row["number"]): row["kind"] for row in rows["facts"]}
    assert recorded == {(id, 1): "MeetingScheduled" for id in booked} | {
        (id, 2): "MeetingStarted" for id in instant
    }
