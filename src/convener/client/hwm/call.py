"""One call: who waits for its end, and that it ends once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from convener.client.errors import ClientError
from convener.client.hwm.errors import SdkError
from convener.client.hwm.failures import failure
from convener.client.hwm.loop import Loop, once
from convener.client.hwm.pending import Pending
from convener.client.hwm.sdkerr import SDKERR

T = TypeVar("T")
Handler = Callable[[SDKERR, str, T], object]
"""A callback: how the call ended, in words, and its result, which is empty after a failure."""
Notice = Callable[[SDKERR, str], object]
"""A callback of a call without a result."""

LOGIN: Final = "login"
LOGOUT: Final = "logout"
"""Kinds of calls that a login's state depends on."""
LOGINS: Final = frozenset({"loginByAccount", "loginByAppId"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a kind of call needs and may collide with."""

    name: str
    kind: str = ""
    """Calls of one kind exclude each other; empty: they do not."""
    logged_in: bool = True
    relists: bool = False
    """The list of meetings may be another one afterwards."""


@dataclass(frozen=True, slots=True)
class Ending(Generic[T]):
    """Who waits for the end of a call."""

    name: str
    pending: Pending[T]
    handler: Handler[T] | None
    empty: Callable[[], T]

    def tell(self, outcome: T | SdkError) -> None:
        """Call back, then give the result. What a callback raises is logged and goes no further."""
        error = outcome if isinstance(outcome, SdkError) else None
        result = self.empty() if isinstance(outcome, SdkError) else outcome
        try:
            if self.handler is not None:
                code, reason = (error.code, error.reason) if error else (SDKERR.SDKERR_SUCCESS, "")
                self.handler(code, reason, result)
        except Exception:  # noqa: BLE001 (whatever it is, the call has ended)
            _log.exception("callback raised", extra={"action": "callback_raised", "call": self.name})
        finally:
            self.pending.settle(result, error)

    def refuse(self, loop: Loop | None, refusal: SdkError) -> None:
        """End a call that never began; on the service's thread all the same."""
        if loop is None:
            once(lambda: self.tell(refusal))
        else:
            loop.submit(self._refused(refusal))

    async def _refused(self, refusal: SdkError) -> None:
        self.tell(refusal)


async def perform(
    loop: Loop, begun: Coroutine[Any, Any, T], ending: Ending[T], release: Callable[[], None]
) -> None:
    outcome: T | SdkError
    try:
        outcome = await loop.interruptible(begun)
    except asyncio.CancelledError:
        outcome = SdkError(SDKERR.UISDK_OPERATION_INTERRUPT)
    except ClientError as error:
        outcome = failure(error, login=ending.name in LOGINS)
    except Exception as error:  # noqa: BLE001 (it must end, and be told)
        _log.exception("call broke", extra={"action": "call_broke", "call": ending.name})
        outcome = SdkError(SDKERR.UISDK_COMMON_ERROR, repr(error))
    release()
    ending.tell(outcome)


async def plain(result: T) -> T:
    """What a call comes to that has nothing to wait for."""
    return result


def nothing() -> None:
    """The empty result of a call without one."""


def without_result(handler: Notice | None) -> Handler[None] | None:
    """The callback of a call without a result."""
    return None if handler is None else lambda ret, reason, _: handler(ret, reason)
