"""Where it is kept who has which room when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Text, bindparam, delete, select

from convener.domain.meeting import Meeting
from convener.domain.rooms import Reservation, Span
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.meetings import reservations


class SlotRow(Struct):
    meeting_id: str
    starts_at: int
    ends_at: int
    held: int


class MeetingRow(Struct):
    meeting_id: str


_SLOTS = (
    select(
        reservations.c.meeting_id,
        reservations.c.starts_at,
        reservations.c.ends_at,
        reservations.c.held,
    )
    .where(
        reservations.c.corp_id == bindparam("corp_id", type_=Text),
        reservations.c.room_id == bindparam("room_id", type_=Text),
        reservations.c.ends_at > bindparam("since"),
    )
    .order_by(reservations.c.starts_at)
)
_OTHERS = _SLOTS.where(reservations.c.meeting_id != bindparam("meeting_id", type_=Text))
_TAKEN = Statement(_OTHERS.where(reservations.c.starts_at < bindparam("until")), SlotRow)
_NEXT_OTHER = Statement(_OTHERS.limit(1), SlotRow)
_NEXT = Statement(_SLOTS.limit(1), SlotRow)
_MEETINGS = Statement(
    select(reservations.c.meeting_id)
    .where(
        reservations.c.corp_id == bindparam("corp_id", type_=Text),
        any_of(reservations.c.room_id, "room_ids"),
        reservations.c.ends_at > bindparam("since"),
    )
    .distinct(),
    MeetingRow,
)
_RELEASE = Statement(
    delete(reservations).where(
        reservations.c.corp_id == bindparam("corp", type_=Text),
        reservations.c.meeting_id == bindparam("meeting", type_=Text),
    )
)


class ReservationRepository:
    """Reads and writes reservations; every method is one statement."""

    async def taken(
        self, unit: Reading, meeting: Meeting, since: datetime, until: datetime
    ) -> list[Reservation]:
        """What other meetings have of the meeting's room between these moments, in order."""
        rows = await unit.all(_TAKEN, **_place(meeting), since=micros(since), until=micros(until))
        return [_reservation(row) for row in rows]

    async def next_other(self, unit: Reading, meeting: Meeting, now: datetime) -> Reservation | None:
        """The first time that is another meeting's and not over."""
        row = await unit.one(_NEXT_OTHER, **_place(meeting), since=micros(now))
        return None if row is None else _reservation(row)

    async def following(self, unit: Reading, corp_id: str, room_id: str, now: datetime) -> Reservation | None:
        """The room's first time that is not over: the one in progress, else the next."""
        row = await unit.one(_NEXT, corp_id=corp_id, room_id=room_id, since=micros(now))
        return None if row is None else _reservation(row)

    async def meetings(
        self, unit: Reading, corp_id: str, room_ids: Iterable[str], now: datetime
    ) -> list[str]:
        """Every meeting that has time of these rooms which is not over."""
        rows = await unit.all(_MEETINGS, corp_id=corp_id, room_ids=list(room_ids), since=micros(now))
        return [row.meeting_id for row in rows]

    def add(self, unit: Writing, meeting: Meeting, spans: Sequence[Span], *, held: bool = False) -> None:
        """Give the meeting these times of its room; sent with the commit."""
        place = {**_place(meeting), "held": int(held)}
        rows = [{**place, "starts_at": micros(start), "ends_at": micros(end)} for start, end in spans]
        unit.put_all(reservations, rows)

    async def release(self, unit: Writing, meeting: Meeting) -> None:
        """Give back every time that the meeting has."""
        await unit.run(_RELEASE, corp=meeting.corp_id, meeting=meeting.meeting_id)


def _place(meeting: Meeting) -> dict[str, object]:
    return {"corp_id": meeting.corp_id, "room_id": meeting.room_id, "meeting_id": meeting.meeting_id}


def _reservation(row: SlotRow) -> Reservation:
    return Reservation(
        meeting_id=row.meeting_id,
        starts=moment(row.starts_at),
        ends=moment(row.ends_at),
        held=bool(row.held),
    )
