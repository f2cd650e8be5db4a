"""For how long it is kept who was invited to meetings and who came, and the meetings themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from convener.domain.facts import AttendeesChanged, Fact, ParticipantJoined

PERIOD = timedelta(hours=1)
"""What is due is done together with what falls due within this time."""

LONGEST_REST = timedelta(days=7)
"""After a look with nothing to do: a period that was made shorter is noticed by then."""


class Oldest(Struct, frozen=True, kw_only=True):
    """The moments from which periods count, of what has waited longest."""

    opened: datetime | None = None
    """A holding's start."""
    closed: datetime | None = None
    """The end of a holding that still has names."""
    over: datetime | None = None
    """The end of a meeting that is over."""
    named: datetime | None = None
    """The end of such a one that still has names."""


class Retention(Struct, frozen=True, kw_only=True):
    """The periods of one enterprise."""

    history: timedelta
    """From its start a holding is kept for so long, a meeting from the end of its booked time."""
    names: timedelta | None
    """From the end of either, the names of people; ``None``: as long as the rest."""

    def again(self, now: datetime, oldest: Oldest) -> datetime:
        """When to look next, ``now`` if something is due."""
        due = [one + self.history for one in (oldest.opened, oldest.over) if one is not None]
        if self.names is not None:
            due += [one + self.names for one in (oldest.closed, oldest.named) if one is not None]
        # What ends from now on is due no earlier than its period from now.
        latest = now + min(LONGEST_REST, self.history, self.names or self.history)
        first = min(due, default=latest)
        return now if first <= now else min(max(first, now + PERIOD), latest)


def nameless(fact: Fact) -> Fact:
    """The fact without the people who were invited or came."""
    match fact:
        case ParticipantJoined():
            return replace(fact, participant=fact.participant.nameless(""))
        case AttendeesChanged():
            return replace(fact, refreshed=(), removed=())
        case _:
            return fact


NAMING = (ParticipantJoined, AttendeesChanged)
"""The facts that name people who were invited or came."""
