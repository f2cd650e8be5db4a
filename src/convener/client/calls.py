"""What a call does, step by step, without waiting for anything.

Steps are generators that yield what they need done and are handed what came of it. Two shells drive
them (``client.py``): one blocks, one awaits.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeAlias, TypeVar

from convener.client import exchange
from convener.client.credentials import Credentials
from convener.client.errors import ClientError, Unauthenticated, Unusable
from convener.client.exchange import Outgoing
from convener.client.retry import REPEATABLE, Retries
from convener.wire import errors
from convener.wire.base import Auth, Request
from convener.wire.identity import DeleteToken, LoginToken

_DEAD = {fault.code for fault in (errors.USER_TOKEN_AUTH_FAILED, errors.INVALID_TOKEN)}

Reply = TypeVar("Reply")
Result = TypeVar("Result")


@dataclass(slots=True)
class Send:
    """Send this; the answer is an ``Incoming``, or a ``NoAnswer`` is thrown in."""

    outgoing: Outgoing


@dataclass(slots=True)
class Pause:
    """Wait."""

    seconds: float


@dataclass(slots=True)
class Alone:
    """Do these steps while nobody else does such steps for this client."""

    steps: Steps[Any]


Effect: TypeAlias = Send | Pause | Alone
Steps: TypeAlias = Generator[Effect, Any, Result]


class Session:
    """Who calls: what to log in with, and the access token that came of it."""

    def __init__(self, credentials: Credentials | None, token: str | None, retries: Retries) -> None:
        self.credentials = credentials
        self.token = token
        self.retries = retries
        self.logins = 0
        """Attempts to log in that are over."""
        self.failure: ClientError | None = None
        """How the last of them failed."""


def call(session: Session, request: Request[Reply], token: str | None) -> Steps[Reply]:
    """Perform an operation, with a token of its own or the session's.

    Logs in first where the operation needs that, and once more when the server no longer knows the token.
    """
    if token is not None or request.operation.auth is not Auth.USER:
        return (yield from _attempts(session, request, token))
    if session.token is None and session.credentials:
        yield from _another_token(session)
    used = session.token
    try:
        return (yield from _attempts(session, request, used))
    except Unauthenticated as refusal:
        if session.credentials is None or not _means_dead_token(refusal):
            raise
    if session.token == used:
        yield from _another_token(session)
    return (yield from _attempts(session, request, session.token))


def log_in(session: Session) -> Steps[LoginToken]:
    """Log in with the session's credentials, whatever token it has."""
    if session.credentials is None:
        raise Unusable("there is nothing to log in with: give credentials")
    session.failure = None
    try:
        # A login that was perhaps performed only leaves a token nobody uses.
        login = yield from _repeated(session, session.credentials.login, None, repeatable=True)
    except ClientError as failure:
        session.failure = failure
        raise
    finally:
        session.logins += 1
    session.token = login.access_token
    return login


def log_out(session: Session) -> Steps[None]:
    """Have the server forget the token, unless it has done so already."""
    token, session.token = session.token, None
    if token is None:
        return
    with suppress(Unauthenticated):
        yield from _attempts(session, DeleteToken(token=token), None)


def _means_dead_token(refusal: Unauthenticated) -> bool:
    """Whether a new login helps. Who was displaced by a newer one would only displace that one."""
    if refusal.code == errors.TOKEN_DISPLACED.code:
        return False
    return refusal.status == 401 or refusal.code in _DEAD


def _another_token(session: Session) -> Steps[None]:
    """Log in, or share what came of it when another call of the session just does."""
    dead, logins = session.token, session.logins

    def steps() -> Steps[None]:
        if session.token != dead:
            return
        if session.logins != logins and session.failure:
            raise session.failure  # trying again for every call that waited would lock the account
        yield from log_in(session)

    yield Alone(steps())


def _attempts(session: Session, request: Request[Reply], token: str | None) -> Steps[Reply]:
    repeatable = request.operation.method in REPEATABLE
    return _repeated(session, lambda: request, token, repeatable=repeatable)


def _repeated(
    session: Session, make: Callable[[], Request[Reply]], token: str | None, *, repeatable: bool
) -> Steps[Reply]:
    for attempt in count(1):
        request = make()
        try:
            return exchange.reply(request, (yield Send(exchange.outgoing(request, token=token))))
        except ClientError as failure:
            pause = session.retries.pause(failure, attempt=attempt, repeatable=repeatable, chance=_chance())
            if pause is None:
                raise
        yield Pause(pause.total_seconds())
    raise AssertionError


def _chance() -> float:
    from random import random  # costs a tenth of importing the client

    return random()  # noqa: S311
