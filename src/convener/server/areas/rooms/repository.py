"""Where rooms and the times they are reserved are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct
from sqlalchemy import Text, bindparam, delete, insert, select

from convener.domain.meeting import Meeting, Room, RoomMode, RoomStatus
from convener.domain.recurrence import Occurrence
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.meetings import numbers, reservations, rooms
from convener.server.vault import Vault

ROOM_NUMBER = 1
"""``numbers.kind`` of a room's fixed ID."""


class RoomSecrets(Struct):
    """The room's passwords; an empty guest password is none."""

    chair: str
    general: str


_secrets = msgspec.json.Decoder(RoomSecrets)


class RoomRow(Struct):
    room_id: str
    number: str
    user_id: str | None
    mode: int
    status: int
    parties: int
    length: int
    guests_first: int
    secrets: str


class SlotRow(Struct):
    starts_at: int
    ends_at: int


_COLUMNS = (
    rooms.c.room_id,
    rooms.c.number,
    rooms.c.user_id,
    rooms.c.mode,
    rooms.c.status,
    rooms.c.parties,
    rooms.c.length,
    rooms.c.guests_first,
    rooms.c.secrets,
)
_ROOM = select(*_COLUMNS).where(
    rooms.c.corp_id == bindparam("corp_id", type_=Text),
    rooms.c.room_id == bindparam("room_id", type_=Text),
)
_FIND = Statement(_ROOM, RoomRow)
_OF_USER = Statement(
    select(*_COLUMNS)
    .where(
        rooms.c.corp_id == bindparam("corp_id", type_=Text),
        rooms.c.user_id == bindparam("user_id", type_=Text),
    )
    .order_by(rooms.c.mode, rooms.c.room_id),
    RoomRow,
)
_HOLD = Statement(_ROOM.with_for_update(), RoomRow)
_TAKEN = Statement(
    select(reservations.c.starts_at, reservations.c.ends_at)
    .where(
        reservations.c.corp_id == bindparam("corp_id", type_=Text),
        reservations.c.room_id == bindparam("room_id", type_=Text),
        reservations.c.starts_at < bindparam("until"),
        reservations.c.ends_at > bindparam("since"),
    )
    .order_by(reservations.c.starts_at),
    SlotRow,
)
_RELEASE = Statement(
    delete(reservations).where(
        reservations.c.corp_id == bindparam("corp", type_=Text),
        reservations.c.meeting_id == bindparam("meeting", type_=Text),
    )
)
_RELEASE_SOME = Statement(
    delete(reservations).where(
        reservations.c.corp_id == bindparam("corp", type_=Text),
        reservations.c.meeting_id == bindparam("meeting", type_=Text),
        any_of(reservations.c.starts_at, "starts"),
    )
)
_ADD = Statement(insert(rooms))
_ADD_NUMBER = Statement(insert(numbers))


class RoomRepository:
    """Reads and writes rooms; every method is one statement."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def find(self, unit: Reading, corp_id: str, room_id: str) -> Room | None:
        row = await unit.one(_FIND, corp_id=corp_id, room_id=room_id)
        return None if row is None else self._room(row)

    async def of_user(self, unit: Reading, corp_id: str, user_id: str) -> list[Room]:
        """The user's rooms, the personal meeting ID first."""
        rows = await unit.all(_OF_USER, corp_id=corp_id, user_id=user_id)
        return [self._room(row) for row in rows]

    async def hold(self, unit: Writing, corp_id: str, room_id: str) -> Room | None:
        """The room, held for this unit so that its bookings come one after the other."""
        row = await unit.one(_HOLD, corp_id=corp_id, room_id=room_id)
        return None if row is None else self._room(row)

    async def taken(
        self, unit: Reading, corp_id: str, room_id: str, since: datetime, until: datetime
    ) -> list[tuple[datetime, datetime]]:
        """The room's reservations that touch the time from ``since`` to ``until``."""
        rows = await unit.all(
            _TAKEN, corp_id=corp_id, room_id=room_id, since=micros(since), until=micros(until)
        )
        return [(moment(row.starts_at), moment(row.ends_at)) for row in rows]

    def reserve(self, unit: Writing, meeting: Meeting, slots: Sequence[Occurrence]) -> None:
        """Reserve the meeting's room for these times; sent with the commit."""
        place = {"corp_id": meeting.corp_id, "room_id": meeting.room_id, "meeting_id": meeting.meeting_id}
        rows = [{**place, "starts_at": micros(slot.starts), "ends_at": micros(slot.ends)} for slot in slots]
        unit.put_all(reservations, rows)

    async def release(self, unit: Writing, meeting: Meeting) -> None:
        """Give back every time reserved for the meeting."""
        await unit.run(_RELEASE, corp=meeting.corp_id, meeting=meeting.meeting_id)

    async def release_some(self, unit: Writing, meeting: Meeting, starts: Iterable[datetime]) -> None:
        """Give back the times reserved for the meeting that begin then."""
        moments = [micros(start) for start in starts]
        await unit.run(_RELEASE_SOME, corp=meeting.corp_id, meeting=meeting.meeting_id, starts=moments)

    def add(self, unit: Writing, corp_id: str, room: Room, *, name: str, now: datetime) -> None:
        """Store a new room and its fixed ID; sent with the commit."""
        unit.put(_ADD_NUMBER, number=room.number, corp_id=corp_id, kind=ROOM_NUMBER, owner_id=room.room_id)
        secrets = msgspec.json.encode(RoomSecrets(room.chair, room.general))
        unit.put(
            _ADD,
            corp_id=corp_id,
            room_id=room.room_id,
            number=room.number,
            user_id=room.user_id,
            mode=int(room.mode),
            name=name,
            status=int(room.status),
            parties=room.parties,
            length=int(room.longest / timedelta(minutes=1)),
            guests_first=int(room.guests_first),
            secrets=self._vault.seal(secrets),
            created_at=micros(now),
        )

    def _room(self, row: RoomRow) -> Room:
        secrets = _secrets.decode(self._vault.open(row.secrets))
        return Room(
            room_id=row.room_id,
            number=row.number,
            user_id=row.user_id,
            mode=RoomMode(row.mode),
            status=RoomStatus(row.status),
            parties=row.parties,
            longest=timedelta(minutes=row.length),
            guests_first=bool(row.guests_first),
            chair=secrets.chair,
            general=secrets.general,
        )
