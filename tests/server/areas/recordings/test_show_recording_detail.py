from __future__ import annotations

from datetime import timedelta

import pytest

from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.meetings import Attendee
from convener.wire.recordings import ShowRecordingDetail
from server.areas.recordings.conftest import Hold, films
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.refusals import expectation, refused

UNKNOWN = errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT


@pytest.mark.parametrize(
    ("name", "allowed"), [("ann", True), ("chief", True), ("bob", False), ("spy", False)]
)
async def test_who_may_look(
    ann: Person,
    bob: Person,
    chief: Person,
    make_person: MakePerson,
    make_corp: MakeCorp,
    hold: Hold,
    name: str,
    allowed: bool,
) -> None:
    spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
    info = await hold(ann, attendees=[Attendee(account_id=bob.account)])
    who = {"ann": ann, "bob": bob, "chief": chief, "spy": spy}[name]
    with expectation(allowed, refuses=UNKNOWN):
        found = await who.send(ShowRecordingDetail(conf_uuid=info.conf_uuid))
        assert found == (await films(ann)).data[0]


async def test_what_was_not_recorded_is_unknown(ann: Person, hold: Hold) -> None:
    info = await hold(ann, is_recorded=False)
    for conf_uuid in (info.conf_uuid, "0" * 32, ""):
        with refused(errors.PARAMETER_VERIFIED_FAIL if not conf_uuid else UNKNOWN):
            await ann.send(ShowRecordingDetail(conf_uuid=conf_uuid))


async def test_what_is_older_than_history_is_unknown(ann: Person, hold: Hold, clock: VirtualClock) -> None:
    info = await hold(ann)
    clock.set(NOON + timedelta(days=183, microseconds=1))
    await ann.log_in()
    with refused(UNKNOWN):
        await ann.send(ShowRecordingDetail(conf_uuid=info.conf_uuid))
