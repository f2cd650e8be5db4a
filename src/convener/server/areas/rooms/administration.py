"""Rooms as their owners and administrators see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from convener.domain import rooms
from convener.domain.access import Forbidden
from convener.domain.accounts import User
from convener.domain.meeting import Room, RoomMode, RoomStatus
from convener.domain.paging import Part, part_of
from convener.domain.person import Principal
from convener.domain.rooms import (
    MOST_ROOMS,
    OwnedRoom,
    RoomChange,
    RoomNotAvailable,
    RoomSearch,
    TooManyRooms,
)
from convener.server.areas.rooms.repository import RoomRepository
from convener.server.areas.rooms.reservation_repository import ReservationRepository
from convener.server.ids import Ids
from convener.server.storage.database import Reading, Writing


class Found(Struct, frozen=True, kw_only=True):
    """Part of what a search found."""

    rooms: Sequence[OwnedRoom]
    part: Part
    total: int


class RoomAdministration:
    """Lists, changes, gives away and deletes rooms."""

    def __init__(self, repository: RoomRepository, reservations: ReservationRepository, ids: Ids) -> None:
        self._repository = repository
        self._reservations = reservations
        self._ids = ids

    async def of_member(
        self, unit: Reading, who: Principal, *, cloud: bool | None, key: str, offset: int, limit: int
    ) -> Found:
        """The caller's own rooms, the personal meeting ID first: there are few enough to sift here."""
        found = [
            OwnedRoom(room=room, account=who.account, owner=who.name)
            for room in await self._repository.of_user(unit, who.corp_id, who.user_id)
            if cloud in (None, room.mode is not RoomMode.PERSONAL)
            and (key.casefold() in room.name.casefold() or key in room.number or key == room.room_id)
        ]
        part = part_of(len(found), offset=offset, limit=limit)
        return Found(rooms=found[part.offset :][: part.limit], part=part, total=len(found))

    async def of_corp(
        self, unit: Reading, corp_id: str, search: RoomSearch, now: datetime, *, offset: int, limit: int
    ) -> Found:
        """The enterprise's rooms that are looked for, the oldest first."""
        total = await self._repository.count(unit, corp_id, search, now)
        part = part_of(total, offset=offset, limit=limit)
        found = await self._repository.page(unit, corp_id, search, part, now) if total else []
        return Found(rooms=found, part=part, total=total)

    async def change(
        self, unit: Writing, who: Principal, room_id: str, change: RoomChange
    ) -> tuple[Room, bool]:
        """Change the caller's own room: how it is now, and whether other passwords open it.

        Raises ``RoomNotAvailable``, ``Forbidden`` for a colleague's, or ``PasswordsEqual``.
        """
        room = await self._repository.hold(unit, who.corp_id, room_id)
        if room is None:
            raise RoomNotAvailable
        if room.user_id != who.user_id:
            raise Forbidden
        after = rooms.changed(room, change)
        if after.chair != room.chair or not after.chair_link:
            after = replace(after, chair_link=self._ids.link())
        await self._repository.change(unit, who.corp_id, after)
        return after, (after.chair, after.general) != (room.chair, room.general)

    async def assign(self, unit: Writing, user: User, room_ids: Sequence[str]) -> None:
        """Give rooms to a user, whom the caller holds; all of them or none.

        Raises ``RoomNotAvailable`` or ``TooManyRooms``.
        """
        await self._changed(unit, user.corp_id, room_ids, lambda room: rooms.assigned(room, user.user_id))
        await self.check_space(unit, user, more=0)

    async def check_space(self, unit: Writing, user: User, *, more: int) -> None:
        """Refuse with ``TooManyRooms`` when the user, whom the caller holds, may not have so many more."""
        own = await self._repository.of_user(unit, user.corp_id, user.user_id)
        if sum(room.mode is not RoomMode.PERSONAL for room in own) + more > MOST_ROOMS:
            raise TooManyRooms

    async def recycle(self, unit: Writing, user: User, room_ids: Sequence[str]) -> None:
        """Take rooms back from a user; all of them or none. Meetings booked in them stay.

        Raises ``RoomNotAvailable``.
        """
        await self._changed(unit, user.corp_id, room_ids, lambda room: rooms.recycled(room, user.user_id))

    async def remove(self, unit: Writing, corp_id: str, room_ids: Sequence[str], now: datetime) -> None:
        """Delete cloud rooms; all of them or none.

        Raises ``RoomNotAvailable``, also while meetings are booked in one of them: cancel those first.
        """
        found = await self._held(unit, corp_id, room_ids)
        if any(room.mode is RoomMode.PERSONAL for room in found):
            raise RoomNotAvailable
        if await self._reservations.meetings(unit, corp_id, room_ids, now):
            raise RoomNotAvailable("meetings are booked in the room: cancel them first")
        await self._repository.remove(unit, corp_id, found)

    async def _held(self, unit: Writing, corp_id: str, room_ids: Sequence[str]) -> list[Room]:
        found = await self._repository.hold_all(unit, corp_id, room_ids)
        if len(found) != len(set(room_ids)):
            raise RoomNotAvailable
        return found

    async def _changed(
        self, unit: Writing, corp_id: str, room_ids: Sequence[str], change: Callable[[Room], Room]
    ) -> None:
        hands: dict[tuple[str | None, RoomStatus], list[Room]] = defaultdict(list)
        for room in await self._held(unit, corp_id, room_ids):
            after = change(room)
            hands[after.user_id, after.status].append(after)
        for (owner, status), some in hands.items():
            await self._repository.set_owner(unit, corp_id, some, owner, status)
