"""Asking whether a token is valid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from convener.domain.accounts import User
from convener.domain.person import Status
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.identity import CheckToken, DeleteToken, TokenCheck, UpdateToken
from server.areas.accounts.conftest import Node
from support.refusals import refused


def check(token: str, *, renew: bool = False, info: bool | None = None) -> CheckToken:
    return CheckToken(body=TokenCheck(token=token, need_gen_new_token=renew, need_account_info=info))


async def test_a_valid_token_is_described(node: Node, alice: User, clock: VirtualClock):
    login = await node.log_in(client_type=6)
    clock.set(clock.now() + timedelta(hours=5))
    answer = await node.send(check(login.access_token))
    assert (answer.access_token, answer.client_type) == (login.access_token, 6)
    assert (answer.expire_time, answer.create_time) == (login.expire_time, login.create_time)
    assert (answer.refresh_token, answer.user) == (None, None)


@pytest.mark.parametrize(("info", "told"), [(True, True), (False, False), (None, False)])
async def test_the_user_is_told_when_asked_for(node: Node, alice: User, info, told):
    answer = await node.send(check(await node.token(), info=info))
    assert (answer.user is not None) == told


@pytest.mark.parametrize("client_type", [72, 6])
async def test_a_new_token_is_made_when_asked_for(node: Node, alice: User, client_type):
    token = await node.token(client_type=client_type)
    answer = await node.send(check(token, renew=True))
    assert answer.access_token != token
    assert answer.refresh_token is not None
    for valid in (token, answer.access_token):
        assert (await node.who(valid)).user_id == alice.user_id
    await node.send(UpdateToken(token=answer.refresh_token))


@pytest.mark.parametrize("renew", [False, True])
async def test_every_other_token_is_refused_alike(node: Node, alice: User, clock: VirtualClock, renew):
    ended, displaced, refresh = await node.token(), await node.token(client_type=6), await node.log_in()
    await node.send(DeleteToken(token=ended))
    await node.token(client_type=6)
    for token in (ended, displaced, refresh.refresh_token, "", "cnr" + "0" * 37):
        with refused(errors.TOKEN_NOT_VALID):
            await node.send(check(token, renew=renew))


async def test_expired_tokens_and_those_of_the_disabled_are_refused(
    node: Node, alice: User, clock: VirtualClock
):
    expired = await node.token()
    clock.set(clock.now() + timedelta(days=1))
    with refused(errors.TOKEN_NOT_VALID):
        await node.send(check(expired))
    token = await node.token()
    await node.accounts.set_status(alice, Status.DISABLED)
    with refused(errors.TOKEN_NOT_VALID):
        await node.send(check(token))
