"""Meetings as iCalendar objects (RFC 5545), and as messages about them (RFC 5546)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress
from msgspec import Struct

from convener.domain import zones
from convener.domain.invitations import Invitation, Invitee
from convener.domain.notices import Channel, recipients
from convener.domain.recurrence import Occurrence
from convener.server.letters import dates, facts
from convener.server.letters.plain_text import one_line
from convener.server.letters.time_zones import time_zone
from convener.server.letters.words import words

PRODUCT: Final = "-//convener//meetings//EN"
ALARM: Final = timedelta(minutes=-15)
SHOWN_PEOPLE: Final = 100
"""Of longer lists calendars name the hosts and the reader only."""


class Method(enum.StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"
    """What is there to be seen, without anybody being asked."""


class Entry(Struct, frozen=True, kw_only=True):
    """One meeting in somebody's calendar."""

    invitation: Invitation
    reader: Invitee
    sequence: int
    stamp: datetime
    """When the entry became what it is."""


def message(entry: Entry, method: Method, *, origin: str, sender: str) -> bytes:
    """The meeting as an object to send; ``CANCEL`` takes all of it out of the reader's calendar again.

    ``sender`` stands for an organizer whose address is not known.
    """
    calendar = _calendar(method, [entry])
    for event in _Events(entry, method, origin=origin, sender=sender).all():
        calendar.add_component(event)
    return _written(calendar)


def feed(entries: Sequence[Entry], *, name: str, origin: str, sender: str) -> bytes:
    """All meetings of one user, to subscribe to. The same entries give the same bytes."""
    calendar = _calendar(Method.PUBLISH, entries)
    for label in ("name", "x-wr-calname"):
        calendar.add(label, one_line(name))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        for event in _Events(entry, Method.PUBLISH, origin=origin, sender=sender).all():
            calendar.add_component(event)
    return _written(calendar)


def uid(invitation: Invitation) -> str:
    """Names the meeting in every calendar, for ever."""
    return f"{invitation.meeting_id}@convener"


def _calendar(method: Method, entries: Iterable[Entry]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for component in _time_zones(entry.invitation for entry in entries):
        calendar.add_component(component)
    return calendar


def _time_zones(shown: Iterable[Invitation]) -> Iterator[Timezone]:
    years: dict[str, tuple[int, int]] = {}
    for one in shown:
        first, last = dates.span_of_years(one)
        earliest, latest = years.get(one.zone, (first, last))
        years[one.zone] = min(first, earliest), max(last, latest)
    for code in sorted(years):
        first, last = years[code]
        yield time_zone(zones.zone(zones.ZoneCode(code)), first=first, last=last)


def _written(calendar: Calendar) -> bytes:
    document: bytes = calendar.to_ical()
    return document


class _Events:
    """The events of one entry."""

    def __init__(self, entry: Entry, method: Method, *, origin: str, sender: str) -> None:
        self._entry = entry
        self._method = method
        self._origin = origin
        self._sender = sender

    def all(self) -> list[Event]:
        if self._method is Method.CANCEL:
            return [dates.whole(self._entry.invitation, self._event)]
        return dates.events(self._entry.invitation, self._event)

    def _event(self, one: Occurrence) -> Event:
        shown, event = self._entry.invitation, Event()
        event.add("uid", uid(shown))
        event.add("sequence", self._entry.sequence)
        event.add("dtstamp", self._entry.stamp)
        event.add("last-modified", self._entry.stamp)
        event.add("summary", one_line(shown.subject))
        event.add("status", "CANCELLED" if self._method is Method.CANCEL else "CONFIRMED")
        event.add("organizer", self._organizer())
        if self._method is not Method.PUBLISH:
            for person in self._people():
                event.add("attendee", _attendee(person, answers=shown.organizer_email is not None))
        if self._method is not Method.CANCEL:
            self._add_access(event, one)
        if self._method is Method.REQUEST:
            event.add_component(_alarm(one_line(shown.subject)))
        return event

    def _add_access(self, event: Event, one: Occurrence) -> None:
        shown, reader = self._entry.invitation, self._entry.reader
        link = facts.link(shown, reader, self._origin)
        event.add("url", link)
        event.add("location", link)
        event.add("description", _description(shown, reader, one, link, self._origin))

    def _organizer(self) -> vCalAddress:
        shown = self._entry.invitation
        address = _address(shown.organizer_email or self._sender, shown.organizer)
        if shown.organizer_email and shown.organizer_email != self._sender:
            address.params["SENT-BY"] = f"mailto:{self._sender}"
        return address

    def _people(self) -> Iterable[Invitee]:
        """Whom the event names: who is asked to come, and the others."""
        reader = self._entry.reader
        if self._method is Method.CANCEL:
            return [reader]
        people = recipients(Channel.MAIL, self._entry.invitation).values()
        if len(people) <= SHOWN_PEOPLE:
            return people
        return [one for one in people if one.host or one.key == reader.key]


def _attendee(one: Invitee, *, answers: bool) -> vCalAddress:
    address = _address(one.email or "", one.name)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "CHAIR" if one.host else "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "ACCEPTED" if one.is_scheduler else "NEEDS-ACTION"
    if answers and not one.is_scheduler:
        address.params["RSVP"] = "TRUE"
    return address


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = one_line(name).replace('"', "'")
    return address


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", ALARM)
    return alarm


def _description(shown: Invitation, reader: Invitee, one: Occurrence, link: str, origin: str) -> str:
    phrases = words(shown.language)
    note = one_line(one.edit.description) if one.edit and one.edit.description else ""
    lines = [f"{phrases.join_as_host if reader.host else phrases.join}{phrases.colon}{link}"]
    for fact in facts.access(shown, host=reader.host, origin=origin):
        lines += [f"{fact.label}{phrases.colon}{line.text}" for line in fact.lines]
    if reader.host:
        lines.append(phrases.keep_link)
    return "\n".join([note, "", *lines] if note else lines)
