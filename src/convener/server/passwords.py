"""Passwords of accounts: hashed to be kept, and checked.

Checking takes 20 ms of a core, on purpose. Clients that log in before every call would pay it every
time, so a password that was right is remembered for a while as a keyed digest.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from convener.domain.accounts import TooManyLogins
from convener.server.clock import Clock

T = TypeVar("T")

THREADS = 2
MOST_WAITING = 1024
"""About ten seconds of work; who comes when so many wait is refused at once."""

MOST_REMEMBERED = 10_000
REMEMBERED = timedelta(minutes=10)

_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$mJCI4Uhh0mH6GRxIUdnWYQ$0mW8Z/U2/DEsM4GVQKblzREgl3mqxwfcC2ItarohnNo"
"""The hash of a password that nobody knows: checked for accounts that have none."""


class Hasher:
    """Argon2id in threads of its own; at most ``MOST_WAITING`` passwords wait for them."""

    def __init__(self) -> None:
        self._argon2 = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The text to keep instead of the password. Raises ``TooManyLogins``."""
        return await self._run(self._argon2.hash, password)

    async def verify(self, password: str, hash: str) -> bool:
        """Whether ``hash`` is of this password. Raises ``TooManyLogins``."""
        return await self._run(self._matches, password, hash)

    def _matches(self, password: str, hash: str) -> bool:
        try:
            return self._argon2.verify(hash, password)
        except VerifyMismatchError:
            return False

    async def _run(self, work: Callable[..., T], *args: str) -> T:
        if self._waiting >= MOST_WAITING:
            raise TooManyLogins
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)
        finally:
            self._waiting -= 1


class Passwords:
    """Checks passwords, remembering which were right.

    What is remembered belongs to the stored hash: a changed password is forgotten on every node.
    """

    def __init__(self, clock: Clock, hasher: Hasher | None = None) -> None:
        self._clock = clock
        self._hasher = hasher or Hasher()
        self._key = secrets.token_bytes(32)
        self._right: OrderedDict[bytes, datetime] = OrderedDict()
        self._checking: dict[bytes, asyncio.Task[bool]] = {}

    async def hash(self, password: str) -> str:
        """The text to keep instead of the password."""
        return await self._hasher.hash(password)

    def remembers(self, account: str, password: str, hash: str | None) -> bool:
        """Whether ``verify`` found these right a short while ago."""
        if hash is None:
            return False
        until = self._right.get(digest := self._digest(account, password, hash))
        if until is None or until <= self._clock.now():
            return False
        self._right.move_to_end(digest)
        return True

    async def verify(self, account: str, password: str, hash: str | None) -> bool:
        """Check by hashing; callers who ask the same at the same time share the work.

        Without a hash it takes as long, and the password is wrong. Raises ``TooManyLogins``.
        """
        digest = self._digest(account, password, hash or _NOBODY)
        task = self._checking.get(digest)
        if task is None:
            task = asyncio.create_task(self._check(digest, password, hash))
            task.add_done_callback(lambda _: self._checking.pop(digest))
            self._checking[digest] = task
        return await asyncio.shield(task)

    async def _check(self, digest: bytes, password: str, hash: str | None) -> bool:
        """Remembers before the work counts as done, so that nobody who comes in between hashes again."""
        right = await self._hasher.verify(password, hash or _NOBODY) and hash is not None
        if right:
            self._remember(digest)
        return right

    def _remember(self, digest: bytes) -> None:
        self._right[digest] = self._clock.now() + REMEMBERED
        self._right.move_to_end(digest)
        if len(self._right) > MOST_REMEMBERED:
            self._right.popitem(last=False)

    def _digest(self, *texts: str) -> bytes:
        framed = repr(texts).encode()  # no other texts look like this, wherever they are cut
        return hashlib.blake2b(framed, key=self._key, digest_size=24).digest()
