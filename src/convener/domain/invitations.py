"""What the people invited to a meeting are shown of it, in letters and calendars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from convener.domain.meeting import Meeting, Secrets
from convener.domain.recurrence import Occurrence, Series, occurrences
from convener.domain.roster import MASK, Attendee
from convener.domain.zones import ZoneCode

_LOCAL: Final = re.compile(r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN: Final = re.compile(
    r"[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
)
_LONGEST_LOCAL: Final = 64


class Contact(Struct, frozen=True, kw_only=True):
    """Whom the enterprise's directory knows, and how to write to them."""

    user_id: str
    name: str
    email: str | None = None
    zone: ZoneCode | None = None
    """Where they are, if known: times are shown in it too."""


class Invitee(Struct, frozen=True, kw_only=True):
    """One person to write to; ``email`` and ``mobile`` are addresses that can be used, or ``None``."""

    key: str
    """The entry of the invited list, or the user ID of a scheduler who is not on it."""
    name: str
    user_id: str | None = None
    email: str | None = None
    mobile: str | None = None
    host: bool = False
    is_scheduler: bool = False
    zone: ZoneCode | None = None


class Invitation(Struct, frozen=True, kw_only=True):
    """Everything that letters and calendars show of a meeting or series; instants are aware UTC."""

    corp_id: str
    meeting_id: str
    conference_id: str
    dialled: str
    subject: str
    language: str
    zone: ZoneCode
    organizer: str
    organizer_email: str | None = None
    corp_name: str
    send_notify: bool
    send_calendar: bool
    send_sms: bool
    starts: datetime
    """Of a series, the start of its first date."""
    ends: datetime
    series: Series | None = None
    secrets: Secrets
    invitees: tuple[Invitee, ...] = ()

    @property
    def dates(self) -> tuple[Occurrence, ...]:
        """Every time it takes place, in order."""
        if self.series is not None:
            return occurrences(self.series)
        return (Occurrence(self.starts.date(), self.starts, self.ends),)


def invitation(
    meeting: Meeting,
    attendees: Iterable[Attendee],
    *,
    scheduler: Contact,
    users: Mapping[str, Contact],
    corp_name: str,
    home: ZoneCode | None = None,
) -> Invitation:
    """The meeting as its people are to know it now.

    ``users`` are those of the invited list that the directory knows, by user ID; ``home`` is the zone of
    their enterprise, where they are unless it is known better. The scheduler is told too, as a host, and
    once, on the list or not.
    """
    plan = meeting.plan
    dates = occurrences(plan.series) if plan.series else ()
    return Invitation(
        corp_id=meeting.corp_id,
        meeting_id=meeting.meeting_id,
        conference_id=meeting.conference_id,
        dialled=meeting.dialled,
        subject=meeting.subject,
        language=plan.language,
        zone=plan.time_zone,
        organizer=meeting.scheduler,
        organizer_email=usable_email(scheduler.email),
        corp_name=corp_name,
        send_notify=plan.send_notify,
        send_calendar=plan.send_calendar,
        send_sms=plan.send_sms,
        starts=dates[0].starts if dates else meeting.starts,
        ends=dates[0].ends if dates else meeting.ends,
        series=plan.series,
        secrets=meeting.secrets,
        invitees=tuple(_people(attendees, scheduler, users, home)),
    )


def _people(
    attendees: Iterable[Attendee], scheduler: Contact, users: Mapping[str, Contact], home: ZoneCode | None
) -> Iterable[Invitee]:
    known = {**users, scheduler.user_id: scheduler}
    found = [_invitee(one, known.get(one.user_id or ""), scheduler, home) for one in attendees]
    if not any(one.is_scheduler for one in found):
        alone = Attendee(name=scheduler.name, user_id=scheduler.user_id)
        found.insert(0, _invitee(alone, scheduler, scheduler, home))
    return found


def _invitee(one: Attendee, user: Contact | None, scheduler: Contact, home: ZoneCode | None) -> Invitee:
    books = user is not None and user.user_id == scheduler.user_id
    return Invitee(
        key=one.key,
        name=one.name or (user.name if user else one.key),
        user_id=one.user_id,
        email=usable_email(one.email) or (usable_email(user.email) if user else None),
        mobile=usable_mobile(one.sms),
        host=one.host or books,
        is_scheduler=books,
        zone=(user.zone or home) if user else None,
    )


def usable_email(text: str | None) -> str | None:
    """The address as mail servers read it, if mail can be sent to it; hidden ones are none.

    Names of domains may be written in any script; names of people only in what every server takes.
    """
    if not text or MASK in text:
        return None
    name, _, domain = text.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return None
    if len(name) > _LONGEST_LOCAL or not _LOCAL.fullmatch(name) or not _DOMAIN.fullmatch(domain):
        return None
    return f"{name}@{domain}"


def usable_mobile(text: str | None) -> str | None:
    """The number without what people put between its digits, if it is whole."""
    if not text or MASK in text:
        return None
    number = re.sub(r"[ ()-]", "", text)
    return number if re.fullmatch(r"\+?[0-9]{5,}", number) else None
