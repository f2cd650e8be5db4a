"""An event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from convener.server.http import loop

T = TypeVar("T")

PATIENCE = 60
"""Seconds that anything on the loop may take."""


class BackgroundLoop:
    """Runs until it is stopped; tests in any thread, with or without a loop of their own, hand it work."""

    def __init__(self, name: str) -> None:
        self.loop = loop.new()
        self._thread = threading.Thread(target=self.loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it there and wait for it."""
        return self.submit(work).result(PATIENCE)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
