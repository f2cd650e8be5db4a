"""Where the tokens of running conferences are kept, as digests."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Text, and_, bindparam, delete, insert, select, update

from convener.domain.control import ControlSession
from convener.domain.meeting import State
from convener.server.clock import micros, moment
from convener.server.ids import digest
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement
from convener.server.storage.tables.meetings import control_tokens, meetings, socket_tokens


class SessionRow(Struct):
    corp_id: str
    meeting_id: str
    conference_id: str
    conf_uuid: str
    role: int
    expires_at: int
    state: int
    current_uuid: str


class SocketRow(Struct):
    corp_id: str
    meeting_id: str
    conf_uuid: str
    expires_at: int


class KnownSession(Struct):
    """A control token that was issued, with what became of it since."""

    session: ControlSession
    expires: datetime
    running: bool


_FIND = Statement(
    select(
        control_tokens.c.corp_id,
        control_tokens.c.meeting_id,
        meetings.c.conference_id,
        control_tokens.c.conf_uuid,
        control_tokens.c.role,
        control_tokens.c.expires_at,
        meetings.c.state,
        meetings.c.conf_uuid,
    )
    .join(
        meetings,
        and_(
            meetings.c.corp_id == control_tokens.c.corp_id,
            meetings.c.meeting_id == control_tokens.c.meeting_id,
        ),
    )
    .where(control_tokens.c.digest == bindparam("digest", type_=Text)),
    SessionRow,
)
_EXTEND = Statement(
    update(control_tokens)
    .where(control_tokens.c.digest == bindparam("named", type_=Text))
    .values(expires_at=bindparam("until"))
)
_ADD = Statement(insert(control_tokens))
_ADD_SOCKET = Statement(insert(socket_tokens))
_SPEND = Statement(
    delete(socket_tokens)
    .where(socket_tokens.c.digest == bindparam("named", type_=Text))
    .returning(
        socket_tokens.c.corp_id,
        socket_tokens.c.meeting_id,
        socket_tokens.c.conf_uuid,
        socket_tokens.c.expires_at,
    ),
    SocketRow,
)


class LiveRepository:
    """Reads and writes control and WebSocket tokens; every method is one statement."""

    async def find(self, unit: Reading, token: str) -> KnownSession | None:
        row = await unit.one(_FIND, digest=digest(token))
        if row is None:
            return None
        session = ControlSession(
            corp_id=row.corp_id,
            meeting_id=row.meeting_id,
            conference_id=row.conference_id,
            conf_uuid=row.conf_uuid,
            host=bool(row.role),
        )
        running = row.state == State.CREATED and row.current_uuid == row.conf_uuid
        return KnownSession(session, moment(row.expires_at), running)

    def add(self, unit: Writing, token: str, session: ControlSession, expires: datetime) -> None:
        """Store a control token; sent with the commit."""
        unit.put(
            _ADD,
            digest=digest(token),
            corp_id=session.corp_id,
            meeting_id=session.meeting_id,
            conf_uuid=session.conf_uuid,
            role=int(session.host),
            expires_at=micros(expires),
        )

    async def extend(self, unit: Writing, token: str, expires: datetime) -> None:
        await unit.run(_EXTEND, named=digest(token), until=micros(expires))

    def add_socket(self, unit: Writing, token: str, session: ControlSession, expires: datetime) -> None:
        """Store a WebSocket token; sent with the commit."""
        unit.put(
            _ADD_SOCKET,
            digest=digest(token),
            corp_id=session.corp_id,
            meeting_id=session.meeting_id,
            conf_uuid=session.conf_uuid,
            expires_at=micros(expires),
        )

    async def spend_socket(self, unit: Writing, token: str, now: datetime) -> tuple[str, str] | None:
        """Use a WebSocket token up: its enterprise and meeting, or ``None`` for a spent or old one."""
        row = await unit.one(_SPEND, named=digest(token))
        if row is None or moment(row.expires_at) <= now:
            return None
        return row.corp_id, row.meeting_id
