"""Where enterprises are kept."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Text, bindparam, insert, select

from convener.domain.accounts import Corp, CorpKind
from convener.domain.enterprise import EnterpriseSettings
from convener.server.clock import micros
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import corps

_settings = msgspec.json.Decoder(EnterpriseSettings)


class CorpRow(Struct):
    corp_id: str
    name: str
    kind: int
    provider_id: str | None
    settings: str


_CORP = select(corps.c.corp_id, corps.c.name, corps.c.kind, corps.c.provider_id, corps.c.settings)
_NAMED = _CORP.where(corps.c.corp_id == bindparam("corp_id", type_=Text))
_FIND = Statement(_NAMED, CorpRow)
_HOLD = Statement(_NAMED.with_for_update(), CorpRow)
_PAGE = Statement(
    _CORP.order_by(corps.c.corp_id)
    .limit(bindparam("most", type_=BigInteger))
    .offset(bindparam("skipped", type_=BigInteger)),
    CorpRow,
)
_ADD = Statement(insert(corps))


class CorpRepository:
    """Reads and writes enterprises; every method is one statement."""

    async def find(self, unit: Reading, corp_id: str) -> Corp | None:
        row = await unit.one(_FIND, corp_id=corp_id)
        return None if row is None else _corp(row)

    async def hold(self, unit: Writing, corp_id: str) -> Corp | None:
        """The enterprise, held for this unit so that what counts its users come one after the other."""
        row = await unit.one(_HOLD, corp_id=corp_id)
        return None if row is None else _corp(row)

    async def page(self, unit: Reading, *, offset: int, limit: int) -> list[Corp]:
        return [_corp(row) for row in await unit.all(_PAGE, skipped=offset, most=limit)]

    async def add(self, unit: Writing, corp: Corp, now: datetime) -> None:
        await unit.run(
            _ADD,
            corp_id=corp.corp_id,
            name=corp.name,
            kind=int(corp.kind),
            provider_id=corp.provider_id,
            settings=msgspec.json.encode(corp.settings).decode(),
            created_at=micros(now),
        )


def _corp(row: CorpRow) -> Corp:
    return Corp(
        corp_id=row.corp_id,
        name=row.name,
        kind=CorpKind(row.kind),
        provider_id=row.provider_id,
        settings=_settings.decode(row.settings),
    )
