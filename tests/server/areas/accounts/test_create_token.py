"""Logging in with account and password."""

from __future__ import annotations

from datetime import timedelta

import pytest

from convener.client import exchange
from convener.client.credentials import basic
from convener.domain.accounts import User
from convener.domain.person import AdminType, Status
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.identity import (
    AccountLogin,
    CreateToken,
    CreateTokenType,
    UserInfo,
    UserStatus,
    UserType,
)
from server.areas.accounts.conftest import PASSWORD, WRONG, MakeNode, MakeUser, Node
from support.refusals import refused

DAY = 24 * 60 * 60


async def test_the_answer_describes_token_and_user(node: Node, alice: User, acme: str, clock: VirtualClock):
    login = await node.log_in()
    now = int(clock.now().timestamp())
    assert login.access_token is not None
    assert login.refresh_token is not None
    assert len(login.access_token) == len(login.refresh_token) == 40
    assert (login.valid_period, login.expire_time, login.create_time) == (DAY, now + DAY, now * 1000)
    assert (login.refresh_valid_period, login.refresh_expire_time, login.refresh_create_time) == (
        30 * DAY,
        now + 30 * DAY,
        now * 1000,
    )
    assert (login.client_type, login.token_type, login.token_ip) == (72, 0, "127.0.0.1")
    assert (login.first_login, login.pwd_expired, login.days_pwd_available) == (False, False, 180)
    assert login.proxy_token is None
    user = login.user
    assert isinstance(user, UserInfo)
    assert (user.user_id, user.uclogin_account, user.name) == (alice.user_id, "alice", "Alice Roe")
    assert (user.company_id, user.sp_id, user.app_id) == (acme, None, None)
    assert (user.user_type, user.admin_type, user.status) == (UserType.ENTERPRISE_USER, 2, UserStatus.NORMAL)
    assert user.service_account == f"sip:{alice.sip_number}@huaweicloud.com"


async def test_the_token_is_the_users(node: Node, alice: User, acme: str):
    principal = await node.who(await node.token())
    assert (principal.corp_id, principal.corp_name, principal.user_id) == (acme, "Acme", alice.user_id)
    assert (principal.account, principal.sip_number, principal.app_id) == ("alice", alice.sip_number, None)
    assert not principal.is_admin


@pytest.mark.parametrize("name", ["alice", "ALICE", "+8613800000000", "Alice@Example.ORG"])
async def test_phone_and_mail_are_accounts_too_in_any_case(node: Node, make_user: MakeUser, name: str):
    alice = await make_user("alice", phone="+8613800000000", email="alice@example.org")
    login = await node.log_in(name)
    assert login.user is not None
    assert login.user.user_id == alice.user_id
    assert login.user.is_bind_phone


@pytest.mark.parametrize("scheme", ["Basic ", "basic ", "BASIC   "])
async def test_the_scheme_may_be_written_in_any_case(node: Node, alice: User, scheme: str):
    header = basic("alice", PASSWORD).replace("Basic ", scheme)
    assert (await node.log_in(header=header)).access_token


@pytest.mark.parametrize(
    "header",
    [
        basic("alice", WRONG),
        basic("alice", PASSWORD.upper()),
        basic("alice", ""),
        basic("bob", PASSWORD),
        "Basic",
        "Basic !!!",
        f"Bearer {basic('alice', PASSWORD)}",
    ],
)
async def test_wrong_credentials_are_refused(node: Node, alice: User, header: str):
    with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
        await node.log_in(header=header)


async def test_the_header_is_needed(node: Node, alice: User):
    request = exchange.outgoing(_login("alice"), token=None)
    assert "Authorization" not in request.headers
    answer = await node.transport.send(request)
    assert answer.status == 401


async def test_nobody_can_tell_unknown_accounts_from_wrong_passwords(node: Node, alice: User):
    answers = []
    for account in ("alice", "nobody"):
        request = exchange.outgoing(_login(account, basic(account, WRONG)), token=None)
        request.headers["X-Request-Id"] = "same"
        answers.append(await node.transport.send(request))
    known, unknown = answers
    assert (known.status, known.body) == (unknown.status, unknown.body)
    assert dict(known.headers) == dict(unknown.headers)
    assert node.hasher.verified == 2, "both cost one hash"


async def test_users_of_apps_have_no_password(node: Node, make_user: MakeUser):
    await make_user("robot", password_hash=None)
    for password in ("", PASSWORD):
        with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
            await node.log_in("robot", password)


async def test_a_disabled_account_is_told_only_to_who_knows_the_password(node: Node, alice: User):
    await node.accounts.set_status(alice, Status.DISABLED)
    with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
        await node.log_in(password=WRONG)
    with refused(errors.ACCOUNT_DISABLED):
        await node.log_in()
    await node.accounts.set_status(alice, Status.NORMAL)
    await node.log_in()


async def test_credentials_can_be_checked_without_a_token(node: Node, alice: User):
    login = await node.log_in(create_token_type=CreateTokenType.CHECK_ONLY)
    assert login.user is not None
    assert login.user.user_id == alice.user_id
    nothing = (login.access_token, login.valid_period, login.expire_time, login.create_time)
    assert (*nothing, login.refresh_token, login.refresh_expire_time) == (None,) * 6
    with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
        await node.log_in(password=WRONG, create_token_type=CreateTokenType.CHECK_ONLY)


async def test_null_is_what_is_not_set(node: Node, alice: User):
    request = exchange.outgoing(_login("alice", basic("alice", PASSWORD)), token=None)
    body = (await node.transport.send(request)).body
    for part in (b'"proxyToken":null', b'"forceLoginInd":null', b'"thirdAccount":null', b'"numberHA1":null'):
        assert part in body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"clientType":72}',
        b'{"account":"","clientType":72}',
        b'{"account":"alice"}',
        b'{"account":"alice","clientType":-1}',
        b'{"account":"a\\u0000b","clientType":72}',
        b'{"account":"alice","clientType":72,"createTokenType":2}',
    ],
)
async def test_invalid_bodies_are_refused(node: Node, body: bytes):
    answer = await node.transport.send(
        exchange.Outgoing(method="POST", path="/v1/usg/acs/auth/account", query=[], headers={}, body=body)
    )
    assert (answer.status, b"USG.000000003" in answer.body) == (400, True)


async def test_a_new_password_ends_the_logins_of_the_old_one(node: Node, alice: User, clock: VirtualClock):
    token = await node.token()
    await node.accounts.set_password(alice, "n3w-Passw0rd", clock.now())
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await node.who(token)
    with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
        await node.log_in()
    clock.set(clock.now() + timedelta(days=200))
    login = await node.log_in(password="n3w-Passw0rd")
    assert (login.first_login, login.pwd_expired, login.days_pwd_available) == (True, False, -20)


async def test_disabling_ends_logins_on_every_node(node: Node, make_node: MakeNode, alice: User):
    other = make_node()
    token = await node.token()
    await node.who(token)
    await node.accounts.set_status(alice, Status.DISABLED)
    for where in (node, other):
        with refused(errors.USER_TOKEN_AUTH_FAILED):
            await where.who(token)


async def test_administrators_are_told_apart(node: Node, make_user: MakeUser):
    await make_user("boss", admin_type=AdminType.DEFAULT)
    login = await node.log_in("boss")
    assert login.user is not None
    assert login.user.admin_type == 0
    assert login.access_token is not None
    assert (await node.who(login.access_token)).is_admin


def _login(account: str, header: str | None = None) -> CreateToken:
    return CreateToken(authorization=header, body=AccountLogin(account=account, client_type=72))
