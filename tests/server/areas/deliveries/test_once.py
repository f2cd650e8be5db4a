"""Nothing is sent twice, not by two workers, nor by handlers that run again; a kill loses nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import convener
from convener.server.app import Application, compose
from convener.server.areas.deliveries import postman
from convener.server.areas.deliveries.repository import LEASE
from convener.server.areas.invitations.service import REMINDER
from convener.server.areas.meetings.log import CALLED_OFF, NEWS
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from convener.server.storage import timers
from convener.wire.meetings import Attendee, ConferenceInfo
from server.areas.deliveries.conftest import Deliver, sending_to
from server.conftest import Person
from support.changing import cancel
from support.mailbox import Mailbox
from support.tables import contents

SEPTEMBER = "2021-09-01 09:00"
CROWD = [Attendee(name=f"p{number}", email=f"p{number}@other.test") for number in range(60)]


async def test_two_workers_on_one_database_share_the_work(
    ann: Person,
    application: Application,
    database_url: str,
    clock: VirtualClock,
    tmp_path: Path,
    box: Mailbox,
) -> None:
    settings = Settings(data=tmp_path, database_url=database_url, **sending_to(box))
    second = await compose(settings, clock=clock)
    await ann.book(start_time=SEPTEMBER, attendees=CROWD)
    await asyncio.gather(*(each.worker.run_due() for each in (application, second)))
    await asyncio.gather(*(each.postman.run_due() for each in (application, second)))
    await second.close()
    assert Counter(mail.recipient for mail in box.take()) == Counter(
        ["ann@acme.test", *(one.email for one in CROWD)]
    )


async def test_a_worker_killed_while_it_sends_is_made_good_by_another_after_the_lease(
    ann: Person, application: Application, clock: VirtualClock, box: Mailbox, deliver: Deliver
) -> None:
    await ann.book(start_time=SEPTEMBER)
    await application.worker.run_due()
    box.stalls = True
    killed = asyncio.create_task(application.postman.run_due())
    await box.stalled.wait()
    killed.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await killed
    box.stalls = False
    assert await deliver() == [], "it is claimed"
    clock.set(clock.now() + LEASE)
    assert [mail.recipient for mail in await deliver()] == ["ann@acme.test"]


async def test_what_was_taken_on_before_a_server_stopped_is_not_sent_again(
    ann: Person,
    application: Application,
    clock: VirtualClock,
    box: Mailbox,
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stalls_from_now_on(_: str) -> str:
        box.stalls = True
        return "250 ok"

    monkeypatch.setattr(postman, "LANES", 1)
    box.answer = stalls_from_now_on
    await ann.book(start_time=SEPTEMBER, attendees=CROWD[:1])
    await application.worker.run_due()
    stopped = asyncio.create_task(application.postman.run_due())
    await box.stalled.wait()
    stopped.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await stopped
    box.stalls, box.answer = False, lambda _: "250 ok"
    clock.set(clock.now() + LEASE)
    mails = box.take() + await deliver()
    assert sorted(mail.recipient for mail in mails) == ["ann@acme.test", "p0@other.test"]


@contextlib.contextmanager
def serving(application: Application, now: datetime) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a process of its own, on the same database and with the same settings."""
    names = ("database_url", "smtp_url", "smtp_from", "public_url")
    given = {f"CONVENER_{name.upper()}": getattr(application.settings, name) for name in names}
    path = {"PYTHONPATH": str(Path(convener.__file__).parents[1])}
    folder = str(application.settings.data)
    command = [sys.executable, "-m", "convener", "serve", "--port", "0", "--data", folder]
    command += ["--clock", now.isoformat()]
    with subprocess.Popen(command, env=os.environ | path | given, stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_a_server_killed_with_a_mail_on_its_way_is_made_good_by_another(
    ann: Person, application: Application, clock: VirtualClock, box: Mailbox, deliver: Deliver
) -> None:
    """The mail was taken on, which nobody knows: it comes a second time, and only that."""
    await ann.book(start_time=SEPTEMBER)
    box.swallows = True
    with serving(application, clock.now()) as process:
        await asyncio.wait_for(box.stalled.wait(), 60)
        process.kill()
        assert await asyncio.to_thread(process.wait) < 0
    box.swallows = False
    [first] = box.take()
    assert await deliver() == [], "it is claimed"
    clock.set(clock.now() + LEASE)
    [again] = await deliver()
    assert again.message["Message-ID"] == first.message["Message-ID"]
    assert await deliver() == []


async def test_one_killed_after_sending_and_before_recording_sends_the_same_mail_again(
    ann: Person, application: Application, clock: VirtualClock, box: Mailbox, deliver: Deliver
) -> None:
    await ann.book(start_time=SEPTEMBER)
    await application.worker.run_due()
    write, units = application.database.write, 0

    async def dying(body):
        nonlocal units
        units += 1
        if units == 2:
            raise asyncio.CancelledError
        return await write(body)

    application.database.write = dying  # type: ignore[method-assign]
    with contextlib.suppress(asyncio.CancelledError):
        await application.postman.run_due()
    application.database.write = write  # type: ignore[method-assign]
    clock.set(clock.now() + LEASE)
    first, again = box.take() + await deliver()
    assert first.message["Message-ID"] == again.message["Message-ID"]
    assert await deliver() == []


def test_a_batch_is_over_before_its_lease() -> None:
    assert timedelta(seconds=postman.DEADLINE * postman.BATCH / postman.LANES) < LEASE


async def run_again(application: Application, kind: str, info: ConferenceInfo) -> None:
    """Have a timer that has run already run once more for the same moment."""
    [[corp_id, meeting_id, *_]] = (await contents(application.database, "meetings"))["meetings"]

    async def put(unit) -> None:
        timers.put(unit, corp_id, kind, meeting_id, application.clock.now())

    await application.database.write(put)


async def test_people_told_twice_hear_it_once(
    ann: Person, application: Application, deliver: Deliver
) -> None:
    info = await ann.book(start_time=SEPTEMBER)
    assert len(await deliver()) == 1
    await run_again(application, NEWS, info)
    assert await deliver() == []
    await cancel(ann, info)
    assert len(await deliver()) == 1
    for kind in (CALLED_OFF, NEWS):
        await run_again(application, kind, info)
        assert await deliver() == []


async def test_people_reminded_twice_are_reminded_once(
    ann: Person, application: Application, clock: VirtualClock, deliver: Deliver
) -> None:
    info = await ann.book(start_time=SEPTEMBER)
    await deliver()
    clock.set(clock.now().replace(month=9, day=1, hour=8, minute=45))
    assert len(await deliver()) == 1
    await run_again(application, REMINDER, info)
    assert await deliver() == []
