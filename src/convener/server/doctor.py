"""Looks a server over without changing anything, and says what to do about what it finds."""

from __future__ import annotations

import errno
import http.client
import json
import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag

from convener.domain.delivery import Outcome
from convener.server.app import Application, compose, open_store
from convener.server.areas.deliveries.smtp import SmtpCarrier
from convener.server.clock import SystemClock
from convener.server.http.certificate import CertificatePaths, inspect
from convener.server.http.serving import listen
from convener.server.settings import Settings, SettingsError, load
from convener.server.storage import migrations
from convener.server.storage.database import Reading
from convener.server.storage.opening import open_database

ENOUGH_SPACE = 256 << 20
"""Bytes of free disk below which it is time to act."""

EXPIRES_SOON = timedelta(days=14)

_FIRST_YEAR, _LAST_YEAR = 2024, 2100
"""A machine whose clock shows another year has lost its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found; whoever is not well gets a remedy."""

    subject: str
    well: bool
    detail: str
    remedy: str | None = None


def well(subject: str, detail: str) -> Finding:
    return Finding(subject=subject, well=True, detail=detail)


def ill(subject: str, detail: str, remedy: str) -> Finding:
    return Finding(subject=subject, well=False, detail=detail, remedy=remedy)


async def examine(environment: Mapping[str, str]) -> list[Finding]:
    """Every check; only the first when the settings are of no use. The server may run meanwhile."""
    try:
        settings = load(environment)
    except SettingsError as error:
        return [ill("settings", str(error), "correct it: docs/operate/running.md has every setting")]
    return [
        well("settings", f"data in {settings.data}, database {place(settings)}"),
        _folder(settings.data),
        _space(settings.data),
        _clock(),
        _certificate(settings),
        _port(settings.host, settings.port),
        *await _database(settings),
        await _mail(settings),
        await _recordings(settings),
    ]


async def key_fits(application: Application) -> bool:
    """Whether the key in force opens what is sealed in the database; so does any when nothing is."""

    async def open_some(unit: Reading) -> None:
        for corp in await application.corps.page(unit, limit=10):
            await application.apps.of_corp(unit, corp.corp_id)
            for user in await application.users.page(unit, corp.corp_id, limit=1):
                await application.rooms.of_user(unit, corp.corp_id, user.user_id)

    try:
        await application.database.read(open_some)
    except InvalidTag:
        return False
    return True


def place(settings: Settings) -> str:
    """Where the database is: SQLite's file, or a URL without what may be a password."""
    if file := sqlite_file(settings):
        return str(file)
    url = urlsplit(settings.database)
    user, _, host = url.netloc.rpartition("@")
    netloc = f"{user.partition(':')[0]}@{host}" if user else host
    return url._replace(netloc=netloc, query="").geturl()


def sqlite_file(settings: Settings) -> Path | None:
    """Where SQLite keeps the database; ``None`` for others."""
    scheme, _, path = settings.database.partition(":///")
    return Path(path) if scheme == "sqlite" else None


def _folder(data: Path) -> Finding:
    if not data.exists():
        parent = _existing(data)
        if os.access(parent, os.W_OK | os.X_OK):
            return well("data folder", f"{data} will be made by the first start")
        return ill("data folder", f"{parent} may not be written to", "name another with CONVENER_DATA")
    if not data.is_dir() or not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        return ill("data folder", f"{data} may not be written to", "give it to the user who runs convener")
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        return ill("data folder", f"others may write to {data} (mode {mode:o})", f"chmod go-w {data}")
    return well("data folder", f"{data}, mode {mode:o}")


def _space(data: Path) -> Finding:
    free = shutil.disk_usage(_existing(data)).free
    detail = f"{free >> 20} MiB free"
    if free < ENOUGH_SPACE:
        return ill("disk", detail, "make room: a full disk stops every change")
    return well("disk", detail)


def _existing(path: Path) -> Path:
    path = path.absolute()
    return next(each for each in (path, *path.parents) if each.exists())


def _clock() -> Finding:
    now = SystemClock().now()
    detail = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if not _FIRST_YEAR <= now.year < _LAST_YEAR:
        return ill("clock", detail, "set the machine's clock: meetings start and logins end by it")
    return well("clock", detail)


def _certificate(settings: Settings) -> Finding:
    path, key = settings.certificate, settings.certificate_key
    remedy = "set CONVENER_CERTIFICATE and CONVENER_CERTIFICATE_KEY to a valid pair"
    if not path or not key:
        path, key = settings.data / "tls" / "certificate.pem", settings.data / "tls" / "key.pem"
        remedy = f"delete {path.parent}: the next start makes a new pair"
        if not path.exists():
            return well("certificate", "will be made by the first start")
    try:
        CertificatePaths(certificate=path, key=key).context()
        found = inspect(path)
    except (OSError, ValueError) as error:
        return ill("certificate", f"{path}: {error}", remedy)
    if found.expires - SystemClock().now() < EXPIRES_SOON:
        return ill("certificate", f"{path} expires on {found.expires:%Y-%m-%d}", remedy)
    host = urlsplit(settings.public_url or "").hostname
    if host and not _covers(found.names, host):
        return ill("certificate", f"{path} is for {', '.join(found.names)}, not for {host}", remedy)
    return well("certificate", f"for {', '.join(found.names)} until {found.expires:%Y-%m-%d}")


def _covers(names: tuple[str, ...], host: str) -> bool:
    return host in names or f"*.{host.partition('.')[2]}" in names


def _port(host: str, port: int) -> Finding:
    try:
        listen(host, port).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE and _is_convener(host, port):
            return well("port", f"{port} of {host} is served by convener")
        remedy = "stop what uses it, or set CONVENER_HOST and CONVENER_PORT"
        return ill("port", f"{port} of {host}: {error.strerror}", remedy)
    return well("port", f"{port} of {host} is free")


def _is_convener(host: str, port: int) -> bool:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared with
    connection = http.client.HTTPConnection(reachable, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return bool(json.loads(connection.getresponse().read()) == {"status": "ok"})
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()


async def _database(settings: Settings) -> list[Finding]:
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        return [well("database", f"{file} will be made by the first start")]
    try:
        database = await open_database(settings.database)
        try:
            version, problems = await migrations.current(database), await migrations.check(database)
        finally:
            await database.close()
    except Exception as error:  # noqa: BLE001  each driver has errors of its own
        remedy = "see that it runs and is yours, or correct CONVENER_DATABASE_URL"
        return [ill("database", f"{place(settings)}: {error or type(error).__name__}", remedy)]
    reachable = well("database", "answers")
    if version == 0:
        return [reachable, well("schema", "empty; the first start makes it")]
    if problems:
        return [reachable, _schema_problem(version, problems)]
    return [reachable, well("schema", f"version {version}"), await _key(settings)]


async def _mail(settings: Settings) -> Finding:
    """Connect and log in as if to send."""
    server = settings.mail_server
    if server is None:
        return well("mail", "no server is configured: mails are held in the outbox")
    place = f"{server.host}:{server.port}"
    found = await SmtpCarrier(server).check()
    if found.outcome is Outcome.SENT:
        return well("mail", f"{place} answers")
    return ill("mail", f"{place}: {found.reply}", "see that it runs, or correct CONVENER_SMTP_URL")


async def _recordings(settings: Settings) -> Finding:
    try:
        await open_store(settings).check()
    except Exception as error:  # noqa: BLE001  the library has errors of its own
        detail = str(error).partition("\n")[0]
        remedy = "see that it is there and yours, or correct CONVENER_RECORDINGS and the access to it"
        return ill("recordings", f"{settings.recordings_at}: {detail}", remedy)
    return well("recordings", f"in {settings.recordings_at}")


def _schema_problem(version: int, problems: list[str]) -> Finding:
    behind = problems[0].startswith("step not taken")
    return ill(
        "schema",
        f"version {version}: {'; '.join(problems[:3])}{' …' if len(problems) > 3 else ''}",
        "convener db upgrade" if behind else "use the program that made it, or restore a backup",
    )


async def _key(settings: Settings) -> Finding:
    """Compose the server, which changes nothing on a schema that is as it should be."""
    missing = settings.secret_key is None and not (settings.data / "secret.key").exists()
    tried = replace(settings, secret_key=secrets.token_hex(32)) if missing else settings
    remedy = "put back the secret.key or CONVENER_SECRET_KEY that the database was written with"
    try:
        application = await compose(tried)
    except (OSError, ValueError) as error:
        return ill("secret key", str(error), remedy)
    try:
        fits = await key_fits(application)
    finally:
        await application.close()
    if fits:
        return well("secret key", "will be made by the first start" if missing else "opens the database")
    return ill("secret key", "is missing" if missing else "is not the database's", remedy)
