"""The event loop of a service: all of its callbacks run on its thread, one at a time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from convener.client.background import BackgroundLoop

THREAD: Final = "convener-hwm"
"""Name of the threads that callbacks run on."""

Work = Coroutine[Any, Any, Any]


class Loop(BackgroundLoop):
    """Runs work that never raises, until it is stopped."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._inner: set[asyncio.Task[Any]] = set()
        self._stopping = False
        super().__init__(THREAD)

    def submit(self, work: Work) -> None:
        """Begin the work; from any thread."""
        self._loop.call_soon_threadsafe(self._begin, work)

    async def interruptible(self, work: Work) -> Any:
        """Await the work, which ``stop`` cancels; whoever awaits it goes on."""
        task = self._loop.create_task(work)
        self._inner.add(task)
        if self._stopping:
            task.cancel()
        try:
            return await task
        finally:
            self._inner.discard(task)

    def stop(self, last: Callable[[], Awaitable[None]]) -> None:
        """Interrupt what runs, let its ends be told, do ``last``, and end the thread.

        Waits for all of that, unless the caller is on the loop's own thread.
        """
        self._loop.call_soon_threadsafe(self._begin_stop, last)
        if not self.is_current:
            self._thread.join()

    def _begin(self, work: Work) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _begin_stop(self, last: Callable[[], Awaitable[None]]) -> None:
        self._stopping = True
        for task in self._inner:
            task.cancel()
        self._end = self._loop.create_task(self._stop(last))

    async def _stop(self, last: Callable[[], Awaitable[None]]) -> None:
        while self._tasks:
            await asyncio.wait(self._tasks)
        try:
            await last()
        finally:
            self.end()


def once(deliver: Callable[[], None]) -> None:
    """Run on a thread of its own, where a service has no loop: before it is initialised, or after its end."""
    threading.Thread(target=deliver, name=THREAD, daemon=True).start()
