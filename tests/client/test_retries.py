"""What is tried again, and what is not."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from client.conftest import Connect
from client.scripted import CUT, Answer, Scripted, refuses, says
from convener.client import (
    Account,
    AppId,
    ClientError,
    NoAnswer,
    RateLimited,
    Retries,
    ServerFault,
    TimedOut,
    Unreachable,
    Untrusted,
)
from convener.client.calls import Pause, Send, Session, call
from convener.client.retry import retry_after
from convener.wire.base import Request
from convener.wire.convener import ShowClock
from convener.wire.identity import UpdateToken
from convener.wire.meetings import CreateMeeting, ScheduleBody

AT_ONCE = Retries(first=timedelta(), longest=timedelta())
BOOKING = CreateMeeting(body=ScheduleBody(media_types="HDVideo"))
NOON = says({"now": "2021-08-30T12:00:00Z"})
TOKEN = says({"accessToken": "t", "clientType": 72, "tokenType": 0})
ANN = Account("ann", "Secret-1")


@pytest.mark.parametrize(
    "trouble",
    [CUT, refuses(503), refuses(502), refuses(429), refuses(429, Retry_After="0")],
    ids=["cut", "503", "502", "429", "429 with Retry-After"],
)
async def test_what_changes_nothing_is_tried_again(
    connect: Connect, script: Scripted, trouble: Answer
) -> None:
    script.answer_in_turn(trouble, trouble, NOON)
    client = connect(script.url, retries=AT_ONCE)
    assert await client.send(ShowClock())
    assert len(script.received) == 3


@pytest.mark.parametrize("trouble", [CUT, refuses(503), refuses(429)], ids=["cut", "503", "429"])
async def test_what_may_have_been_done_is_not_done_again(
    connect: Connect, script: Scripted, trouble: Answer
) -> None:
    script.answer_in_turn(trouble, says([]))
    with pytest.raises((NoAnswer, ServerFault, RateLimited)):
        await connect(script.url, token="t", retries=AT_ONCE).send(BOOKING)
    assert len(script.received) == 1


async def test_in_the_end_the_last_failure_is_told(connect: Connect, script: Scripted) -> None:
    script.answer_in_turn(CUT, CUT, refuses(503))
    with pytest.raises(ServerFault):
        await connect(script.url, retries=AT_ONCE).send(ShowClock())
    assert len(script.received) == 3


async def test_a_refusal_is_not_tried_again(connect: Connect, script: Scripted) -> None:
    script.answer_in_turn(refuses(500), NOON)
    with pytest.raises(ServerFault):
        await connect(script.url, retries=AT_ONCE).send(ShowClock())
    assert len(script.received) == 1


@pytest.mark.parametrize("credentials", [ANN, AppId("id", "key")], ids=["account", "app"])
async def test_a_login_is_tried_again_with_a_proof_of_its_own(
    connect: Connect, script: Scripted, credentials: Account | AppId
) -> None:
    script.answer_in_turn(CUT, TOKEN)
    await connect(script.url, credentials=credentials, retries=AT_ONCE).login()
    first, second = (request.body for request in script.received)
    assert (first == second) is isinstance(credentials, Account)


async def test_a_connection_that_died_in_the_pool_is_replaced(connect: Connect, script: Scripted) -> None:
    script.answer_in_turn(says([]))
    client = connect(script.url, token="t", retries=Retries(attempts=1))
    await client.send(BOOKING)
    script.restart()
    assert script.connections == 0
    assert await client.send(BOOKING) == []
    assert script.connections == 1


async def test_connections_are_kept(connect: Connect, script: Scripted) -> None:
    script.respond = lambda request: NOON
    client = connect(script.url)
    for _ in range(5):
        await client.send(ShowClock())
    assert script.connections == 1


async def test_nobody_there(connect: Connect) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unheard.getsockname()[1]}"
        with pytest.raises(Unreachable, match=f"no connection to {url}") as caught:
            await connect(url, token="t", retries=AT_ONCE).send(BOOKING)
    assert not caught.value.sent


async def test_an_answer_that_takes_too_long(connect: Connect, script: Scripted) -> None:
    script.hang()
    client = connect(script.url, timeout=timedelta(seconds=0.5), retries=Retries(attempts=1))
    with pytest.raises(TimedOut) as caught:
        await client.send(ShowClock())
    assert caught.value.sent


class Driven:
    """A call of which every step is seen; nothing is sent, nobody waits."""

    def __init__(self, request: Request[Any], retries: Retries) -> None:
        self.steps = call(Session(None, "t", retries), request, None)
        assert isinstance(next(self.steps), Send)

    def fails(self, failure: ClientError) -> timedelta:
        """How long the call waits after this."""
        effect = self.steps.throw(failure)
        assert isinstance(effect, Pause)
        assert isinstance(next(self.steps), Send)
        return timedelta(seconds=effect.seconds)


def limited(retry_after: timedelta) -> RateLimited:
    return RateLimited(status=429, code="", constant="", request_id="", retry_after=retry_after)


class TestPauses:
    def test_what_was_surely_not_sent_is_tried_again_whatever_it_does(self) -> None:
        driven = Driven(BOOKING, Retries(attempts=3))
        driven.fails(Unreachable("no", sent=False))
        driven.fails(TimedOut("no", sent=False))
        with pytest.raises(Unreachable):
            driven.fails(Unreachable("no", sent=False))

    def test_grow_and_are_never_of_equal_length_for_all(self) -> None:
        retries = Retries(attempts=9, first=timedelta(seconds=1), longest=timedelta(seconds=5))
        driven = Driven(ShowClock(), retries)
        for longest in (1, 2, 4, 5, 5):
            assert longest / 2 <= driven.fails(Unreachable("no")).total_seconds() <= longest
        pauses = {
            retries.pause(Unreachable("no"), attempt=1, repeatable=True, chance=n / 10) for n in range(10)
        }
        assert len(pauses) == 10

    def test_last_as_long_as_the_server_says(self) -> None:
        driven = Driven(ShowClock(), Retries(longest=timedelta(seconds=8)))
        assert driven.fails(limited(timedelta(seconds=8))) == timedelta(seconds=8)

    def test_are_not_made_when_the_server_wants_too_long_a_one(self) -> None:
        driven = Driven(ShowClock(), Retries(longest=timedelta(seconds=8)))
        with pytest.raises(RateLimited) as caught:
            driven.fails(limited(timedelta(seconds=9)))
        assert caught.value.retry_after == timedelta(seconds=9)

    def test_help_nobody_who_does_not_trust_the_server(self) -> None:
        with pytest.raises(Untrusted):
            Driven(ShowClock(), Retries()).fails(Untrusted("no", sent=False))

    def test_come_after_puts_too(self) -> None:
        Driven(UpdateToken(token="t"), Retries()).fails(TimedOut("no"))


def test_many_calls_that_wait_share_a_failed_login() -> None:
    """Each trying by itself would lock the account."""
    session = Session(ANN, None, Retries())
    first, second = call(session, BOOKING, None), call(session, BOOKING, None)
    alone, waiting = next(first), next(second)
    login = alone.steps  # type: ignore[union-attr]
    assert isinstance(next(login), Send)
    with pytest.raises(Untrusted):
        login.throw(Untrusted("no", sent=False))
    with pytest.raises(Untrusted):
        next(waiting.steps)  # type: ignore[union-attr]
    later = next(call(session, BOOKING, None))
    assert isinstance(next(later.steps), Send)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("0", timedelta()),
        (" 120 ", timedelta(minutes=2)),
        ("Mon, 30 Aug 2021 12:01:00 GMT", timedelta(minutes=1)),
        ("Mon, 30 Aug 2021 11:00:00 GMT", timedelta()),
        ("soon", None),
        ("-1", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(header: str | None, pause: timedelta | None) -> None:
    assert retry_after(header, now=datetime(2021, 8, 30, 12, tzinfo=UTC)) == pause
