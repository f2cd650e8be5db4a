"""Logging in where another identity provider could stand."""

from __future__ import annotations

from typing import Any

import pytest

from convener.client import exchange
from convener.domain.accounts import User
from convener.domain.person import Status
from convener.wire import errors
from convener.wire.identity import (
    AuthServerType,
    AuthType,
    CreateProxyToken,
    CreateTokenType,
    LoginToken,
    ProxyLogin,
)
from server.areas.accounts.conftest import ORIGIN, PASSWORD, WRONG, Node
from support.refusals import refused


def login(**given: Any) -> CreateProxyToken:
    given.setdefault("auth_server_type", AuthServerType.WORKPLACE)
    given.setdefault("auth_type", AuthType.ACCOUNT_AND_PASSWORD)
    given.setdefault("account", "alice")
    given.setdefault("pwd", PASSWORD)
    return CreateProxyToken(body=ProxyLogin(client_type=72, **given))


@pytest.mark.parametrize("server", list(AuthServerType))
async def test_accounts_of_this_server_are_served(node: Node, alice: User, server: AuthServerType):
    answer = await node.send(login(auth_server_type=server))
    assert (await node.who(answer.access_token)).user_id == alice.user_id
    proxy = answer.proxy_token
    assert proxy is not None
    assert (proxy.access_token, proxy.long_access_token) == (answer.access_token, answer.refresh_token)
    assert (proxy.valid_period, proxy.middle_end_url, proxy.enable_rerouting) == (86_400, ORIGIN, False)


async def test_a_hundred_logins_hash_once_and_displace_only_the_oldest(node: Node, alice: User):
    answers: list[LoginToken] = [await node.send(login()) for _ in range(100)]
    assert node.hasher.verified == 1
    for answer in answers[-64:]:
        await node.who(answer.access_token)
    with refused(errors.TOKEN_DISPLACED):
        await node.who(answers[35].access_token)


@pytest.mark.parametrize("missing", ["account", "pwd"])
@pytest.mark.parametrize("value", [None, ""])
async def test_account_and_password_are_needed(node: Node, alice: User, missing: str, value: str | None):
    with refused(errors.INVALID_PARAMETER):
        await node.send(login(**{missing: value}))


async def test_it_is_refused_like_a_login_with_a_header(node: Node, alice: User):
    for given in ({"pwd": WRONG}, {"account": "nobody"}):
        with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
            await node.send(login(**given))
    await node.accounts.set_status(alice, Status.DISABLED)
    with refused(errors.ACCOUNT_DISABLED):
        await node.send(login())
    for _ in range(4):
        with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
            await node.send(login(pwd=WRONG))
    with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
        await node.log_in(password=WRONG)
    with refused(errors.USER_LOCKED):
        await node.send(login())


@pytest.mark.parametrize(
    ("server", "fault"),
    [
        (AuthServerType.OAUTH2, errors.SSO_NOT_SUPPORTED),
        (AuthServerType.WORKPLACE, errors.AUTHENTICATION_TYPE_INVALID),
    ],
)
async def test_codes_of_other_providers_are_refused(node: Node, alice: User, server, fault):
    with refused(fault):
        await node.send(
            login(
                auth_server_type=server, auth_type=AuthType.AUTH_CODE, credential="c0de", domain="acme.test"
            )
        )


@pytest.mark.parametrize("name", ["authServerType", "authType"])
async def test_unknown_types_are_refused(node: Node, name: str):
    request = exchange.outgoing(login(), token=None)
    assert request.body is not None
    value = {"authServerType": b"workplace", "authType": b"AccountAndPwd"}[name]
    answer = await node.transport.send(
        exchange.Outgoing(
            method=request.method,
            path=request.path,
            query=[],
            headers={},
            body=request.body.replace(value, b"other"),
        )
    )
    assert (answer.status, b"USG.206010024" in answer.body) == (400, True)


async def test_credentials_can_be_checked_without_a_token(node: Node, alice: User):
    answer = await node.send(login(create_token_type=CreateTokenType.CHECK_ONLY))
    assert (answer.access_token, answer.proxy_token) == (None, None)
    assert answer.user is not None
