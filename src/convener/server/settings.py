"""What the operator decides: read from the environment and one file, checked at start, then fixed."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

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
    recordings: str = ""
    """Folder of recordings, or ``s3://bucket/prefix``; empty is a folder in the data folder."""
    s3_endpoint: str | None = None
    """URL of an S3-compatible store that is not AWS's; absent: ``AWS_ENDPOINT_URL``, else AWS."""
    s3_region: str | None = None
    bootstrap_account: str | None = None
    bootstrap_password: str | None = field(default=None, repr=False)
    bootstrap_app_id: str | None = None
    bootstrap_app_key: str | None = field(default=None, repr=False)

    @property
    def database(self) -> str:
        """The URL of the database in use."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'convener.db'}"

    @property
    def recordings_at(self) -> str:
        """Where recordings are kept."""
        return self.recordings or str(self.data.absolute() / "recordings")


_PATHS = frozenset({"data", "certificate", "certificate_key"})


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
    if name == "port":
        return _port(value)
    if name in _PATHS:
        return Path(str(value)).expanduser()
    if name == "trusted_proxies":
        parts = value if isinstance(value, list) else str(value).split(",")
        return tuple(str(part).strip() for part in parts)
    return str(value)


def _port(value: object) -> int:
    text = str(value)
    if not text.isdecimal() or int(text) > 65_535:
        raise SettingsError(f"CONVENER_PORT is {text!r}; it must be a number from 0 to 65535")
    return int(text)


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
    return settings


def _is_key(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == 32
    except ValueError:
        return False
