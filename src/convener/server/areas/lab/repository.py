"""Tokens as the log of requests explains them, and the emptying of the whole database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, Table, Text, and_, bindparam, delete, func, literal, or_, select, update

from convener.domain.meeting import RoomMode
from convener.domain.person import AdminType
from convener.server.clock import micros
from convener.server.ids import dated_digest, digest
from convener.server.storage.database import Reading, Writing
from convener.server.storage.metadata import metadata
from convener.server.storage.statement import Statement
from convener.server.storage.tables import facts, invitations  # noqa: F401 (they are deleted too)
from convener.server.storage.tables.enterprises import apps, corps, logins, tokens, users
from convener.server.storage.tables.jobs import timers
from convener.server.storage.tables.meetings import control_tokens, meetings, numbers, rooms
from convener.server.storage.tables.recordings import FileState, recording_files


class AccessRow(Struct):
    account: str
    enterprise: str
    app_id: str | None
    client_type: int
    expires_at: int
    displaced: int
    status: int
    digest: str


class ControlRow(Struct):
    conference_id: str
    expires_at: int
    enterprise: str
    conf_uuid: str
    current_uuid: str
    state: int


_presented = bindparam("digest", type_=Text)
_ACCESS = Statement(
    select(
        users.c.account,
        corps.c.name,
        tokens.c.app_id,
        tokens.c.client_type,
        tokens.c.expires_at,
        tokens.c.state,
        users.c.status,
        tokens.c.digest,
    )
    .select_from(tokens)
    .join(users, and_(users.c.corp_id == tokens.c.corp_id, users.c.user_id == tokens.c.user_id))
    .join(corps, corps.c.corp_id == tokens.c.corp_id)
    .where(or_(tokens.c.digest == _presented, tokens.c.refresh_digest == _presented)),
    AccessRow,
)
_CONTROL = Statement(
    select(
        meetings.c.conference_id,
        control_tokens.c.expires_at,
        corps.c.name,
        control_tokens.c.conf_uuid,
        meetings.c.conf_uuid,
        meetings.c.state,
    )
    .select_from(control_tokens)
    .join(
        meetings,
        and_(
            meetings.c.corp_id == control_tokens.c.corp_id,
            meetings.c.meeting_id == control_tokens.c.meeting_id,
        ),
    )
    .join(corps, corps.c.corp_id == control_tokens.c.corp_id)
    .where(control_tokens.c.digest == _presented),
    ControlRow,
)


class _CorpRow(Struct):
    corp_id: str


class _UserRow(Struct):
    user_id: str


_corp = bindparam("corp_id", type_=Text)
_user = bindparam("user_id", type_=Text)
_is_default = users.c.admin_type == int(AdminType.DEFAULT)
_FIRST = Statement(
    select(corps.c.corp_id)
    .outerjoin(users, and_(users.c.corp_id == corps.c.corp_id, _is_default))
    # While a virtual clock stands still, only the identifiers of users tell who came first.
    .order_by(corps.c.created_at, func.coalesce(users.c.user_id, literal("~", Text)))
    .limit(1),
    _CorpRow,
)
_ADMIN = Statement(select(users.c.user_id).where(users.c.corp_id == _corp, _is_default), _UserRow)


def _whole(found: Select[Any]) -> Statement[tuple[Any, ...]]:
    return Statement(found, lambda *row: row)


_KEPT: dict[Table, Statement[tuple[Any, ...]]] = {
    corps: _whole(select(corps).where(corps.c.corp_id == _corp)),
    users: _whole(select(users).where(users.c.corp_id == _corp, users.c.user_id == _user)),
    logins: _whole(select(logins).where(logins.c.corp_id == _corp, logins.c.user_id == _user)),
    apps: _whole(select(apps).where(apps.c.corp_id == _corp).order_by(apps.c.created_at).limit(1)),
    timers: _whole(select(timers).where(timers.c.corp_id == _corp, timers.c.key == "")),
    rooms: _whole(
        select(rooms).where(
            rooms.c.corp_id == _corp, rooms.c.user_id == _user, rooms.c.mode == int(RoomMode.PERSONAL)
        )
    ),
}
_NUMBER = _whole(select(numbers).where(numbers.c.number == bindparam("number", type_=Text)))
_EMPTY = [
    Statement(delete(table)) for table in metadata.sorted_tables if table not in (timers, recording_files)
]
_DOOM = Statement(update(recording_files).values(state=int(FileState.DOOMED), due_at=0))
_STOP = Statement(delete(timers).where(timers.c.kind != bindparam("kept", type_=Text)))
_PUT_OFF = Statement(update(timers).values(due_at=bindparam("due"), leased_until=0, tries=0))

Rows = Mapping[Table, Sequence[Mapping[str, object]]]


class FirstRows(Struct, frozen=True):
    """What the first start left in the database."""

    rows: Rows


class LabRepository:
    """Looks behind tokens, and starts over."""

    async def access(self, unit: Reading, token: str) -> tuple[AccessRow, bool] | None:
        """The login with this access or refresh token, and whether it is the access token."""
        presented = dated_digest(token)
        row = await unit.one(_ACCESS, digest=presented)
        return None if row is None else (row, row.digest == presented)

    async def control(self, unit: Reading, token: str) -> ControlRow | None:
        return await unit.one(_CONTROL, digest=digest(token))

    async def first(self, unit: Reading) -> FirstRows:
        """The oldest enterprise, its default administrator with the personal room, and its oldest app."""
        corp = await unit.one(_FIRST)
        if corp is None:
            return FirstRows({})
        admin = await unit.one(_ADMIN, corp_id=corp.corp_id)
        who = {"corp_id": corp.corp_id, "user_id": "" if admin is None else admin.user_id}
        rows = {
            table: [_named(table, row) for row in await unit.all(found, **who)]
            for table, found in _KEPT.items()
        }
        rows[numbers] = [
            _named(numbers, row)
            for room in rows[rooms]
            for row in await unit.all(_NUMBER, number=room["number"])
        ]
        return FirstRows(rows)

    async def start_over(self, unit: Writing, first: FirstRows, *, kept: str, due: datetime) -> None:
        """Delete every row, and put back those of the first start; files of recordings are removed soon.

        Timers of the ``kept`` kind stay if there are any, and are due at that moment.
        """
        for statement in _EMPTY:
            await unit.run(statement)
        await unit.run(_DOOM)
        await unit.run(_STOP, kept=kept)
        await unit.run(_PUT_OFF, due=micros(due))
        for table, rows in first.rows.items():
            if rows:
                unit.put_all(table, rows)


def _named(table: Table, row: tuple[Any, ...]) -> dict[str, object]:
    return dict(zip(table.c.keys(), row, strict=True))
