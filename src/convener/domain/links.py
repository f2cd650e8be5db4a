"""The links that people join by."""

from __future__ import annotations


def join_link(origin: str, dialled: str, secret: str) -> str:
    """Whoever has the link comes in with the role that the secret is kept for."""
    return f"{origin}/#/j/{dialled}/{secret}"
