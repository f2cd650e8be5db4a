"""Notices as text messages to mobiles."""

from __future__ import annotations

from convener.domain.meeting import Role
from convener.domain.notices import Notice
from convener.server.areas.meetings.links import join_link


def text(notice: Notice, *, origin: str) -> str:
    """The words of one short message."""
    shown = notice.invitation
    role = Role.CHAIR if notice.invitee.host else Role.GENERAL
    return f"{shown.subject} {join_link(origin, shown.dialled, shown.secrets, role)}"
