"""Notices as mails."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from convener.domain.meeting import Role
from convener.domain.notices import Kind, Notice
from convener.server.areas.invitations.calendar import Entry, Method, message
from convener.server.areas.meetings.links import join_link


def letter(notice: Notice, *, origin: str, sender: str, stamp: datetime) -> EmailMessage:
    """The mail for one notice.

    ``origin`` is where links lead, ``sender`` the server's own address, with a name or without.
    The same notice makes the same ``Message-ID``, so that one sent twice can be recognized.
    """
    shown, reader = notice.invitation, notice.invitee
    role = Role.CHAIR if reader.host else Role.GENERAL
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, notice.address
    mail["Subject"] = " ".join(shown.subject.split())
    mail["Date"] = format_datetime(stamp)
    mail.set_content(join_link(origin, shown.dialled, shown.secrets, role))
    if notice.with_calendar:
        method = Method.CANCEL if notice.kind is Kind.CANCELLED else Method.REQUEST
        entry = Entry(invitation=shown, reader=reader, sequence=notice.sequence, stamp=stamp)
        calendar = message(entry, method, origin=origin, sender=parseaddr(sender)[1])
        mail.add_alternative(calendar.decode(), subtype="calendar", params={"method": method})
    return mail
