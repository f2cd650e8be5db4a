"""The enterprise's directory, as other areas use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from convener.domain.invitations import Contact
from convener.domain.roster import Attendee, Directory
from convener.server.areas.directory.repository import DirectoryRepository
from convener.server.storage.database import Reading


class Contacts(Struct, frozen=True):
    """People by user ID, and what their enterprise is called; the name is empty when nobody was found."""

    corp_name: str
    people: Mapping[str, Contact]


class DirectoryService:
    """Fills in what callers leave out about people the enterprise knows."""

    def __init__(self, repository: DirectoryRepository) -> None:
        self._repository = repository

    async def completed(self, unit: Reading, corp_id: str, people: Sequence[Attendee]) -> list[Attendee]:
        """The entries with name, number and user ID of those who are in the directory."""
        if not people:
            return []
        directory = Directory(await self._repository.entries(unit, corp_id, people))
        return [directory.completed(one) for one in people]

    async def contacts(self, unit: Reading, corp_id: str, user_ids: Iterable[str]) -> Contacts:
        """How to write to these users; those that are gone are missing. One statement."""
        found = await self._repository.users(unit, corp_id, user_ids)
        people = {one.user_id: Contact(user_id=one.user_id, name=one.name, email=one.email) for one in found}
        return Contacts(next((one.dept_name or "" for one in found), ""), people)
