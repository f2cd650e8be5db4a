"""Logging in, and the access tokens that come of it.

Reference pages: Authenticating with Account and Password, Authenticating an App ID, Validating a
Token, Updating a Token, Deleting a Token. Replies of this family carry ``null`` for what is not set.
"""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire import errors
from convener.wire.base import Auth, Header, Request, Wire, about, field, operation
from convener.wire.common import LARGEST_COUNT

API_CLIENT = 72
"""``clientType`` of programs, the only one that may hold many tokens per account at once."""


class UserType(enum.IntEnum):
    SYSTEM_ADMINISTRATOR = 0
    SP_ADMINISTRATOR = 1
    ENTERPRISE_USER = 2
    FREE_USER = 3
    TEMPORARY_USER = 4
    ENTERPRISE_DEVICE = 10
    ANONYMOUS = 11
    VISION = 12
    IDEA_HUB = 13
    WHITEBOARD = 14


class AdminType(enum.IntEnum):
    DEFAULT = 0
    ORDINARY = 1
    NONE = 2


class UserStatus(enum.IntEnum):
    NORMAL = 0
    DISABLED = 1


class CorpType(enum.IntEnum):
    FLAGSHIP = 0
    FREE = 5
    STANDARD = 6


class TokenType(enum.IntEnum):
    ACCESS = 0
    CONFERENCE_CONTROL = 1
    ONE_TIME = 2


class CreateTokenType(enum.IntEnum):
    CREATE = 0
    CHECK_ONLY = 1


class AuthServerType(enum.StrEnum):
    WORKPLACE = "workplace"
    OAUTH2 = "oauth2"


class AuthType(enum.StrEnum):
    ACCOUNT_AND_PASSWORD = "AccountAndPwd"
    AUTH_CODE = "AuthCode"


Account = Annotated[str, about("1 to 255 characters.", min_length=1, max_length=255)]
ClientType = Annotated[
    int,
    about("72 for programs; any other kind holds one token per account.", ge=0, le=LARGEST_COUNT),
]
CheckOnly = Annotated[CreateTokenType, about("1: check the credentials without a token. Default: 0.")]


class AccountLogin(Wire, kw_only=True):
    """Names the account whose password the ``Authorization`` header carries."""

    account: Account
    client_type: ClientType
    create_token_type: CheckOnly | None = None
    ha2: Annotated[str, about("Answer to a captcha; ignored.")] | None = field(name="HA2", default=None)


class AppIdLogin(Wire, kw_only=True):
    """What was signed for an App ID login, and what to know of the user.

    An application of a single enterprise signs ``appId:userId:expireTime:nonce``, one of several
    ``appId:corpId:userId:expireTime:nonce``, with nothing in place of a missing part.
    """

    app_id: Annotated[str, about("Also in the Authorization header, in Base64.", min_length=1)]
    client_type: ClientType
    expire_time: Annotated[
        int, about("Unix seconds until when the signature holds; 0: for ever.", ge=0, le=2**53)
    ]
    nonce: Annotated[str, about("Random; counts once.", min_length=32, max_length=64)]
    corp_id: Annotated[str, about("Applications of several enterprises only.")] | None = None
    user_id: (
        Annotated[str, about("Third-party user ID; empty: the default administrator.", max_length=64)] | None
    ) = None
    user_name: Annotated[str, about("Name of a user not known yet. Default: userId.")] | None = None
    user_email: str | None = None
    user_phone: Annotated[str, about("With the country's prefix.")] | None = None
    dept_code: Annotated[str, about("Department of a user not known yet. Default: the root.")] | None = None


class ProxyLogin(Wire, kw_only=True):
    """Credentials of another identity provider."""

    auth_server_type: Annotated[
        AuthServerType, about("workplace or oauth2.", errors.AUTHENTICATION_TYPE_INVALID)
    ]
    auth_type: Annotated[AuthType, about("AccountAndPwd or AuthCode.", errors.AUTHENTICATION_TYPE_INVALID)]
    client_type: ClientType
    account: Annotated[str, about("With AccountAndPwd.", max_length=255)] | None = None
    pwd: Annotated[str, about("With AccountAndPwd.", max_length=255)] | None = None
    credential: Annotated[str, about("The provider's code; with AuthCode.")] | None = None
    domain: Annotated[str, about("Of the enterprise; mandatory with oauth2.")] | None = None
    create_token_type: CheckOnly | None = None
    remark: str | None = None


class TokenCheck(Wire, kw_only=True):
    """An access token to validate (ValidateTokenReqDTO)."""

    token: str
    need_gen_new_token: Annotated[bool, about("Answer a new token.")]
    need_account_info: Annotated[bool, about("Answer the user too. Default: false.")] | None = None


class UserInfo(Wire, omit_defaults=False, kw_only=True):
    """Whom a token stands for."""

    user_id: str
    uclogin_account: Annotated[str, about("Account.")]
    service_account: Annotated[str, about("SIP account.")] | None = None
    number_ha1: Annotated[str, about("32 hexadecimal digits.")] | None = field(name="numberHA1", default=None)
    alias1: str | None = None
    company_id: Annotated[str, about("Enterprise.")] | None = None
    sp_id: Annotated[str, about("Service provider.")] | None = None
    company_domain: str | None = None
    realm: str | None = None
    user_type: UserType
    admin_type: AdminType
    name: str | None = None
    name_en: str | None = None
    is_bind_phone: bool | None = None
    free_user: bool | None = None
    third_account: Annotated[str, about("Third-party user ID.")] | None = None
    vision_account: str | None = None
    head_picture_url: str | None = None
    password: Annotated[str, about("Devices only.")] | None = None
    status: UserStatus | None = None
    paid_account: str | None = None
    paid_password: str | None = None
    we_link_user: bool | None = None
    app_id: Annotated[str, about("App the user logged in with.")] | None = None
    tr069_account: str | None = None
    corp_type: CorpType | None = None
    cloud_user_id: str | None = None
    gray_user: bool | None = None


class ProxyToken(Wire, omit_defaults=False, kw_only=True):
    """The other identity provider's token (ProxyTokenDTO)."""

    access_token: str | None = None
    long_access_token: str | None = None
    valid_period: Annotated[int, about("Seconds.")] | None = None
    middle_end_url: str | None = None
    middle_end_inner_url: str | None = None
    enable_rerouting: bool | None = None


class LoginToken(Wire, omit_defaults=False, kw_only=True):
    """What every login, refresh and validation answers."""

    access_token: (
        Annotated[str, about("To send as X-Access-Token; null when only checking was asked for.")] | None
    ) = None
    token_ip: Annotated[str, about("Caller's address.")] | None = None
    valid_period: Annotated[int, about("Seconds, 12 to 24 hours.")] | None = None
    expire_time: Annotated[int, about("Unix seconds.")] | None = None
    create_time: Annotated[int, about("Unix milliseconds.")] | None = None
    user: UserInfo | None = None
    client_type: int
    force_login_ind: Annotated[int, about("1: displaced another login.")] | None = None
    first_login: Annotated[bool, about("The password is still the administrator's.")] | None = None
    pwd_expired: bool | None = None
    days_pwd_available: Annotated[int, about("Days the password still holds; may be negative.")] | None = None
    proxy_token: Annotated[ProxyToken, about("After a proxy login only.")] | None = None
    delay_delete: bool | None = None
    token_type: TokenType
    refresh_token: str | None = None
    refresh_valid_period: Annotated[int, about("Seconds, 30 days.")] | None = None
    refresh_expire_time: Annotated[int, about("Unix seconds.")] | None = None
    refresh_create_time: Annotated[int, about("Unix milliseconds.")] | None = None


@operation("POST", "/v1/usg/acs/auth/account", auth=Auth.NONE)
class CreateToken(Request[LoginToken], kw_only=True):
    """Log in with account and password."""

    authorization: Annotated[Header[str | None], about("Basic and the Base64 of account:password.")] = field(
        name="Authorization", default=None
    )
    body: AccountLogin


@operation("POST", "/v2/usg/acs/auth/appauth", auth=Auth.NONE)
class CreateAppIdToken(Request[LoginToken], kw_only=True):
    """Log in with an App ID, for an administrator or a third-party user."""

    authorization: Annotated[
        Header[str | None],
        about("HMAC-SHA256 signature=, the signature in hexadecimal, optionally ,access= and the App ID."),
    ] = field(name="Authorization", default=None)
    body: AppIdLogin


@operation("POST", "/v1/usg/acs/auth/proxy", auth=Auth.NONE)
class CreateProxyToken(Request[LoginToken], kw_only=True):
    """Log in with the credentials of another identity provider."""

    body: ProxyLogin


@operation("PUT", "/v1/usg/acs/token", auth=Auth.NONE)
class UpdateToken(Request[LoginToken], kw_only=True):
    """Renew a login.

    A refresh token buys a new pair, an access token more time for itself.
    """

    token: Annotated[Header[str | None], about("A refresh token or an access token.")] = field(
        name="X-Access-Token", default=None
    )


@operation("POST", "/v1/usg/acs/token/validate", auth=Auth.NONE)
class CheckToken(Request[LoginToken], kw_only=True):
    """Tell whether an access token is valid."""

    body: TokenCheck


@operation("DELETE", "/v1/usg/acs/token", auth=Auth.NONE)
class DeleteToken(Request[None], kw_only=True):
    """Log out."""

    token: Annotated[Header[str | None], about("A refresh token or an access token.")] = field(
        name="X-Access-Token", default=None
    )
