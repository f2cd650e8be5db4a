"""The outbox as people look at it: messages with what was tried, and those that are to be tried again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, SmallInteger, Text, and_, bindparam, exists, select, update

from convener.domain.delivery import Attempt, Listed, Outcome, PastAttempt, State
from convener.domain.notices import Channel
from convener.server.areas.deliveries.repository import DeliveryRow, delivery_of
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.invitations import deliveries, delivery_attempts
from convener.server.storage.tables.meetings import meetings


class ListedRow(DeliveryRow):
    conference_id: str | None
    subject: str | None


class AttemptRow(Struct):
    attempt_id: str
    attempted_at: int
    outcome: int
    reply: str


_later = deliveries.alias("later")
_OVERTAKEN = exists().where(
    _later.c.corp_id == deliveries.c.corp_id,
    _later.c.meeting_id == deliveries.c.meeting_id,
    _later.c.channel == deliveries.c.channel,
    _later.c.recipient == deliveries.c.recipient,
    _later.c.sequence > deliveries.c.sequence,
    _later.c.state == int(State.SENT),
)
"""Something newer has reached the recipient: an invitation must not come back after its cancellation."""

_again = update(deliveries).where(
    deliveries.c.corp_id == bindparam("corp", type_=Text),
    deliveries.c.good_until > bindparam("moment", type_=BigInteger),
    ~_OVERTAKEN,
)
_AFRESH = {
    "state": int(State.WAITING),
    "due_at": bindparam("due", type_=BigInteger),
    "since": bindparam("due", type_=BigInteger),
    "tries": 0,
    "leased_until": 0,
}
_RETRY = Statement(
    _again.where(
        deliveries.c.delivery_id == bindparam("delivery", type_=Text),
        deliveries.c.state != int(State.SENT),
        # What is just being sent is left alone.
        deliveries.c.leased_until <= bindparam("moment", type_=BigInteger),
    ).values(_AFRESH)
)
_RETRY_ALL = Statement(
    _again.where(
        deliveries.c.state == bindparam("now_is", type_=SmallInteger),
        any_of(deliveries.c.channel, "channels"),
    ).values(_AFRESH)
)
_listed = (
    select(*deliveries.c, meetings.c.conference_id, meetings.c.subject)
    .outerjoin(
        meetings,
        and_(meetings.c.corp_id == deliveries.c.corp_id, meetings.c.meeting_id == deliveries.c.meeting_id),
    )
    .where(deliveries.c.corp_id == bindparam("corp_id", type_=Text))
)
_ONE = Statement(_listed.where(deliveries.c.delivery_id == bindparam("delivery_id", type_=Text)), ListedRow)
_ATTEMPTS = Statement(
    select(
        delivery_attempts.c.attempt_id,
        delivery_attempts.c.attempted_at,
        delivery_attempts.c.outcome,
        delivery_attempts.c.reply,
    )
    .where(
        delivery_attempts.c.corp_id == bindparam("corp_id", type_=Text),
        delivery_attempts.c.delivery_id == bindparam("delivery_id", type_=Text),
    )
    .order_by(delivery_attempts.c.attempted_at, delivery_attempts.c.attempt_id),
    AttemptRow,
)


@cache
def _page(*, state: bool, meeting: bool, before: bool) -> Statement[ListedRow]:
    found: list[ColumnElement[bool]] = []
    if state:
        found.append(deliveries.c.state == bindparam("state", type_=SmallInteger))
    if meeting:
        found.append(meetings.c.conference_id == bindparam("conference_id", type_=Text))
    if before:
        found.append(deliveries.c.delivery_id < bindparam("before", type_=Text))
    return Statement(
        _listed.where(*found)
        .order_by(deliveries.c.delivery_id.desc())
        .limit(bindparam("most", type_=BigInteger)),
        ListedRow,
    )


class OutboxRepository:
    """Reads deliveries, and sets them back; every method is one statement."""

    async def retry(self, unit: Writing, corp_id: str, delivery_id: str, now: datetime) -> bool:
        """Have it tried from the beginning; ``False`` when it is sent, being sent, over or overtaken."""
        done = await unit.run(_RETRY, corp=corp_id, delivery=delivery_id, due=micros(now), moment=micros(now))
        return bool(done)

    async def retry_all(
        self, unit: Writing, corp_id: str, state: State, channels: Iterable[Channel], now: datetime
    ) -> int:
        """The same for all that are in this state; how many these are."""
        return await unit.run(
            _RETRY_ALL,
            corp=corp_id,
            now_is=int(state),
            channels=list(map(str, channels)),
            due=micros(now),
            moment=micros(now),
        )

    async def one(self, unit: Reading, corp_id: str, delivery_id: str) -> Listed | None:
        row = await unit.one(_ONE, corp_id=corp_id, delivery_id=delivery_id)
        return None if row is None else _listing(row)

    async def attempts(self, unit: Reading, corp_id: str, delivery_id: str) -> list[PastAttempt]:
        """What came of each attempt, the oldest first."""
        rows = await unit.all(_ATTEMPTS, corp_id=corp_id, delivery_id=delivery_id)
        return [
            PastAttempt(moment(row.attempted_at), Attempt(Outcome(row.outcome), row.reply)) for row in rows
        ]

    async def page(
        self,
        unit: Reading,
        corp_id: str,
        *,
        state: State | None,
        conference_id: str | None,
        before: str | None,
        most: int,
    ) -> list[Listed]:
        """The newest first, from those made before the one named."""
        number = None if state is None else int(state)
        given = {"state": number, "conference_id": conference_id, "before": before}
        statement = _page(
            state=state is not None, meeting=conference_id is not None, before=before is not None
        )
        args = {name: value for name, value in given.items() if value is not None}
        return [_listing(row) for row in await unit.all(statement, corp_id=corp_id, most=most, **args)]


def _listing(row: ListedRow) -> Listed:
    return Listed(delivery_of(row), row.conference_id or "", row.subject or "")
