"""Which meetings a list holds, and in which order."""

from __future__ import annotations

import enum
from calendar import monthrange
from datetime import datetime, timedelta

from msgspec import Struct

from convener.domain.person import Principal


class Window(enum.Enum):
    """How far ahead a list looks."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def until(self, now: datetime) -> datetime:
        """The last moment at which a meeting of the window may start."""
        match self:
            case Window.DAY:
                return now + timedelta(days=1)
            case Window.WEEK:
                return now + timedelta(days=7)
            case Window.MONTH:
                return next_month(now)


def next_month(moment: datetime) -> datetime:
    """The same day and time of the next month, or its last day where it has no such day."""
    year, month = moment.year + moment.month // 12, moment.month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


class Sought(Struct, frozen=True, kw_only=True):
    """The meetings to list and the page of them to show."""

    user_id: str | None
    """Whose meetings: booked by this user or with this user invited; ``None`` means the enterprise's."""
    search: str | None = None
    """Text in the subject, the scheduler's name or the meeting ID, in any case."""
    window: Window | None = None
    running: bool = False
    """Only meetings that are being held."""
    descending: bool = False
    offset: int
    limit: int


class Past(Struct, frozen=True, kw_only=True):
    """The holdings to list and the page of them to show."""

    user_id: str | None
    """As in ``Sought``, by the invited list of that time."""
    begins: datetime
    ends: datetime
    """Between these, inclusive, the holding began."""
    search: str | None = None
    by_recording: bool = False
    """First by whether there is a recording, then by start."""
    descending: bool = True
    offset: int
    limit: int


def whose(who: Principal, *, everybody: bool, named: str | None = None) -> str | None:
    """The user whose meetings a list shows, ``None`` for the whole enterprise.

    Only administrators may ask for more than their own; from others the wish is ignored.
    """
    if not who.is_admin:
        return who.user_id
    return None if everybody else named or who.user_id


def between(begins: datetime, ends: datetime) -> tuple[datetime, datetime]:
    """The period, whichever end came first."""
    return min(begins, ends), max(begins, ends)
