"""Who changed a meeting, read from its event log."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from convener.domain.access import MayNotView, MeetingUnknown
from convener.domain.change_log import WHAT, Entry, entry
from convener.domain.facts import Fact
from convener.domain.person import Principal
from convener.server.areas.history.repository import HistoryRepository
from convener.server.storage.database import Reading

_KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in WHAT}


class Logged(Struct, frozen=True, kw_only=True):
    """A line of the log, with the name of who did it where that is known."""

    number: int
    at: datetime
    entry: Entry
    by_name: str | None


class ChangeLog:
    """The change logs of all meetings, also of those that are over."""

    def __init__(self, repository: HistoryRepository) -> None:
        self._repository = repository

    async def of_meeting(
        self, unit: Reading, who: Principal, conference_id: str, *, after: int, most: int
    ) -> list[Logged]:
        """Up to ``most`` lines after this number, in two statements.

        Raises ``MeetingUnknown``, or ``MayNotView`` for who neither booked it nor is an administrator.
        """
        found = await self._repository.log(unit, who.corp_id, conference_id, _KINDS, after=after, most=most)
        if found is None:
            raise MeetingUnknown
        if found.scheduler != who.user_id and not who.is_admin:
            raise MayNotView
        lines = [(number, at, entry(fact)) for number, at, fact in found.facts]
        names = await self._repository.names(unit, who.corp_id, {line.by for _, _, line in lines if line.by})
        return [
            Logged(number=number, at=at, entry=line, by_name=names.get(line.by or ""))
            for number, at, line in lines
        ]
