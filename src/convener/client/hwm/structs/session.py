"""Starting the SDK, logging in, settings, error texts. Source: [P] public pages beside the seeds.

[I] marks names and numbers that no page shows.
"""

# ruff: noqa: N815 (names as documented)

from __future__ import annotations

from convener.client.hwm.enums import LoginState, SiteType
from convener.client.hwm.structs.base import Structure


class InitInfo(Structure, kw_only=True):
    """How to start. Paths, logs and cameras are read and not used: there is no SDK process behind this."""

    exePath: str = ""
    """Folder of the SDK's program. Windows only. Not used. [P]"""
    logPath: str = ""
    """Folder for logs. Not used: see the ``logging`` of your program. [P]"""
    userDataPath: str = ""
    """Folder for data. Windows only. Not used. [P]"""
    appId: str = ""
    """The application, for ``loginByAppId`` and for invited third-party users. [P]"""
    siteType: SiteType | None = None
    """Where the service stands. Not used: the server's address says it. [P]"""
    logKeepDays: int | None = None
    """Days to keep logs, 3 to 30, 0: for ever. Not used. [P]"""
    preferredCamera: str | None = None
    """Windows only. Not used. [P]"""
    appUrl: str | None = None
    """macOS only. Not used. [P]"""
    isSupportMultiAppLogin: bool = True
    """Whether several applications may be logged in; here they always may. [P]"""


class ServerInfo(Structure, kw_only=True):
    """Which server to talk to. [I]"""

    serverAddr: str
    """Host name, IP address, or URL with scheme. Mandatory. [I]"""
    serverPort: int | None = None
    """Port, 1 to 65535. Default: that of the scheme. [I]"""


class CAVerifyInfo(Structure, kw_only=True):
    """Which certificates to trust. [I]"""

    verifyMode: int = 1
    """0: whoever answers, unchecked, for tests only; 1: as ``certPath`` says. [I]"""
    certPath: str | None = None
    """PEM file with the one certificate, or the authority, to trust. Default: the system's. [I]"""


class AccountAuthInfo(Structure, kw_only=True):
    """A login with account and password."""

    account: str
    """Account, bound phone number or address. Mandatory. [P]"""
    password: str
    """Mandatory. [P]"""


class AppIdAuthInfo(Structure, kw_only=True):
    """A login with an App ID, whose key signed the rest: it stays on your server and never comes here."""

    corpId: str | None = None
    """Enterprise; applications of several enterprises only, for others the login fails. [P]"""
    thirdUserId: str
    """Third-party user ID; empty: the administrator. Mandatory. [P]"""
    userName: str | None = None
    """Name of a user not known yet. Default: ``thirdUserId``. [P]"""
    signature: str
    """HMAC-SHA256, in hexadecimal, of ``appId:userId:expireTime:nonce`` (``appId:corpId:userId:…``) with the
    application's key. Mandatory. [P]"""
    nonce: str
    """Random text of 32 to 64 characters; counts once. Mandatory. [P]"""
    expireTime: int
    """Until when the signature holds, in seconds (UTC); 0: for ever. Mandatory. [P]"""
    userEmail: str | None = None
    """Address of a user not known yet. [P]"""
    userPhone: str | None = None
    """Number of a user not known yet. [P]"""
    deptCode: str | None = None
    """Department of a user not known yet. [P]"""


class LoginResult(Structure, kw_only=True):
    """Who has logged in."""

    userUuid: str = ""
    """ID of the user. [P]"""
    account: str = ""
    """Account of the meeting service. [P]"""
    thirdAccount: str = ""
    """Third-party user ID, with App IDs. [P]"""
    basicCallAbility: bool | None = None
    """Whether they may call somebody directly; ``None``: REST does not say. [P]"""


class LogoutResult(Structure, kw_only=True):
    """Who has logged out."""

    userUuid: str = ""
    """ID of the user. [P]"""
    account: str = ""
    """Account of the meeting service. [P]"""
    thirdAccount: str = ""
    """Third-party user ID, with App IDs. [P]"""


class LoginStateInfo(Structure, kw_only=True):
    loginState: LoginState = LoginState.LOGIN_STATUS_UN_LOGIN
    """Where the login stands. [P]"""


class LoginTokenInfo(Structure, kw_only=True):
    loginToken: str = ""
    """What goes out as ``X-Access-Token``. [P]"""


class ErrorMessageInfo(Structure, kw_only=True):
    errorMessage: str = ""
    """What a number means, in English. [P]"""
