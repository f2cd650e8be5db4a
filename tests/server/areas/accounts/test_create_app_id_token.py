"""Logging in through an app."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from convener.client import ApiError
from convener.domain.accounts import App, AppKind, User
from convener.domain.person import AdminType, Status
from convener.server.clock import VirtualClock
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import apps
from convener.wire import errors
from convener.wire.identity import CreateAppIdToken, LoginToken, UserInfo
from server.areas.accounts.conftest import (
    PASSWORD,
    MakeApp,
    MakeCorp,
    MakeNode,
    MakeUser,
    Node,
    Provider,
    signed_login,
)
from support.refusals import refused

_KEY = Statement(select(apps.c.key), str)


def user_of(login: LoginToken) -> UserInfo:
    assert login.user is not None
    return login.user


async def test_a_member_is_logged_in(node: Node, app: App, make_user: MakeUser, acme: str):
    carol = await make_user("carol", third_account="c-17")
    login = await node.log_in_by_app(app, user_id="c-17")
    user = user_of(login)
    assert (user.user_id, user.third_account, user.app_id) == (carol.user_id, "c-17", app.app_id)
    assert (login.client_type, login.valid_period, login.token_type) == (72, 86_400, 0)
    principal = await node.who(login.access_token)
    assert (principal.user_id, principal.corp_id, principal.app_id) == (carol.user_id, acme, app.app_id)


async def test_without_a_user_it_is_the_default_administrator(node: Node, app: App, make_user: MakeUser):
    await make_user("deputy", admin_type=AdminType.ORDINARY)
    with refused(errors.APP_ID_NOT_VERIFIED):
        await node.log_in_by_app(app)
    boss = await make_user("boss", admin_type=AdminType.DEFAULT)
    for user_id in (None, ""):
        assert user_of(await node.log_in_by_app(app, user_id=user_id)).user_id == boss.user_id


@pytest.mark.parametrize(
    "header",
    [
        "HMAC-SHA256 signature={signature}",
        "hmac-sha256 signature={signature},access={access}",
        "HMAC-SHA256 access={access}, signature={signature}",
    ],
)
@pytest.mark.parametrize("nonce", ["1" * 32, "a" * 64, "11111111-2222-3333-4444-555555555555"])
async def test_headers_and_nonces_of_real_clients(node: Node, app: App, header: str, nonce: str):
    assert (await node.log_in_by_app(app, user_id="dave", header=header, nonce=nonce)).access_token


async def test_signatures_may_be_in_lower_case(node: Node, app: App, clock: VirtualClock):
    login = signed_login(app, now=int(clock.now().timestamp()), user_id="dave")
    assert login.authorization is not None
    signature = login.authorization.partition("signature=")[2].partition(",")[0]
    lower = login.authorization.replace(signature, signature.lower())
    await node.send(CreateAppIdToken(authorization=lower, body=login.body))


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "another key"},
        {"header": "HMAC-SHA256 signature=00"},
        {"header": "HMAC-SHA256 signature={signature},access=b3RoZXI="},
        {"header": "Basic {signature}"},
        {"corp_id": "818803911"},
    ],
)
async def test_what_does_not_fit_is_refused(node: Node, app: App, wrong: dict[str, str]):
    with refused(errors.APP_ID_NOT_VERIFIED):
        await node.log_in_by_app(app, user_id="dave", **wrong)


async def test_an_enterprise_of_its_own_is_not_named_either(node: Node, app: App, acme: str):
    with refused(errors.APP_ID_NOT_VERIFIED):
        await node.log_in_by_app(app, user_id="dave", corp_id=acme)


async def test_unsigned_changes_are_refused(node: Node, app: App, clock: VirtualClock):
    login = signed_login(app, now=int(clock.now().timestamp()), user_id="dave")
    for change in ({"user_id": "boss"}, {"expire_time": 0}, {"nonce": "x" * 32}):
        body = login.body
        changed = type(body)(**{field: getattr(body, field) for field in body.__struct_fields__} | change)
        with refused(errors.APP_ID_NOT_VERIFIED):
            await node.send(CreateAppIdToken(authorization=login.authorization, body=changed))


async def test_unknown_and_disabled_apps_are_refused_alike(node: Node, app: App, clock: VirtualClock):
    disabled = replace(app, app_id="d" * 32, status=Status.DISABLED)
    await node.database.write(lambda unit: node.app_repository.add(unit, disabled, clock.now()))
    for one in (disabled, replace(app, app_id="f" * 32)):
        with refused(errors.APP_ID_NOT_VERIFIED):
            await node.log_in_by_app(one, user_id="dave")


async def test_a_signature_expires(node: Node, app: App, clock: VirtualClock):
    now = int(clock.now().timestamp())
    await node.log_in_by_app(app, user_id="dave", expires=now)
    with refused(errors.APP_ID_SIGNATURE_EXPIRED):
        await node.log_in_by_app(app, user_id="dave", expires=now - 1)
    with refused(errors.APP_ID_NOT_VERIFIED):
        await node.log_in_by_app(app, user_id="dave", expires=now - 1, key="another key")


@pytest.mark.parametrize("expires", [0, 2**53])
async def test_a_signature_may_hold_for_ever(node: Node, app: App, expires: int):
    await node.log_in_by_app(app, user_id="dave", expires=expires)


async def test_a_nonce_counts_once_on_all_nodes(
    node: Node, make_node: MakeNode, app: App, clock: VirtualClock
):
    login = signed_login(app, now=int(clock.now().timestamp()), user_id="dave")
    await node.send(login)
    clock.set(clock.now() + timedelta(minutes=9))
    for where in (node, make_node()):
        with refused(errors.APP_ID_NOT_VERIFIED):
            await where.send(login)


async def test_of_replays_at_once_one_gets_through(node: Node, app: App, clock: VirtualClock):
    login = signed_login(app, now=int(clock.now().timestamp()), user_id="dave")
    answers = await asyncio.gather(*(node.send(login) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(answer, LoginToken) for answer in answers) == 1
    failures = {answer.code for answer in answers if isinstance(answer, ApiError)}
    assert failures == {errors.APP_ID_NOT_VERIFIED.code}


async def test_two_apps_may_use_one_nonce(node: Node, make_app: MakeApp):
    for app in (await make_app(), await make_app()):
        await node.log_in_by_app(app, user_id="dave", nonce="n" * 32)


async def test_a_refused_login_leaves_its_nonce_unused(
    node: Node, app: App, clock: VirtualClock, make_user: MakeUser
):
    login = signed_login(app, now=int(clock.now().timestamp()))
    with refused(errors.APP_ID_NOT_VERIFIED):
        await node.send(login)
    await make_user("boss", admin_type=AdminType.DEFAULT)
    await node.send(login)


async def test_an_everlasting_signature_may_come_again_after_a_day(node: Node, app: App, clock: VirtualClock):
    login = signed_login(app, now=int(clock.now().timestamp()), user_id="dave", expires=0)
    await node.send(login)
    clock.set(clock.now() + timedelta(days=1) - timedelta(seconds=1))
    with refused(errors.APP_ID_NOT_VERIFIED):
        await node.send(login)
    clock.set(clock.now() + timedelta(seconds=1))
    await node.send(login)


async def test_an_unknown_user_is_created(node: Node, app: App, acme: str):
    details = {"user_name": "Dave Doe", "user_email": "Dave@Example.org", "user_phone": "+8613800000001"}
    login = await node.log_in_by_app(app, user_id="d/ave", dept_code="s4f", **details)
    user = user_of(login)
    assert user.uclogin_account == f"Auto-{user.user_id}"
    assert (user.name, user.third_account, user.is_bind_phone) == ("Dave Doe", "d/ave", True)
    assert (user.user_type, user.admin_type, user.status) == (2, 2, 0)
    kept = await node.database.read(lambda unit: node.users.by_login(unit, "dave@example.ORG"))
    assert kept is not None
    assert (kept.corp_id, kept.user_id, kept.dept_code) == (acme, user.user_id, "s4f")
    assert kept.sip_number.startswith("+99111")
    again = await node.log_in_by_app(app, user_id="d/ave")
    assert user_of(again) == user


async def test_a_created_user_is_called_by_its_id_for_want_of_a_name(node: Node, app: App):
    assert user_of(await node.log_in_by_app(app, user_id="dave", user_name="")).name == "dave"


async def test_logins_at_once_create_one_user(node: Node, make_node: MakeNode, app: App):
    nodes = [node, make_node()]
    logins = await asyncio.gather(
        *(
            nodes[number % 2].log_in_by_app(
                app, user_id="dave", user_email="dave@example.org", user_phone="+8613800000001"
            )
            for number in range(6)
        )
    )
    assert len({user_of(login).user_id for login in logins}) == 1
    for login in logins:
        await node.who(login.access_token)


async def test_users_are_not_created_where_the_enterprise_does_not_want_it(
    node: Node, make_corp: MakeCorp, make_app: MakeApp, make_user: MakeUser
):
    closed = await make_corp("Closed", create_unknown_users=False)
    app = await make_app(corp=closed)
    with refused(errors.AUTOMATIC_REGISTRATION_OFF):
        await node.log_in_by_app(app, user_id="dave")
    await make_user(None, corp=closed, third_account="dave")
    await node.log_in_by_app(app, user_id="dave")


async def test_users_are_not_created_beyond_the_limit(node: Node, make_corp: MakeCorp, make_app: MakeApp):
    app = await make_app(corp=await make_corp("Small", user_limit=2))
    given = await asyncio.gather(
        *(node.log_in_by_app(app, user_id=f"user-{number}") for number in range(5)), return_exceptions=True
    )
    failures = [answer.code for answer in given if isinstance(answer, ApiError)]
    assert failures == [errors.USER_NUMBER_EXCEEDED.code] * 3


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize(
    ("detail", "fault"),
    [
        ({"user_phone": "+8613800000000"}, errors.PHONE_CONFLICT),
        ({"user_email": "ALICE@example.org"}, errors.EMAIL_CONFLICT),
    ],
)
async def test_what_belongs_to_another_user_is_refused(
    node: Node, app: App, make_user: MakeUser, detail, fault, exists
):
    await make_user("alice", phone="+8613800000000", email="alice@example.org")
    if exists:
        await make_user(None, third_account="dave")
    with refused(fault):
        await node.log_in_by_app(app, user_id="dave", **detail)


async def test_details_of_a_known_user_are_written_over(node: Node, app: App, make_user: MakeUser):
    before = await make_user("carol", third_account="c-17", phone="+8613800000000", email="carol@example.org")
    login = await node.log_in_by_app(app, user_id="c-17", user_name="Carol New", user_email="new@example.org")
    assert user_of(login).name == "Carol New"
    assert (await node.who(login.access_token)).name == "Carol New"
    after = await node.database.read(lambda unit: node.users.find(unit, before.corp_id, before.user_id))
    assert after == replace(before, name="Carol New", email="new@example.org")
    await node.log_in("new@example.org")
    await node.log_in("+8613800000000")
    await node.log_in("carol")
    with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
        await node.log_in("carol@example.org")
    await make_user("second", email="carol@example.org")


async def test_an_address_that_is_the_account_stays_one(node: Node, app: App, make_user: MakeUser):
    await make_user("carol@example.org", third_account="c-17", email="Carol@example.org")
    await node.log_in_by_app(app, user_id="c-17", user_email="new@example.org")
    await node.log_in("carol@example.org", PASSWORD)


async def test_disabled_users_are_refused(node: Node, app: App, make_user: MakeUser):
    carol = await make_user("carol", third_account="c-17")
    await node.accounts.set_status(carol, Status.DISABLED)
    with refused(errors.ACCOUNT_DISABLED):
        await node.log_in_by_app(app, user_id="c-17", user_name="Carol New")
    kept = await node.database.read(lambda unit: node.users.find(unit, carol.corp_id, carol.user_id))
    assert kept is not None
    assert (kept.name, kept.status) == (carol.name, Status.DISABLED)


async def test_the_same_third_account_elsewhere_is_somebody_else(
    node: Node, app: App, make_corp: MakeCorp, make_app: MakeApp, make_user: MakeUser
):
    other = await make_corp("Other")
    theirs = await make_user("carol", corp=other, third_account="c-17")
    login = await node.log_in_by_app(app, user_id="c-17")
    assert user_of(login).user_id != theirs.user_id
    assert (
        user_of(await node.log_in_by_app(await make_app(corp=other), user_id="c-17")).user_id
        == theirs.user_id
    )


@pytest.mark.parametrize("signs_empty_corp", [True, False])
async def test_a_providers_administrator(node: Node, provider: Provider, signs_empty_corp: bool):
    for corp_id in (None, ""):
        login = await node.log_in_by_app(provider.app, corp_id=corp_id, signs_empty_corp=signs_empty_corp)
        user = user_of(login)
        assert (user.user_id, user.user_type, user.admin_type) == (provider.admin.user_id, 1, 0)
        assert (user.sp_id, user.company_id, user.corp_type) == (provider.corp_id, None, None)
        assert not (await node.who(login.access_token)).is_admin


async def test_a_provider_logs_in_administrators_and_users_of_its_enterprises(node: Node, provider: Provider):
    admin = user_of(await node.log_in_by_app(provider.app, corp_id=provider.enterprise))
    assert (admin.user_id, admin.sp_id) == (provider.enterprise_admin.user_id, provider.corp_id)
    login = await node.log_in_by_app(provider.app, corp_id=provider.enterprise, user_id="dave")
    assert (user_of(login).company_id, user_of(login).third_account) == (provider.enterprise, "dave")
    assert (await node.who(login.access_token)).corp_id == provider.enterprise


async def test_a_provider_may_not_reach_further(node: Node, provider: Provider, acme: str):
    for corp_id in (acme, provider.corp_id, "000000000"):
        with refused(errors.APP_ID_NOT_VERIFIED):
            await node.log_in_by_app(provider.app, corp_id=corp_id, user_id="dave")
    with refused(errors.APP_ID_NOT_VERIFIED):
        await node.log_in_by_app(provider.app, user_id="dave")


async def test_keys_are_kept_sealed(node: Node, app: App):
    stored = await node.database.read(lambda unit: unit.one(_KEY))
    assert stored is not None
    assert app.key not in stored
    assert len(app.key) == 64
    assert await node.database.read(lambda unit: node.apps.of_corp(unit, app.corp_id)) == [app]


@pytest.mark.parametrize(
    "wrong", [{"nonce": "short"}, {"nonce": "x" * 65}, {"expires": -1}, {"user_id": "x" * 65}]
)
async def test_invalid_parameters(node: Node, app: App, wrong):
    with refused(errors.INVALID_PARAMETER):
        await node.log_in_by_app(app, **wrong)


async def test_app_logins_are_limited_like_others(node: Node, app: App, alice: User):
    first = await node.log_in_by_app(app, user_id="dave", client_type=5)
    await node.log_in_by_app(app, user_id="dave", client_type=5)
    with refused(errors.TOKEN_DISPLACED):
        await node.who(first.access_token)


async def test_the_kind_decides_what_is_signed(node: Node, app: App):
    """A single-enterprise app signs no enterprise, not even an empty one."""
    with refused(errors.APP_ID_NOT_VERIFIED):
        await node.log_in_by_app(replace(app, kind=AppKind.PROVIDER), user_id="dave")
