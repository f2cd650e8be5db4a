"""Going on with a login."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from convener.client import ApiError
from convener.domain.accounts import User
from convener.domain.person import Status
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.identity import DeleteToken, UpdateToken
from server.areas.accounts.conftest import MakeNode, Node
from support.refusals import refused


@pytest.fixture(params=[72, 5])
async def login(request, node: Node, alice: User):
    return await node.log_in(client_type=request.param)


async def test_a_refresh_token_buys_a_new_pair(node: Node, login, alice: User):
    renewed = await node.send(UpdateToken(token=login.refresh_token))
    assert len({login.access_token, login.refresh_token, renewed.access_token, renewed.refresh_token}) == 4
    assert (renewed.client_type, renewed.valid_period) == (login.client_type, 86_400)
    assert renewed.user is not None
    assert renewed.user.user_id == alice.user_id
    for token in (login.access_token, renewed.access_token):
        assert (await node.who(token)).user_id == alice.user_id


async def test_a_refresh_token_is_spent_once(node: Node, login):
    given = await asyncio.gather(
        *(node.send(UpdateToken(token=login.refresh_token)) for _ in range(4)), return_exceptions=True
    )
    failures = [answer for answer in given if isinstance(answer, ApiError)]
    assert [failure.code for failure in failures] == [errors.INVALID_TOKEN.code] * 3
    with refused(errors.INVALID_TOKEN):
        await node.send(UpdateToken(token=login.refresh_token))


async def test_the_old_access_token_lives_its_day_out(node: Node, login, clock: VirtualClock):
    clock.set(clock.now() + timedelta(hours=20))
    renewed = await node.send(UpdateToken(token=login.refresh_token))
    clock.set(clock.now() + timedelta(hours=4) - timedelta(microseconds=1))
    await node.who(login.access_token)
    clock.set(clock.now() + timedelta(microseconds=1))
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await node.who(login.access_token)
    await node.who(renewed.access_token)


async def test_a_refresh_token_holds_thirty_days(node: Node, login, clock: VirtualClock):
    clock.set(clock.now() + timedelta(days=30) - timedelta(microseconds=1))
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await node.who(login.access_token)
    renewed = await node.send(UpdateToken(token=login.refresh_token))
    await node.who(renewed.access_token)
    clock.set(clock.now() + timedelta(days=30))
    with refused(errors.INVALID_TOKEN):
        await node.send(UpdateToken(token=renewed.refresh_token))


async def test_an_access_token_is_given_another_day(
    node: Node, make_node: MakeNode, login, clock: VirtualClock
):
    other = make_node()
    await other.who(login.access_token)
    clock.set(clock.now() + timedelta(hours=23))
    renewed = await node.send(UpdateToken(token=login.access_token))
    assert (renewed.access_token, renewed.refresh_token) == (login.access_token, None)
    assert renewed.expire_time == login.expire_time + 23 * 3600
    clock.set(clock.now() + timedelta(hours=23))
    for where in (node, other):
        await where.who(login.access_token)
    clock.set(clock.now() + timedelta(hours=1))
    for where in (node, other):
        with refused(errors.USER_TOKEN_AUTH_FAILED):
            await where.who(login.access_token)


async def test_an_expired_access_token_is_not_renewed(node: Node, login, clock: VirtualClock):
    clock.set(clock.now() + timedelta(days=1))
    with refused(errors.INVALID_TOKEN):
        await node.send(UpdateToken(token=login.access_token))


async def test_a_token_renewed_daily_outlives_its_refresh_token(node: Node, login, clock: VirtualClock):
    for _ in range(40):
        clock.set(clock.now() + timedelta(hours=23))
        await node.send(UpdateToken(token=login.access_token))
    await node.who(login.access_token)


@pytest.mark.parametrize("token", [None, "", "cnr" + "0" * 37])
async def test_other_tokens_are_refused(node: Node, token):
    with refused(errors.INVALID_TOKEN):
        await node.send(UpdateToken(token=token))


async def test_refresh_tokens_are_not_for_calls(node: Node, login):
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await node.who(login.refresh_token)


async def test_a_disabled_user_cannot_go_on(node: Node, login, alice: User):
    await node.accounts.set_status(alice, Status.DISABLED)
    for token in (login.access_token, login.refresh_token):
        with refused(errors.INVALID_TOKEN):
            await node.send(UpdateToken(token=token))


async def test_logging_out_ends_only_its_own_pair(node: Node, login):
    renewed = await node.send(UpdateToken(token=login.refresh_token))
    await node.send(DeleteToken(token=renewed.access_token))
    await node.who(login.access_token)
