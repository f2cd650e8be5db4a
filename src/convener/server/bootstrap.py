"""What the first start creates: an enterprise, its administrator and an app."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from convener.domain.accounts import AccountTaken, App, PasswordTooWeak, User, check_password
from convener.domain.person import AdminType
from convener.server.app import Application
from convener.server.settings import Settings, SettingsError
from convener.server.storage.database import Reading, Writing

ACCOUNT = re.compile(r"[A-Za-z0-9_.@-]{1,64}")
"""What an account that people type may look like."""

_UNMISTAKABLE = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRun:
    """What was created, with secrets that nobody can ask for again."""

    corp_id: str
    account: str
    password: str = field(repr=False)
    app_id: str
    app_key: str = field(repr=False)
    room_id: str
    room_number: str


async def bootstrap(application: Application) -> FirstRun | None:
    """Create all of it if the database has no enterprise yet, else nothing.

    Several nodes with the same settings may do this at once: one of them creates. Raises
    ``SettingsError``.
    """
    if not await application.database.read(lambda unit: _is_first(application, unit)):
        return None
    settings = application.settings
    account = settings.bootstrap_account or "admin"
    password = settings.bootstrap_password or generated_password()
    _check(account, password)
    password_hash = await application.passwords.hash(password)
    try:
        created = await application.database.write(
            lambda unit: _create(application, unit, account, password_hash)
        )
    except AccountTaken:  # by another node, since this one looked for enterprises
        return None
    return None if created is None else await _first_run(application, *created, password=password)


def ignored(settings: Settings) -> list[str]:
    """The variables that are set but mean nothing to a server with an enterprise."""
    names = [name for name in Settings.__dataclass_fields__ if name.startswith("bootstrap_")]
    return [f"CONVENER_{name.upper()}" for name in names if getattr(settings, name)]


def generated_password() -> str:
    """A password for people to copy: 100 bits, no two characters alike."""
    groups = ("".join(secrets.choice(_UNMISTAKABLE) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


async def _is_first(application: Application, unit: Reading) -> bool:
    return not await application.corps.page(unit, limit=1)


def _check(account: str, password: str) -> None:
    if not ACCOUNT.fullmatch(account):
        raise SettingsError(
            "CONVENER_BOOTSTRAP_ACCOUNT must be 1 to 64 of the characters A-Z a-z 0-9 _ . @ -"
        )
    try:
        check_password(password, account=account)
    except PasswordTooWeak:
        what = "must have 8 to 32 characters of two kinds, and not be the account"
        raise SettingsError(f"CONVENER_BOOTSTRAP_PASSWORD {what}") from None


async def _create(
    application: Application, unit: Writing, account: str, password_hash: str
) -> tuple[User, App] | None:
    if not await _is_first(application, unit):
        return None
    settings, now = application.settings, application.clock.now()
    corp_id = await application.corps.add(unit, name="My enterprise", now=now)
    admin = await application.users.add(
        unit,
        corp_id,
        account=account,
        name="Administrator",
        admin_type=AdminType.DEFAULT,
        password_hash=password_hash,
        now=now,
    )
    app = await application.apps.add(
        unit,
        corp_id,
        name="My app",
        app_id=settings.bootstrap_app_id,
        key=settings.bootstrap_app_key,
        now=now,
    )
    return admin, app


async def _first_run(application: Application, admin: User, app: App, *, password: str) -> FirstRun:
    rooms = await application.database.read(
        lambda unit: application.rooms.of_user(unit, admin.corp_id, admin.user_id)
    )
    return FirstRun(
        corp_id=admin.corp_id,
        account=admin.account,
        password=password,
        app_id=app.app_id,
        app_key=app.key,
        room_id=rooms[0].room_id,
        room_number=rooms[0].number,
    )
