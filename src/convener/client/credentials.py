"""Who logs in, and how that is proved."""

from __future__ import annotations

import base64
import time
import uuid
from dataclasses import KW_ONLY, dataclass, field
from datetime import timedelta
from typing import Protocol

from convener.wire.base import Request
from convener.wire.identity import (
    API_CLIENT,
    AccountLogin,
    AppIdLogin,
    CreateAppIdToken,
    CreateToken,
    LoginToken,
)


class Credentials(Protocol):
    """Whatever can log in: ``Account``, ``AppId``, or something of your own."""

    def login(self) -> Request[LoginToken]:
        """The operation that logs in; asked for anew at every attempt, since a proof may count only once."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """An account, bound phone number or e-mail address, with its password."""

    account: str
    password: str = field(repr=False)

    def login(self) -> CreateToken:
        return CreateToken(
            authorization=basic(self.account, self.password),
            body=AccountLogin(account=self.account, client_type=API_CLIENT),
        )


@dataclass(frozen=True, slots=True)
class AppId:
    """An application, and for whom it logs in.

    An application of one enterprise leaves ``corp_id`` out. One of several enterprises names it, or gives
    ``""`` for the provider itself. Without a ``user_id``, the third-party user ID, the administrator logs
    in. A user not known yet is registered with the name, the address, the number and the department,
    where the enterprise admits that.
    """

    app_id: str
    app_key: str = field(repr=False)
    _: KW_ONLY
    user_id: str | None = None
    corp_id: str | None = None
    user_name: str | None = None
    user_email: str | None = None
    user_phone: str | None = None
    dept_code: str | None = None
    valid_for: timedelta | None = timedelta(minutes=10)
    """How long the proof of one login counts; ``None``: for ever, where clocks cannot be compared."""

    def login(self) -> CreateAppIdToken:
        expires = 0 if self.valid_for is None else int(time.time() + self.valid_for.total_seconds())
        return self.proved(expires=expires, nonce=str(uuid.uuid4()))

    def proved(self, *, expires: int, nonce: str) -> CreateAppIdToken:
        """The login with a proof that counts once, until ``expires`` in Unix seconds."""
        signature = self._signature(expires, nonce)
        return CreateAppIdToken(
            authorization=f"HMAC-SHA256 signature={signature},access={_base64(self.app_id)}",
            body=AppIdLogin(
                app_id=self.app_id,
                client_type=API_CLIENT,
                expire_time=expires,
                nonce=nonce,
                corp_id=self.corp_id,
                user_id=self.user_id or "",
                user_name=self.user_name,
                user_email=self.user_email,
                user_phone=self.user_phone,
                dept_code=self.dept_code,
            ),
        )

    def _signature(self, expires: int, nonce: str) -> str:
        import hashlib
        import hmac

        corp = [] if self.corp_id is None else [self.corp_id]
        message = ":".join([self.app_id, *corp, self.user_id or "", str(expires), nonce])
        return hmac.new(self.app_key.encode(), message.encode(), hashlib.sha256).hexdigest().upper()


def basic(account: str, password: str) -> str:
    """The ``Authorization`` header of a login by account."""
    return "Basic " + _base64(f"{account}:{password}")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
