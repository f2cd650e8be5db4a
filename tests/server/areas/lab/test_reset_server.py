from __future__ import annotations

from datetime import timedelta

import pytest

from convener.client import Account, AppId
from convener.server.app import Application
from convener.server.bootstrap import FirstRun
from convener.server.clock import VirtualClock
from convener.server.jobs import sweeper
from convener.wire import errors
from convener.wire.convener import AdvanceClock, ClockAdvance, ShowClock
from convener.wire.identity import CheckToken, TokenCheck
from convener.wire.lab import AddFault, FaultKind, ListFaults, ListRequests, NewFault, ResetServer
from convener.wire.meetings import CreateMeeting, ScheduleBody, ShowMeetingDetail
from server.areas.lab.conftest import Lab
from server.conftest import NOON
from support.refusals import refused
from support.tables import contents

BOOKING = CreateMeeting(body=ScheduleBody(media_types="Voice"))


def admin(first_run: FirstRun) -> Account:
    return Account(first_run.account, first_run.password)


async def test_the_values_of_the_first_start_stay_good(lab: Lab, first_run: FirstRun) -> None:
    for _ in range(2):
        await lab.send(ResetServer())
        await lab.client(credentials=admin(first_run)).send(BOOKING)
        app = AppId(first_run.app_id, first_run.app_key, user_id="somebody-new")
        await lab.client(credentials=app).send(BOOKING)


async def test_everything_else_is_gone(application: Application, lab: Lab, first_run: FirstRun) -> None:
    before = await contents(application.database)
    seeded = await lab.seed("ann", "bob")
    ann = lab.client(token=seeded.users[0].token)
    [info] = await ann.send(BOOKING)
    await lab.send(ResetServer())
    assert await contents(application.database) == before
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await ann.send(ShowMeetingDetail(conference_id=info.conference_id))
    chief = lab.client(credentials=admin(first_run))
    with refused(errors.CONF_DATA_NOT_FOUND):
        await chief.send(ShowMeetingDetail(conference_id=info.conference_id))


async def test_what_was_changed_since_the_start_is_as_it_was(
    application: Application, lab: Lab, first_run: FirstRun
) -> None:
    await application.start()
    user = await application.database.read(lambda unit: application.users.by_login(unit, first_run.account))
    assert user is not None
    other = await application.passwords.hash("another-password-7")
    await application.database.write(
        lambda unit: application.users.set_password(
            unit, user.corp_id, user.user_id, other, NOON, must_change=False
        )
    )
    with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
        await lab.client().login(admin(first_run))
    await lab.send(ResetServer())
    await lab.client().login(admin(first_run))


@pytest.mark.parametrize("moved", [timedelta(days=400), timedelta(days=-1)])
async def test_the_clock_shows_the_time_of_the_start(lab: Lab, clock: VirtualClock, moved: timedelta) -> None:
    clock.set(NOON + moved)
    assert (await lab.send(ResetServer())).now == NOON
    assert (await lab.send(ShowClock())).now == NOON


async def test_faults_and_requests_are_forgotten(lab: Lab) -> None:
    await lab.send(AddFault(body=NewFault(kind=FaultKind.DROP_BEFORE, times=0)))
    with refused(errors.TOKEN_NOT_VALID):
        await lab.send(ResetServer())
        await lab.send(CheckToken(body=TokenCheck(token="x", need_gen_new_token=False)))
    await lab.send(ResetServer())
    assert (await lab.send(ListFaults())).data == []
    assert (await lab.send(ListRequests())).data == []


async def test_nothing_happens_of_what_was_to_happen(lab: Lab, first_run: FirstRun) -> None:
    """The timers of meetings that are gone are gone; those of new ones run."""
    seeded = await lab.seed("ann")
    await lab.client(token=seeded.users[0].token).send(BOOKING)
    await lab.send(ResetServer())
    chief = lab.client(credentials=admin(first_run))
    [info] = await chief.send(CreateMeeting(body=ScheduleBody(media_types="Voice", length=60)))
    await lab.send(AdvanceClock(body=ClockAdvance(seconds=59 * 60)))
    await chief.send(ShowMeetingDetail(conference_id=info.conference_id))
    await lab.send(AdvanceClock(body=ClockAdvance(seconds=120)))
    with refused(errors.CONF_DATA_NOT_FOUND):
        await chief.send(ShowMeetingDetail(conference_id=info.conference_id))


async def test_a_server_that_sweeps_goes_on_sweeping(application: Application, lab: Lab) -> None:
    await application.database.write(lambda unit: sweeper.begin(unit, NOON))
    await lab.send(ResetServer())
    await lab.seed("ann")
    await lab.send(AdvanceClock(body=ClockAdvance(seconds=60 * 86_400)))
    assert (await contents(application.database, "tokens"))["tokens"] == []


async def test_an_empty_server_stays_empty(application: Application, lab: Lab) -> None:
    await lab.send(ResetServer())
    await lab.seed("ann")
    await lab.send(ResetServer())
    assert not any((await contents(application.database)).values())
