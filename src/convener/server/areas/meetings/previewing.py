"""What a booking or a change would give, before it is made: nothing is stored, held or reserved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from convener.domain import booking, changing, preview, told
from convener.domain.access import MeetingUnknown
from convener.domain.booking import Draft, Minted
from convener.domain.change_log import Difference, entry
from convener.domain.changing import Change
from convener.domain.facts import AttendeesChanged, Fact
from convener.domain.lifecycle import remaining
from convener.domain.meeting import Meeting, Secrets
from convener.domain.person import Principal
from convener.domain.preview import Clash, Preview
from convener.domain.recurrence import Occurrence, Rule
from convener.domain.rooms import Reservation
from convener.domain.roster import Attendee
from convener.server.areas.meetings.repository import MeetingRepository
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.roster.service import RosterService
from convener.server.storage.database import Reading

_NOBODY_SEES = "000000"
_UNBORN = Minted(
    meeting_id="",
    conference_id="",
    conf_uuid="",
    secrets=Secrets(chair=_NOBODY_SEES, general=_NOBODY_SEES, chair_link="", general_link=""),
)
"""In place of what is minted for a meeting that is really booked."""


class Foreseen(Struct, frozen=True, kw_only=True):
    """A preview; of a change, what would be different too."""

    preview: Preview
    differences: tuple[Difference, ...] | None = None


class PreviewService:
    """Asks the same rules as ``MeetingService`` and ``ChangeService``, with the same refusals.

    Only the room being taken is told instead of refused.
    """

    def __init__(self, repository: MeetingRepository, roster: RosterService, rooms: RoomService) -> None:
        self._repository = repository
        self._roster = roster
        self._rooms = rooms

    async def booking(self, unit: Reading, who: Principal, draft: Draft, now: datetime) -> Foreseen:
        """What ``MeetingService.book`` would book: up to three statements. Raises a ``Refusal``."""
        room = await self._rooms.named(unit, who.corp_id, draft.room_id) if draft.uses_room else None
        meeting = booking.book(draft, who, now, _UNBORN, room)
        found = _dates(meeting, draft.rule)
        if room is not None:
            slots = booking.booked_slots(meeting.plan, draft.starts, now)
            taken = await self._rooms.taken(unit, meeting, slots)
            found = await self._clashing(unit, who, found, taken)
        return Foreseen(preview=found)

    async def change(
        self, unit: Reading, who: Principal, conference_id: str, change: Change, now: datetime
    ) -> Foreseen:
        """What ``ChangeService.change`` would make of a meeting, of a series if the change has a rule.

        Up to five statements. Raises ``MeetingUnknown`` or ``Forbidden`` first.
        """
        seen = await self._repository.seen(unit, who.corp_id, conference_id)
        if seen is None or seen.meeting.is_over(now):
            raise MeetingUnknown
        before = seen.meeting
        changing.check_may_change(before, who)
        series = change.rule is not None
        changing.check(before, change, who.settings, series=series)
        room = await self._rooms.named(unit, who.corp_id, before.room_id) if before.room_id else None
        make = changing.changed_series if series else changing.changed
        after = make(before, change, now, room=room, fresh_password=_NOBODY_SEES)
        found = _dates(after, _rule(before, change))
        if room is not None:
            taken = await self._rooms.taken_by_move(unit, room, before, after, now)
            found = await self._clashing(unit, who, found, taken)
        facts = told.changed(before, after, by=who.user_id)
        facts += await self._listed(unit, who.corp_id, seen.roster, change.attendees)
        return Foreseen(
            preview=preview.compared(found, remaining(before, now)),
            differences=tuple(each for fact in facts for each in entry(fact).differences),
        )

    async def _clashing(
        self, unit: Reading, who: Principal, found: Preview, taken: Sequence[Reservation]
    ) -> Preview:
        """The dates with what others have of the room then; their meetings are named to who may see them."""
        if not taken:
            return found
        ids = {one.meeting_id for one in taken}
        whose = None if who.is_admin else who.user_id
        named = await self._repository.named(unit, who.corp_id, ids, seen_by=whose)
        clashes = []
        for one in taken:
            number, subject = named.get(one.meeting_id, (None, None))
            clashes.append(
                Clash(
                    starts=one.starts,
                    ends=one.ends,
                    running=one.held,
                    conference_id=number,
                    subject=subject,
                )
            )
        return preview.clashing(found, clashes)

    async def _listed(
        self, unit: Reading, corp_id: str, before: Sequence[Attendee], people: Sequence[Attendee] | None
    ) -> list[Fact]:
        if people is None:
            return []
        refreshed, removed = await self._roster.replacing(unit, corp_id, before, people)
        return [AttendeesChanged(version=0, refreshed=refreshed, removed=removed)]


def _dates(meeting: Meeting, wanted: Rule | None) -> Preview:
    """The dates of a meeting as it would be booked; of a series by the rule that was asked for."""
    series = meeting.plan.series
    if series is None or wanted is None:
        one = Occurrence(meeting.starts.date(), meeting.starts, meeting.ends)
        return preview.of_single(one, meeting.plan.time_zone)
    return preview.of_series(wanted, series)


def _rule(before: Meeting, change: Change) -> Rule | None:
    """The rule that a change asks for."""
    series = before.plan.series
    return None if change.rule is None or series is None else change.rule.on(series.rule)
