"""Operations of our own: the calendar that a user can subscribe to."""

from __future__ import annotations

from typing import Annotated

from convener.wire.base import Auth, Request, Wire, about, operation
from convener.wire.common import Done
from convener.wire.convener import Instant


class CalendarFeed(Wire, kw_only=True):
    """Whether somebody's meetings can be subscribed to."""

    active: bool
    created: Annotated[Instant, about("When its address was made.")] | None = None
    url: (
        Annotated[
            str,
            about("The address for a calendar program. Whoever has it sees the meetings; it is shown once."),
        ]
        | None
    ) = None


@operation("GET", "/convener/v1/calendar", auth=Auth.USER)
class ShowCalendarFeed(Request[CalendarFeed], kw_only=True):
    """Whether the caller's meetings can be subscribed to, and since when; never the address."""


@operation("POST", "/convener/v1/calendar", auth=Auth.USER)
class RotateCalendarFeed(Request[CalendarFeed], kw_only=True):
    """Make an address under which the caller's meetings can be subscribed to; an earlier one ends."""


@operation("DELETE", "/convener/v1/calendar", auth=Auth.USER)
class RevokeCalendarFeed(Request[Done], kw_only=True):
    """End the address of the caller's calendar, if there is one."""
