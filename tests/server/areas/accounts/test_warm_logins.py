"""Clients that log in before every call."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from convener.domain.accounts import User
from convener.domain.person import Status
from convener.server.clock import VirtualClock
from convener.wire import errors
from server.areas.accounts.conftest import WRONG, MakeNode, MakeUser, Node
from support.refusals import refused


async def test_a_hundred_logins_hash_once(node: Node, alice: User):
    for _ in range(100):
        assert (await node.who(await node.token())).user_id == alice.user_id
    assert node.hasher.verified == 1


async def test_a_hundred_logins_at_once_hash_once(node: Node, alice: User):
    await asyncio.gather(*(node.token() for _ in range(100)))
    assert node.hasher.verified == 1


async def test_the_password_is_hashed_again_after_a_while(node: Node, alice: User, clock: VirtualClock):
    for _ in range(3):
        await node.token()
        clock.set(clock.now() + timedelta(minutes=10))
    assert node.hasher.verified == 3


async def test_wrong_passwords_are_always_hashed(node: Node, alice: User):
    await node.token()
    for _ in range(3):
        with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
            await node.log_in(password=WRONG)
    assert node.hasher.verified == 4


async def test_a_changed_password_is_forgotten_on_every_node(
    node: Node, make_node: MakeNode, alice: User, clock: VirtualClock
):
    other = make_node()
    await other.token()
    await node.accounts.set_password(alice, "n3w-Passw0rd", clock.now())
    with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
        await other.log_in()
    await other.log_in(password="n3w-Passw0rd")


async def test_a_warm_login_does_not_get_past_a_disabled_account(node: Node, alice: User):
    await node.token()
    await node.accounts.set_status(alice, Status.DISABLED)
    with refused(errors.ACCOUNT_DISABLED):
        await node.log_in()
    assert node.hasher.verified == 1


async def test_equal_passwords_of_two_users_are_two(node: Node, alice: User, make_user: MakeUser):
    await make_user("bob")
    await node.token("alice")
    await node.token("bob")
    assert node.hasher.verified == 2
