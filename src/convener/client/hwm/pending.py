"""A call under way, for whoever wants its result otherwise than by callback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import Future
from datetime import timedelta
from typing import Any, Generic, TypeVar

from convener.client.hwm.errors import SdkError

T = TypeVar("T")


class Pending(Generic[T]):
    """What every call returns: wait for it, await it in any event loop, or leave it to the callback.

    The callback has returned by the time the result is there. To give up waiting does not stop the call.
    """

    def __init__(self, may_wait: Callable[[], bool]) -> None:
        self._future: Future[T] = Future()
        self._future.set_running_or_notify_cancel()  # so that nobody who waits can cancel it
        self._may_wait = may_wait

    def result(self, timeout: timedelta | None = None) -> T:
        """Wait for the result. Raises ``SdkError``, or ``TimeoutError`` while the call goes on.

        Raises ``RuntimeError`` in a callback, where waiting would stop the thread that brings the result.
        """
        if not self._future.done() and not self._may_wait():
            raise RuntimeError("a callback cannot wait for a call: it would hold up the thread that ends it")
        return self._future.result(None if timeout is None else timeout.total_seconds())

    def done(self) -> bool:
        return self._future.done()

    def __await__(self) -> Generator[Any, None, T]:
        return asyncio.wrap_future(self._future).__await__()

    def settle(self, result: T, error: SdkError | None) -> None:
        """For the service: give the outcome to whoever waits."""
        if error is None:
            self._future.set_result(result)
        else:
            self._future.set_exception(error)
