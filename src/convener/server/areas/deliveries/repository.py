"""Where messages on their way are kept, and what came of each attempt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Text,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from convener.domain.delivery import KEPT, Attempt, Delivery, Settled, State
from convener.domain.news import Line
from convener.domain.notices import Channel, Kind
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.invitations import deliveries, delivery_attempts

LEASE = timedelta(minutes=5)
"""How long a claimed delivery belongs to who claimed it; then another may send it."""


class DeliveryRow(Struct):
    """A row of ``deliveries``, columns in the table's order."""

    corp_id: str
    delivery_id: str
    meeting_id: str
    news_id: str
    sequence: int
    channel: str
    recipient: str
    kind: str
    about: int
    calendar: int
    state: int
    due_at: int
    leased_until: int
    tries: int
    since: int
    good_until: int
    created_at: int
    sent_at: int | None
    expires_at: int


class DueRow(Struct):
    due_at: int


class AboutRow(Struct):
    about: int


class Claimed(Struct, frozen=True):
    """A delivery that belongs to who claimed it until the lease is over."""

    delivery: Delivery
    lease: int


_corp = deliveries.c.corp_id == bindparam("corp_id", type_=Text)
_now = bindparam("now", type_=BigInteger)
# Written out, not sent: a database uses a partial index only where it sees the index's condition.
_WAITING = deliveries.c.state == literal_column(str(int(State.WAITING)))

_earlier = deliveries.alias("earlier")
_BEHIND = exists().where(
    _earlier.c.corp_id == deliveries.c.corp_id,
    _earlier.c.meeting_id == deliveries.c.meeting_id,
    _earlier.c.channel == deliveries.c.channel,
    _earlier.c.recipient == deliveries.c.recipient,
    or_(
        _earlier.c.sequence < deliveries.c.sequence,
        and_(
            _earlier.c.sequence == deliveries.c.sequence,
            _earlier.c.kind != str(Kind.REMINDER),
            deliveries.c.kind == str(Kind.REMINDER),
        ),
    ),
    _earlier.c.state == int(State.WAITING),
)
"""Something older about the meeting has not reached the recipient.

A cancellation must not overtake it, nor a reminder the news that it belongs to.
"""

_READY = and_(_WAITING, any_of(deliveries.c.channel, "channels"), ~_BEHIND)
_KEY = (deliveries.c.corp_id, deliveries.c.delivery_id)
_CLAIM = Statement(
    update(deliveries)
    .where(
        tuple_(*_KEY).in_(
            select(*_KEY)
            .where(_READY, deliveries.c.due_at <= _now, deliveries.c.leased_until <= _now)
            .order_by(deliveries.c.due_at)
            .limit(bindparam("most", type_=BigInteger))
            .with_for_update(of=deliveries, skip_locked=True)
        )
    )
    .values(leased_until=bindparam("lease"), tries=deliveries.c.tries + 1)
    .returning(*deliveries.c),
    DeliveryRow,
)
_NEXT = Statement(
    select(deliveries.c.due_at)
    .where(_READY, deliveries.c.leased_until == 0)
    .order_by(deliveries.c.due_at)
    .limit(1),
    DueRow,
)
_SETTLE = Statement(
    update(deliveries)
    .where(
        deliveries.c.corp_id == bindparam("corp", type_=Text),
        deliveries.c.delivery_id == bindparam("delivery", type_=Text),
        deliveries.c.leased_until == bindparam("lease", type_=BigInteger),
        deliveries.c.state == int(State.WAITING),
    )
    .values(
        state=bindparam("after"),
        due_at=bindparam("due"),
        sent_at=bindparam("sent"),
        expires_at=bindparam("expires"),
        leased_until=0,
    )
)
_REMINDED = Statement(
    select(deliveries.c.about)
    .where(
        _corp,
        deliveries.c.meeting_id == bindparam("meeting_id", type_=Text),
        deliveries.c.kind == str(Kind.REMINDER),
        any_of(deliveries.c.about, "about"),
    )
    .distinct(),
    AboutRow,
)


class DeliveryRepository:
    """Reads and writes deliveries; every method is one statement.

    What was sent is kept for ``KEPT``, but like the rest no longer than ``kept`` after its meeting.
    """

    def __init__(self, *, kept: timedelta) -> None:
        self._kept = kept

    def add(self, unit: Writing, found: Iterable[Delivery]) -> None:
        """Store new ones; sent with the commit."""
        unit.put_all(deliveries, [_row(one, self._expires(one, one.created)) for one in found])

    async def reminded(
        self, unit: Reading, corp_id: str, meeting_id: str, about: Iterable[datetime]
    ) -> set[datetime]:
        """Those of these dates that somebody was reminded of."""
        starts = [micros(one) for one in about]
        rows = await unit.all(_REMINDED, corp_id=corp_id, meeting_id=meeting_id, about=starts)
        return {moment(row.about) for row in rows}

    async def claim(
        self, unit: Writing, now: datetime, channels: Iterable[Channel], *, most: int
    ) -> list[Claimed]:
        """Take up to ``most`` that are due for the length of the lease, for each recipient the oldest."""
        rows = await unit.all(
            _CLAIM, now=micros(now), lease=micros(now + LEASE), channels=list(map(str, channels)), most=most
        )
        found = sorted(rows, key=lambda row: (row.due_at, row.delivery_id))
        return [Claimed(delivery_of(row), row.leased_until) for row in found]

    async def next_due(self, unit: Reading, channels: Iterable[Channel]) -> datetime | None:
        """When the next one that nobody has claimed is to be tried."""
        row = await unit.one(_NEXT, channels=list(map(str, channels)))
        return None if row is None else moment(row.due_at)

    async def settle(self, unit: Writing, claimed: Claimed, to: Settled, now: datetime) -> bool:
        """Store where a claimed one stands; ``False`` when it is no longer the claimer's."""
        one, sent = claimed.delivery, to.state is State.SENT
        found = await unit.run(
            _SETTLE,
            corp=one.corp_id,
            delivery=one.delivery_id,
            lease=claimed.lease,
            after=int(to.state),
            due=micros(to.due),
            sent=micros(now) if sent else None,
            expires=self._expires(one, now, sent=sent),
        )
        return bool(found)

    def add_attempts(
        self, unit: Writing, made: Sequence[tuple[str, Delivery, Attempt]], now: datetime
    ) -> None:
        """Store what came of attempts, each under a new ID; sent with the commit."""
        unit.put_all(
            delivery_attempts,
            [
                {
                    "corp_id": one.corp_id,
                    "delivery_id": one.delivery_id,
                    "attempt_id": attempt_id,
                    "attempted_at": micros(now),
                    "outcome": int(attempt.outcome),
                    "reply": attempt.reply,
                    "expires_at": self._expires(one, now),
                }
                for attempt_id, one, attempt in made
            ],
        )

    def _expires(self, one: Delivery, now: datetime, *, sent: bool = False) -> int:
        last = max(now, one.good_until) + self._kept
        return micros(min(now + KEPT, last) if sent else last)


def _row(one: Delivery, expires_at: int) -> dict[str, object]:
    return {
        "corp_id": one.corp_id,
        "delivery_id": one.delivery_id,
        "meeting_id": one.meeting_id,
        "news_id": one.news_id,
        "sequence": one.line.sequence,
        "channel": str(one.line.channel),
        "recipient": one.line.recipient,
        "kind": str(one.line.kind),
        "about": micros(one.line.about) if one.line.about else 0,
        "calendar": int(one.line.calendar),
        "state": int(one.state),
        "due_at": micros(one.due),
        "leased_until": 0,
        "tries": one.tries,
        "since": micros(one.since),
        "good_until": micros(one.good_until),
        "created_at": micros(one.created),
        "sent_at": one.sent and micros(one.sent),
        "expires_at": expires_at,
    }


def delivery_of(row: DeliveryRow) -> Delivery:
    return Delivery(
        corp_id=row.corp_id,
        delivery_id=row.delivery_id,
        meeting_id=row.meeting_id,
        news_id=row.news_id,
        line=Line(
            kind=Kind(row.kind),
            channel=Channel(row.channel),
            recipient=row.recipient,
            sequence=row.sequence,
            calendar=bool(row.calendar),
            about=moment(row.about) if row.about else None,
        ),
        state=State(row.state),
        due=moment(row.due_at),
        tries=row.tries,
        since=moment(row.since),
        good_until=moment(row.good_until),
        created=moment(row.created_at),
        sent=None if row.sent_at is None else moment(row.sent_at),
    )
