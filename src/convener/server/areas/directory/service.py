"""The enterprise's directory, as other areas use it."""

from __future__ import annotations

from collections.abc import Sequence

from convener.domain.roster import Attendee, Directory
from convener.server.areas.directory.repository import DirectoryRepository
from convener.server.storage.database import Reading


class DirectoryService:
    """Fills in what callers leave out about people the enterprise knows."""

    def __init__(self, repository: DirectoryRepository) -> None:
        self._repository = repository

    async def completed(self, unit: Reading, corp_id: str, people: Sequence[Attendee]) -> list[Attendee]:
        """The entries with name, number and user ID of those who are in the directory."""
        directory = Directory(await self._repository.entries(unit, corp_id, people))
        return [directory.completed(one) for one in people]
