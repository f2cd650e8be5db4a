from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from convener.client import ApiError
from convener.server.app import Application
from convener.server.areas.recordings.removal import AGAIN
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.common import DONE
from convener.wire.recordings import DeleteRecordings
from server.areas.meetings.conftest import past
from server.areas.recordings.conftest import Hold, Record, films, folders, kept
from server.conftest import MakeCorp, MakePerson, Person
from support.refusals import refused
from support.tables import contents

UNKNOWN = errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT


async def deleted(who: Person, *conf_uuids: object) -> None:
    names = ",".join(map(str, conf_uuids))
    assert await who.send(DeleteRecordings(conf_uuids=names)) == DONE


async def test_it_is_gone_and_history_says_so(
    ann: Person, hold: Hold, application: Application, folder: Path
) -> None:
    first, second = await hold(ann, subject="First"), await hold(ann, subject="Second")
    assert len(kept(folder)) == 2
    await deleted(ann, first.conf_uuid)
    assert [one.subject for one in (await films(ann)).data] == ["Second"]
    assert [one.is_has_record_file for one in (await past(ann)).data] == [True, False]
    await application.removal.run_due()
    [left] = kept(folder)
    assert str(second.conf_uuid) in str(left)
    assert folders(folder) == {second.conf_uuid}
    with refused(UNKNOWN):
        await deleted(ann, first.conf_uuid)


async def test_of_a_list_those_that_are_there_and_the_caller_s(
    ann: Person, bob: Person, hold: Hold, make_person: MakePerson, make_corp: MakeCorp
) -> None:
    stranger = await make_person("Eve", corp=await make_corp("Other"))
    own = [(await hold(ann)).conf_uuid for _ in range(2)]
    others = [(await hold(who)).conf_uuid for who in (bob, stranger)]
    bare = await hold(ann, is_recorded=False)
    await deleted(ann, " ", own[0], "0" * 32, *others, f" {own[1]} ", bare.conf_uuid, own[0])
    assert (await films(ann)).count == 0
    assert (await films(bob)).count == (await films(stranger)).count == 1
    for names in (own, others, [bare.conf_uuid], ["0" * 32], [" "]):
        with refused(UNKNOWN):
            await deleted(ann, *names)
    with refused(errors.PARAMETER_VERIFIED_FAIL):
        await deleted(ann)


async def test_administrators_delete_anybody_s(ann: Person, chief: Person, hold: Hold) -> None:
    info = await hold(ann)
    await deleted(chief, info.conf_uuid)
    assert (await films(ann)).count == 0


async def test_of_two_at_once_one_deletes(
    ann: Person, chief: Person, hold: Hold, application: Application, folder: Path
) -> None:
    info, other = await hold(ann), await hold(ann)
    outcomes = await asyncio.gather(
        deleted(ann, info.conf_uuid, other.conf_uuid),
        deleted(chief, other.conf_uuid, info.conf_uuid),
        return_exceptions=True,
    )
    [refusal] = [each for each in outcomes if each is not None]
    assert isinstance(refusal, ApiError)
    assert refusal.constant == UNKNOWN.constant
    await asyncio.gather(application.removal.run_due(), application.removal.run_due())
    assert kept(folder) == []
    assert (await contents(application.database, "recording_files"))["recording_files"] == []


async def test_it_may_be_recorded_again(ann: Person, hold: Hold, record: Record) -> None:
    info = await hold(ann)
    await deleted(ann, info.conf_uuid)
    await record(ann, info.conf_uuid)
    assert (await films(ann)).count == 1
    assert (await past(ann)).data[0].is_has_record_file


class TestTheFiles:
    async def test_one_that_cannot_be_removed_is_tried_again(
        self,
        ann: Person,
        hold: Hold,
        application: Application,
        clock: VirtualClock,
        folder: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        info = await hold(ann)
        [path] = kept(folder)
        path.unlink()
        path.mkdir()  # which no file store removes
        await deleted(ann, info.conf_uuid)
        await application.removal.run_due()
        assert "cannot be removed" in caplog.text
        path.rmdir()
        path.touch()
        await application.removal.run_due()
        assert kept(folder) == [path]
        clock.set(clock.now() + AGAIN)
        await application.removal.run_due()
        assert kept(folder) == []
        assert (await contents(application.database, "recording_files"))["recording_files"] == []

    async def test_a_removal_cut_short_is_made_good(
        self, ann: Person, hold: Hold, application: Application, clock: VirtualClock, folder: Path
    ) -> None:
        """Removed, but the process ends before it is noted: the next finds nothing and is content."""
        info = await hold(ann)
        await deleted(ann, info.conf_uuid)
        [path] = kept(folder)
        path.unlink()
        clock.set(clock.now() + timedelta(seconds=1))
        await application.removal.run_due()
        assert (await contents(application.database, "recording_files"))["recording_files"] == []
