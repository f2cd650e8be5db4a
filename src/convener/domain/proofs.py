"""How callers prove who they are when they log in: ``Authorization`` headers and signatures.

Read leniently, since real clients write them differently: schemes in any case, hexadecimal in any
case, optional parts, spaces.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from convener.domain.accounts import AppKind, login_name
from convener.domain.discreet import Discreet

_LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


class Credentials(Discreet, frozen=True, kw_only=True):
    """Account and password as they were sent."""

    account: str
    password: str

    def are_of(self, account: str) -> bool:
        """Whether they name this account."""
        return login_name(self.account) == login_name(account)


def basic(header: str | None) -> Credentials | None:
    """The credentials of a ``Basic`` header, split at the first colon; ``None`` when it is none."""
    scheme, _, rest = (header or "").strip().partition(" ")
    decoded = _decoded(rest) if scheme.lower() == "basic" else None
    if decoded is None or ":" not in decoded:
        return None
    account, _, password = decoded.partition(":")
    return Credentials(account=account, password=password)


class AppClaim(Struct, frozen=True, kw_only=True):
    """Whom an app says it logs in; parts it leaves out are ``""``."""

    app_id: str
    corp_id: str
    user_id: str
    expires: int
    """Unix seconds; 0 is never."""
    nonce: str

    def messages(self, kind: AppKind) -> tuple[str, ...]:
        """What the app may have signed.

        Clients of a provider's app that name no enterprise either sign an empty part or leave it out.
        """
        alone = f"{self.app_id}:{self.user_id}:{self.expires}:{self.nonce}"
        if kind is AppKind.ENTERPRISE:
            return (alone,)
        named = f"{self.app_id}:{self.corp_id}:{self.user_id}:{self.expires}:{self.nonce}"
        return (named,) if self.corp_id else (named, alone)

    def is_over(self, now: datetime) -> bool:
        return self.expires != 0 and now.timestamp() > self.expires

    def nonce_counts_until(self, now: datetime) -> datetime:
        """How long the nonce may not come again: while the signature holds, or a day if it does for ever."""
        if self.expires == 0:
            return now + timedelta(days=1)
        return datetime.fromtimestamp(min(self.expires, _LATEST), UTC)


class Signature(Struct, frozen=True, kw_only=True):
    """A ``HMAC-SHA256 signature=…[,access=…]`` header."""

    hexadecimal: str
    access: str | None = None

    def may_be_of(self, app_id: str) -> bool:
        """Whether the header names this app, or none."""
        return self.access is None or _decoded(self.access) == app_id

    def fits(self, key: str, messages: tuple[str, ...]) -> bool:
        """Whether it signs one of the messages with the key."""
        given = self.hexadecimal.lower().encode()
        return any(hmac.compare_digest(given, signed(key, message).encode()) for message in messages)


def signature(header: str | None) -> Signature | None:
    """What the header says; ``None`` when it is no such header."""
    scheme, _, rest = (header or "").strip().partition(" ")
    if scheme.upper() != "HMAC-SHA256":
        return None
    pairs = (part.partition("=") for part in rest.split(","))
    parts = {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}
    if not parts.get("signature"):
        return None
    return Signature(hexadecimal=parts["signature"], access=parts.get("access") or None)


def signed(key: str, message: str) -> str:
    """The signature of a message, lower-case hexadecimal."""
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


def _decoded(text: str) -> str | None:
    """Base64 of UTF-8, padded or not."""
    text = text.strip()
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return None
