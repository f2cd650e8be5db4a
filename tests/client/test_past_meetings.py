"""Meetings that are over: who was there, and what was done to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from client.conftest import NOON, Site
from convener.client import NotFound, Unusable
from convener.domain.attendance import Participant
from convener.wire.control import CreateConfToken, InviteBody, Invitee, InviteParticipant
from convener.wire.meetings import Language
from support.tables import contents

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
EVE = Participant(participant_id="1" * 32, name="Éve", number="+861", dept_name="R&D")
AGAIN = Participant(participant_id="2" * 32, name="Éve", number="+861")


@pytest.fixture
async def ended(admin: Any, site: Site) -> Any:
    """A meeting in which Éve was twice, for two minutes and for one, and to which Bob was invited."""
    meeting = await admin.meetings.create("Over")
    for participant, joined, left in ((EVE, 0, 2), (AGAIN, 3, 4)):
        site.server.run(_stay(site, meeting.id, participant, joined * MINUTE, left * MINUTE))
    granted = await admin.send(CreateConfToken(conference_id=meeting.id, password=meeting.host_password))
    body = InviteBody(attendees=[Invitee(name="Bob", phone="+862")])
    await admin.send(InviteParticipant(conference_id=meeting.id, body=body), token=granted.data.token)
    await admin.meetings.cancel(meeting.id, end_running=True)
    return meeting


async def _stay(
    site: Site, meeting_id: str, participant: Participant, joined: timedelta, left: timedelta
) -> None:
    app = site.server.application
    rows = (await contents(app.database, "meetings"))["meetings"]
    corp_id, internal = next(row[:2] for row in rows if row[2] == meeting_id)

    async def come_and_go(unit: Any) -> None:
        await app.live.joined(unit, corp_id, internal, participant, NOON + joined)
        await app.live.left(unit, corp_id, internal, participant.participant_id, NOON + left)

    await app.database.write(come_and_go)


async def held(admin: Any, meeting: Any) -> Any:
    found = admin.meetings.past(since=NOON - DAY, until=NOON + DAY)
    [one] = [one async for one in found if one.id == meeting.id]
    return one


async def test_what_was_held_is_found(admin: Any, ended: Any) -> None:
    one = await held(admin, ended)
    assert (one.subject, one.start, one.running) == ("Over", NOON, False)
    assert len(one.uuid) == 32
    past = admin.meetings.past
    assert [each async for each in past(since=NOON - 2 * DAY, until=NOON - DAY)] == []
    assert [each async for each in past(since=NOON - DAY, until=NOON + DAY, search="nothing")] == []
    with pytest.raises(Unusable, match="could be any moment"):
        [each async for each in past(since=NOON.replace(tzinfo=None), until=NOON)]


async def test_attendance_is_one_entry_for_each_person(admin: Any, ended: Any) -> None:
    one = await held(admin, ended)
    [eve] = await admin.meetings.attendance(one)
    assert (eve.name, eve.number, eve.stays, eve.present) == ("Éve", "+861", 2, 3 * MINUTE)
    assert (eve.joined, eve.left) == (NOON, NOON + 4 * MINUTE)
    assert await admin.meetings.attendance(one.uuid) == [eve]
    assert "Éve" in await admin.meetings.attendance_csv(one)


async def test_stays_are_told_one_by_one(admin: Any, ended: Any) -> None:
    one = await held(admin, ended)
    stays = [stay async for stay in admin.meetings.stays(one)]
    assert [(stay.joined, stay.left) for stay in stays] == [
        (NOON, NOON + 2 * MINUTE),
        (NOON + 3 * MINUTE, NOON + 4 * MINUTE),
    ]
    assert {(stay.name, stay.number, stay.device) for stay in stays} == {("Éve", "+861", "Soft terminal")}
    assert [stay async for stay in admin.meetings.stays(one, "nobody")] == []


async def test_acts_are_told_in_the_language_asked_for(admin: Any, ended: Any) -> None:
    one = await held(admin, ended)
    [invited, *_] = [act async for act in admin.meetings.acts(one)]
    assert (invited.at, invited.what, invited.whom) == (NOON, "Add participant", "+862")
    [chinese, *_] = [act async for act in admin.meetings.acts(one, language=Language.CHINESE)]
    assert chinese.what == "添加与会者"


async def test_what_was_never_held_is_not_found(admin: Any) -> None:
    with pytest.raises(NotFound):
        await admin.meetings.attendance("0" * 32)
