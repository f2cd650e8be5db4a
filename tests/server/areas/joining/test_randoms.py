"""What holds for both operations that prove a password without a login."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.server.jobs import sweeper
from convener.wire import errors
from convener.wire.meetings import CallInRestriction, ConfConfigInfo, CycleSubConfConfig
from server.areas.joining.conftest import Prove
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.changing import repeat, update_date
from support.refusals import expectation, refused
from support.tables import contents

SOON = "2021-08-30 13:00"


@pytest.mark.parametrize("role", [0, 1])
@pytest.mark.parametrize("start", [None, SOON])
async def test_either_password_is_worth_a_random(
    ann: Person, prove: Prove, application: Application, role: int, start: str | None
) -> None:
    info = await ann.book(start_time=start)
    random = await prove(info.conference_id, info.password_entry[role].password)
    assert len(random) == 15
    assert random.isdecimal()
    [row] = (await contents(application.database, "joins"))["joins"]
    assert random not in str(row)
    assert row[3] == 1 - role


async def test_every_random_is_another(ann: Person, prove: Prove) -> None:
    info = await ann.book()
    password = info.password_entry[1].password
    assert await prove(info.conference_id, password) != await prove(info.conference_id, password)


async def test_unused_randoms_are_swept_away(
    ann: Person, prove: Prove, application: Application, clock: VirtualClock
) -> None:
    info = await ann.book()
    await application.database.write(lambda unit: sweeper.begin(unit, NOON))
    await prove(info.conference_id, info.password_entry[1].password)
    clock.set(NOON + timedelta(days=1))
    await application.worker.run_due()
    assert (await contents(application.database, "joins"))["joins"] == []


async def test_a_wrong_password(ann: Person, prove: Prove) -> None:
    info = await ann.book()
    with refused(errors.CONF_PWD_AUTH_FAILED):
        await prove(info.conference_id, "nonsense")


@pytest.mark.parametrize("free", [True, False])
async def test_without_a_password_only_where_guests_need_none(ann: Person, prove: Prove, free: bool) -> None:
    info = await ann.book(conf_config_info=ConfConfigInfo(is_guest_free_pwd=free))
    with expectation(free, refuses=errors.CONF_AUTHEN_NEED_PASSWORD):
        await prove(info.conference_id)


@pytest.mark.parametrize("password", [None, "123456"])
async def test_an_unknown_meeting(prove: Prove, password: str | None) -> None:
    with refused(errors.CONF_DATA_NOT_FOUND):
        await prove("999999999", password)


@pytest.mark.parametrize("given", [True, False])
async def test_a_meeting_that_is_over(ann: Person, prove: Prove, clock: VirtualClock, given: bool) -> None:
    info = await ann.book(start_time=SOON, conf_config_info=ConfConfigInfo(is_guest_free_pwd=True))
    clock.set(NOON + timedelta(hours=2))
    with refused(errors.CONF_DATA_NOT_FOUND):
        await prove(info.conference_id, info.password_entry[0].password if given else None)


async def test_guessing_ends_after_five(ann: Person, prove: Prove, clock: VirtualClock) -> None:
    info = await ann.book(start_time="2021-09-01 09:00")
    for _ in range(5):
        with refused(errors.CONF_PWD_AUTH_FAILED):
            await prove(info.conference_id, "nonsense")
    with refused(errors.CONF_ANONYMOUS_LOGIN_LOCKED):
        await prove(info.conference_id, info.password_entry[0].password)
    clock.set(NOON + timedelta(minutes=5))
    await prove(info.conference_id, info.password_entry[0].password)


@pytest.mark.parametrize("restriction", CallInRestriction)
async def test_some_meetings_are_for_people_with_a_login(
    ann: Person, prove: Prove, restriction: CallInRestriction
) -> None:
    info = await ann.book(conf_config_info=ConfConfigInfo(call_in_restriction=restriction))
    allowed = restriction is CallInRestriction.EVERYONE
    with expectation(allowed, refuses=errors.CONF_NOT_ALLOW_ANONYMOUS):
        await prove(info.conference_id, info.password_entry[1].password)


async def test_a_date_of_a_series_may_be_for_people_with_a_login(
    ann: Person, prove: Prove, clock: VirtualClock, application: Application
) -> None:
    info = await repeat(ann)
    first = (info.sub_confs or [])[0]
    own = CycleSubConfConfig(call_in_restriction=CallInRestriction.INVITED)
    await update_date(ann, first, conf_config_info=own)
    with refused(errors.CONF_NOT_ALLOW_ANONYMOUS):
        await prove(info.conference_id, info.password_entry[1].password)
    clock.set(datetime.fromisoformat(f"{first.end_time}+00:00"))
    await application.worker.run_due()
    await prove(info.conference_id, info.password_entry[1].password)


async def led_to(application: Application) -> str:
    """The ID of the meeting that the only random is for, which is then forgotten."""
    tables = await contents(application.database, "joins", "meetings")
    [(_, _, joined, *_)] = tables["joins"]
    await application.database.exclusively(lambda schema: schema.script("DELETE FROM joins;"))
    return {row[1]: str(row[2]) for row in tables["meetings"]}[joined]


class TestFixedIds:
    async def test_lead_to_the_meeting_in_progress_or_the_next(
        self, ann: Person, prove: Prove, application: Application, clock: VirtualClock
    ) -> None:
        room = await ann.personal_room()
        with refused(errors.CONF_DATA_NOT_FOUND):
            await prove(room.number, room.general)
        late, early = [
            await ann.book(start_time=start, length=60, vmr_flag=1, vmr_id=room.room_id, subject=start)
            for start in ("2021-08-30 15:00", SOON)
        ]
        for hour, meeting in ((0, early), (1, early), (2, late)):
            clock.set(NOON + timedelta(hours=hour))
            await prove(room.number, room.general)
            assert await led_to(application) == meeting.conference_id

    async def test_need_the_room_s_password(self, ann: Person, prove: Prove) -> None:
        room = await ann.personal_room()
        await ann.book(start_time=SOON, vmr_flag=1, vmr_id=room.room_id)
        with refused(errors.CONF_AUTHEN_NEED_PASSWORD):
            await prove(room.number)
        with refused(errors.CONF_PWD_AUTH_FAILED):
            await prove(room.number, "nonsense")


async def test_the_meeting_may_be_of_any_enterprise(
    make_person: MakePerson, make_corp: MakeCorp, prove: Prove
) -> None:
    stranger = await make_person("Eve Fox", corp=await make_corp("Other"))
    info = await stranger.book()
    await prove(info.conference_id, info.password_entry[1].password)
