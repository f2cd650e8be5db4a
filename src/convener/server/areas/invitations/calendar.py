"""Meetings as iCalendar objects (RFC 5545), and as messages about them (RFC 5546)."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime

import icalendar

from convener.domain.invitations import Invitation, Invitee
from convener.domain.meeting import Role
from convener.domain.value import dataclass
from convener.server.areas.meetings.links import join_link

PRODUCT = "-//convener//meetings//EN"


class Method(enum.StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One meeting in somebody's calendar."""

    invitation: Invitation
    reader: Invitee
    sequence: int
    stamp: datetime
    """When the entry became what it is."""


def message(entry: Entry, method: Method, *, origin: str, sender: str) -> bytes:
    """The meeting as an object to send; ``CANCEL`` takes it out of the reader's calendar again.

    ``sender`` stands for an organizer whose address is not known.
    """
    return _calendar([entry], method, origin=origin, sender=sender)


def feed(entries: Iterable[Entry], *, name: str, origin: str, sender: str) -> bytes:
    """All meetings of one user, to subscribe to. The same entries give the same bytes."""
    return _calendar(entries, Method.PUBLISH, origin=origin, sender=sender)


def uid(invitation: Invitation) -> str:
    """Names the meeting in every calendar, for ever."""
    return f"{invitation.meeting_id}@convener"


def _calendar(entries: Iterable[Entry], method: Method, *, origin: str, sender: str) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for entry in entries:
        shown = entry.invitation
        for date in shown.dates:
            event = icalendar.Event()
            event.add("uid", uid(shown))
            event.add("sequence", entry.sequence)
            event.add("dtstamp", entry.stamp)
            event.add("dtstart", date.starts)
            event.add("dtend", date.ends)
            event.add("summary", shown.subject)
            role = Role.CHAIR if entry.reader.host else Role.GENERAL
            event.add("url", join_link(origin, shown.dialled, shown.secrets, role))
            calendar.add_component(event)
    document: bytes = calendar.to_ical()
    return document
