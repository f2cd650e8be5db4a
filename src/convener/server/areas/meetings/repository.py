"""Where meetings and their holdings are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter

import msgspec
from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Text,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from convener.domain.enterprise import EnterpriseSettings
from convener.domain.facts import Fact
from convener.domain.history import Invited
from convener.domain.meeting import (
    Kind,
    Meeting,
    Plan,
    Secrets,
    State,
)
from convener.domain.roster import Attendee
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.facts import Recorded
from convener.server.storage.folding import folded
from convener.server.storage.lookups import Lookup
from convener.server.storage.statement import Statement, any_of, joined
from convener.server.storage.tables.enterprises import corps
from convener.server.storage.tables.meetings import (
    attendees,
    conferences,
    meetings,
    numbers,
)
from convener.server.vault import Vault

_KINDS = {each.value: each for each in Kind}
_STATES = {each.value: each for each in State}
_attendee = msgspec.json.Decoder(Attendee)
_secrets = msgspec.json.Decoder(Secrets)
_settings = msgspec.json.Decoder(EnterpriseSettings)
_entries = msgspec.json.Decoder(list[tuple[int, int, Attendee]])
_encode = msgspec.json.Encoder().encode

MEETING_NUMBER = 0


class MeetingRow(Struct):
    """What is read of a row of ``meetings``: ``columns``."""

    corp_id: str
    meeting_id: str
    conference_id: str
    user_id: str
    scheduler: str
    subject: str
    kind: int
    state: int
    starts_at: int
    ends_at: int
    expires_at: int
    conf_uuid: str
    opened_at: int | None
    closes_at: int | None
    room_id: str | None
    room_number: str | None
    attendees_version: int
    plan: str
    secrets: str


columns = [meetings.c[name] for name in MeetingRow.__struct_fields__]


class SeenRow(MeetingRow):
    roster: str | None


class HeldRow(MeetingRow):
    settings: str


class NamedRow(Struct):
    meeting_id: str
    conference_id: str
    subject: str


invited_list = (
    select(
        joined(
            func.format(
                literal_column("'[%s,%s,%s]'"),
                attendees.c.position,
                attendees.c.late,
                attendees.c.body,
                type_=Text,
            )
        )
    )
    .where(
        attendees.c.corp_id == meetings.c.corp_id,
        attendees.c.meeting_id == meetings.c.meeting_id,
    )
    .scalar_subquery()
)
"""The invited list in the meeting's own row, for ``read_list``: half the price of a second statement.
``format`` is in SQLite since 3.38."""

_SEEN = Lookup(
    select(*columns, invited_list).where(meetings.c.corp_id == bindparam("corp_id", type_=Text)),
    SeenRow,
    key=meetings.c.conference_id,
)
_BY_NUMBER = Statement(
    select(*columns)
    .join(
        numbers,
        and_(
            numbers.c.corp_id == meetings.c.corp_id,
            numbers.c.owner_id == meetings.c.meeting_id,
            numbers.c.kind == MEETING_NUMBER,
        ),
    )
    .where(numbers.c.number == bindparam("number", type_=Text)),
    MeetingRow,
)
_held = (
    select(*columns, corps.c.settings)
    .join(corps, corps.c.corp_id == meetings.c.corp_id)
    .where(meetings.c.corp_id == bindparam("corp_id", type_=Text))
    .with_for_update(of=meetings)
)
_HOLD = Statement(_held.where(meetings.c.meeting_id == bindparam("meeting_id", type_=Text)), HeldRow)
_HOLD_NAMED = Statement(
    _held.where(meetings.c.conference_id == bindparam("conference_id", type_=Text)), HeldRow
)
_BY_ID = Statement(
    select(*columns).where(
        meetings.c.corp_id == bindparam("corp_id", type_=Text),
        meetings.c.meeting_id == bindparam("meeting_id", type_=Text),
    ),
    MeetingRow,
)
_LIVING = Statement(
    select(*columns)
    .where(
        meetings.c.corp_id == bindparam("corp_id", type_=Text),
        meetings.c.meeting_id > bindparam("after", type_=Text),
        meetings.c.state != int(State.DESTROYED),
    )
    .order_by(meetings.c.meeting_id)
    .limit(bindparam("most", type_=BigInteger)),
    MeetingRow,
)
_NAMED = select(meetings.c.meeting_id, meetings.c.conference_id, meetings.c.subject).where(
    meetings.c.corp_id == bindparam("corp_id", type_=Text), any_of(meetings.c.meeting_id, "meeting_ids")
)
_invited = exists().where(
    attendees.c.corp_id == meetings.c.corp_id,
    attendees.c.meeting_id == meetings.c.meeting_id,
    attendees.c.user_id == bindparam("user_id", type_=Text),
)
_NAMED_TO_ALL = Statement(_NAMED, NamedRow)
_NAMED_TO = Statement(
    _NAMED.where(or_(meetings.c.user_id == bindparam("user_id", type_=Text), _invited)), NamedRow
)
_OWN = update(meetings).where(
    meetings.c.corp_id == bindparam("corp", type_=Text),
    meetings.c.meeting_id == bindparam("meeting", type_=Text),
)
_WAITING = Statement(
    select(*columns).where(
        meetings.c.corp_id == bindparam("corp_id", type_=Text),
        any_of(meetings.c.meeting_id, "meeting_ids"),
        meetings.c.state == int(State.SCHEDULE),
        meetings.c.room_number.is_not(None),
    ),
    MeetingRow,
)
_SECRETS = Statement(_OWN.where(meetings.c.state == int(State.SCHEDULE)).values(secrets=bindparam("sealed")))
_STANDING = ("state", "starts_at", "ends_at", "expires_at", "conf_uuid", "opened_at", "closes_at")
_STATE = Statement(_OWN.values({name: bindparam(name) for name in _STANDING}))
_CHANGE = Statement(_OWN.values({name: bindparam(name) for name in ("subject", "plan", "secrets", "search")}))
_ADD = Statement(insert(meetings))
_ADD_NUMBER = Statement(insert(numbers))
_HELD = Statement(insert(conferences))
_CLOSED = Statement(
    update(conferences)
    .where(
        conferences.c.corp_id == bindparam("corp", type_=Text),
        conferences.c.conf_uuid == bindparam("uuid", type_=Text),
    )
    .values(closed_at=bindparam("closed"))
)


@lru_cache(maxsize=1024)
def _plan(document: str) -> Plan:
    """Most meetings are booked with the same settings, and a plan cannot change."""
    return msgspec.json.decode(document, type=Plan)


class Seen(Struct):
    """A meeting and whom it invites."""

    meeting: Meeting
    roster: list[Attendee]
    size: int
    """How many were invited when booking; others may have been while it was held."""


class Held(Struct):
    """A meeting that this unit alone may change, and the settings of its enterprise."""

    meeting: Meeting
    settings: EnterpriseSettings


def read_list(text: str | None) -> list[Invited]:
    """The invited list as ``invited_list`` reads it, in its order."""
    return [Invited(attendee=attendee, late=bool(late)) for _, late, attendee in _listed(text)]


def _listed(text: str | None) -> list[tuple[int, int, Attendee]]:
    return sorted(_entries.decode(f"[{text or ''}]"), key=itemgetter(0))


class MeetingRepository:
    """Reads and writes meetings. Every method is one statement unless it says otherwise."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def seen(self, unit: Reading, corp_id: str, conference_id: str) -> Seen | None:
        """A meeting of the enterprise by its ID, with its invited list."""
        row = await unit.one(_SEEN, corp_id=corp_id, conference_id=conference_id)
        if row is None:
            return None
        listed = _listed(row.roster)
        size = [late for _, late, _ in listed].count(0)
        return Seen(self._meeting(row), [attendee for _, _, attendee in listed], size)

    async def by_number(self, unit: Reading, number: str) -> Meeting | None:
        """A meeting of any enterprise by its ID: for callers who prove themselves by its password."""
        row = await unit.one(_BY_NUMBER, number=number)
        return None if row is None else self._meeting(row)

    async def by_id(self, unit: Reading, corp_id: str, meeting_id: str) -> Meeting | None:
        row = await unit.one(_BY_ID, corp_id=corp_id, meeting_id=meeting_id)
        return None if row is None else self._meeting(row)

    async def hold(self, unit: Writing, corp_id: str, meeting_id: str) -> Held | None:
        """The meeting, held for this unit so that its writers come one after the other."""
        row = await unit.one(_HOLD, corp_id=corp_id, meeting_id=meeting_id)
        return None if row is None else Held(self._meeting(row), _settings.decode(row.settings))

    async def hold_named(self, unit: Writing, corp_id: str, conference_id: str) -> Held | None:
        """The same by the meeting's ID."""
        row = await unit.one(_HOLD_NAMED, corp_id=corp_id, conference_id=conference_id)
        return None if row is None else Held(self._meeting(row), _settings.decode(row.settings))

    async def under_fixed_id(self, unit: Reading, corp_id: str, meeting_ids: Sequence[str]) -> list[Meeting]:
        """Those of the meetings that people dial by their room's fixed ID and that are not running."""
        rows = await unit.all(_WAITING, corp_id=corp_id, meeting_ids=list(meeting_ids))
        return [self._meeting(row) for row in rows]

    async def living(
        self, unit: Reading, corp_id: str, *, after: Sequence[Meeting], most: int
    ) -> list[Meeting]:
        """Meetings that are not over, those that come after the ones before."""
        last = after[-1].meeting_id if after else ""
        rows = await unit.all(_LIVING, corp_id=corp_id, after=last, most=most)
        return [self._meeting(row) for row in rows]

    async def named(
        self, unit: Reading, corp_id: str, meeting_ids: Iterable[str], *, seen_by: str | None
    ) -> dict[str, tuple[str, str]]:
        """Meeting ID and subject of those of the meetings that a user may see; ``None`` may see them all."""
        ids = sorted(meeting_ids)
        if seen_by is None:
            rows = await unit.all(_NAMED_TO_ALL, corp_id=corp_id, meeting_ids=ids)
        else:
            rows = await unit.all(_NAMED_TO, corp_id=corp_id, meeting_ids=ids, user_id=seen_by)
        return {row.meeting_id: (row.conference_id, row.subject) for row in rows}

    def set_secrets(self, unit: Writing, meeting: Meeting) -> None:
        """Give a meeting other passwords unless it is running; sent with the commit."""
        sealed = self._vault.seal(_encode(meeting.secrets))
        unit.put(_SECRETS, corp=meeting.corp_id, meeting=meeting.meeting_id, sealed=sealed)

    def add(self, unit: Writing, meeting: Meeting, now: datetime) -> None:
        """Store a new meeting whole; sent with the commit."""
        unit.put(
            _ADD_NUMBER,
            number=meeting.conference_id,
            corp_id=meeting.corp_id,
            kind=MEETING_NUMBER,
            owner_id=meeting.meeting_id,
        )
        unit.put(_ADD, **self._row(meeting, now))
        if meeting.is_running:
            self.opened(unit, meeting)

    async def change(self, unit: Writing, meeting: Meeting) -> None:
        """Store what its people changed: all but where it stands."""
        await unit.run(
            _CHANGE,
            corp=meeting.corp_id,
            meeting=meeting.meeting_id,
            subject=meeting.subject,
            plan=_encode(meeting.plan).decode(),
            secrets=self._vault.seal(_encode(meeting.secrets)),
            search=_search(meeting),
        )

    async def move(self, unit: Writing, before: Meeting, after: Meeting, now: datetime) -> None:
        """Store what a step of its life changed: up to two statements."""
        await unit.run(_STATE, corp=after.corp_id, meeting=after.meeting_id, **_standing(after))
        if after.is_running and not before.is_running:
            self.opened(unit, after)
        if before.is_running and not after.is_running:
            await unit.run(_CLOSED, corp=after.corp_id, uuid=before.conf_uuid, closed=micros(now))

    def opened(self, unit: Writing, meeting: Meeting) -> None:
        """Begin the record of a holding; sent with the commit."""
        assert meeting.opened is not None
        unit.put(
            _HELD,
            corp_id=meeting.corp_id,
            conf_uuid=meeting.conf_uuid,
            meeting_id=meeting.meeting_id,
            opened_at=micros(meeting.opened),
            closed_at=None,
        )

    def record(self, unit: Writing, meeting: Meeting, fact: Fact, now: datetime) -> None:
        """Store a fact in the meeting's event log; sent with the commit."""
        unit.record(
            Recorded(
                corp_id=meeting.corp_id,
                stream=meeting.meeting_id,
                kind=type(fact).__name__,
                at=micros(now),
                body=_encode(fact).decode(),
            )
        )

    def read(self, row: MeetingRow) -> Meeting:
        """The meeting that a row of ``meetings`` holds."""
        return self._meeting(row)

    def _row(self, meeting: Meeting, now: datetime) -> dict[str, object]:
        return {
            "corp_id": meeting.corp_id,
            "meeting_id": meeting.meeting_id,
            "conference_id": meeting.conference_id,
            "user_id": meeting.user_id,
            "scheduler": meeting.scheduler,
            "subject": meeting.subject,
            "kind": int(meeting.kind),
            "room_id": meeting.room_id,
            "room_number": meeting.room_number,
            "attendees_version": meeting.attendees_version,
            "plan": _encode(meeting.plan).decode(),
            "secrets": self._vault.seal(_encode(meeting.secrets)),
            "created_at": micros(now),
            "search": _search(meeting),
            "nameless": 0,
            **_standing(meeting),
        }

    def _meeting(self, row: MeetingRow) -> Meeting:
        return Meeting(
            corp_id=row.corp_id,
            meeting_id=row.meeting_id,
            conference_id=row.conference_id,
            user_id=row.user_id,
            scheduler=row.scheduler,
            subject=row.subject,
            kind=_KINDS[row.kind],
            state=_STATES[row.state],
            starts=moment(row.starts_at),
            ends=moment(row.ends_at),
            expires=moment(row.expires_at),
            conf_uuid=row.conf_uuid,
            opened=None if row.opened_at is None else moment(row.opened_at),
            closes=None if row.closes_at is None else moment(row.closes_at),
            room_id=row.room_id,
            room_number=row.room_number,
            attendees_version=row.attendees_version,
            plan=_plan(row.plan),
            secrets=_secrets.decode(self._vault.open(row.secrets)),
        )


def _search(meeting: Meeting) -> str:
    """What lists find a meeting by."""
    return folded(meeting.subject, meeting.scheduler, meeting.conference_id)


def _standing(meeting: Meeting) -> dict[str, object]:
    """The columns that change as a meeting lives."""
    return {
        "state": int(meeting.state),
        "starts_at": micros(meeting.starts),
        "ends_at": micros(meeting.ends),
        "expires_at": micros(meeting.expires),
        "conf_uuid": meeting.conf_uuid,
        "opened_at": meeting.opened and micros(meeting.opened),
        "closes_at": meeting.closes and micros(meeting.closes),
    }
