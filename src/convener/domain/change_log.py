"""The change log of a meeting: facts as who did what, and what is different since."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import asdict

from convener.domain.facts import (
    AttendeesChanged,
    Fact,
    MeetingCancelled,
    MeetingChanged,
    MeetingEnded,
    MeetingExpired,
    MeetingScheduled,
    MeetingStarted,
    OccurrenceCancelled,
    OccurrenceChanged,
)
from convener.domain.roster import Attendee


class What(enum.StrEnum):
    """What happened to a meeting."""

    BOOKED = "booked"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    DATE_CHANGED = "dateChanged"
    DATE_CANCELLED = "dateCancelled"
    INVITED_CHANGED = "invitedChanged"
    STARTED = "started"
    ENDED = "ended"
    EXPIRED = "expired"


class Difference(Struct, frozen=True, kw_only=True):
    """One field before and after; ``None`` where there was or is nothing. Passwords are never shown."""

    field: str
    before: str | None = None
    after: str | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the log."""

    what: What
    by: str | None = None
    """The user who did it; ``None`` where nobody did, or nobody is named."""
    day: date | None = None
    """Of a series, the date it was about."""
    differences: tuple[Difference, ...] = ()


WHAT: Mapping[type[Fact], What] = {
    MeetingScheduled: What.BOOKED,
    MeetingChanged: What.CHANGED,
    MeetingCancelled: What.CANCELLED,
    OccurrenceChanged: What.DATE_CHANGED,
    OccurrenceCancelled: What.DATE_CANCELLED,
    AttendeesChanged: What.INVITED_CHANGED,
    MeetingStarted: What.STARTED,
    MeetingEnded: What.ENDED,
    MeetingExpired: What.EXPIRED,
}
"""The facts that the log tells of."""


def entry(fact: Fact) -> Entry:
    """The fact as a line of the log. Raises ``KeyError`` for one that is not in ``WHAT``."""
    return Entry(
        what=WHAT[type(fact)],
        by=getattr(fact, "by", None),
        day=getattr(fact, "day", None),
        differences=_told(fact),
    )


def _told(fact: Fact) -> tuple[Difference, ...]:
    match fact:
        case MeetingScheduled():
            booked = {"subject": fact.subject, "starts": _text(fact.starts), "ends": _text(fact.ends)}
            return _differences({}, booked)
        case MeetingChanged() | OccurrenceChanged():
            return _differences(flat(fact.before), flat(fact.after)) + _password(fact)
        case AttendeesChanged():
            return _people(fact)
        case _:
            return ()


def _password(fact: MeetingChanged | OccurrenceChanged) -> tuple[Difference, ...]:
    changed = isinstance(fact, MeetingChanged) and fact.guest_password_changed
    return (Difference(field="guest_password"),) if changed else ()


def flat(value: object, name: str = "") -> dict[str, str]:
    """Every plain value in a struct, by its path (``plan.series.rule.last``); ``None`` is left out."""
    if value is None:
        return {}
    if isinstance(value, Struct):
        found: dict[str, str] = {}
        for field, part in asdict(value).items():
            found |= flat(part, f"{name}.{field}" if name else field)
        return found
    return {name: _text(value)}


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Difference, ...]:
    return tuple(
        Difference(field=name, before=before.get(name), after=after.get(name))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    )


def _people(fact: AttendeesChanged) -> tuple[Difference, ...]:
    """Who was invited or whose entry is new, and who is not invited any more."""
    invited = (Difference(field="attendee", after=_named(one)) for one in fact.refreshed)
    removed = (Difference(field="attendee", before=_named(one)) for one in fact.removed)
    return (*invited, *removed)


def _named(one: Attendee) -> str:
    return one.name if one.name in ("", one.key) else f"{one.name} ({one.key})"


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case timedelta():
            return f"{value // timedelta(minutes=1)} min"
        case tuple() | list():
            return ", ".join(_text(dict(flat(one)) if isinstance(one, Struct) else one) for one in value)
        case dict():
            return " ".join(f"{name}={text}" for name, text in value.items())
        case _:
            return str(value)
