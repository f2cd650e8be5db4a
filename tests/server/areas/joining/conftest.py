"""Two ways to prove a meeting's password without a login."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from convener.client import AsyncClient
from convener.wire.joining import CreateAnonymousAuthRandom, CreateAuthRandom, GuestWaiting
from server.conftest import MakePerson, Person

Prove = Callable[..., Awaitable[str]]
"""Gives the random."""


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
def anonymously(anonymous: AsyncClient) -> Prove:
    async def prove(number: str, password: str | None = None) -> str:
        request = CreateAnonymousAuthRandom(conference_id=number, password=password)
        return (await anonymous.send(request)).random

    return prove


@pytest.fixture
def waiting(anonymous: AsyncClient) -> Prove:
    async def prove(number: str, password: str | None = None) -> str:
        request = CreateAuthRandom(conf_id=number, password=password, guest_waiting=GuestWaiting.YES)
        return (await anonymous.send(request)).random

    return prove


@pytest.fixture(params=["anonymously", "waiting"])
def prove(request: pytest.FixtureRequest, anonymous: AsyncClient) -> Prove:
    """Either of them."""
    found: Prove = request.getfixturevalue(request.param)
    return found
