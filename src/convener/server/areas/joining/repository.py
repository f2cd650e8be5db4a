"""Where the randoms are kept with which people join, as digests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from convener.domain.meeting import Meeting, Role
from convener.server.clock import micros
from convener.server.ids import digest
from convener.server.storage.database import Writing
from convener.server.storage.statement import Statement
from convener.server.storage.tables.meetings import joins

_ADD = Statement(insert(joins))


class JoinRepository:
    """Writes randoms."""

    def add(self, unit: Writing, random: str, meeting: Meeting, role: Role, expires: datetime) -> None:
        """Store a random; sent with the commit."""
        unit.put(
            _ADD,
            digest=digest(random),
            corp_id=meeting.corp_id,
            meeting_id=meeting.meeting_id,
            role=int(role is Role.CHAIR),
            expires_at=micros(expires),
        )
