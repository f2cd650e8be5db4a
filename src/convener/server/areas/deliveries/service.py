"""The outbox: messages are put into it, looked at, and tried again by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from convener.domain.delivery import (
    Delivery,
    DeliveryUnknown,
    Listed,
    NothingCarries,
    Overtaken,
    PastAttempt,
    State,
    check_retry,
)
from convener.domain.news import Line
from convener.domain.notices import Channel
from convener.server.areas.deliveries.outbox_repository import OutboxRepository
from convener.server.areas.deliveries.repository import DeliveryRepository
from convener.server.ids import Ids
from convener.server.storage.database import Reading, Writing


class About(Protocol):
    """Whose deliveries they are: a meeting."""

    @property
    def corp_id(self) -> str: ...

    @property
    def meeting_id(self) -> str: ...


class DeliveryService:
    """The deliveries of all enterprises; ``carried`` are the channels that something is configured for."""

    def __init__(
        self,
        repository: DeliveryRepository,
        outbox: OutboxRepository,
        ids: Ids,
        *,
        carried: Collection[Channel],
    ) -> None:
        self._repository = repository
        self._outbox = outbox
        self._ids = ids
        self._carried = carried

    def add(
        self,
        unit: Writing,
        about: About,
        news_id: str,
        lines: Iterable[Line],
        *,
        good_until: datetime,
        now: datetime,
    ) -> None:
        """Have messages sent, or held where nothing is configured for them; sent with the commit."""
        self._repository.add(
            unit,
            [
                Delivery(
                    corp_id=about.corp_id,
                    delivery_id=self._ids.row(),
                    meeting_id=about.meeting_id,
                    news_id=news_id,
                    line=line,
                    state=State.WAITING if line.channel in self._carried else State.HELD,
                    due=now,
                    tries=0,
                    since=now,
                    good_until=good_until,
                    created=now,
                )
                for line in lines
            ],
        )

    async def reminded(self, unit: Reading, about: About, starts: Sequence[datetime]) -> set[datetime]:
        """Those of these dates that somebody was reminded of."""
        return await self._repository.reminded(unit, about.corp_id, about.meeting_id, starts)

    async def page(
        self,
        unit: Reading,
        corp_id: str,
        *,
        state: State | None,
        conference_id: str | None,
        before: str | None,
        most: int,
    ) -> list[Listed]:
        """The newest first, from those made before the one named."""
        return await self._outbox.page(
            unit, corp_id, state=state, conference_id=conference_id, before=before, most=most
        )

    async def one(self, unit: Reading, corp_id: str, delivery_id: str) -> tuple[Listed, list[PastAttempt]]:
        """A delivery with its attempts, the oldest first. Raises ``DeliveryUnknown``."""
        found = await self._outbox.one(unit, corp_id, delivery_id)
        if found is None:
            raise DeliveryUnknown
        return found, await self._outbox.attempts(unit, corp_id, delivery_id)

    async def retry(self, unit: Writing, corp_id: str, delivery_id: str, now: datetime) -> None:
        """Have it tried from the beginning, now.

        Raises ``DeliveryUnknown``, ``AlreadySent``, ``TooLate``, ``NothingCarries`` or ``Overtaken``.
        """
        found = await self._outbox.one(unit, corp_id, delivery_id)
        if found is None:
            raise DeliveryUnknown
        one = found.delivery
        check_retry(one.state, good_until=one.good_until, now=now, carried=one.line.channel in self._carried)
        if not await self._outbox.retry(unit, corp_id, delivery_id, now):
            raise Overtaken

    async def retry_all(self, unit: Writing, corp_id: str, state: State, now: datetime) -> int:
        """The same for all in this state that can still be sent; how many these are.

        Raises ``NothingCarries``.
        """
        if not self._carried:
            raise NothingCarries
        return await self._outbox.retry_all(unit, corp_id, state, self._carried, now)
