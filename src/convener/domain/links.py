"""The links that people join by."""

from __future__ import annotations

from convener.domain.meeting import Role, Secrets


def join_link(origin: str, dialled: str, secrets: Secrets, role: Role) -> str:
    """Whoever has the link comes in with that role."""
    secret = secrets.chair_link if role is Role.CHAIR else secrets.general_link
    return f"{origin}/#/j/{dialled}/{secret}"
