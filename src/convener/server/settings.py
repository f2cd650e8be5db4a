"""What the operator decides: read from the environment and one file, checked at start, then fixed."""

from __future__ import annotations

import os
import re
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from convener.server import outgoing
from convener.server.outgoing import Gateway, MailServer

FILE = "convener.toml"
"""Looked for in the data folder; ``CONVENER_CONFIG`` names another file."""


class SettingsError(Exception):
    """A setting is wrong; the text says which, and what it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default. In the file they stand under their names here."""

    data: Path = Path("data")
    """Folder of the database, the key, the certificate and the settings file."""
    host: str = "127.0.0.1"
    port: int = 8443
    database_url: str = ""
    """``postgresql://…``; empty is SQLite in the data folder."""
    public_url: str | None = None
    """Scheme, host and port under which people reach the server; absent: whatever a client used."""
    certificate: Path | None = None
    """PEM files of the operator's own; absent: a self-signed pair made on first start."""
    certificate_key: Path | None = None
    secret_key: str | None = field(default=None, repr=False)
    """64 hex digits that encrypt secrets at rest; absent: a key file in the data folder."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses whose ``X-Forwarded-*`` headers are believed."""
    smtp_url: str | None = field(default=None, repr=False)
    """``smtp://user:password@host:587`` or ``smtps://…``; absent: mails are held in the outbox."""
    smtp_from: str = ""
    """The sender of mails, such as ``Meetings <meetings@example.org>``."""
    smtp_certificate: Path | None = None
    """PEM file of who vouches for the mail server; absent: those the system trusts."""
    sms_url: str | None = field(default=None, repr=False)
    """A gateway that takes a request for each text message, or ``log:``; absent: they are held."""
    sms_method: str = "POST"
    sms_headers: tuple[str, ...] = field(default=(), repr=False)
    """``Name: value``, such as the gateway's key."""
    sms_body: str = field(default="", repr=False)
    """With ``{number}`` and ``{text}`` where they belong."""
    remind_minutes: int = 15
    """How long before its start people are reminded of a meeting that asks for no days; 0: not at all."""
    recordings: str = ""
    """Folder of recordings, or ``s3://bucket/prefix``; empty is a folder in the data folder."""
    s3_endpoint: str | None = None
    """URL of an S3-compatible store that is not AWS's; absent: ``AWS_ENDPOINT_URL``, else AWS."""
    s3_region: str | None = None
    attendance_days: int | None = None
    """For how long after a meeting the names of people are kept; absent: as long as its history."""
    bootstrap_account: str | None = None
    bootstrap_password: str | None = field(default=None, repr=False)
    bootstrap_app_id: str | None = None
    bootstrap_app_key: str | None = field(default=None, repr=False)

    @property
    def database(self) -> str:
        """The URL of the database in use."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'convener.db'}"

    @property
    def origin(self) -> str:
        """Where links lead that nobody asked for over the network; a guess without a public URL."""
        return self.public_url or f"https://localhost:{self.port}"

    @property
    def recordings_at(self) -> str:
        """Where recordings are kept."""
        return self.recordings or str(self.data.absolute() / "recordings")

    @property
    def mail_server(self) -> MailServer | None:
        """Where mails go; ``None`` holds them."""
        if self.smtp_url is None:
            return None
        return outgoing.mail_server(self.smtp_url, sender=self.smtp_from, certificate=self.smtp_certificate)

    @property
    def names_kept(self) -> timedelta | None:
        """For how long after a meeting names are kept, if not as long as the rest."""
        return timedelta(days=self.attendance_days) if self.attendance_days else None

    @property
    def gateway(self) -> Gateway | None:
        """Where text messages go, if to a gateway."""
        if self.sms_url in (None, outgoing.LOG):
            return None
        headers = dict(_header(line) for line in self.sms_headers)
        return outgoing.gateway(self.sms_url, method=self.sms_method, headers=headers, body=self.sms_body)


_PATHS = frozenset({"data", "certificate", "certificate_key", "smtp_certificate"})
_LISTS = {"trusted_proxies": ",", "sms_headers": "\n"}
"""What stands between the parts of one text."""
_NUMBERS = {"port": (0, 65_535), "remind_minutes": (0, 1440), "attendance_days": (1, 366)}
"""What may be said; history is kept for a year at most, and names no longer than it."""


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force: ``CONVENER_<NAME>`` first, else the file, else the default.

    Raises ``SettingsError``.
    """
    environment = os.environ if environment is None else environment
    given = {
        name: environment[f"CONVENER_{name.upper()}"]
        for name in Settings.__dataclass_fields__
        if environment.get(f"CONVENER_{name.upper()}")
    }
    folder = Path(given.get("data", "data"))
    from_file = _file(environment.get("CONVENER_CONFIG"), folder)
    values = {name: _read(name, value) for name, value in {**from_file, **given}.items()}
    return _checked(Settings(**values))  # type: ignore[arg-type]


def _file(named: str | None, folder: Path) -> dict[str, object]:
    path = Path(named) if named else folder / FILE
    if not named and not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: {error}") from None
    for name in found:
        if name not in Settings.__dataclass_fields__:
            known = ", ".join(Settings.__dataclass_fields__)
            raise SettingsError(f"{path}: there is no setting {name!r}; there are {known}")
    return found


def _read(name: str, value: object) -> object:
    if name in _NUMBERS:
        return _number(name, value)
    if name in _PATHS:
        return Path(str(value)).expanduser()
    if name in _LISTS:
        parts = value if isinstance(value, list) else str(value).split(_LISTS[name])
        return tuple(str(part).strip() for part in parts)
    return str(value)


def _number(name: str, value: object) -> int:
    text = str(value)
    least, most = _NUMBERS[name]
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingsError(
            f"CONVENER_{name.upper()} is {text!r}; it must be a number from {least} to {most}"
        )
    return int(text)


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name.strip():
        raise ValueError("needs CONVENER_SMS_HEADERS with a line like Authorization: Bearer … for each")
    return name.strip(), value.strip()


def _checked(settings: Settings) -> Settings:
    if not settings.database.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise SettingsError("CONVENER_DATABASE_URL must begin with postgresql:// or sqlite:///")
    if settings.public_url is not None:
        parts = urlsplit(settings.public_url)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            raise SettingsError("CONVENER_PUBLIC_URL must be like https://meet.example.org, without a path")
    if "://" in settings.recordings and not re.match("s3://[^/]", settings.recordings):
        raise SettingsError("CONVENER_RECORDINGS must be a folder or like s3://bucket/prefix")
    if settings.s3_endpoint is not None and not settings.s3_endpoint.startswith(("http://", "https://")):
        raise SettingsError("CONVENER_S3_ENDPOINT must be like https://s3.example.org")
    if (settings.certificate is None) != (settings.certificate_key is None):
        raise SettingsError("CONVENER_CERTIFICATE and CONVENER_CERTIFICATE_KEY belong together: set both")
    if settings.secret_key is not None and not _is_key(settings.secret_key):
        raise SettingsError("CONVENER_SECRET_KEY must be 64 hex digits; try: openssl rand -hex 32")
    _check_outgoing(settings)
    return settings


def _check_outgoing(settings: Settings) -> None:
    if settings.smtp_url is not None and settings.public_url is None:
        raise SettingsError("CONVENER_SMTP_URL needs CONVENER_PUBLIC_URL, where the links in mails lead")
    if settings.sms_url is not None and settings.public_url is None:
        raise SettingsError("CONVENER_SMS_URL needs CONVENER_PUBLIC_URL, where the links in messages lead")
    try:
        _ = settings.mail_server
    except ValueError as error:
        raise SettingsError(f"CONVENER_SMTP_URL {error}") from None
    try:
        if settings.smtp_certificate is not None:
            ssl.create_default_context(cafile=settings.smtp_certificate)
    except OSError as error:
        raise SettingsError(f"CONVENER_SMTP_CERTIFICATE: {settings.smtp_certificate}: {error}") from None
    try:
        _ = settings.gateway
    except ValueError as error:
        raise SettingsError(f"CONVENER_SMS_URL {error}") from None


def _is_key(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == 32
    except ValueError:
        return False
