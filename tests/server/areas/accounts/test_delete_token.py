"""Logging out."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from convener.client import ApiError, exchange
from convener.domain.accounts import User
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.identity import DeleteToken, UpdateToken
from server.areas.accounts.conftest import MakeNode, Node
from support.refusals import refused


@pytest.mark.parametrize("by", ["access_token", "refresh_token"])
async def test_either_token_ends_both(node: Node, make_node: MakeNode, alice: User, by):
    login, other = await node.log_in(), make_node()
    await node.who(login.access_token)
    answer = await node.transport.send(exchange.outgoing(DeleteToken(token=getattr(login, by)), token=None))
    assert (answer.status, answer.body) == (200, b"")
    for where in (node, other):
        with refused(errors.USER_TOKEN_AUTH_FAILED):
            await where.who(login.access_token)
        for token in (login.access_token, login.refresh_token):
            with refused(errors.INVALID_TOKEN):
                await where.send(UpdateToken(token=token))


async def test_logging_out_twice_is_refused(node: Node, alice: User):
    token = await node.token()
    answers = await asyncio.gather(
        *(node.send(DeleteToken(token=token)) for _ in range(3)), return_exceptions=True
    )
    assert [answer.code for answer in answers if isinstance(answer, ApiError)] == ["USG.206020000"] * 2
    with refused(errors.INVALID_TOKEN):
        await node.send(DeleteToken(token=token))


async def test_other_logins_go_on(node: Node, alice: User):
    ended, kept = await node.token(), await node.token()
    await node.send(DeleteToken(token=ended))
    await node.who(kept)


@pytest.mark.parametrize("token", [None, "", "cnr" + "0" * 37])
async def test_unknown_tokens_are_refused(node: Node, token):
    with refused(errors.INVALID_TOKEN):
        await node.send(DeleteToken(token=token))


async def test_expired_tokens_are_refused(node: Node, alice: User, clock: VirtualClock):
    token = await node.token()
    clock.set(clock.now() + timedelta(days=1))
    with refused(errors.INVALID_TOKEN):
        await node.send(DeleteToken(token=token))
