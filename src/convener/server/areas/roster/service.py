"""The invited lists of meetings: who is asked to come, and every change of it."""

from __future__ import annotations

from collections.abc import Sequence

from convener.domain.booking import TooManyAttendees
from convener.domain.facts import AttendeesChanged
from convener.domain.history import Invited
from convener.domain.roster import Attendee, NumberMissing, called_again, carried_over, differences, merged
from convener.server.areas.directory.service import DirectoryService
from convener.server.areas.roster.repository import Placed, RosterRepository
from convener.server.storage.database import Reading, Writing


class RosterService:
    """Keeps invited lists; the caller records the fact that a change gives back."""

    def __init__(self, repository: RosterRepository, directory: DirectoryService) -> None:
        self._repository = repository
        self._directory = directory

    async def completed(self, unit: Reading, corp_id: str, people: Sequence[Attendee]) -> list[Attendee]:
        """The people as the list will hold them: known to the directory where they are, once each."""
        return merged(await self._directory.completed(unit, corp_id, people))

    def begin(self, unit: Writing, corp_id: str, meeting_id: str, people: Sequence[Attendee]) -> None:
        """Store the list of a new meeting, as ``completed`` gave it."""
        self._repository.add(unit, corp_id, meeting_id, (Placed(*pair) for pair in enumerate(people)))

    async def entries(self, unit: Reading, corp_id: str, meeting_id: str) -> list[Attendee]:
        return await self._repository.entries(unit, corp_id, meeting_id)

    async def listed(self, unit: Reading, corp_id: str, meeting_id: str) -> list[Invited]:
        """The list in its order, and of each entry whether it came later than the booking."""
        found = await self._repository.placed(unit, corp_id, meeting_id)
        return [Invited(attendee=one.attendee, late=one.late) for one in found.values()]

    async def calling(self, unit: Reading, corp_id: str, meeting_ids: Sequence[str]) -> set[str]:
        """Those of the meetings that call somebody when they start."""
        lists = await self._repository.bodies(unit, corp_id, meeting_ids)
        return {name for name, people in lists.items() if any(person.auto_invite for person in people)}

    async def retire(self, unit: Writing, corp_id: str, meeting_id: str) -> None:
        """The meeting is over for good: it leaves the lists of those who were invited."""
        await self._repository.retire(unit, corp_id, meeting_id)

    async def invite(
        self, unit: Writing, corp_id: str, meeting_id: str, people: Sequence[Attendee], *, most: int
    ) -> AttendeesChanged | None:
        """Add people while the meeting is held, or call them again; ``None``: no entry changes.

        What is not said anew of somebody on the list stays as it was.

        The caller holds the meeting, so that changes of one list come one after the other. Raises
        ``NumberMissing`` for somebody who could not be called, ``TooManyAttendees`` beyond ``most``.
        """
        listed = await self._repository.placed(unit, corp_id, meeting_id)
        end = 1 + max((one.position for one in listed.values()), default=-1)
        changed = []
        people = called_again(people, [one.attendee for one in listed.values()])
        for place, person in enumerate(await self.completed(unit, corp_id, people), end):
            if not person.phone:
                raise NumberMissing
            before = listed.get(person.key)
            if before is None or before.attendee != person:
                changed.append(before._replace(attendee=person) if before else Placed(place, person, True))
        if not changed:
            return None
        if len(listed.keys() | {one.attendee.key for one in changed}) > most:
            raise TooManyAttendees
        await self._repository.drop(unit, corp_id, meeting_id, [one.attendee.key for one in changed])
        self._repository.add(unit, corp_id, meeting_id, changed)
        version = await self._repository.count_change(unit, corp_id, meeting_id)
        return AttendeesChanged(version=version, refreshed=tuple(one.attendee for one in changed))

    async def replace(
        self, unit: Writing, corp_id: str, meeting_id: str, people: Sequence[Attendee], *, by: str
    ) -> tuple[list[Attendee], AttendeesChanged | None]:
        """Make these people the list, in this order; ``None`` when nobody's entry changes.

        The caller holds the meeting, as for ``invite``.
        """
        listed = await self.listed(unit, corp_id, meeting_id)
        before = [one.attendee for one in listed]
        after = await self.completed(unit, corp_id, carried_over(people, before))
        if [Invited(attendee=one) for one in after] != listed:
            await self._repository.drop(unit, corp_id, meeting_id, [one.key for one in before])
            self.begin(unit, corp_id, meeting_id, after)
        refreshed, removed = differences(before, after)
        if not refreshed and not removed:
            return after, None
        version = await self._repository.count_change(unit, corp_id, meeting_id)
        return after, AttendeesChanged(version=version, refreshed=refreshed, removed=removed, by=by)

    async def replacing(
        self, unit: Reading, corp_id: str, before: Sequence[Attendee], people: Sequence[Attendee]
    ) -> tuple[tuple[Attendee, ...], tuple[Attendee, ...]]:
        """Whose entries ``replace`` would make or renew, and whose it would remove; nothing is done."""
        return differences(before, await self.completed(unit, corp_id, carried_over(people, before)))

    async def remove(
        self, unit: Writing, corp_id: str, meeting_id: str, numbers: Sequence[str]
    ) -> AttendeesChanged | None:
        """Take the people with these numbers off the list; unknown numbers are ignored.

        The caller holds the meeting, as for ``invite``.
        """
        listed = await self._repository.placed(unit, corp_id, meeting_id)
        gone = [listed[key].attendee for key in dict.fromkeys(numbers) if key in listed]
        if not gone:
            return None
        await self._repository.drop(unit, corp_id, meeting_id, [one.key for one in gone])
        version = await self._repository.count_change(unit, corp_id, meeting_id)
        return AttendeesChanged(version=version, removed=tuple(gone))
