"""A service provider above an enterprise."""

from __future__ import annotations

import pytest

from convener.client import AsyncClient
from convener.domain.person import AdminType, UserType
from convener.server.app import Application
from server.conftest import NOON, ORIGIN, MakeCorp, Person


@pytest.fixture
async def provider(make_corp: MakeCorp) -> str:
    return await make_corp("Provider")


@pytest.fixture
async def root(provider: str, application: Application, anonymous: AsyncClient) -> Person:
    """Administers the provider."""
    user = await application.database.write(
        lambda unit: application.users.add(
            unit,
            provider,
            account="root",
            name="Root",
            user_type=UserType.PROVIDER_ADMIN,
            admin_type=AdminType.DEFAULT,
            now=NOON,
        )
    )
    person = Person(AsyncClient(ORIGIN, transport=anonymous.transport), user, application)
    await person.log_in()
    return person


@pytest.fixture
async def below(provider: str, application: Application) -> str:
    """An enterprise of the provider."""
    return await application.database.write(
        lambda unit: application.corps.add(unit, name="Below", now=NOON, provider_id=provider)
    )
