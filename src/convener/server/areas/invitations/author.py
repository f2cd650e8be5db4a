"""Writes the messages of deliveries when they are to be sent, or looked at."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from convener.domain.delivery import Delivery
from convener.domain.news import News, notice
from convener.domain.notices import Channel
from convener.server.areas.invitations.repository import InvitationRepository
from convener.server.letters import Message
from convener.server.letters.letters import letter
from convener.server.letters.texts import text
from convener.server.storage.database import Database

log = logging.getLogger("convener.invitations")


class Author:
    """Makes mails and texts from the news that deliveries tell; the same delivery gives the same words."""

    def __init__(
        self, repository: InvitationRepository, database: Database, *, origin: str, sender: str
    ) -> None:
        self._repository = repository
        self._database = database
        self._origin = origin
        self.sender = sender

    async def written(self, deliveries: Sequence[Delivery]) -> Mapping[str, Message]:
        """The messages by delivery ID; those whose news have expired are missing."""
        if not deliveries:
            return {}
        ids = [(one.corp_id, one.news_id) for one in deliveries]
        found = await self._database.read(lambda unit: self._repository.named(unit, ids))
        # A few milliseconds for each calendar object: other calls go on meanwhile.
        return await asyncio.to_thread(self._all, deliveries, found)

    def _all(
        self, deliveries: Sequence[Delivery], found: Mapping[tuple[str, str], News]
    ) -> dict[str, Message]:
        messages = {}
        for one in deliveries:
            news = found.get((one.corp_id, one.news_id))
            if news is not None:
                try:
                    messages[one.delivery_id] = self._message(one, news)
                except Exception:
                    extra = {"action": "message_unwritten", "delivery": one.delivery_id}
                    log.exception("message cannot be written", extra=extra)
        return messages

    def _message(self, one: Delivery, news: News) -> Message:
        said = notice(news, one.line)
        if one.line.channel is Channel.TEXT:
            return text(said, origin=self._origin, now=one.created)
        return letter(said, origin=self._origin, sender=self.sender, stamp=one.created)
