"""Rooms: personal meeting IDs and cloud rooms, and who has them when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from convener.domain.booking import RoomUnknown, check_free
from convener.domain.meeting import Meeting, Room, RoomMode, RoomStatus
from convener.domain.recurrence import Occurrence
from convener.server.areas.rooms.repository import RoomRepository
from convener.server.ids import Ids
from convener.server.storage.database import Reading, Writing


class RoomService:
    """One room, one meeting at a time."""

    def __init__(self, repository: RoomRepository, ids: Ids) -> None:
        self._repository = repository
        self._ids = ids

    async def to_book(self, unit: Writing, corp_id: str, room_id: str | None) -> Room:
        """The room a booking names, held until the unit ends. Raises ``RoomUnknown``."""
        room = await self._repository.hold(unit, corp_id, room_id) if room_id else None
        if room is None:
            raise RoomUnknown
        return room

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
        """Reserve the meeting's room for its slots, or refuse when one of them is taken."""
        assert meeting.room_id is not None
        taken = await self._repository.taken(
            unit, meeting.corp_id, meeting.room_id, slots[0].starts, slots[-1].ends
        )
        check_free(slots, taken, now, immediate=immediate)
        self._repository.reserve(unit, meeting, slots)

    async def move(
        self, unit: Writing, meeting: Meeting, slots: tuple[Occurrence, ...], now: datetime
    ) -> None:
        """Reserve these slots instead of the meeting's old ones. The room is held by ``to_book``."""
        await self._repository.release(unit, meeting)
        await self.reserve(unit, meeting, slots, now, immediate=False)

    async def release(self, unit: Writing, meeting: Meeting) -> None:
        await self._repository.release(unit, meeting)

    async def release_some(self, unit: Writing, meeting: Meeting, starts: Iterable[datetime]) -> None:
        """Give back single slots of the meeting, those that begin then."""
        await self._repository.release_some(unit, meeting, starts)

    def add_personal(self, unit: Writing, corp_id: str, user_id: str, *, name: str, now: datetime) -> Room:
        """The personal meeting ID that every new user gets."""
        room = Room(
            room_id=self._ids.row(),
            number=self._ids.conference(),
            user_id=user_id,
            mode=RoomMode.PERSONAL,
            status=RoomStatus.NORMAL,
            chair=self._ids.password(),
            general=self._ids.password(),
        )
        self._repository.add(unit, corp_id, room, name=name, now=now)
        return room

    def add_cloud(
        self, unit: Writing, corp_id: str, user_id: str | None, *, name: str, parties: int, now: datetime
    ) -> Room:
        """A cloud meeting room, assigned to ``user_id`` or to nobody yet."""
        room = Room(
            room_id=self._ids.row(),
            number=self._ids.conference(),
            user_id=user_id,
            mode=RoomMode.CLOUD,
            status=RoomStatus.NORMAL if user_id else RoomStatus.UNASSIGNED,
            parties=parties,
            chair=self._ids.password(),
            general=self._ids.password(),
        )
        self._repository.add(unit, corp_id, room, name=name, now=now)
        return room
