"""When to beat, to renew and to try again."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from convener.client.events.pace import ANSWER, BEAT, FIRST_PAUSE, LONGEST_PAUSE, Backoff, Heart, Lease

CHANCE = st.floats(0, 1)
MOMENT = st.floats(0, 1e9)


class TestBackoff:
    @given(st.lists(CHANCE, min_size=1, max_size=40))
    def test_pauses_are_bounded_and_never_nothing(self, chances: list[float]) -> None:
        draws = iter(chances)
        backoff = Backoff(lambda: next(draws))
        for _ in chances:
            assert FIRST_PAUSE / 2 <= backoff.pause() <= LONGEST_PAUSE

    @given(CHANCE)
    def test_pauses_double_until_the_bound(self, chance: float) -> None:
        backoff = Backoff(lambda: chance)
        pauses = [backoff.pause() for _ in range(20)]
        assert pauses == sorted(pauses)
        assert all(later <= 2 * earlier * 1.000001 for earlier, later in pairwise(pauses))
        assert pauses[-1] == LONGEST_PAUSE * (0.5 + chance / 2)

    def test_only_a_connection_that_held_for_a_while_earns_a_fresh_start(self) -> None:
        backoff = Backoff(lambda: 1.0)
        first = backoff.pause()
        for _ in range(5):
            pause = backoff.pause()
        backoff.lasted(pause / 20)
        longer = backoff.pause()
        assert longer > pause
        backoff.lasted(longer / 10)
        assert backoff.pause() == first


class TestHeart:
    def test_it_beats_once_a_minute(self) -> None:
        heart = Heart(100.0)
        assert not heart.is_due(100.0 + BEAT - 0.1)
        assert heart.is_due(heart.wakes_at)
        heart.beat(160.0)
        heart.heard()
        assert heart.wakes_at == 160.0 + BEAT

    @given(MOMENT, st.lists(st.floats(0, BEAT), max_size=50))
    def test_who_looks_at_it_when_it_asks_never_leaves_the_server_waiting(
        self, start: float, delays: list[float]
    ) -> None:
        heart, now, beaten = Heart(start), start, start
        for delay in delays:
            now = min(now + delay, heart.wakes_at)
            heart.heard()
            if heart.is_due(now):
                heart.beat(now)
                beaten = now
            assert now - beaten < 180

    def test_a_server_that_says_nothing_after_a_beat_is_gone(self) -> None:
        heart = Heart(0.0)
        heart.beat(BEAT)
        assert heart.wakes_at == BEAT + ANSWER
        assert not heart.has_stopped(BEAT + ANSWER - 0.1)
        assert heart.has_stopped(BEAT + ANSWER)

    def test_whatever_it_says_shows_that_it_is_there(self) -> None:
        heart = Heart(0.0)
        heart.beat(BEAT)
        heart.heard()
        assert not heart.has_stopped(BEAT + ANSWER)


class TestLease:
    def test_a_token_of_half_an_hour_is_renewed_200_seconds_before(self) -> None:
        assert Lease.of("t", life=1800, now=50.0).renew_at == 50.0 + 1600

    @given(st.floats(1, 1e6), MOMENT)
    def test_every_token_is_renewed_while_it_lives(self, life: float, now: float) -> None:
        lease = Lease.of("t", life=life, now=now)
        assert now <= lease.renew_at <= now + life
        assert lease.is_due(now + life)

    def test_a_failed_renewal_is_tried_again_later(self) -> None:
        lease = Lease.of("t", life=1800, now=0.0)
        lease.later(1600.0)
        assert not lease.is_due(1601.0)
        assert lease.is_due(1800.0 - 100)
