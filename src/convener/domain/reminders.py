"""When people are reminded of a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct

from convener.domain import zones
from convener.domain.invitations import Invitation
from convener.domain.notices import Channel, Kind, Notice, address, recipients
from convener.domain.recurrence import Occurrence

SHORTLY: Final = timedelta(minutes=15)
"""How long before its start people are reminded of a single meeting."""


class Reminder(Struct, frozen=True):
    """Of which date people are reminded, and when."""

    due: datetime
    occurrence: Occurrence


def next_reminder(
    invitation: Invitation, *, since: datetime, shortly: timedelta = SHORTLY
) -> Reminder | None:
    """The first reminder that is due after ``since``, of a date that has not begun by then.

    ``since`` is when the last one was given, or when the people were told of the meeting.
    """
    ahead = (one for one in _reminders(invitation, shortly) if one.due > since)
    return min(ahead, key=lambda one: one.due, default=None)


def _reminders(invitation: Invitation, shortly: timedelta) -> Iterator[Reminder]:
    days = invitation.series.rule.remind_days if invitation.series else 0
    zone = zones.zone(invitation.zone)
    for one in invitation.dates:
        if not days:
            yield Reminder(one.starts - shortly, one)
            continue
        local = one.starts.astimezone(zone) - timedelta(days=days)
        yield Reminder(local.replace(fold=0).astimezone(UTC), one)


def reminding(invitation: Invitation, of: Occurrence, *, sequence: int) -> list[Notice]:
    """The messages of one reminder. A calendar entry reminds by itself, so only notices are sent."""
    channels = [
        channel
        for channel, speaks in (
            (Channel.MAIL, invitation.send_notify),
            (Channel.TEXT, invitation.send_sms),
        )
        if speaks
    ]
    return [
        Notice(
            kind=Kind.REMINDER,
            channel=channel,
            address=address(channel, one) or "",
            invitee=one,
            invitation=invitation,
            sequence=sequence,
            occurrence=of,
        )
        for channel in channels
        for one in recipients(channel, invitation).values()
    ]
