"""Snapshot before + frames = snapshot after, against the server, whatever is done to the list."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convener.client import AsyncClient
from convener.client.events import Frame, MeetingState, NotifyType, reduce
from convener.domain.person import AdminType
from convener.server.app import compose
from convener.server.clock import VirtualClock
from convener.server.http.serving import running
from convener.server.settings import Settings
from convener.wire.control import (
    CreateConfToken,
    DeleteAttendees,
    DeleteAttendeesBody,
    DeletedAttendee,
    InviteBody,
    Invitee,
    InviteParticipant,
)
from convener.wire.meetings import Attendee, ConferenceInfo, CreateMeeting, ScheduleBody, ShowMeetingDetail

LAST = "+999"
"""The number whose invitation says that there is no more to come."""

NUMBER = st.sampled_from([f"+{n}" for n in range(8)])
NAME = st.text("ab漢", min_size=1, max_size=3)
INVITE = st.lists(st.tuples(NUMBER, NAME, st.integers(0, 1)), min_size=1, max_size=3)
REMOVE = st.lists(NUMBER, min_size=1, max_size=3)
EDITS = st.lists(st.one_of(INVITE, REMOVE), max_size=12)
"""Each a call: people to invite or to change, or numbers to take off."""


class Editor:
    """Changes the invited list of a conference."""

    def __init__(self, client: AsyncClient, info: ConferenceInfo) -> None:
        self._client = client
        self.id = info.conference_id
        self.password = info.password_entry[0].password

    async def edit(self, edits: list[list[Any]]) -> None:
        request = CreateConfToken(conference_id=self.id, password=self.password)
        token = (await self._client.send(request)).data.token
        for edit in [*edits, [(LAST, "Last", 0)]]:
            await self._client.send(self._call(edit), token=token)

    def _call(self, edit: list[Any]) -> Any:
        if isinstance(edit[0], tuple):
            people = [Invitee(phone=phone, name=name, role=role) for phone, name, role in edit]
            return InviteParticipant(conference_id=self.id, body=InviteBody(attendees=people))
        gone = [DeletedAttendee(number=number) for number in edit]
        return DeleteAttendees(conference_id=self.id, body=DeleteAttendeesBody(bulk_del_attend_info=gone))

    async def listed(self) -> list[tuple[str | None, str | None]]:
        detail = await self._client.send(ShowMeetingDetail(conference_id=self.id, limit=500))
        return [(one.participant_id, one.name) for one in detail.data.data]


@asynccontextmanager
async def conferences(folder: Path) -> AsyncIterator[Any]:
    """Makes running conferences with two people invited."""
    clock = VirtualClock(datetime(2021, 8, 30, 12, 0, tzinfo=UTC))
    application = await compose(Settings(data=folder), clock=clock)
    now = clock.now()
    corp = await application.database.write(lambda unit: application.corps.add(unit, name="Acme", now=now))
    ann = await application.database.write(
        lambda unit: application.users.add(
            unit, corp, account="ann", name="Ann", admin_type=AdminType.NONE, now=now
        )
    )
    async with running(application.api) as (host, port), AsyncClient(f"http://{host}:{port}") as client:
        client.token = await application.sessions.open_for(ann)

        async def make() -> Editor:
            invited = [Attendee(phone="+1", name="One"), Attendee(phone="+2", name="Two")]
            body = ScheduleBody(media_types="HDVideo", attendees=invited)
            [info] = await client.send(CreateMeeting(body=body))
            return Editor(client, info)

        yield client, make
    await application.close()


async def last_state(frames: AsyncGenerator[Frame, None], state: MeetingState) -> MeetingState:
    """What the frames make of a state, up to the last invitation."""
    async with aclosing(frames), asyncio.timeout(20):
        async for frame in frames:
            state = reduce(state, frame)
            if LAST in state.attendees:
                return state
    raise AssertionError("ended")


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Runs an example in the event loop of a server that serves them all."""
    with asyncio.Runner() as runner:
        context = conferences(tmp_path)
        client, make = runner.run(context.__aenter__())

        def example(edits: list[list[Any]]) -> None:
            runner.run(play(client, make, edits))

        yield example
        runner.run(context.__aexit__(None, None, None))


async def play(client: AsyncClient, make: Any, edits: list[list[Any]]) -> None:
    editor = await make()

    def watched() -> AsyncGenerator[Frame, None]:
        return client.events(editor.id, {NotifyType.ATTENDEES}, password=editor.password)

    early = watched()
    before = reduce(MeetingState(), await anext(early))
    editing = asyncio.create_task(editor.edit(edits))
    states = await asyncio.gather(last_state(early, before), last_state(watched(), MeetingState()))
    await editing
    after = await last_state(watched(), MeetingState())
    for state in states:
        assert list(state.attendees.items()) == list(after.attendees.items())
    assert [(one.phone, one.name) for one in after.attendees.values()] == await editor.listed()


def test_frames_and_snapshots_agree(run: Any) -> None:
    @settings(max_examples=20, deadline=None)
    @given(EDITS)
    def whatever_is_edited(edits: list[list[Any]]) -> None:
        run(edits)

    whatever_is_edited()
