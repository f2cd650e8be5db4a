"""Apps: programs that log users in with a signature instead of a password."""

from __future__ import annotations

from datetime import datetime

from convener.domain.accounts import App, AppKind
from convener.domain.person import Status
from convener.server.areas.apps.repository import AppRepository
from convener.server.ids import Ids
from convener.server.storage.database import Reading, Writing


class AppService:
    """The apps of all enterprises and providers."""

    def __init__(self, repository: AppRepository, ids: Ids) -> None:
        self._repository = repository
        self._ids = ids

    async def add(
        self,
        unit: Writing,
        corp_id: str,
        *,
        name: str,
        now: datetime,
        kind: AppKind = AppKind.ENTERPRISE,
        app_id: str | None = None,
        key: str | None = None,
    ) -> App:
        """Register an app of an enterprise or, by ``kind``, of a provider; ID and key are made if absent."""
        app = App(
            app_id=app_id or self._ids.row(),
            corp_id=corp_id,
            kind=kind,
            name=name,
            key=key or self._ids.app_key(),
            status=Status.NORMAL,
        )
        await self._repository.add(unit, app, now)
        return app

    async def find(self, unit: Reading, app_id: str) -> App | None:
        return await self._repository.find(unit, app_id)

    async def of_corp(self, unit: Reading, corp_id: str) -> list[App]:
        """The enterprise's apps, the oldest first."""
        return await self._repository.of_corp(unit, corp_id)
