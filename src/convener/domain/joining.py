"""Who may come into a meeting without a login."""

from __future__ import annotations

from convener.domain import lifecycle
from convener.domain.meeting import Meeting
from convener.domain.refusal import Refusal


class AnonymousLocked(Refusal):
    """Too many wrong passwords for this meeting from this address."""


class AnonymousNotAllowed(Refusal):
    """The meeting is for people who have logged in."""


def check_anonymous(meeting: Meeting) -> None:
    """Refuse people without a login where not everyone may join."""
    if lifecycle.current_plan(meeting).call_in_restriction:
        raise AnonymousNotAllowed
