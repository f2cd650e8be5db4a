"""Fresh identifiers, passwords and tokens: the server's only source of randomness."""

from __future__ import annotations

import hashlib
import os
import time

SITE = "cnr"
"""Every token begins with the name of the site that issued it."""

_DATED = slice(len(SITE), len(SITE) + 8)
"""Where an access or refresh token says when it was made."""


class Ids:
    """Mints what must be unique or cannot be guessed; tests replace it to force collisions."""

    def row(self) -> str:
        """A time-ordered identifier (UUIDv7), 32 hex digits: rows made together lie together, in order."""
        milliseconds, rest = divmod(time.time_ns(), 1_000_000)
        fraction = rest * 4096 // 1_000_000  # a quarter of a microsecond tells one from the next
        chance = int.from_bytes(os.urandom(8), "big") >> 2
        return f"{milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | chance:032x}"

    def conference(self, *, unlike: str | None = None) -> str:
        """A meeting ID: nine digits beginning with 9."""
        while (number := f"9{_below(100_000_000):08d}") == unlike:
            continue
        return number

    def conf_uuid(self) -> str:
        """Names one holding of a meeting, 32 hex digits."""
        return os.urandom(16).hex()

    def password(self, *, unlike: str | None = None) -> str:
        """Six digits."""
        while (word := f"{_below(1_000_000):06d}") == unlike:
            continue
        return word

    def link(self) -> str:
        """The secret part of a join link, 48 hex digits."""
        return os.urandom(24).hex()

    def join_random(self) -> str:
        """What stands for a proved meeting password: 15 digits."""
        return f"{_below(9 * 10**14) + 10**14}"

    def token(self) -> str:
        """An opaque access or refresh token of 40 characters: the moment, and 116 bits of chance."""
        moment = time.time_ns() >> 24 & 0xFFFF_FFFF  # 17 milliseconds; begins again every two years
        return f"{SITE}{moment:08x}{os.urandom(15).hex()[1:]}"

    def control_token(self) -> str:
        """A control or WebSocket token: the site and 48 hex digits."""
        return SITE + os.urandom(24).hex()

    def nonce(self) -> str:
        """Makes what is signed with it unlike everything else, 32 hex digits."""
        return os.urandom(16).hex()

    def enterprise(self) -> str:
        """An enterprise ID: nine digits."""
        return f"{_below(900_000_000) + 100_000_000}"

    def app_key(self) -> str:
        """With what an app signs: 64 hex digits."""
        return os.urandom(32).hex()

    def sip_number(self) -> str:
        return f"+99111{_below(10**12):012d}"


def _below(bound: int) -> int:
    """A number from 0 to ``bound - 1``.

    120 bits for bounds of 50 at most: no number is likelier than another by more than one in 10**21.
    """
    return int.from_bytes(os.urandom(15), "big") % bound


def digest(token: str) -> str:
    """What is stored instead of a token; tokens are random, so no salt is needed."""
    return hashlib.blake2b(token.encode(), digest_size=24).hexdigest()


def dated_digest(token: str) -> str:
    """The same for access and refresh tokens, with the moment they were made before it (ADR 0012).

    So those made together lie together: random keys are each on a page of their own, which a login
    would have to write.
    """
    return token[_DATED] + digest(token)
