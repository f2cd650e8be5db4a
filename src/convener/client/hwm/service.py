"""The object everything begins with."""

# ruff: noqa: N802, N803 (names as documented)

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from convener.client.caller import AsyncSends
from convener.client.exchange import TIMEOUT
from convener.client.hwm.config import IConfig
from convener.client.hwm.control import IConfCtrl
from convener.client.hwm.errors import SdkError
from convener.client.hwm.login import ILogin
from convener.client.hwm.meetings import IConfMgr
from convener.client.hwm.runtime import Runtime, Settings, utc_now
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import InitInfo
from convener.client.hwm.watching import INTERVAL
from convener.client.trust import SYSTEM, Trust


class UISDKService:
    """The client SDK, call for call, for programs without a screen. Make one for each login.

    Callbacks run on the service's own thread, one after the other, never on that of the caller; one that
    takes long holds up the others. Each call ends exactly once. Without a callback, wait with
    ``.result(timeout)`` or ``await`` it, from any thread and any event loop::

        with UISDKService("https://meet.example.org") as sdk:
            sdk.getLoginApi().loginByAccount(AccountAuthInfo(account="ann", password="…")).result()
            detail = sdk.getConfMgrApi().bookConf(param).result()

    ``clock`` is what "in the past" is judged by. ``strict_2023`` keeps ``bookConf`` to the 1425 minutes of
    its page; later pages say 1440. Every ``interval`` a watched list is looked at for changes made elsewhere.
    """

    def __init__(
        self,
        url: str,
        *,
        trust: Trust = SYSTEM,
        timeout: timedelta = TIMEOUT,
        transport: AsyncSends | None = None,
        clock: Callable[[], datetime] = utc_now,
        strict_2023: bool = True,
        interval: timedelta = INTERVAL,
    ) -> None:
        self._runtime = Runtime(
            Settings(
                url=url,
                trust=trust,
                timeout=timeout,
                transport=transport,
                clock=clock,
                strict_2023=strict_2023,
                interval=interval,
            )
        )
        self._login = ILogin(self._runtime)
        self._meetings = IConfMgr(self._runtime)
        self._control = IConfCtrl(self._runtime)
        self._config = IConfig(self._runtime)

    def init(self, initInfo: InitInfo | Mapping[str, Any]) -> SDKERR:
        """Start; before anything else. Once more: end what runs, forget the login and all settings."""
        try:
            info = InitInfo.of(initInfo)
        except SdkError as error:
            return error.code
        self._runtime.start(info)
        return SDKERR.SDKERR_SUCCESS

    def exit(self) -> SDKERR:
        """End. Calls under way end with ``UISDK_OPERATION_INTERRUPT``, before this returns.

        In a callback it returns at once, and they end soon after.
        """
        if self._runtime.loop is None:
            return SDKERR.UISDK_NOT_INITED_END
        self._runtime.stop()
        return SDKERR.SDKERR_SUCCESS

    def getLoginApi(self) -> ILogin:
        return self._login

    def getConfMgrApi(self) -> IConfMgr:
        return self._meetings

    def getConfCtrlApi(self) -> IConfCtrl:
        return self._control

    def getConfigApi(self) -> IConfig:
        return self._config

    get_login_api = getLoginApi
    get_conf_mgr_api = getConfMgrApi
    get_conf_ctrl_api = getConfCtrlApi
    get_config_api = getConfigApi

    def __enter__(self) -> Self:
        """Initialised, if it was not yet."""
        if self._runtime.loop is None:
            self.init(InitInfo())
        return self

    def __exit__(self, *_: object) -> None:
        self.exit()
