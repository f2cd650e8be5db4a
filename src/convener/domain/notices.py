"""Who hears what when a meeting is booked, changed or called off."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, assert_never

from msgspec import Struct
from msgspec.structs import replace

from convener.domain.invitations import Invitation, Invitee
from convener.domain.recurrence import Occurrence


class Kind(enum.StrEnum):
    INVITED = "invited"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMINDER = "reminder"


class Channel(enum.StrEnum):
    MAIL = "mail"
    TEXT = "text"
    """A short message to a mobile."""


class Notice(Struct, frozen=True, kw_only=True):
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


class Told(Struct, frozen=True, kw_only=True):
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
        *_on(Channel.MAIL, told.mail, now_is, sequence=sequence, now=now),
        *_on(Channel.TEXT, told.text, now_is, sequence=sequence, now=now),
    ]


def told_after(told: Told, now_is: Invitation | None) -> Told:
    """What people have been told once ``notices`` are on their way."""
    return Told(
        mail=_kept(Channel.MAIL, told.mail, now_is),
        text=_kept(Channel.TEXT, told.text, now_is),
    )


def address(channel: Channel, one: Invitee) -> str | None:
    """Where somebody can be reached that way."""
    match channel:
        case Channel.MAIL:
            return one.email
        case Channel.TEXT:
            return one.mobile
        case _:
            assert_never(channel)


def recipients(channel: Channel, invitation: Invitation) -> dict[str, Invitee]:
    """Everyone who can be reached that way, by address, once each; whoever is a host as a host."""
    found: dict[str, Invitee] = {}
    for one in sorted(invitation.invitees, key=lambda one: (not one.is_scheduler, not one.host)):
        if to := address(channel, one):
            found.setdefault(to.casefold(), one)
    return found


def _kept(channel: Channel, before: Invitation | None, after: Invitation | None) -> Invitation | None:
    if after is None:
        return None
    if not _is_on(channel, after):
        return before
    # Whoever has a calendar entry gets it kept up to date, as long as mails are sent at all.
    has_entry = after.send_calendar or (before is not None and before.send_calendar)
    people = tuple(recipients(channel, after).values())
    return replace(after, invitees=people, send_calendar=has_entry)


def _is_on(channel: Channel, invitation: Invitation) -> bool:
    match channel:
        case Channel.MAIL:
            return invitation.send_notify or invitation.send_calendar
        case Channel.TEXT:
            return invitation.send_sms
        case _:
            assert_never(channel)


def _on(
    channel: Channel, before: Invitation | None, after: Invitation | None, *, sequence: int, now: datetime
) -> list[Notice]:
    if after is not None and not _is_on(channel, after):
        return []
    old = recipients(channel, before) if before else {}
    new = recipients(channel, after) if after else {}
    found: list[Notice] = []
    if before is not None and _is_ahead(before, now):
        gone = [one for key, one in old.items() if key not in new]
        found += [_cancelled(channel, one, before, sequence, called_off=after is None) for one in gone]
    if after is not None and _is_ahead(after, now):
        found += [_invited(channel, one, after, sequence) for key, one in new.items() if key not in old]
        if before is not None:
            both = [(old[key], one) for key, one in new.items() if key in old]
            found += _changed(channel, both, before, after, sequence=sequence, now=now)
    return found


def _cancelled(channel: Channel, one: Invitee, was: Invitation, sequence: int, *, called_off: bool) -> Notice:
    return Notice(
        kind=Kind.CANCELLED,
        channel=channel,
        address=address(channel, one) or "",
        invitee=one,
        invitation=was,
        called_off=called_off,
        sequence=sequence,
        with_calendar=channel is Channel.MAIL and was.send_calendar,
    )


def _invited(channel: Channel, one: Invitee, now_is: Invitation, sequence: int) -> Notice:
    return Notice(
        kind=Kind.INVITED,
        channel=channel,
        address=address(channel, one) or "",
        invitee=one,
        invitation=now_is,
        sequence=sequence,
        with_calendar=channel is Channel.MAIL and now_is.send_calendar,
    )


def _changed(
    channel: Channel,
    people: Iterable[tuple[Invitee, Invitee]],
    before: Invitation,
    after: Invitation,
    *,
    sequence: int,
    now: datetime,
) -> Iterator[Notice]:
    """For those who see a difference: as they were, and as they are."""
    wants_entry = after.send_calendar and not before.send_calendar
    for_all = wants_entry or _sight(before, now) != _sight(after, now)
    for was, one in people:
        if not for_all and _host_sight(before, was) == _host_sight(after, one):
            continue
        has_calendar = after.send_calendar or before.send_calendar
        yield replace(
            _invited(channel, one, after, sequence),
            kind=Kind.CHANGED,
            before=before,
            invitee_before=was,
            with_calendar=channel is Channel.MAIL and has_calendar,
        )


def _is_ahead(invitation: Invitation, now: datetime) -> bool:
    return invitation.dates[-1].ends > now


def _sight(invitation: Invitation, now: datetime) -> tuple[Any, ...]:
    """What is shown to everybody, but for dates that are over, and for who else is invited."""
    secrets, series = invitation.secrets, invitation.series
    return (
        invitation.subject,
        invitation.language,
        invitation.zone,
        invitation.organizer,
        invitation.dialled,
        secrets.general,
        secrets.general_link,
        series and (series.rule.cycle, series.rule.interval, series.rule.points),
        [
            (date.day, date.starts, date.ends, (date.edit and date.edit.description) or None)
            for date in invitation.dates
            if date.ends > now
        ],
    )


def _host_sight(invitation: Invitation, one: Invitee) -> tuple[str, str] | None:
    """What is shown to hosts besides."""
    return (invitation.secrets.chair, invitation.secrets.chair_link) if one.host else None
