"""Who hears what when a meeting is booked, changed or called off."""

from __future__ import annotations

import enum
from dataclasses import replace
from datetime import datetime
from typing import Any

from convener.domain.invitations import Invitation, Invitee
from convener.domain.recurrence import Occurrence
from convener.domain.value import dataclass


class Kind(enum.StrEnum):
    INVITED = "invited"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMINDER = "reminder"


class Channel(enum.StrEnum):
    MAIL = "mail"
    TEXT = "text"
    """A short message to a mobile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one person."""

    kind: Kind
    channel: Channel
    address: str
    invitee: Invitee
    invitation: Invitation
    """What to show: the meeting as it is, or as it was for those who are no longer invited."""
    before: Invitation | None = None
    invitee_before: Invitee | None = None
    """What was told last, and to whom, for a change."""
    called_off: bool = False
    """Whether the meeting was cancelled for all, rather than for this person."""
    sequence: int
    with_calendar: bool = False
    occurrence: Occurrence | None = None
    """What a reminder is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the people of one meeting were last told, by mail and by text message; kept with the meeting.

    Each has those people only who were told that way. A way that is switched off keeps what it is:
    nobody hears anything, and the difference is told when it is switched on again.
    """

    mail: Invitation | None = None
    text: Invitation | None = None


def notices(told: Told, now_is: Invitation | None, *, sequence: int, now: datetime) -> list[Notice]:
    """What to send so that everyone knows of the meeting as ``now_is``; ``None`` when it was called off.

    Nothing is sent about what is over at ``now``. After ``told_after`` there is nothing to send.
    """
    return [
        *_on(Channel.MAIL, told.mail, now_is, sequence, now),
        *_on(Channel.TEXT, told.text, now_is, sequence, now),
    ]


def told_after(told: Told, now_is: Invitation | None) -> Told:
    """What people have been told once ``notices`` are on their way."""
    return Told(
        mail=_kept(Channel.MAIL, told.mail, now_is),
        text=_kept(Channel.TEXT, told.text, now_is),
    )


def _kept(channel: Channel, before: Invitation | None, after: Invitation | None) -> Invitation | None:
    if after is None:
        return None
    if not _speaks(channel, after):
        return before
    # Whoever has a calendar entry gets it kept up to date, as long as mails are sent at all.
    calendar = after.send_calendar or (before is not None and before.send_calendar)
    people = tuple(recipients(channel, after).values())
    return replace(after, invitees=people, send_calendar=calendar)


def recipients(channel: Channel, invitation: Invitation) -> dict[str, Invitee]:
    """Everyone who can be reached that way by address, once each; whoever is a host as a host."""
    found: dict[str, Invitee] = {}
    for one in sorted(invitation.invitees, key=lambda one: (not one.is_scheduler, not one.host)):
        address = one.email if channel is Channel.MAIL else one.mobile
        if address:
            found.setdefault(address.casefold(), one)
    return found


def _speaks(channel: Channel, invitation: Invitation) -> bool:
    if channel is Channel.TEXT:
        return invitation.send_sms
    return invitation.send_notify or invitation.send_calendar


def _on(
    channel: Channel, before: Invitation | None, after: Invitation | None, sequence: int, now: datetime
) -> list[Notice]:
    if after is not None and not _speaks(channel, after):
        return []
    old = recipients(channel, before) if before else {}
    new = recipients(channel, after) if after else {}
    found = []
    if before is not None and _is_ahead(before, now):
        found += [
            _notice(Kind.CANCELLED, channel, one, before, sequence)
            for key, one in old.items()
            if key not in new
        ]
    if after is not None and _is_ahead(after, now):
        for key, one in new.items():
            if before is None or key not in old:
                found.append(_notice(Kind.INVITED, channel, one, after, sequence))
            elif _sight(before, old[key], now) != _sight(after, one, now) or _wants_entry(before, after):
                found.append(_notice(Kind.CHANGED, channel, one, after, sequence, before))
    return found


def _notice(
    kind: Kind,
    channel: Channel,
    one: Invitee,
    shown: Invitation,
    sequence: int,
    before: Invitation | None = None,
) -> Notice:
    has_entry = before is not None and before.send_calendar
    return Notice(
        kind=kind,
        channel=channel,
        address=(one.email if channel is Channel.MAIL else one.mobile) or "",
        invitee=one,
        invitation=shown,
        before=before,
        sequence=sequence,
        with_calendar=channel is Channel.MAIL and (shown.send_calendar or has_entry),
    )


def _is_ahead(invitation: Invitation, now: datetime) -> bool:
    return invitation.dates[-1].ends > now


def _wants_entry(before: Invitation, after: Invitation) -> bool:
    return after.send_calendar and not before.send_calendar


def _sight(invitation: Invitation, one: Invitee, now: datetime) -> tuple[Any, ...]:
    """What a letter shows to this person, but for dates that are over and who else is invited."""
    secrets = invitation.secrets
    return (
        invitation.subject,
        invitation.language,
        invitation.zone,
        invitation.organizer,
        invitation.dialled,
        secrets.general,
        secrets.general_link,
        one.host and (secrets.chair, secrets.chair_link),
        [
            (day.day, day.starts, day.ends, day.edit.description if day.edit else None)
            for day in invitation.dates
            if day.ends > now
        ],
    )
