"""How many logins an account may have at once, and what becomes of the others."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from convener.client import ApiError
from convener.domain.accounts import User
from convener.server.clock import VirtualClock
from convener.server.storage.expiry import delete_expired
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import tokens
from convener.wire import errors
from convener.wire.identity import DeleteToken, UpdateToken
from server.areas.accounts.conftest import MakeNode, MakeUser, Node
from support.refusals import refused

APP = 5
"""A client type that may hold one token."""

_COUNT = Statement(select(func.count()).select_from(tokens), int)


async def is_valid(node: Node, token: str) -> bool:
    try:
        await node.who(token)
    except ApiError as error:
        if error.code != errors.TOKEN_DISPLACED.code:
            raise
        return False
    return True


async def test_a_program_holds_64_tokens_and_loses_the_oldest_to_the_next(node: Node, alice: User):
    given = [await node.token() for _ in range(64)]
    assert all([await is_valid(node, token) for token in given])
    last = await node.log_in()
    assert last.force_login_ind == 1
    assert last.access_token is not None
    given.append(last.access_token)
    assert [await is_valid(node, token) for token in given] == [False] + [True] * 64


async def test_a_displaced_token_is_told_so_everywhere(node: Node, make_node: MakeNode, alice: User):
    other = make_node()
    login = await node.log_in(client_type=APP)
    await node.token(client_type=APP)
    for where in (node, other):
        with refused(errors.TOKEN_DISPLACED):
            await where.who(login.access_token)
        for token in (login.access_token, login.refresh_token):
            with refused(errors.TOKEN_DISPLACED):
                await where.send(UpdateToken(token=token))
            with refused(errors.TOKEN_DISPLACED):
                await where.send(DeleteToken(token=token))


async def test_client_types_do_not_displace_each_other(node: Node, alice: User):
    program, web, mobile = [await node.token(client_type=kind) for kind in (72, 0, 6)]
    newer = await node.token(client_type=0)
    assert [await is_valid(node, token) for token in (program, web, mobile, newer)] == [
        True,
        False,
        True,
        True,
    ]


async def test_users_do_not_displace_each_other(node: Node, alice: User, make_user: MakeUser):
    await make_user("bob")
    hers, his = await node.token("alice", client_type=APP), await node.token("bob", client_type=APP)
    assert await is_valid(node, hers)
    assert await is_valid(node, his)


async def test_logged_out_tokens_do_not_count(node: Node, alice: User):
    kept = await node.token()
    for _ in range(70):
        await node.send(DeleteToken(token=await node.token()))
    assert await is_valid(node, kept)


async def test_expired_tokens_give_way_before_valid_ones(node: Node, alice: User, clock: VirtualClock):
    kept = await node.token()
    for _ in range(63):
        await node.token()
    clock.set(clock.now() + timedelta(hours=23))
    await node.send(UpdateToken(token=kept))
    clock.set(clock.now() + timedelta(hours=2))
    for _ in range(63):
        await node.token()
    assert await is_valid(node, kept)
    await node.token()
    assert not await is_valid(node, kept)


async def test_the_refresh_token_of_an_expired_login_gives_way_too(
    node: Node, alice: User, clock: VirtualClock
):
    login = await node.log_in(client_type=APP)
    clock.set(clock.now() + timedelta(days=2))
    await node.token(client_type=APP)
    with pytest.raises(ApiError) as caught:
        await node.send(UpdateToken(token=login.refresh_token))
    assert caught.value.status == 401


async def test_of_logins_at_the_same_moment_one_wins(node: Node, alice: User):
    given = await asyncio.gather(*(node.token(client_type=APP) for _ in range(8)))
    assert sum([await is_valid(node, token) for token in given]) == 1


async def test_programs_that_log_in_at_once_are_limited_by_the_next(node: Node, alice: User):
    given = await asyncio.gather(*(node.token() for _ in range(80)))
    last = await node.token()
    assert sum([await is_valid(node, token) for token in given]) == 63
    assert await is_valid(node, last)


async def test_displaced_tokens_are_told_so_for_an_hour_and_then_forgotten(
    node: Node, alice: User, clock: VirtualClock
):
    first, *_ = [await node.token() for _ in range(80)]
    clock.set(clock.now() + timedelta(hours=1) - timedelta(microseconds=1))
    await node.database.write(lambda unit: delete_expired(unit, clock.now(), most=1000))
    with refused(errors.TOKEN_DISPLACED):
        await node.who(first)
    clock.set(clock.now() + timedelta(microseconds=1))
    await node.database.write(lambda unit: delete_expired(unit, clock.now(), most=1000))
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await node.who(first)
    assert await node.database.read(lambda unit: unit.one(_COUNT)) == 64


async def test_a_refused_token_costs_no_place(node: Node, alice: User):
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await node.who("cnr" + "0" * 37)
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await node.who(None)
