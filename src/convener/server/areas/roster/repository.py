"""Where the invited lists of meetings are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import Text, bindparam, delete, select, update

from convener.domain.roster import Attendee
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.meetings import attendees, meetings

_decode = msgspec.json.Decoder(Attendee).decode
_encode = msgspec.json.Encoder().encode


class BodyRow(Struct):
    position: int
    late: int
    body: str


_OF_MEETING = Statement(
    select(attendees.c.position, attendees.c.late, attendees.c.body)
    .where(
        attendees.c.corp_id == bindparam("corp_id", type_=Text),
        attendees.c.meeting_id == bindparam("meeting_id", type_=Text),
    )
    .order_by(attendees.c.position, attendees.c.key),
    BodyRow,
)
_OF_MEETINGS = Statement(
    select(attendees.c.meeting_id, attendees.c.body).where(
        attendees.c.corp_id == bindparam("corp_id", type_=Text), any_of(attendees.c.meeting_id, "meeting_ids")
    ),
    lambda meeting_id, body: (meeting_id, body),
)
_CHANGE = Statement(
    update(meetings)
    .where(
        meetings.c.corp_id == bindparam("corp", type_=Text),
        meetings.c.meeting_id == bindparam("meeting", type_=Text),
    )
    .values(attendees_version=meetings.c.attendees_version + 1)
    .returning(meetings.c.attendees_version),
    int,
)
_DROP = Statement(
    delete(attendees).where(
        attendees.c.corp_id == bindparam("corp", type_=Text),
        attendees.c.meeting_id == bindparam("meeting", type_=Text),
        any_of(attendees.c.key, "keys"),
    )
)


_PAST = Statement(
    update(attendees)
    .where(
        attendees.c.corp_id == bindparam("corp", type_=Text),
        attendees.c.meeting_id == bindparam("meeting", type_=Text),
    )
    .values(past=1)
)


class Placed(NamedTuple):
    """An entry, its place in the list, and whether it was invited while the meeting was held."""

    position: int
    attendee: Attendee
    late: bool = False


class RosterRepository:
    """Reads and writes invited lists; every method is one statement."""

    async def entries(self, unit: Reading, corp_id: str, meeting_id: str) -> list[Attendee]:
        """The list in its order."""
        rows = await unit.all(_OF_MEETING, corp_id=corp_id, meeting_id=meeting_id)
        return [_decode(row.body) for row in rows]

    async def placed(self, unit: Reading, corp_id: str, meeting_id: str) -> dict[str, Placed]:
        """The list by key, each entry with its position."""
        rows = await unit.all(_OF_MEETING, corp_id=corp_id, meeting_id=meeting_id)
        found = [Placed(row.position, _decode(row.body), bool(row.late)) for row in rows]
        return {one.attendee.key: one for one in found}

    async def bodies(
        self, unit: Reading, corp_id: str, meeting_ids: Sequence[str]
    ) -> dict[str, list[Attendee]]:
        """The lists of several meetings, in no particular order."""
        found: dict[str, list[Attendee]] = {}
        for meeting_id, body in await unit.all(_OF_MEETINGS, corp_id=corp_id, meeting_ids=list(meeting_ids)):
            found.setdefault(meeting_id, []).append(_decode(body))
        return found

    async def count_change(self, unit: Writing, corp_id: str, meeting_id: str) -> int:
        """Count one change of the list; gives the count."""
        version = await unit.one(_CHANGE, corp=corp_id, meeting=meeting_id)
        if version is None:
            raise LookupError(meeting_id)
        return version

    async def drop(self, unit: Writing, corp_id: str, meeting_id: str, keys: Sequence[str]) -> None:
        if keys:
            await unit.run(_DROP, corp=corp_id, meeting=meeting_id, keys=list(keys))

    def add(self, unit: Writing, corp_id: str, meeting_id: str, people: Iterable[Placed]) -> None:
        """Put people on the list; sent with the commit."""
        rows = [_row(corp_id, meeting_id, one) for one in people]
        if rows:
            unit.put_all(attendees, rows)

    async def retire(self, unit: Writing, corp_id: str, meeting_id: str) -> None:
        """The meeting is over for good: nobody is looking for it by the list any more."""
        await unit.run(_PAST, corp=corp_id, meeting=meeting_id)


def _row(corp_id: str, meeting_id: str, one: Placed) -> dict[str, object]:
    return {
        "corp_id": corp_id,
        "meeting_id": meeting_id,
        "key": one.attendee.key,
        "position": one.position,
        "user_id": one.attendee.user_id,
        "role": int(one.attendee.host),
        "body": _encode(one.attendee).decode(),
        "late": int(one.late),
    }
