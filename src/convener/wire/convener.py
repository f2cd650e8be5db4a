"""Operations of our own: the virtual clock of a test instance."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from convener.wire.base import Auth, Request, Wire, about, operation

Instant = Annotated[datetime, about("RFC 3339, with an offset.", tz=True)]

TEN_YEARS = 10 * 366 * 86_400


class ClockTime(Wire, kw_only=True):
    """What a clock shows, or shall show."""

    now: Instant


class ClockAdvance(Wire, kw_only=True):
    seconds: Annotated[float, about("How far to go, at most ten years.", gt=0, le=TEN_YEARS)]


@operation("GET", "/convener/v1/clock", auth=Auth.NONE)
class ShowClock(Request[ClockTime], kw_only=True):
    """Read the server's clock."""


@operation("PUT", "/convener/v1/clock", auth=Auth.NONE)
class SetClock(Request[ClockTime], kw_only=True):
    """Go to a moment: forwards what falls due on the way is run, backwards nothing is undone."""

    body: ClockTime


@operation("POST", "/convener/v1/clock/advance", auth=Auth.NONE)
class AdvanceClock(Request[ClockTime], kw_only=True):
    """Move the virtual clock on and run what falls due."""

    body: ClockAdvance
