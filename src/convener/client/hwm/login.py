"""Logging in and out, and the settings that come before it."""

# ruff: noqa: N802, N803 (names as documented)

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any, Final, TypeVar

from convener.client.credentials import Account, Credentials
from convener.client.hwm import checks, servers
from convener.client.hwm.call import LOGIN, LOGOUT, Call, Handler, Notice, nothing, plain, without_result
from convener.client.hwm.credentials import Signed, unnamed
from convener.client.hwm.errors import SdkError
from convener.client.hwm.mapping import inward
from convener.client.hwm.pending import Pending
from convener.client.hwm.runtime import Login, Runtime
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import (
    AccountAuthInfo,
    AppIdAuthInfo,
    CAVerifyInfo,
    LoginResult,
    LoginStateInfo,
    LoginTokenInfo,
    LogoutResult,
    ServerInfo,
    Structure,
)

S = TypeVar("S", bound=Structure)

_BY_ACCOUNT: Final = Call(name="loginByAccount", kind=LOGIN, logged_in=False, relists=True)
_BY_APP_ID: Final = Call(name="loginByAppId", kind=LOGIN, logged_in=False, relists=True)
_LOGOUT: Final = Call(name="logout", kind=LOGOUT, relists=True)
_STATE: Final = Call(name="getLoginState", logged_in=False)
_TOKEN: Final = Call(name="getLoginToken")
_ADDRESS: Final = Call(name="setServerAddress", logged_in=False)
_CERTIFICATES: Final = Call(name="setCAVerifyInfo", logged_in=False)


class ILogin:
    """Who one is to the server. One login at a time; ``getLoginApi()`` gives it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def loginByAccount(
        self,
        accountAuthInfo: AccountAuthInfo | Mapping[str, Any],
        onLoginResult: Handler[LoginResult] | None = None,
    ) -> Pending[LoginResult]:
        """Log in with account and password; the login is renewed by itself while they hold."""

        def work() -> Any:
            self._out()
            info = self._checked(AccountAuthInfo.of(accountAuthInfo))
            return self._login(Account(info.account, info.password), name=info.account, third=False)

        return self._runtime.call(_BY_ACCOUNT, work, onLoginResult, LoginResult)

    def loginByAppId(
        self,
        appIdAuthInfo: AppIdAuthInfo | Mapping[str, Any],
        onLoginResult: Handler[LoginResult] | None = None,
    ) -> Pending[LoginResult]:
        """Log in with what your own server signed, for the ``appId`` of ``init``.

        The signature counts once: when the login has ended after 12 to 24 hours, calls fail until you log
        out and in again with another.
        """

        def work() -> Any:
            self._out()
            info = self._checked(AppIdAuthInfo.of(appIdAuthInfo))
            app_id = self._runtime.app_id
            if not app_id:
                raise SdkError(SDKERR.UISDK_APPID_INFO_ILLEGAL, "init was given no appId")
            return self._login(Signed(info, app_id), name=info.thirdUserId, third=True)

        return self._runtime.call(_BY_APP_ID, work, onLoginResult, LoginResult)

    def logout(self, onLogoutResult: Handler[LogoutResult] | None = None) -> Pending[LogoutResult]:
        """Log out. Here that always succeeds; a failure says that the server could not be told."""

        def work() -> Any:
            return self._logout(self._runtime.logged_in())

        return self._runtime.call(_LOGOUT, work, onLogoutResult, LogoutResult)

    def getLoginState(
        self, onGetLoginStateResult: Handler[LoginStateInfo] | None = None
    ) -> Pending[LoginStateInfo]:
        """Where the login stands at the moment of this call."""

        def work() -> Any:
            return plain(LoginStateInfo(loginState=self._runtime.login_state))

        return self._runtime.call(_STATE, work, onGetLoginStateResult, LoginStateInfo)

    def getLoginToken(
        self, onGetLoginTokenResult: Handler[LoginTokenInfo] | None = None
    ) -> Pending[LoginTokenInfo]:
        """The access token in use, for calls of your own."""

        def work() -> Any:
            return plain(LoginTokenInfo(loginToken=self._runtime.logged_in().client.token or ""))

        return self._runtime.call(_TOKEN, work, onGetLoginTokenResult, LoginTokenInfo)

    def setServerAddress(
        self, serverInfo: ServerInfo | Mapping[str, Any], onSetServerAddressResult: Notice | None = None
    ) -> Pending[None]:
        """Choose another server; before logging in."""

        def work() -> Any:
            self._out()
            info = self._checked(ServerInfo.of(serverInfo))
            self._runtime.settings.url = servers.url(info)
            return plain(None)

        return self._runtime.call(_ADDRESS, work, without_result(onSetServerAddressResult), nothing)

    def setCAVerifyInfo(
        self, caVerifyInfo: CAVerifyInfo | Mapping[str, Any], onSetCAVerifyInfoResult: Notice | None = None
    ) -> Pending[None]:
        """Choose which certificates to trust; before logging in."""

        def work() -> Any:
            self._out()
            self._runtime.settings.trust = servers.trust(CAVerifyInfo.of(caVerifyInfo))
            return plain(None)

        return self._runtime.call(_CERTIFICATES, work, without_result(onSetCAVerifyInfoResult), nothing)

    async def login_by_account(self, info: AccountAuthInfo | Mapping[str, Any]) -> LoginResult:
        return await self.loginByAccount(info)

    async def login_by_app_id(self, info: AppIdAuthInfo | Mapping[str, Any]) -> LoginResult:
        return await self.loginByAppId(info)

    async def log_out(self) -> LogoutResult:
        """``logout`` under a name of its own, since that one is taken."""
        return await self.logout()

    async def get_login_state(self) -> LoginStateInfo:
        return await self.getLoginState()

    async def get_login_token(self) -> LoginTokenInfo:
        return await self.getLoginToken()

    async def set_server_address(self, info: ServerInfo | Mapping[str, Any]) -> None:
        await self.setServerAddress(info)

    async def set_ca_verify_info(self, info: CAVerifyInfo | Mapping[str, Any]) -> None:
        await self.setCAVerifyInfo(info)

    def _checked(self, info: S) -> S:
        checks.check(info, self._runtime.situation())
        return info

    def _out(self) -> None:
        if self._runtime.login is not None:
            raise SdkError(SDKERR.UISDK_REPEATED_LOGIN_ERROR)

    def _login(self, credentials: Credentials, *, name: str, third: bool) -> Coroutine[Any, Any, LoginResult]:
        """Both kinds of login; what they need of the service they take before they wait."""
        loop, client = self._runtime.loop, self._runtime.client()
        assert loop is not None, "admitted"

        async def enter() -> LoginResult:
            try:
                token = await client.login(credentials)
            except BaseException:
                client.session.credentials = None
                raise
            if third:
                client.session.credentials = None  # the signature has been used up
            user = token.user or unnamed(name, third=third)
            who, me = inward.login(user), inward.host(user, third=third)
            self._runtime.enter(loop, Login(client=client, who=who, me=me))
            return who

        return enter()

    async def _logout(self, login: Login) -> LogoutResult:
        login.client.session.credentials = None
        try:
            await login.client.logout()
        finally:
            self._runtime.leave(login)
        return LogoutResult(
            userUuid=login.who.userUuid, account=login.who.account, thirdAccount=login.who.thirdAccount
        )
