"""Where rooms are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec
from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SmallInteger,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from convener.domain.meeting import Room, RoomMode, RoomStatus
from convener.domain.paging import Part
from convener.domain.rooms import OwnedRoom, RoomSearch
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.searching import contains
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.enterprises import users
from convener.server.storage.tables.meetings import numbers, rooms
from convener.server.vault import Vault

ROOM_NUMBER = 1
"""``numbers.kind`` of a room's fixed ID."""


class RoomSecrets(Struct):
    """The room's passwords and the secret part of its host's link; an empty guest password is none."""

    chair: str
    general: str
    chair_link: str = ""


_secrets = msgspec.json.Decoder(RoomSecrets)


class RoomRow(Struct):
    room_id: str
    number: str
    name: str
    user_id: str | None
    mode: int
    status: int
    parties: int
    length: int
    guests_first: int
    guest_notice: int
    expires_at: int | None
    resource_id: str | None
    secrets: str


class ListedRow(RoomRow):
    account: str | None
    owner: str | None


_COLUMNS = [rooms.c[name] for name in RoomRow.__struct_fields__]
_OF_CORP = rooms.c.corp_id == bindparam("corp_id", type_=Text)
_ROOM = select(*_COLUMNS).where(_OF_CORP, rooms.c.room_id == bindparam("room_id", type_=Text))
_FIND = Statement(_ROOM, RoomRow)
_HOLD = Statement(_ROOM.with_for_update(), RoomRow)
_HOLD_ALL = Statement(
    select(*_COLUMNS)
    .where(_OF_CORP, any_of(rooms.c.room_id, "room_ids"))
    .order_by(rooms.c.room_id)
    .with_for_update(),
    RoomRow,
)
_OF_USER = Statement(
    select(*_COLUMNS)
    .where(_OF_CORP, rooms.c.user_id == bindparam("user_id", type_=Text))
    .order_by(rooms.c.mode, rooms.c.room_id),
    RoomRow,
)
_ONE = and_(
    rooms.c.corp_id == bindparam("corp", type_=Text), rooms.c.room_id == bindparam("room", type_=Text)
)
_SOME = and_(rooms.c.corp_id == bindparam("corp", type_=Text), any_of(rooms.c.room_id, "named"))
_CHANGE = Statement(
    update(rooms)
    .where(_ONE)
    .values({name: bindparam(name) for name in ("name", "guests_first", "guest_notice", "secrets")})
)
_SET_OWNER = Statement(
    update(rooms).where(_SOME).values(user_id=bindparam("owner"), status=bindparam("standing"))
)
_SET_EXPIRY = Statement(
    update(rooms)
    .where(
        rooms.c.corp_id == bindparam("corp", type_=Text),
        rooms.c.resource_id == bindparam("resource", type_=Text),
    )
    .values(expires_at=bindparam("until"))
)
_DELETE = Statement(delete(rooms).where(_SOME))
_DELETE_NUMBERS = Statement(
    delete(numbers).where(any_of(numbers.c.number, "numbers"), numbers.c.kind == ROOM_NUMBER)
)
_BY_NUMBER = Statement(
    select(numbers.c.corp_id, numbers.c.owner_id).where(
        numbers.c.number == bindparam("number", type_=Text), numbers.c.kind == ROOM_NUMBER
    ),
    lambda corp_id, room_id: (corp_id, room_id),
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

    async def by_number(self, unit: Reading, number: str) -> tuple[str, str] | None:
        """Enterprise and ID of the room with this fixed ID."""
        return await unit.one(_BY_NUMBER, number=number)

    async def of_user(self, unit: Reading, corp_id: str, user_id: str) -> list[Room]:
        """The user's rooms, the personal meeting ID first."""
        rows = await unit.all(_OF_USER, corp_id=corp_id, user_id=user_id)
        return [self._room(row) for row in rows]

    async def hold(self, unit: Writing, corp_id: str, room_id: str) -> Room | None:
        """The room, held for this unit so that its bookings come one after the other."""
        row = await unit.one(_HOLD, corp_id=corp_id, room_id=room_id)
        return None if row is None else self._room(row)

    async def hold_all(self, unit: Writing, corp_id: str, room_ids: Iterable[str]) -> list[Room]:
        """Those of the rooms that there are, held as by ``hold``."""
        rows = await unit.all(_HOLD_ALL, corp_id=corp_id, room_ids=list(room_ids))
        return [self._room(row) for row in rows]

    async def count(self, unit: Reading, corp_id: str, search: RoomSearch, now: datetime) -> int:
        """How many rooms of the enterprise are what is looked for."""
        counting, _ = _searching(status=search.status is not None, key=bool(search.key))
        return await unit.one(counting, corp_id=corp_id, **_given(search, now)) or 0

    async def page(
        self, unit: Reading, corp_id: str, search: RoomSearch, part: Part, now: datetime
    ) -> list[OwnedRoom]:
        """Part of them, the oldest first."""
        _, listing = _searching(status=search.status is not None, key=bool(search.key))
        rows = await unit.all(
            listing, corp_id=corp_id, skipped=part.offset, most=part.limit, **_given(search, now)
        )
        return [OwnedRoom(room=self._room(row), account=row.account, owner=row.owner) for row in rows]

    def add(self, unit: Writing, corp_id: str, room: Room, now: datetime) -> None:
        """Store a new room and its fixed ID; sent with the commit."""
        unit.put(_ADD_NUMBER, number=room.number, corp_id=corp_id, kind=ROOM_NUMBER, owner_id=room.room_id)
        unit.put(
            _ADD,
            corp_id=corp_id,
            room_id=room.room_id,
            number=room.number,
            user_id=room.user_id,
            mode=int(room.mode),
            name=room.name,
            status=int(room.status),
            parties=room.parties,
            length=int(room.longest / timedelta(minutes=1)),
            guests_first=int(room.guests_first),
            guest_notice=int(room.guest_notice),
            expires_at=room.expires and micros(room.expires),
            resource_id=room.resource_id,
            secrets=self._sealed(room),
            created_at=micros(now),
        )

    async def change(self, unit: Writing, corp_id: str, room: Room) -> None:
        """Store what an owner may change."""
        await unit.run(
            _CHANGE,
            corp=corp_id,
            room=room.room_id,
            name=room.name,
            guests_first=int(room.guests_first),
            guest_notice=int(room.guest_notice),
            secrets=self._sealed(room),
        )

    async def set_owner(
        self, unit: Writing, corp_id: str, found: Sequence[Room], owner: str | None, status: RoomStatus
    ) -> None:
        """Give these rooms to one user, or to nobody."""
        named = [room.room_id for room in found]
        await unit.run(_SET_OWNER, corp=corp_id, named=named, owner=owner, standing=int(status))

    async def set_expiry(self, unit: Writing, corp_id: str, resource_id: str, until: datetime) -> None:
        """Let the rooms that a grant brought expire at another moment."""
        await unit.run(_SET_EXPIRY, corp=corp_id, resource=resource_id, until=micros(until))

    async def remove(self, unit: Writing, corp_id: str, found: Sequence[Room]) -> None:
        """Forget rooms; their numbers go with the commit."""
        await unit.run(_DELETE, corp=corp_id, named=[room.room_id for room in found])
        unit.put(_DELETE_NUMBERS, numbers=[room.number for room in found])

    def _sealed(self, room: Room) -> str:
        secrets = RoomSecrets(room.chair, room.general, room.chair_link)
        return self._vault.seal(msgspec.json.encode(secrets))

    def _room(self, row: RoomRow) -> Room:
        secrets = _secrets.decode(self._vault.open(row.secrets))
        return Room(
            room_id=row.room_id,
            number=row.number,
            name=row.name,
            user_id=row.user_id,
            mode=RoomMode(row.mode),
            status=RoomStatus(row.status),
            parties=row.parties,
            longest=timedelta(minutes=row.length),
            guests_first=bool(row.guests_first),
            guest_notice=bool(row.guest_notice),
            expires=None if row.expires_at is None else moment(row.expires_at),
            resource_id=row.resource_id,
            chair=secrets.chair,
            general=secrets.general,
            chair_link=secrets.chair_link,
        )


@lru_cache
def _searching(*, status: bool, key: bool) -> tuple[Statement[int], Statement[ListedRow]]:
    """Counts and lists, asking only for what there is to ask."""
    owned = (users.c.corp_id == rooms.c.corp_id) & (users.c.user_id == rooms.c.user_id)
    wanted = [_OF_CORP, rooms.c.mode == bindparam("mode", type_=SmallInteger)]
    if status:
        wanted.append(_standing() == bindparam("status", type_=SmallInteger))
    if key:
        texts = (rooms.c.name, rooms.c.number, users.c.name)
        whole = rooms.c.room_id == bindparam("key", type_=Text)
        wanted.append(or_(whole, *(contains(text, "key") for text in texts)))
    counted = select(func.count()).select_from(rooms.outerjoin(users, owned) if key else rooms)
    listed = (
        select(*_COLUMNS, users.c.account, users.c.name)
        .select_from(rooms.outerjoin(users, owned))
        .where(*wanted)
        .order_by(rooms.c.room_id)
        .limit(bindparam("most", type_=BigInteger))
        .offset(bindparam("skipped", type_=BigInteger))
    )
    return Statement(counted.where(*wanted), int), Statement(listed, ListedRow)


def _standing() -> ColumnElement[int]:
    """``Room.standing``, for the database."""
    expired = rooms.c.expires_at <= bindparam("now", type_=BigInteger)
    return case((expired, bindparam("off", type_=SmallInteger)), else_=rooms.c.status)


def _given(search: RoomSearch, now: datetime) -> dict[str, object]:
    given: dict[str, object] = {"mode": int(search.mode)}
    if search.status is not None:
        given |= {"status": int(search.status), "now": micros(now), "off": int(RoomStatus.DISABLED)}
    if search.key:
        given["key"] = search.key
    return given
