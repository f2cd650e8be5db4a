"""Rooms as meetings use them: personal meeting IDs and cloud rooms, and who has them when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from convener.domain import rooms
from convener.domain.booking import RoomDisabled, RoomUnknown, check_lasts
from convener.domain.meeting import Meeting, Room, RoomMode, RoomStatus
from convener.domain.recurrence import Occurrence
from convener.domain.rooms import Reservation, check_free
from convener.server.areas.rooms.repository import RoomRepository
from convener.server.areas.rooms.reservation_repository import ReservationRepository
from convener.server.ids import Ids
from convener.server.storage.database import Reading, Writing


class RoomService:
    """One room, one meeting at a time."""

    def __init__(self, repository: RoomRepository, reservations: ReservationRepository, ids: Ids) -> None:
        self._repository = repository
        self._reservations = reservations
        self._ids = ids

    async def to_book(self, unit: Writing, corp_id: str, room_id: str | None) -> Room:
        """The room a booking names, held until the unit ends. Raises ``RoomUnknown``."""
        room = await self._repository.hold(unit, corp_id, room_id) if room_id else None
        if room is None:
            raise RoomUnknown
        return room

    async def named(self, unit: Reading, corp_id: str, room_id: str | None) -> Room:
        """The same, held for nobody: for those who only look."""
        room = await self._repository.find(unit, corp_id, room_id) if room_id else None
        if room is None:
            raise RoomUnknown
        return room

    async def taken(self, unit: Reading, meeting: Meeting, slots: Sequence[Occurrence]) -> list[Reservation]:
        """What other meetings have of the meeting's room from the first to the last of the slots."""
        return await self._reservations.taken(unit, meeting, slots[0].starts, slots[-1].ends)

    async def find(self, unit: Reading, corp_id: str, room_id: str) -> Room | None:
        return await self._repository.find(unit, corp_id, room_id)

    async def of_user(self, unit: Reading, corp_id: str, user_id: str) -> list[Room]:
        """The user's rooms, the personal meeting ID first."""
        return await self._repository.of_user(unit, corp_id, user_id)

    async def reserve(
        self,
        unit: Writing,
        meeting: Meeting,
        slots: tuple[Occurrence, ...],
        now: datetime,
        *,
        immediate: bool,
    ) -> None:
        """Reserve the meeting's room for its slots, or refuse when another meeting has one of them.

        The caller holds the room by ``to_book``. Raises ``RoomTaken``, ``RoomInUse`` or
        ``RoomTooSoonTaken``.
        """
        taken = await self.taken(unit, meeting, slots)
        spans = [(slot.starts, slot.ends) for slot in slots]
        check_free(spans, taken, now, immediate=immediate)
        self._reservations.add(unit, meeting, spans, held=immediate)

    async def check_moved(
        self, unit: Writing, room: Room, before: Meeting, after: Meeting, now: datetime
    ) -> None:
        """Refuse other times of a meeting that its room does not have for it; ``settle`` reserves them.

        The caller holds the room by ``to_book``. Raises ``RoomTaken`` or ``RoomDisabled``.
        """
        taken = await self.taken_by_move(unit, room, before, after, now)
        check_free(rooms.windows(after, now), taken, now, immediate=False)

    async def taken_by_move(
        self, unit: Reading, room: Room, before: Meeting, after: Meeting, now: datetime
    ) -> list[Reservation]:
        """What others have of the room while the meeting would be in it; a time that stays is its own.

        Raises ``RoomDisabled``.
        """
        booked = rooms.windows(after, now)
        if not booked or booked == rooms.windows(before, now):
            return []
        check_lasts(room, after.expires)
        return await self._reservations.taken(unit, after, booked[0][0], booked[-1][1])

    async def open(self, unit: Writing, meeting: Meeting, now: datetime) -> datetime | None:
        """Hold the room of a meeting that is about to be opened; until when, ``None`` for no end.

        Raises ``RoomDisabled``, ``TooEarlyForRoom`` or ``RoomInUse``.
        """
        assert meeting.room_id is not None
        room = await self._repository.hold(unit, meeting.corp_id, meeting.room_id)
        if room is not None and room.standing(now) is RoomStatus.DISABLED:
            raise RoomDisabled
        other = await self._reservations.next_other(unit, meeting, now)
        return rooms.available_until(meeting, [other] if other else [], now)

    async def limit(self, unit: Writing, meeting: Meeting, now: datetime) -> datetime | None:
        """Until when a running meeting could have its room, held until the unit ends; ``None``: no end."""
        assert meeting.room_id is not None
        await self._repository.hold(unit, meeting.corp_id, meeting.room_id)
        other = await self._reservations.next_other(unit, meeting, now)
        return other.starts if other else None

    async def settle(self, unit: Writing, meeting: Meeting, now: datetime) -> None:
        """After a step of the meeting's life, let it have what it still needs of its room."""
        await self._reservations.release(unit, meeting)
        if meeting.is_over(now):
            return
        booked = rooms.windows(meeting, now)
        if meeting.opened is not None and meeting.closes is not None:
            booked, held = rooms.occupied(booked, (meeting.opened, meeting.closes))
            self._reservations.add(unit, meeting, [held], held=True)
        self._reservations.add(unit, meeting, booked)

    async def dialled(self, unit: Reading, number: str, now: datetime) -> tuple[str, str] | None:
        """Enterprise and ID of the meeting that a room's fixed ID leads to: in progress, or the next."""
        found = await self._repository.by_number(unit, number)
        slot = found and await self._reservations.following(unit, *found, now)
        return (found[0], slot.meeting_id) if found and slot else None

    async def meetings(
        self, unit: Reading, corp_id: str, room_ids: Iterable[str], now: datetime
    ) -> list[str]:
        """The meetings that have these rooms some time from now on."""
        return await self._reservations.meetings(unit, corp_id, room_ids, now)

    def add_personal(self, unit: Writing, corp_id: str, user_id: str, *, name: str, now: datetime) -> Room:
        """The personal meeting ID that every new user gets."""
        room = self._minted(name=name, user_id=user_id, mode=RoomMode.PERSONAL)
        self._repository.add(unit, corp_id, room, now)
        return room

    def add_cloud(
        self,
        unit: Writing,
        corp_id: str,
        user_id: str | None,
        *,
        name: str | None = None,
        parties: int,
        now: datetime,
        expires: datetime | None = None,
        resource_id: str | None = None,
    ) -> Room:
        """A cloud meeting room, assigned to ``user_id`` or to nobody yet."""
        room = self._minted(
            name=name,
            user_id=user_id,
            mode=RoomMode.CLOUD,
            parties=parties,
            expires=expires,
            resource_id=resource_id,
        )
        self._repository.add(unit, corp_id, room, now)
        return room

    async def set_expiry(self, unit: Writing, corp_id: str, resource_id: str, until: datetime) -> None:
        """Let the rooms that came with a grant expire at another moment."""
        await self._repository.set_expiry(unit, corp_id, resource_id, until)

    def _minted(
        self,
        *,
        name: str | None,
        user_id: str | None,
        mode: RoomMode,
        parties: int = 0,
        expires: datetime | None = None,
        resource_id: str | None = None,
    ) -> Room:
        number, chair = self._ids.conference(), self._ids.password()
        return Room(
            room_id=self._ids.row(),
            number=number,
            name=name or f"VMR-{number}",
            user_id=user_id,
            mode=mode,
            status=RoomStatus.NORMAL if user_id else RoomStatus.UNASSIGNED,
            parties=parties,
            expires=expires,
            resource_id=resource_id,
            chair=chair,
            general=self._ids.password(unlike=chair),
            chair_link=self._ids.link(),
        )
