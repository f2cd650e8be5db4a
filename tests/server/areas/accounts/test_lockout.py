"""Guessing passwords is not worth while."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from convener.client import ApiError
from convener.domain.accounts import User
from convener.server.clock import VirtualClock
from convener.wire import errors
from server.areas.accounts.conftest import WRONG, MakeNode, MakeUser, Node
from support.refusals import refused


async def guess(node: Node, times: int, account: str = "alice") -> None:
    for _ in range(times):
        with refused(errors.WRONG_ACCOUNT_OR_PASSWORD):
            await node.log_in(account, WRONG)


async def test_five_wrong_passwords_lock_the_account_everywhere(node: Node, make_node: MakeNode, alice: User):
    await guess(node, 5)
    for where in (node, make_node()):
        for password in (WRONG, None):
            with refused(errors.USER_LOCKED):
                await (where.log_in() if password is None else where.log_in(password=password))
    assert node.hasher.verified == 5, "a locked account is not even hashed for"


async def test_the_lock_ends_five_minutes_after_the_last_failure(
    node: Node, alice: User, clock: VirtualClock
):
    await guess(node, 5)
    clock.set(clock.now() + timedelta(minutes=5) - timedelta(microseconds=1))
    with refused(errors.USER_LOCKED):
        await node.log_in()
    clock.set(clock.now() + timedelta(microseconds=1))
    await node.log_in()
    await guess(node, 4)


async def test_being_refused_does_not_prolong_the_lock(node: Node, alice: User, clock: VirtualClock):
    await guess(node, 5)
    for _ in range(5):
        clock.set(clock.now() + timedelta(seconds=59))
        with refused(errors.USER_LOCKED):
            await node.log_in(password=WRONG)
    clock.set(clock.now() + timedelta(seconds=5))
    await node.log_in()


async def test_only_failures_in_a_row_count(node: Node, alice: User):
    for _ in range(3):
        await guess(node, 4)
        await node.log_in()


async def test_every_name_of_a_user_counts_as_the_same(node: Node, make_user: MakeUser):
    await make_user("alice", phone="+8613800000000", email="alice@example.org")
    for name in ("alice", "ALICE", "+8613800000000", "alice@example.org", "Alice@example.org"):
        await guess(node, 1, name)
    with refused(errors.USER_LOCKED):
        await node.log_in("+8613800000000")


async def test_unknown_accounts_are_locked_too(node: Node, alice: User):
    await guess(node, 5, "nobody")
    with refused(errors.USER_LOCKED):
        await node.log_in("Nobody", WRONG)
    await node.log_in()


async def test_a_name_made_up_to_look_like_a_subject_locks_nobody(node: Node, alice: User):
    await guess(node, 5, f"{alice.corp_id}/{alice.user_id}")
    await guess(node, 5, f"user:{alice.corp_id}/{alice.user_id}")
    await node.log_in()


async def test_other_users_are_not_locked(node: Node, alice: User, make_user: MakeUser):
    await make_user("bob")
    await guess(node, 5, "bob")
    await node.log_in("alice")


async def test_guesses_sent_at_once_are_not_all_answered(node: Node, alice: User):
    async def attempt(number: int) -> str:
        try:
            await node.log_in(password=f"{WRONG}{number}")
        except ApiError as error:
            return error.code
        raise AssertionError

    answers = Counter(await asyncio.gather(*map(attempt, range(16))))
    assert answers.keys() == {errors.WRONG_ACCOUNT_OR_PASSWORD.code, errors.USER_LOCKED.code}
    assert answers[errors.WRONG_ACCOUNT_OR_PASSWORD.code] <= 7
    with refused(errors.USER_LOCKED):
        await node.log_in()


async def test_the_right_guess_comes_too_late_among_many(node: Node, alice: User):
    """It was let in before the lock, but hashed after it."""
    wrong = [node.log_in(password=f"{WRONG}{number}") for number in range(12)]
    *_, right = await asyncio.gather(*wrong, node.log_in(), return_exceptions=True)
    assert isinstance(right, ApiError)
    assert right.code == errors.USER_LOCKED.code


@pytest.mark.parametrize("failures", [1, 4])
async def test_a_warm_login_forgets_the_failures_before_it(node: Node, alice: User, failures: int):
    await node.log_in()
    await guess(node, failures)
    await node.log_in()
    await guess(node, 4)
    await node.log_in()
