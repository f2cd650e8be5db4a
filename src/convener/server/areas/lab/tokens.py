"""The tokens of a request: whose they are, until when, or why they are of no use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from convener.domain.meeting import State
from convener.domain.person import Status
from convener.server.areas.lab.repository import AccessRow, ControlRow, LabRepository
from convener.server.areas.live.service import readings
from convener.server.clock import Clock, moment
from convener.server.storage.database import Database, Reading
from convener.wire.lab import TokenKind, TokenSeen, TokenState

_ACCESS = (b"x-access-token", b"x-auth-token")
_CONTROL = b"x-conference-authorization"


class TokenReader:
    """Looks tokens up as they are at that moment, in the database itself."""

    def __init__(self, repository: LabRepository, database: Database, clock: Clock) -> None:
        self._repository = repository
        self._database = database
        self._clock = clock

    async def read(self, headers: Mapping[bytes, bytes]) -> TokenSeen | None:
        """The control token of a request, else its access token."""
        control = _first(headers, _CONTROL)
        if control is not None:
            return await self._database.read(lambda unit: self._control(unit, control))
        access = _first(headers, *_ACCESS)
        if access is not None:
            return await self._database.read(lambda unit: self._access(unit, access))
        return None

    async def _access(self, unit: Reading, token: str) -> TokenSeen:
        found = await self._repository.access(unit, token)
        if found is None:
            return TokenSeen(kind=TokenKind.ACCESS, state=TokenState.UNKNOWN)
        row, is_access = found
        return TokenSeen(
            kind=TokenKind.ACCESS if is_access else TokenKind.REFRESH,
            state=_access_state(row, self._clock.now()),
            account=row.account,
            enterprise=row.enterprise,
            app_id=row.app_id,
            client_type=row.client_type,
            until=moment(row.expires_at),
        )

    async def _control(self, unit: Reading, presented: str) -> TokenSeen:
        for token in readings(presented):
            row = await self._repository.control(unit, token)
            if row is not None:
                return TokenSeen(
                    kind=TokenKind.CONTROL,
                    state=_control_state(row, self._clock.now()),
                    enterprise=row.enterprise,
                    conference_id=row.conference_id,
                    until=moment(row.expires_at),
                )
        return TokenSeen(kind=TokenKind.CONTROL, state=TokenState.UNKNOWN)


def _access_state(row: AccessRow, now: datetime) -> TokenState:
    if row.displaced:
        return TokenState.DISPLACED
    if row.status == Status.DISABLED:
        return TokenState.DISABLED
    return TokenState.EXPIRED if moment(row.expires_at) <= now else TokenState.VALID


def _control_state(row: ControlRow, now: datetime) -> TokenState:
    if row.state != State.CREATED or row.current_uuid != row.conf_uuid:
        return TokenState.OVER
    return TokenState.EXPIRED if moment(row.expires_at) <= now else TokenState.VALID


def _first(headers: Mapping[bytes, bytes], *names: bytes) -> str | None:
    values = (headers.get(name, b"").decode("latin-1").strip() for name in names)
    return next(filter(None, values), None)
