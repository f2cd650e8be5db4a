"""Who is calling, and what kind of account that is."""

from __future__ import annotations

import enum

from msgspec import Struct

from convener.domain.enterprise import EnterpriseSettings


class UserType(enum.IntEnum):
    PROVIDER_ADMIN = 1
    ENTERPRISE_USER = 2


class AdminType(enum.IntEnum):
    DEFAULT = 0
    ORDINARY = 1
    NONE = 2


class Status(enum.IntEnum):
    NORMAL = 0
    DISABLED = 1


class Principal(Struct, frozen=True, kw_only=True):
    """The user behind a valid access token, with the enterprise it belongs to."""

    corp_id: str
    corp_name: str
    settings: EnterpriseSettings
    user_id: str
    account: str
    third_account: str | None
    name: str
    sip_number: str
    app_id: str | None
    user_type: UserType
    admin_type: AdminType
    email: str | None = None

    @property
    def is_admin(self) -> bool:
        """Administrator of the enterprise, default or ordinary."""
        return self.user_type is UserType.ENTERPRISE_USER and self.admin_type is not AdminType.NONE

    @property
    def is_provider(self) -> bool:
        """Administrator of a service provider."""
        return self.user_type is UserType.PROVIDER_ADMIN
