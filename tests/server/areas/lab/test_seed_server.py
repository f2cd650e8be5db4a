from __future__ import annotations

from datetime import timedelta

from convener.client import Account, AppId
from convener.server.app import Application
from convener.wire import errors
from convener.wire.identity import AdminType, UserType
from convener.wire.lab import PASSWORD, Seed, SeedApp, SeedMeeting, SeedServer, SeedUser
from convener.wire.meetings import (
    ConferenceState,
    Cycle,
    CycleParams,
    ScheduleBody,
    ShowMeetingDetail,
)
from server.areas.lab.conftest import Lab
from server.conftest import NOON
from support.refusals import refused
from support.tables import contents

TOMORROW = NOON + timedelta(days=1)


async def test_people_log_in_with_what_is_answered(lab: Lab) -> None:
    body = Seed(users=[SeedUser(account="ann", name="Ann Roe"), SeedUser(account="bob", password="x")])
    seeded = await lab.send(SeedServer(body=body))
    assert [(user.account, user.name, user.password) for user in seeded.users] == [
        ("ann", "Ann Roe", PASSWORD),
        ("bob", "bob", "x"),
    ]
    for user in seeded.users:
        login = await lab.client().login(Account(user.account, user.password))
        assert login.user is not None
        assert login.user.user_id == user.user_id


async def test_their_tokens_are_good_at_once(lab: Lab) -> None:
    seeded = await lab.seed("ann")
    with refused(errors.CONF_DATA_NOT_FOUND):
        await lab.client(token=seeded.users[0].token).send(ShowMeetingDetail(conference_id="1"))


async def test_the_first_admin_is_the_default_one(lab: Lab) -> None:
    people = [
        SeedUser(account="ann"),
        SeedUser(account="bob", admin=True),
        SeedUser(account="cid", admin=True),
    ]
    await lab.send(SeedServer(body=Seed(users=people)))
    kinds = []
    for one in people:
        login = await lab.client().login(Account(one.account, PASSWORD))
        assert login.user is not None
        kinds.append(login.user.admin_type)
    assert kinds == [AdminType.NONE, AdminType.DEFAULT, AdminType.ORDINARY]


async def test_apps_log_people_in(lab: Lab) -> None:
    users = [SeedUser(account="ann", third_account="third-ann", admin=True)]
    apps = [SeedApp(), SeedApp(app_id="mine", key="my-key")]
    seeded = await lab.send(SeedServer(body=Seed(users=users, apps=apps)))
    assert (seeded.apps[1].app_id, seeded.apps[1].key) == ("mine", "my-key")
    for app in seeded.apps:
        login = await lab.client().login(AppId(app.app_id, app.key, user_id="third-ann"))
        assert login.user is not None
        assert login.user.user_id == seeded.users[0].user_id


async def test_an_app_of_a_provider_logs_in_people_of_its_enterprises(lab: Lab) -> None:
    root = SeedUser(account="root", provider_admin=True)
    provider = await lab.send(SeedServer(body=Seed(name="SP", users=[root], apps=[SeedApp(provider=True)])))
    below = Seed(users=[SeedUser(account="ann", third_account="a")], provider_id=provider.enterprise_id)
    seeded = await lab.send(SeedServer(body=below))
    [app] = provider.apps
    credentials = AppId(app.app_id, app.key, corp_id=seeded.enterprise_id, user_id="a")
    login = await lab.client().login(credentials)
    assert login.user is not None
    assert login.user.user_id == seeded.users[0].user_id
    login = await lab.client().login(Account("root", PASSWORD))
    assert login.user is not None
    assert login.user.user_type == UserType.SP_ADMINISTRATOR


async def test_meetings_are_booked(lab: Lab) -> None:
    later = ScheduleBody(
        media_types="Voice",
        subject="Tea",
        start_time=f"{TOMORROW:%Y-%m-%d %H:%M}",
        cycle_params=CycleParams(
            start_date=f"{TOMORROW:%Y-%m-%d}",
            end_date=f"{TOMORROW + timedelta(days=2):%Y-%m-%d}",
            cycle=Cycle.DAY,
            interval=1,
        ),
    )
    meetings = [
        SeedMeeting(by="ann", booking=ScheduleBody(media_types="Voice")),
        SeedMeeting(by="ann", recurring=True, booking=later),
    ]
    seeded = await lab.seed("ann", meetings=meetings)
    ann = lab.client(token=seeded.users[0].token)
    now, series = seeded.meetings
    found = await ann.send(ShowMeetingDetail(conference_id=now.conference_id))
    assert found.conference_data.conference_state is ConferenceState.CREATED
    found = await ann.send(ShowMeetingDetail(conference_id=series.conference_id))
    assert found.conference_data.subject == "Tea"
    assert len(found.conference_data.sub_confs or []) == 3


async def test_all_or_nothing(application: Application, lab: Lab) -> None:
    before = await contents(application.database)
    past = ScheduleBody(media_types="Voice", start_time="2020-01-01 09:00")
    with refused(errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME):
        await lab.seed("ann", meetings=[SeedMeeting(by="ann", booking=past)])
    with refused(errors.PARAMETER_VERIFIED_FAIL):
        await lab.seed("ann", "bob", "Ann")
    with refused(errors.PARAMETER_VERIFIED_FAIL):
        await lab.seed("ann", meetings=[SeedMeeting(by="bob", booking=ScheduleBody(media_types="Voice"))])
    with refused(errors.PARAMETER_VERIFIED_FAIL):
        await lab.seed("ann", provider_id="999")
    with refused(errors.PARAMETER_VERIFIED_FAIL):
        await lab.seed("ann", apps=[SeedApp(app_id="one"), SeedApp(app_id="one")])
    assert await contents(application.database) == before


async def test_names_are_unique_on_a_server(lab: Lab) -> None:
    await lab.seed("ann", apps=[SeedApp(app_id="one")])
    with refused(errors.ACCOUNT_EXISTS):
        await lab.seed("ANN")
    with refused(errors.PARAMETER_VERIFIED_FAIL):
        await lab.seed("bob", apps=[SeedApp(app_id="one")])
