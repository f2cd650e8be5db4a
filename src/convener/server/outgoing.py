"""By which servers mails and text messages leave: read from the operator's settings, checked at start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

STARTTLS: Final[Mapping[str, bool | None]] = {"required": True, "auto": None, "never": False}
"""What ``?starttls=`` may say; ``auto`` encrypts where the server offers it."""

LOG: Final = "log:"
"""Instead of a gateway's URL: text messages are only mentioned in the log."""

_PLACE: Final = re.compile(r"\{(number|text)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mails are handed over."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool
    """From the first byte on."""
    starttls: bool | None = None
    """``None``: where the server offers it."""
    sender: str
    """The address in ``From``, with a name or without."""
    certificate: Path | None = None
    """PEM file of who vouches for the server; absent: those the system trusts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """What brings text messages to mobiles: a request for each, with its values put in."""

    url: str = field(repr=False)
    method: str
    headers: Mapping[str, str] = field(repr=False)
    body: str | None = field(repr=False)


def mail_server(url: str, *, sender: str, certificate: Path | None = None) -> MailServer:
    """``smtp://user:password@host:587?starttls=required`` or ``smtps://…``.

    Raises ``ValueError``, with a text that may follow the setting's name.
    """
    parts = urlsplit(url)
    host, port = _place(parts)
    if parts.scheme not in ("smtp", "smtps") or host is None:
        raise ValueError("must be like smtp://user:password@mail.example.org:587, or smtps://…")
    query = parse_qs(parts.query, keep_blank_values=True)
    chosen = query.pop("starttls", ["required"])[-1]
    if query or chosen not in STARTTLS:
        raise ValueError(f"may end in ?starttls= and one of {', '.join(STARTTLS)}, nothing else")
    tls = parts.scheme == "smtps"
    return MailServer(
        host=host,
        port=port or (465 if tls else 587),
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        tls=tls,
        starttls=False if tls else STARTTLS[chosen],
        sender=_sender(sender),
        certificate=certificate,
    )


def gateway(url: str, *, method: str, headers: Mapping[str, str], body: str) -> Gateway:
    """A request with ``{number}`` and ``{text}`` in its URL or body.

    Raises ``ValueError``, with a text that may follow the setting's name.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"must begin with https:// or http://, or be {LOG}")
    if _PLACE.search(parts.netloc):
        raise ValueError("may have {number} and {text} in its path or query only")
    if set(_PLACE.findall(url + body)) != {"number", "text"}:
        raise ValueError("or CONVENER_SMS_BODY must say where {number} and {text} belong")
    return Gateway(url=url, method=method.upper(), headers=headers, body=body or None)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with the values of ``number`` and ``text`` in place of their names in braces."""
    return _PLACE.sub(lambda place: values[place[1]], template)


def _place(parts: SplitResult) -> tuple[str | None, int | None]:
    """Host and port. What is wrong with a URL is not told: there may be a password in it."""
    try:
        return (None if parts.path.strip("/") else parts.hostname), parts.port
    except ValueError:
        return None, None


def _sender(text: str) -> str:
    _, address = parseaddr(text)
    if "@" not in address or not address.isascii():
        raise ValueError("needs CONVENER_SMTP_FROM, like Meetings <meetings@example.org>")
    return text
