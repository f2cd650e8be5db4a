"""Several callers at once: identifiers never collide, and nobody's change is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from convener.client import AsyncClient
from convener.domain.facts import AttendeesChanged
from convener.server.app import Application, compose
from convener.server.clock import VirtualClock
from convener.server.ids import Ids
from convener.server.settings import Settings
from convener.server.storage.database import TRIES
from convener.wire import errors
from convener.wire.control import (
    CreateConfToken,
    DeleteAttendees,
    DeleteAttendeesBody,
    DeletedAttendee,
    InviteBody,
    Invitee,
    InviteParticipant,
)
from convener.wire.meetings import Attendee, ConferenceInfo
from server.conftest import MakePerson, Person
from support.refusals import refused
from support.tables import contents


class Repeating(Ids):
    """Mints one identifier of a kind over and over, as often as it is told to."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._left: dict[str, int] = {}
        self.drawn = 0

    def repeat(self, kind: str, times: int) -> None:
        self._left[kind] = times

    def row(self) -> str:
        return self._same("row") or super().row()

    def conference(self, *, unlike: str | None = None) -> str:
        return self._same("conference") or super().conference(unlike=unlike)

    def conf_uuid(self) -> str:
        return self._same("conf_uuid") or super().conf_uuid()

    def _same(self, kind: str) -> str | None:
        if not self._left.get(kind):
            return None
        self._left[kind] -= 1
        self.drawn += 1
        return self._given.setdefault(kind, getattr(Ids, kind)(self))


@pytest.fixture
def ids() -> Repeating:
    return Repeating()


@pytest.fixture
async def application(
    database_url: str, clock: VirtualClock, ids: Repeating, tmp_path: Path
) -> AsyncIterator[Application]:
    application = await compose(Settings(data=tmp_path, database_url=database_url), clock=clock, ids=ids)
    yield application
    await application.close()


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


AT_ONCE = 20


@pytest.mark.parametrize("kind", ["conference", "row", "conf_uuid"])
async def test_meetings_booked_at_once_differ_whatever_is_drawn(
    ann: Person, ids: Repeating, application: Application, kind: str
) -> None:
    ids.repeat(kind, TRIES)  # more might all fall to one unlucky booking, which then gives up
    booked = await asyncio.gather(*(ann.book() for _ in range(AT_ONCE)))
    assert ids.drawn == TRIES
    for name in ("conference_id", "conf_uuid"):
        assert len({getattr(info, name) for info in booked}) == AT_ONCE
    assert len((await contents(application.database, "meetings"))["meetings"]) == AT_ONCE


async def test_a_meeting_without_a_free_id_is_refused_and_leaves_nothing(
    ann: Person, ids: Repeating, application: Application
) -> None:
    ids.repeat("conference", 1 + TRIES)
    await ann.book()
    before = await contents(application.database)
    with refused(errors.CONF_ID_NOT_EXIST):
        await ann.book()
    assert ids.drawn == 1 + TRIES
    assert await contents(application.database) == before
    await ann.book()


async def test_a_room_and_a_meeting_never_have_the_same_number(
    ann: Person, ids: Repeating, make_person: MakePerson
) -> None:
    ids.repeat("conference", 2)
    info = await ann.book()
    bob = await make_person("Bob Lee")
    assert (await bob.personal_room()).number != info.conference_id


class TestTwoWriters:
    """Of one running meeting, each with a control token."""

    @pytest.fixture
    async def info(self, ann: Person) -> ConferenceInfo:
        return await ann.book(attendees=[Attendee(phone=f"+7{n}") for n in range(AT_ONCE)])

    async def test_nobody_is_lost_and_versions_have_no_gaps(
        self, ann: Person, info: ConferenceInfo, anonymous: AsyncClient, application: Application
    ) -> None:
        one, two = [await self._token(anonymous, info) for _ in range(2)]
        await asyncio.gather(
            *(self._invite(anonymous, info, one, f"+8{n}") for n in range(AT_ONCE)),
            *(self._invite(anonymous, info, two, f"+9{n}") for n in range(AT_ONCE)),
            *(self._delete(anonymous, info, two, f"+7{n}") for n in range(0, AT_ONCE, 2)),
        )
        detail = await ann.detail(info.conference_id, limit=500)
        expected = {f"+8{n}" for n in range(AT_ONCE)} | {f"+9{n}" for n in range(AT_ONCE)}
        expected |= {f"+7{n}" for n in range(1, AT_ONCE, 2)}
        assert {each.participant_id for each in detail.data.data} == expected
        assert detail.data.count == len(expected)
        await self._assert_numbered(application, changes=AT_ONCE * 5 // 2)

    async def test_the_same_change_at_once_is_made_once(
        self, ann: Person, info: ConferenceInfo, anonymous: AsyncClient, application: Application
    ) -> None:
        token = await self._token(anonymous, info)
        await asyncio.gather(*(self._invite(anonymous, info, token, "+80") for _ in range(AT_ONCE)))
        await asyncio.gather(*(self._delete(anonymous, info, token, "+70") for _ in range(AT_ONCE)))
        assert (await ann.detail(info.conference_id)).data.count == AT_ONCE
        await self._assert_numbered(application, changes=2)

    async def _assert_numbered(self, application: Application, *, changes: int) -> None:
        """The log is numbered without gaps, and so are the changes of the list in it, in the same order."""
        rows = (await contents(application.database, "facts"))["facts"]
        assert [number for _, _, number, *_ in rows] == list(range(1, 3 + changes))
        bodies = [body for *_, kind, _, body in rows if kind == "AttendeesChanged"]
        versions = [msgspec.json.decode(body, type=AttendeesChanged).version for body in bodies]
        assert versions == list(range(1, 1 + changes))

    async def _token(self, client: AsyncClient, info: ConferenceInfo) -> str:
        password = info.password_entry[0].password
        granted = await client.send(CreateConfToken(conference_id=info.conference_id, password=password))
        return granted.data.token

    async def _invite(self, client: AsyncClient, info: ConferenceInfo, token: str, phone: str) -> None:
        body = InviteBody(attendees=[Invitee(phone=phone, name=phone)])
        await client.send(InviteParticipant(conference_id=info.conference_id, body=body), token=token)

    async def _delete(self, client: AsyncClient, info: ConferenceInfo, token: str, phone: str) -> None:
        body = DeleteAttendeesBody(bulk_del_attend_info=[DeletedAttendee(number=phone)])
        await client.send(DeleteAttendees(conference_id=info.conference_id, body=body), token=token)
