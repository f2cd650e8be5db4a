"""A server whose mails go to a real mail server next to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from convener.server.app import Application, compose
from convener.server.areas.clock.service import ClockService
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from server.conftest import ORIGIN, MakePerson, Person
from support.mailbox import Mail, Mailbox, mailbox


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as box:
        yield box


def sending_to(box: Mailbox, **settings: Any) -> dict[str, Any]:
    """The settings of a server that sends its mails there."""
    return {
        "smtp_url": f"smtp://127.0.0.1:{box.port}?starttls=never",
        "smtp_from": "Meetings <meetings@meet.test>",
        "public_url": ORIGIN,
        **settings,
    }


@pytest.fixture
async def application(
    database_url: str, clock: VirtualClock, tmp_path: Path, box: Mailbox
) -> AsyncIterator[Application]:
    """Composed, without background work, in place of the one that sends nothing."""
    settings = Settings(data=tmp_path, database_url=database_url, **sending_to(box))
    application = await compose(settings, clock=clock)
    yield application
    await application.close()


Deliver = Callable[[], Awaitable[list[Mail]]]


@pytest.fixture
def deliver(application: Application, box: Mailbox) -> Deliver:
    """Does what is due; gives the mails that came of it."""

    async def deliver() -> list[Mail]:
        await application.worker.run_due()
        await application.postman.run_due()
        return box.take()

    return deliver


@pytest.fixture
def advance(application: Application, clock: VirtualClock) -> Callable[[timedelta], Awaitable[object]]:
    """Lets time pass; everything due on the way happens at its moment."""
    return ClockService(clock, [application.worker, application.postman]).advance


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    """An administrator of Acme who can be written to."""
    return await make_person("Ann Roe", admin=True, email="ann@acme.test")
