"""Where it is kept what people were told of meetings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from sqlalchemy import Text, and_, bindparam, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from convener.domain.delivery import KEPT
from convener.domain.news import News
from convener.server.clock import micros
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.invitations import invitations, news
from convener.server.vault import Vault

_decode = msgspec.json.Decoder(News).decode
_encode = msgspec.json.Encoder().encode


class LastRow(Struct):
    sequence: int
    news_id: str
    body: str | None


class NewsRow(Struct):
    corp_id: str
    news_id: str
    body: str


class Last(Struct, frozen=True, kw_only=True):
    """The last news of a meeting; the first has number 0."""

    sequence: int
    news_id: str
    news: News | None
    """``None`` where they have expired, or the meeting came from another server just now."""


_LAST = Statement(
    select(invitations.c.sequence, invitations.c.news_id, news.c.body)
    .outerjoin(news, and_(news.c.corp_id == invitations.c.corp_id, news.c.news_id == invitations.c.news_id))
    .where(
        invitations.c.corp_id == bindparam("corp_id", type_=Text),
        invitations.c.meeting_id == bindparam("meeting_id", type_=Text),
    ),
    LastRow,
)
_NEWS = Statement(
    select(news.c.corp_id, news.c.news_id, news.c.body).where(
        any_of(news.c.corp_id, "corp_ids"), any_of(news.c.news_id, "news_ids")
    ),
    NewsRow,
)
_ADD = Statement(insert(news))
_new = upsert(invitations)
_SET = Statement(
    _new.on_conflict_do_update(
        index_elements=[invitations.c.corp_id, invitations.c.meeting_id],
        set_={name: _new.excluded[name] for name in ("sequence", "news_id", "told_at", "expires_at")},
    )
)


class InvitationRepository:
    """Reads and writes the news of meetings; every method is one statement unless it says otherwise.

    They are kept for ``kept`` after the meeting, and for ``KEPT`` how many there were.
    """

    def __init__(self, vault: Vault, *, kept: timedelta) -> None:
        self._vault = vault
        self._kept = kept

    async def last(self, unit: Reading, corp_id: str, meeting_id: str) -> Last | None:
        row = await unit.one(_LAST, corp_id=corp_id, meeting_id=meeting_id)
        if row is None:
            return None
        known = None if row.body is None else self._open(row.body)
        return Last(sequence=row.sequence, news_id=row.news_id, news=known)

    async def named(self, unit: Reading, ids: Iterable[tuple[str, str]]) -> dict[tuple[str, str], News]:
        """Some news by enterprise and ID; those that have expired are missing."""
        wanted = set(ids)
        rows = await unit.all(
            _NEWS, corp_ids=list({corp for corp, _ in wanted}), news_ids=[one for _, one in wanted]
        )
        found = {(row.corp_id, row.news_id): row.body for row in rows}
        return {key: self._open(body) for key, body in found.items() if key in wanted}

    def add(self, unit: Writing, corp_id: str, news_id: str, new: News) -> None:
        """Keep news for the messages that tell them; sent with the commit."""
        unit.put(
            _ADD,
            corp_id=corp_id,
            news_id=news_id,
            body=self._vault.seal(_encode(new)),
            expires_at=micros(new.good_until + self._kept),
        )

    def set_last(
        self,
        unit: Writing,
        corp_id: str,
        meeting_id: str,
        news_id: str,
        new: News,
        now: datetime,
        *,
        sequence: int,
    ) -> None:
        """These are the last news of the meeting; sent with the commit."""
        unit.put(
            _SET,
            corp_id=corp_id,
            meeting_id=meeting_id,
            sequence=sequence,
            news_id=news_id,
            told_at=micros(now),
            expires_at=micros(new.good_until + KEPT),
        )

    def _open(self, body: str) -> News:
        return _decode(self._vault.open(body))
