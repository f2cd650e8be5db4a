"""Hashing passwords, and remembering which were right."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from convener.domain.accounts import TooManyLogins
from convener.server import passwords as module
from convener.server.clock import VirtualClock
from convener.server.passwords import Hasher, Passwords


class FakeHasher(Hasher):
    """Hashes in no time, and says how often it checked."""

    def __init__(self) -> None:
        super().__init__()
        self.checked = 0

    async def hash(self, password: str) -> str:
        return f"hash of {password}"

    async def verify(self, password: str, hash: str) -> bool:
        self.checked += 1
        await asyncio.sleep(0)
        return hash == f"hash of {password}"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime(2021, 8, 30, tzinfo=UTC))


@pytest.fixture
def hasher() -> FakeHasher:
    return FakeHasher()


@pytest.fixture
def passwords(clock: VirtualClock, hasher: FakeHasher) -> Passwords:
    return Passwords(clock, hasher)


async def test_the_real_hash_is_argon2id_as_decided():
    hasher = Hasher()
    hash = await hasher.hash("Pässw0rd")
    assert hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await hasher.verify("Pässw0rd", hash)
    assert not await hasher.verify("pässw0rd", hash)


async def test_nobodys_hash_costs_as_much_as_a_real_one():
    real = await Hasher().hash("Pässw0rd")
    assert module._NOBODY.rsplit("$", 2)[0] == real.rsplit("$", 2)[0]
    assert len(module._NOBODY) == len(real)


async def test_only_what_was_right_is_remembered(passwords: Passwords):
    assert not await passwords.verify("alice", "wrong", "hash of right")
    assert await passwords.verify("alice", "right", "hash of right")
    assert passwords.remembers("alice", "right", "hash of right")
    for other in (
        ("alice", "wrong", "hash of right"),
        ("bob", "right", "hash of right"),
        ("alice", "right", "hash of another"),
        ("alice", "right", None),
    ):
        assert not passwords.remembers(*other)


async def test_it_is_remembered_for_ten_minutes(passwords: Passwords, clock: VirtualClock):
    await passwords.verify("alice", "right", "hash of right")
    clock.set(clock.now() + timedelta(minutes=10) - timedelta(microseconds=1))
    assert passwords.remembers("alice", "right", "hash of right")
    clock.set(clock.now() + timedelta(microseconds=1))
    assert not passwords.remembers("alice", "right", "hash of right")


async def test_without_a_hash_nothing_is_right(passwords: Passwords, hasher: FakeHasher):
    assert not await passwords.verify("nobody", "right", None)
    assert hasher.checked == 1
    assert not passwords.remembers("nobody", "right", None)


async def test_the_same_question_at_the_same_time_is_asked_once(passwords: Passwords, hasher: FakeHasher):
    right = await asyncio.gather(*(passwords.verify("alice", "right", "hash of right") for _ in range(9)))
    wrong = await asyncio.gather(*(passwords.verify("alice", "wrong", "hash of right") for _ in range(9)))
    assert (set(right), set(wrong), hasher.checked) == ({True}, {False}, 2)


async def test_a_caller_who_leaves_takes_nobody_along(passwords: Passwords):
    first, second = (
        asyncio.create_task(passwords.verify("alice", "right", "hash of right")) for _ in range(2)
    )
    await asyncio.sleep(0)
    first.cancel()
    assert await second


async def test_the_least_used_is_forgotten_first(passwords: Passwords, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_REMEMBERED", 2)
    for name in ("a", "b"):
        await passwords.verify(name, "right", "hash of right")
    assert passwords.remembers("a", "right", "hash of right")
    await passwords.verify("c", "right", "hash of right")
    assert [passwords.remembers(name, "right", "hash of right") for name in "abc"] == [True, False, True]


async def test_too_many_waiting_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_WAITING", 1)
    hasher = Hasher()
    waiting = asyncio.create_task(hasher.hash("first"))
    await asyncio.sleep(0)
    with pytest.raises(TooManyLogins):
        await hasher.hash("second")
    await waiting
    await hasher.hash("third")
