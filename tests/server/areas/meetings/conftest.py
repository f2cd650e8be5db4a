"""Lists and history, asked for in one line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from convener.domain.attendance import Participant
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire.common import Page
from convener.wire.control import CreateConfToken, InviteBody, Invitee, InviteParticipant
from convener.wire.history import SearchHisMeetings
from convener.wire.lists import SearchMeetings, SearchOnlineMeetings
from convener.wire.meetings import ConferenceInfo, StartBody, StartMeeting
from server.conftest import NOON, MakePerson, Person
from support.tables import contents


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def bob(make_person: MakePerson) -> Person:
    return await make_person("Bob Lee")


@pytest.fixture
async def chief(make_person: MakePerson) -> Person:
    return await make_person("Chief", admin=True)


async def listed(who: Person, **options: Any) -> Page[ConferenceInfo]:
    return await who.send(SearchMeetings(**options))


async def online(who: Person, **options: Any) -> Page[ConferenceInfo]:
    return await who.send(SearchOnlineMeetings(**options))


def millis(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


async def past(who: Person, **options: Any) -> Page[ConferenceInfo]:
    """All there is, where nothing else is said."""
    options = {
        "start_date": millis(NOON - timedelta(days=365)),
        "end_date": millis(NOON + timedelta(days=365)),
        **options,
    }
    return await who.send(SearchHisMeetings(**options))


def subjects(page: Page[ConferenceInfo]) -> list[str]:
    return [one.subject for one in page.data]


async def start(who: Person, info: ConferenceInfo) -> None:
    body = StartBody(conference_id=info.conference_id, password=info.password_entry[0].password)
    await who.send(StartMeeting(body=body))


async def invite(who: Person, info: ConferenceInfo, *people: Invitee) -> None:
    """The host asks somebody into the running meeting."""
    password = info.password_entry[0].password
    granted = await who.send(CreateConfToken(conference_id=info.conference_id, password=password))
    request = InviteParticipant(conference_id=info.conference_id, body=InviteBody(attendees=list(people)))
    await who.client.send(request, token=granted.data.token)


Pass = Callable[[timedelta], Awaitable[None]]


@pytest.fixture
def passes(clock: VirtualClock, application: Application) -> Pass:
    """Time passes; what falls due on the way is done in its turn."""

    async def move(span: timedelta) -> None:
        end = clock.now() + span
        while True:
            await application.worker.run_due()
            due = await application.worker.next_due()
            if due is None or due > end:
                break
            clock.set(max(due, clock.now()))
        clock.set(end)
        await application.worker.run_due()

    return move


class Door:
    """Lets people into running meetings, and out again."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def join(self, info: ConferenceInfo, participant: Participant) -> None:
        app = self._application
        corp_id, meeting_id = await self._ids(info)
        await app.database.write(
            lambda unit: app.live.joined(unit, corp_id, meeting_id, participant, app.clock.now())
        )

    async def leave(self, info: ConferenceInfo, participant_id: str) -> None:
        app = self._application
        corp_id, meeting_id = await self._ids(info)
        await app.database.write(
            lambda unit: app.live.left(unit, corp_id, meeting_id, participant_id, app.clock.now())
        )

    async def _ids(self, info: ConferenceInfo) -> tuple[str, str]:
        rows = (await contents(self._application.database, "meetings"))["meetings"]
        return next(row[:2] for row in rows if row[2] == info.conference_id)


@pytest.fixture
def door(application: Application) -> Door:
    return Door(application)
