"""Sessions kept in memory for a moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from convener.domain.enterprise import EnterpriseSettings
from convener.domain.person import AdminType, Principal, UserType
from convener.server.areas.accounts import session_cache as module
from convener.server.areas.accounts.session_cache import LIFE, Session, SessionCache


class Timer:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def cache(timer: Timer) -> SessionCache:
    return SessionCache(timer)


def session(user_id: str = "alice", corp_id: str = "1") -> Session:
    principal = Principal(
        corp_id=corp_id,
        corp_name="Acme",
        settings=EnterpriseSettings(),
        user_id=user_id,
        account=user_id,
        third_account=None,
        name=user_id,
        sip_number="+99111",
        app_id=None,
        user_type=UserType.ENTERPRISE_USER,
        admin_type=AdminType.NONE,
    )
    return Session(principal, datetime(2021, 8, 31, tzinfo=UTC))


def test_an_entry_lives_five_seconds_of_real_time(cache: SessionCache, timer: Timer):
    cache.put("a", session())
    timer.seconds = LIFE
    assert cache.get("a") == session()
    timer.seconds = LIFE + 0.001
    assert cache.get("a") is None
    cache.put("a", session())
    assert cache.get("a") == session()


def test_the_oldest_gives_way(cache: SessionCache, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST", 2)
    for digest in ("a", "b", "a", "c"):
        cache.put(digest, session())
    assert [cache.get(digest) is not None for digest in "abc"] == [True, False, True]


def test_endings_are_counted(cache: SessionCache):
    cache.put("a", session())
    cache.end(["a", "unknown"])
    assert cache.get("a") is None
    assert cache.endings == 2


def test_all_sessions_of_a_user_end(cache: SessionCache):
    cache.put("a", session("alice"))
    cache.put("b", session("bob"))
    cache.put("c", session("alice"))
    cache.put("d", session("alice", corp_id="2"))
    cache.end_all_of("1", "alice")
    assert [cache.get(digest) is not None for digest in "abcd"] == [False, True, False, True]
    before = cache.endings
    cache.end_all_of("1", "nobody")
    assert cache.endings > before, "what is being read now may be of that user"
