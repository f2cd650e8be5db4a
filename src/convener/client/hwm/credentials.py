"""Logins as the client SDK is given them."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from convener.client.hwm.structs import AppIdAuthInfo
from convener.wire.identity import (
    API_CLIENT,
    AdminType,
    AppIdLogin,
    CreateAppIdToken,
    UserInfo,
    UserType,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """An App ID login that somebody else has signed."""

    info: AppIdAuthInfo
    app_id: str

    def login(self) -> CreateAppIdToken:
        info, access = self.info, base64.b64encode(self.app_id.encode()).decode()
        return CreateAppIdToken(
            authorization=f"HMAC-SHA256 signature={info.signature},access={access}",
            body=AppIdLogin(
                app_id=self.app_id,
                client_type=API_CLIENT,
                expire_time=info.expireTime,
                nonce=info.nonce,
                corp_id=info.corpId,
                user_id=info.thirdUserId,
                user_name=info.userName,
                user_email=info.userEmail,
                user_phone=info.userPhone,
                dept_code=info.deptCode,
            ),
        )


def unnamed(name: str, *, third: bool) -> UserInfo:
    """Of a server that does not say who has logged in."""
    return UserInfo(
        user_id="",
        uclogin_account="" if third else name,
        third_account=name if third else None,
        user_type=UserType.ENTERPRISE_USER,
        admin_type=AdminType.NONE,
    )
