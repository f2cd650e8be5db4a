"""Accounts: who may log in, as part of which enterprise, and why somebody may not."""

from __future__ import annotations

import enum
import string
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from convener.domain.discreet import Discreet
from convener.domain.enterprise import EnterpriseSettings
from convener.domain.person import AdminType, Principal, Status, UserType
from convener.domain.refusal import Refusal

ROOT_DEPARTMENT = "1"
"""Code of every enterprise's topmost department."""

PROGRAM = 72
"""The client type of programs, which log in again and again without logging out."""


class WrongCredentials(Refusal):
    """The account or the password is wrong."""


class CredentialsMissing(Refusal):
    """This kind of login needs both account and password."""


class AccountDisabled(Refusal):
    """The account is switched off."""


class AccountLocked(Refusal):
    """Too many wrong passwords; the lock ends five minutes after the last of them."""


class TooManyLogins(Refusal):
    """More passwords wait to be checked than can be checked soon; try again later."""


class TokenNotValid(Refusal):
    """The token to be checked is not a valid access token."""


class AppNotVerified(Refusal):
    """Unknown or disabled app, wrong signature, reused nonce, or an enterprise the app may not name."""


class AppSignatureExpired(Refusal):
    """The signature is right, but its expireTime has passed."""


class RegistrationNotAllowed(Refusal):
    """The user is unknown, and the enterprise does not create users at their first login."""


class SingleSignOnMissing(Refusal):
    """The enterprise has no single sign-on."""


class LoginKindNotOffered(Refusal):
    """Only account and password can be checked here."""


class AccountTaken(Refusal):
    """The account name, or the third-party user ID, belongs to another user."""


class PhoneTaken(Refusal):
    """The phone number belongs to another user."""


class EmailTaken(Refusal):
    """The e-mail address belongs to another user."""


class DefaultAdminTaken(Refusal):
    """The enterprise has a default administrator already."""


class UserLimitReached(Refusal):
    """The enterprise has as many users as it may have."""


class UserUnknown(Refusal):
    """The enterprise has no such user."""


class PasswordTooWeak(Refusal):
    """A password needs 8 to 32 characters of two kinds and may not be the account, also reversed."""


class CorpKind(enum.IntEnum):
    """Edition of an enterprise."""

    FLAGSHIP = 0
    FREE = 5
    STANDARD = 6


class AppKind(enum.IntEnum):
    """Whom an app may log in."""

    ENTERPRISE = 0
    """Users of its own enterprise."""
    PROVIDER = 1
    """A service provider's administrator, and users of the provider's enterprises."""


class Corp(Struct, frozen=True, kw_only=True):
    """An enterprise, or a service provider: that is what ``provider_id`` of enterprises names."""

    corp_id: str
    name: str
    kind: CorpKind
    provider_id: str | None
    settings: EnterpriseSettings


class App(Discreet, frozen=True, kw_only=True):
    """A program that vouches for users by signing with its key."""

    app_id: str
    corp_id: str
    kind: AppKind
    name: str
    key: str
    status: Status


class User(Struct, frozen=True, kw_only=True):
    """A user as the enterprise's administrators see one."""

    corp_id: str
    user_id: str
    account: str
    third_account: str | None
    name: str
    email: str | None
    phone: str | None
    sip_number: str
    dept_code: str
    user_type: UserType
    admin_type: AdminType
    status: Status


class Account(Discreet, frozen=True, kw_only=True):
    """A user as logging in sees one."""

    corp_id: str
    corp_name: str
    corp_kind: CorpKind
    provider_id: str | None
    settings: EnterpriseSettings
    user_id: str
    account: str
    third_account: str | None
    name: str
    email: str | None
    phone: str | None
    sip_number: str
    user_type: UserType
    admin_type: AdminType
    status: Status
    password_hash: str | None
    must_change: bool
    """The password is still the one that an administrator set."""
    password_set: datetime | None

    @property
    def is_disabled(self) -> bool:
        return self.status is Status.DISABLED

    def principal(self, app_id: str | None) -> Principal:
        """Who calls with a token of this account; ``app_id`` vouched for it."""
        return Principal(
            corp_id=self.corp_id,
            corp_name=self.corp_name,
            settings=self.settings,
            user_id=self.user_id,
            account=self.account,
            third_account=self.third_account,
            name=self.name,
            sip_number=self.sip_number,
            app_id=app_id,
            user_type=self.user_type,
            admin_type=self.admin_type,
            email=self.email,
        )


class Details(Struct, frozen=True, kw_only=True):
    """What a login by app may tell of its user; ``None`` and ``""`` tell nothing."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    dept_code: str | None = None


def tokens_allowed(client_type: int) -> int:
    """How many tokens of one client type an account may have at once; one more displaces the oldest."""
    return 64 if client_type == PROGRAM else 1


def login_name(name: str) -> str:
    """The form in which accounts, phone numbers and e-mail addresses are compared, system-wide."""
    return name.lower()


_KINDS: tuple[Callable[[str], bool], ...] = (
    str.islower,
    str.isupper,
    str.isdigit,
    frozenset(string.punctuation).__contains__,
)


def check_password(password: str, *, account: str) -> None:
    """Raise ``PasswordTooWeak`` for what a new user may not have as password."""
    kinds = sum(any(map(is_kind, password)) for is_kind in _KINDS)
    word, name = password.lower(), account.lower()
    if not 8 <= len(password) <= 32 or kinds < 2 or word in (name, name[::-1]):
        raise PasswordTooWeak
