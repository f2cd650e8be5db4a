"""Enterprises, and the service providers that may stand above them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from convener.domain.accounts import Corp, CorpKind
from convener.domain.enterprise import EnterpriseSettings
from convener.server.areas.corps.repository import CorpRepository
from convener.server.ids import Ids
from convener.server.storage.database import Reading, Writing


class CorpService:
    """The enterprises of this server. A service provider is kept as one too."""

    def __init__(
        self, repository: CorpRepository, ids: Ids, founded: Callable[[Writing, str, datetime], None]
    ) -> None:
        """``founded`` is called in the unit that creates an enterprise, with its ID."""
        self._repository = repository
        self._ids = ids
        self._founded = founded

    async def add(
        self,
        unit: Writing,
        *,
        name: str,
        now: datetime,
        kind: CorpKind = CorpKind.FLAGSHIP,
        settings: EnterpriseSettings | None = None,
        provider_id: str | None = None,
    ) -> str:
        """Create an enterprise without users; gives its ID."""
        corp = Corp(
            corp_id=self._ids.enterprise(),
            name=name,
            kind=kind,
            provider_id=provider_id,
            settings=settings or EnterpriseSettings(),
        )
        await self._repository.add(unit, corp, now)
        self._founded(unit, corp.corp_id, now)
        return corp.corp_id

    async def find(self, unit: Reading, corp_id: str) -> Corp | None:
        return await self._repository.find(unit, corp_id)

    async def hold(self, unit: Writing, corp_id: str) -> Corp | None:
        """The enterprise, held until the unit ends: for what must not happen twice at once in it."""
        return await self._repository.hold(unit, corp_id)

    async def page(self, unit: Reading, *, offset: int = 0, limit: int = 500) -> list[Corp]:
        """Enterprises in the order of their IDs."""
        return await self._repository.page(unit, offset=offset, limit=limit)
