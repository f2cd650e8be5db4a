"""Texts for numbers."""

# ruff: noqa: N802, N803 (names as documented)

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Final

from convener.client.hwm.call import Call, Handler, plain
from convener.client.hwm.errors import SdkError
from convener.client.hwm.pending import Pending
from convener.client.hwm.runtime import Runtime
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import ErrorMessageInfo

_MESSAGE: Final = Call(name="getErrorMessage", logged_in=False)


class IConfig:
    """What needs no server; ``getConfigApi()`` gives it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def getErrorMessage(
        self, errorCode: int, onGetErrorMessageResult: Handler[ErrorMessageInfo] | None = None
    ) -> Pending[ErrorMessageInfo]:
        """What a number means, in English; also of one that no table lists."""

        def work() -> Coroutine[Any, Any, ErrorMessageInfo]:
            if not isinstance(errorCode, int) or isinstance(errorCode, bool):
                raise SdkError(SDKERR.UISDK_API_INVALID_PARAMETERS, "errorCode: not a number")
            return plain(ErrorMessageInfo(errorMessage=SDKERR(errorCode).message))

        return self._runtime.call(_MESSAGE, work, onGetErrorMessageResult, ErrorMessageInfo)

    async def get_error_message(self, code: int) -> ErrorMessageInfo:
        return await self.getErrorMessage(code)
