"""Who holds which token, kept in memory for a moment so that calls need not ask the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from time import monotonic

from msgspec import Struct

from convener.domain.person import Principal

MOST = 10_000
LIFE = 5.0
"""Seconds of real time after which the database is asked again: how late other nodes see an end."""


class Session(Struct, frozen=True):
    """A token's holder."""

    principal: Principal
    expires: datetime


class SessionCache:
    """Sessions by the digests of their access tokens; the oldest entry gives way to a new one."""

    def __init__(self, timer: Callable[[], float] = monotonic) -> None:
        self._timer = timer
        self._entries: dict[str, tuple[float, Session]] = {}
        self.endings = 0
        """How often sessions were taken out: what was read before may be wrong after."""

    def get(self, digest: str) -> Session | None:
        entry = self._entries.get(digest)
        if entry is None or self._timer() - entry[0] > LIFE:
            return None
        return entry[1]

    def put(self, digest: str, session: Session) -> None:
        self._entries.pop(digest, None)
        if len(self._entries) >= MOST:
            del self._entries[next(iter(self._entries))]
        self._entries[digest] = (self._timer(), session)

    def end(self, digests: Iterable[str]) -> None:
        for digest in digests:
            self._entries.pop(digest, None)
            self.endings += 1

    def end_all_of(self, corp_id: str, user_id: str) -> None:
        def is_of_user(principal: Principal) -> bool:
            return (principal.corp_id, principal.user_id) == (corp_id, user_id)

        gone = [digest for digest, (_, one) in self._entries.items() if is_of_user(one.principal)]
        self.end(gone)
        self.endings += 1

    def clear(self) -> None:
        """Know nobody any more."""
        self._entries.clear()
        self.endings += 1
