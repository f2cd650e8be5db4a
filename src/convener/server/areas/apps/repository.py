"""Where apps are kept; their keys sealed."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Text, bindparam, insert, select

from convener.domain.accounts import App, AppKind
from convener.domain.person import Status
from convener.server.clock import micros
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import apps
from convener.server.vault import Vault


class AppRow(Struct):
    app_id: str
    corp_id: str
    kind: int
    name: str
    key: str
    status: int


_APP = select(apps.c.app_id, apps.c.corp_id, apps.c.kind, apps.c.name, apps.c.key, apps.c.status)
_FIND = Statement(_APP.where(apps.c.app_id == bindparam("app_id", type_=Text)), AppRow)
_OF_CORP = Statement(
    _APP.where(apps.c.corp_id == bindparam("corp_id", type_=Text)).order_by(apps.c.created_at, apps.c.app_id),
    AppRow,
)
_ADD = Statement(insert(apps))


class AppRepository:
    """Reads and writes apps; every method is one statement."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def find(self, unit: Reading, app_id: str) -> App | None:
        row = await unit.one(_FIND, app_id=app_id)
        return None if row is None else self._app(row)

    async def of_corp(self, unit: Reading, corp_id: str) -> list[App]:
        return [self._app(row) for row in await unit.all(_OF_CORP, corp_id=corp_id)]

    async def add(self, unit: Writing, app: App, now: datetime) -> None:
        await unit.run(
            _ADD,
            app_id=app.app_id,
            corp_id=app.corp_id,
            kind=int(app.kind),
            name=app.name,
            key=self._vault.seal(app.key.encode()),
            status=int(app.status),
            created_at=micros(now),
        )

    def _app(self, row: AppRow) -> App:
        return App(
            app_id=row.app_id,
            corp_id=row.corp_id,
            kind=AppKind(row.kind),
            name=row.name,
            key=self._vault.open(row.key).decode(),
            status=Status(row.status),
        )
