"""Notices as mails."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr, quote
from typing import Final

from convener.domain.notices import Kind, Notice
from convener.server.letters.calendar import Entry, Method, message
from convener.server.letters.content import Content, content
from convener.server.letters.page import page
from convener.server.letters.plain import plain
from convener.server.letters.plain_text import one_line

ATTACHED: Final = "invite.ics"

_WHOLE: Final = 70
"""Characters of a name, escaped where it must be, that are sure to stand on one line."""

_UNQUOTED: Final = str.maketrans(dict.fromkeys('()<>[]:;@\\,."', " "))


def letter(notice: Notice, *, origin: str, sender: str, stamp: datetime) -> EmailMessage:
    """The mail for one notice.

    ``origin`` is where links lead, ``sender`` the server's own address, with a name or without.
    The same notice makes the same ``Message-ID``, so that one sent twice can be recognized.
    """
    words = content(notice, origin=origin, now=stamp)
    mail = EmailMessage(policy=SMTP)
    mail.set_content(plain(words), cte="quoted-printable")
    mail.add_alternative(page(words), subtype="html", cte="quoted-printable")
    if notice.with_calendar:
        _add_calendar(mail, notice, origin=origin, sender=parseaddr(sender)[1], stamp=stamp)
    _address(mail, notice, sender)
    _describe(mail, words, stamp)
    return mail


def _address(mail: EmailMessage, notice: Notice, sender: str) -> None:
    name, own = parseaddr(sender)
    shown = notice.invitation
    mail["From"] = _mailbox(name, own)
    mail["To"] = _mailbox(notice.invitee.name, notice.address)
    if shown.organizer_email and not notice.invitee.is_scheduler:
        mail["Reply-To"] = _mailbox(shown.organizer, shown.organizer_email)
    domain = own.rpartition("@")[2]
    mail["Message-ID"] = f"<{_name(notice)}@{domain}>"
    # All mails about one meeting are one conversation.
    mail["References"] = f"<{_digest(notice.invitation.corp_id, notice.invitation.meeting_id)}@{domain}>"


def _mailbox(name: str, address: str) -> Address:
    """Python folds long names without their quotes: what is after a comma would be another address."""
    name = one_line(name)
    if len(quote(name)) > _WHOLE:
        name = one_line(name.translate(_UNQUOTED))
    return Address(name, addr_spec=address)


def _describe(mail: EmailMessage, words: Content, stamp: datetime) -> None:
    mail["Subject"] = words.title
    mail["Date"] = stamp
    mail["Content-Language"] = words.language
    # Neither answering machines nor holiday notes are to answer.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"


def _add_calendar(mail: EmailMessage, notice: Notice, *, origin: str, sender: str, stamp: datetime) -> None:
    """Twice: calendars read the alternative, people save the attachment."""
    method = _method(notice)
    entry = Entry(invitation=notice.invitation, reader=notice.invitee, sequence=notice.sequence, stamp=stamp)
    document = message(entry, method, origin=origin, sender=sender)
    mail.add_alternative(document.decode(), subtype="calendar", cte="base64", params={"method": method.value})
    mail.add_attachment(document, maintype="application", subtype="ics", filename=ATTACHED)


def _method(notice: Notice) -> Method:
    """Organizers are not asked whether they come; their own entry is published to them."""
    if notice.kind is Kind.CANCELLED:
        return Method.CANCEL
    return Method.PUBLISH if notice.invitee.is_scheduler else Method.REQUEST


def _name(notice: Notice) -> str:
    about = notice.occurrence.starts.isoformat() if notice.occurrence else ""
    shown = notice.invitation
    return _digest(
        shown.corp_id,
        shown.meeting_id,
        str(notice.sequence),
        notice.kind,
        notice.channel,
        notice.address.casefold(),
        about,
    )


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
