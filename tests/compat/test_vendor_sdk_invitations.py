"""Meetings that the vendor's SDK books, changes and cancels, as their people hear of it by mail."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import huaweicloudsdkmeeting.v1 as vendor
import pytest
from huaweicloudsdkmeeting.v1 import MeetingClient

from compat.conftest import NOON, by_account, furnish, sdk
from convener.server.clock import VirtualClock
from support.background import TIMEOUT, Background, in_background
from support.mailbox import Mail, Mailbox

BOB = {"name": "Bob", "phone": "+8613800000001", "email": "bob@other.test", "role": 0, "type": "normal"}
CAT = {"name": "Cat", "phone": "+8613800000002", "email": "cat@other.test", "role": 1, "type": "normal"}


@contextmanager
def a_mail_server() -> Iterator[Mailbox]:
    """In a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="mail", daemon=True)
    thread.start()
    box = Mailbox()
    asyncio.run_coroutine_threadsafe(box.open(), loop).result(TIMEOUT)
    try:
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(box.close(), loop).result(TIMEOUT)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mail_server() as box:
        yield box


@pytest.fixture
def server(tmp_path: Path, database_url: str, box: Mailbox) -> Iterator[Background]:
    mail = {
        "smtp_url": f"smtp://127.0.0.1:{box.port}?starttls=never",
        "smtp_from": "meetings@meet.test",
        "public_url": "https://meet.test",
    }
    clock = VirtualClock(NOON)
    with in_background(tmp_path, clock=clock, database_url=database_url, idle=True, **mail) as server:
        yield server


def arrived(server: Background, box: Mailbox) -> list[tuple[str, str | None, int]]:
    """What has come since the last look: to whom, for which reason, and its number."""
    server.run(server.application.worker.run_due())
    server.run(server.application.postman.run_due())
    mails: list[Mail] = box.take()
    return [(mail.recipient, mail.method, mail.sequence) for mail in mails]


def body(*people: dict[str, object], start_time: str = "2021-09-01 09:00") -> vendor.RestScheduleConfDTO:
    return vendor.RestScheduleConfDTO(
        media_types="HDVideo",
        subject="Tea",
        start_time=start_time,
        length=30,
        attendees=[vendor.RestAttendeeDTO(**one) for one in people],
        conf_config_info=vendor.RestConfConfigDTO(is_send_notify=True, is_send_calendar=True),
    )


@pytest.fixture
def client(server: Background) -> Iterator[MeetingClient]:
    with sdk(server, by_account(furnish(server))) as client:
        yield client


def test_from_the_vendors_call_to_the_calendar_and_back(
    client: MeetingClient, server: Background, box: Mailbox
) -> None:
    [info] = client.create_meeting(vendor.CreateMeetingRequest(body=body(BOB, CAT))).body
    number = info.conference_id
    assert arrived(server, box) == [("bob@other.test", "REQUEST", 0), ("cat@other.test", "REQUEST", 0)]
    later = body(BOB, CAT, start_time="2021-09-01 10:00")
    client.update_meeting(vendor.UpdateMeetingRequest(conference_id=number, body=later))
    assert arrived(server, box) == [("bob@other.test", "REQUEST", 1), ("cat@other.test", "REQUEST", 1)]
    without = body(CAT, start_time="2021-09-01 10:00")
    client.update_meeting(vendor.UpdateMeetingRequest(conference_id=number, body=without))
    assert arrived(server, box) == [("bob@other.test", "CANCEL", 2)]
    client.cancel_meeting(vendor.CancelMeetingRequest(conference_id=number))
    assert arrived(server, box) == [("cat@other.test", "CANCEL", 3)]
