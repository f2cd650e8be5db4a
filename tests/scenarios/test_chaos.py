"""A server that is killed over and over, under an event stream and somebody who books."""

from __future__ import annotations

import asyncio
import random
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from convener.client import Account, AsyncClient, NoAnswer
from convener.client.events import MeetingState, NotifyType, reduce
from convener.client.hwm import (
    SDKERR,
    AccountAuthInfo,
    BookConfParam,
    ConfCommonParam,
    ConfDetail,
    SdkError,
    Timezone,
    UISDKService,
)
from convener.server.storage.opening import open_database
from convener.wire.control import CreateConfToken, InviteBody, Invitee, InviteParticipant
from convener.wire.meetings import ConferenceInfo, CreateMeeting, ScheduleBody, ShowMeetingDetail
from support.programs import environment
from support.tables import contents

ANN = Account("ann", "correct-horse-7")
TIMES = 20
BOOKINGS = 20
"""Answers that a server lives to give."""
TIMEOUT = 30


class Mortal:
    """A server in a process of its own, always on the same port and data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = lasting_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: Process | None = None

    async def start(self) -> None:
        """Start it, and wait until it serves."""
        env = environment(bootstrap_account=ANN.account, bootstrap_password=ANN.password)
        command = ["-m", "convener", "serve", "--port", str(self._port), "--data", str(self._folder)]
        with (self._folder / "log").open("a") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *command, stdout=PIPE, stderr=log, env=env
            )
        assert self._process.stdout
        line = await asyncio.wait_for(self._process.stdout.readline(), TIMEOUT)
        assert b"serves on" in line, line

    async def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.communicate()


def lasting_port() -> int:
    """A free port that no connection is made from, so that nobody has it while the server is dead."""
    for port in random.sample(range(20_000, 30_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


@asynccontextmanager
async def mortal(folder: Path) -> AsyncIterator[Mortal]:
    server = Mortal(folder)
    await server.start()
    try:
        yield server
    finally:
        await server.kill()


class Booker:
    """Somebody who books one meeting after the other, and keeps what was answered."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self.answered: list[ConferenceInfo] = []
        self._more = asyncio.Event()

    @asynccontextmanager
    async def booking(self) -> AsyncIterator[None]:
        """Book while the body runs."""
        task = asyncio.create_task(self._book())
        yield
        task.cancel()
        await asyncio.wait((task,))
        assert task.cancelled(), task.exception()

    async def books(self, count: int) -> None:
        """Wait until so many more are answered."""
        enough = len(self.answered) + count
        async with asyncio.timeout(TIMEOUT):
            while len(self.answered) < enough:
                self._more.clear()
                await self._more.wait()

    async def _book(self) -> None:
        """What is not answered may have been booked or not."""
        start = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
        for n in range(1_000_000):
            body = ScheduleBody(media_types="HDVideo", start_time=start, subject=f"Meeting {n}")
            with suppress(NoAnswer):
                [info] = await self._client.send(CreateMeeting(body=body))
                self.answered.append(info)
                self._more.set()


class Caller:
    """Somebody who books through the client SDK, and counts what its callbacks are told."""

    def __init__(self, url: str) -> None:
        self._sdk = UISDKService(url, timeout=timedelta(seconds=TIMEOUT))
        self.outcomes: list[tuple[int, int]] = []
        """(number of the call, SDKERR)."""
        self.answered: list[str] = []
        """IDs of the meetings that were booked."""
        self.calls = 0

    @asynccontextmanager
    async def calling(self) -> AsyncIterator[None]:
        """Call while the body runs, and let the last call end."""
        with self._sdk:
            await self._sdk.getLoginApi().login_by_account(
                AccountAuthInfo(account=ANN.account, password=ANN.password)
            )
            task = asyncio.create_task(self._call())
            yield
            task.cancel()
            await asyncio.wait((task,))
        assert task.cancelled(), task.exception()

    async def _call(self) -> None:
        while True:
            number, self.calls = self.calls, self.calls + 1
            common = ConfCommonParam(
                subject=f"Call {number}", timezone=Timezone.HWM_TIMEZONE_BEIJING, attendees=[]
            )
            start = int((datetime.now(UTC) + timedelta(days=2)).timestamp())
            param = BookConfParam(startTime=start, duration=30, confCommonParam=common)
            ended = self._sdk.getConfMgrApi().bookConf(param, partial(self._told, number))
            with suppress(SdkError):
                await ended

    def _told(self, number: int, ret: int, reason: str, detail: ConfDetail) -> None:
        self.outcomes.append((number, ret))
        if ret == SDKERR.SDKERR_SUCCESS:
            self.answered.append(detail.confListInfo.confId)


class Host:
    """Somebody who invites people into a running conference."""

    def __init__(self, client: AsyncClient, info: ConferenceInfo) -> None:
        self._client = client
        self.id = info.conference_id
        self.password = info.password_entry[0].password

    async def invite(self, phone: str) -> None:
        request = CreateConfToken(conference_id=self.id, password=self.password)
        token = (await self._client.send(request)).data.token
        body = InviteBody(attendees=[Invitee(phone=phone, name=phone)])
        await self._client.send(InviteParticipant(conference_id=self.id, body=body), token=token)


async def test_streams_recover_bookings_stay_and_callbacks_come_once(tmp_path: Path) -> None:
    async with mortal(tmp_path) as server, AsyncClient(server.url, credentials=ANN) as client:
        [info] = await client.send(CreateMeeting(body=ScheduleBody(media_types="HDVideo")))
        host, booker, caller = Host(client, info), Booker(client), Caller(server.url)
        last_words: list[ConferenceInfo] = []
        stream = client.events(host.id, {NotifyType.ATTENDEES}, password=host.password)
        async with aclosing(stream) as frames, booker.booking(), caller.calling():
            state = reduce(MeetingState(), await anext(frames))
            for n in range(TIMES):
                await booker.books(BOOKINGS)
                await server.kill()
                last_words += booker.answered[-5:]
                await server.start()
                await host.invite(f"+{n}")
                async with asyncio.timeout(TIMEOUT):
                    while f"+{n}" not in state.attendees:
                        state = reduce(state, await anext(frames))
        assert list(state.attendees) == [f"+{n}" for n in range(TIMES)]
        assert len(caller.answered) >= TIMES
        assert sorted(number for number, _ in caller.outcomes) == list(range(caller.calls))
        await assert_shown(client, last_words)
        await server.kill()
        await assert_stored(tmp_path, [info.conference_id for info in booker.answered] + caller.answered)


async def assert_shown(client: AsyncClient, answered: list[ConferenceInfo]) -> None:
    for info in answered:
        detail = await client.send(ShowMeetingDetail(conference_id=info.conference_id))
        shown = detail.conference_data
        assert (shown.subject, shown.start_time) == (info.subject, info.start_time)


async def assert_stored(folder: Path, answered: list[str]) -> None:
    """No answer was given for nothing, and none twice."""
    database = await open_database(f"sqlite:///{folder / 'convener.db'}")
    rows = (await contents(database, "numbers"))["numbers"]
    await database.close()
    numbers = Counter(answered)
    assert set(numbers.values()) == {1}
    assert numbers.keys() <= {row[0] for row in rows}
