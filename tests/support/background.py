"""A whole server in a thread of its own, on a real port with TLS: for clients that block."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import uvloop

from convener.server.app import Application, compose
from convener.server.clock import Clock
from convener.server.http.certificate import CertificatePaths, ensure
from convener.server.http.serving import running
from convener.server.settings import Settings

T = TypeVar("T")

TIMEOUT = 30


@dataclass(kw_only=True)
class Background:
    """A running server, and a way onto its event loop."""

    application: Application
    address: str
    certificate: CertificatePaths
    _loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        return f"https://{self.address}"

    @cached_property
    def trusting(self) -> ssl.SSLContext:
        """What a client needs that trusts exactly this server."""
        return ssl.create_default_context(cafile=self.certificate.certificate)

    def write(self, body: Callable[[Any], Awaitable[T]]) -> T:
        """Run a write unit of the server's database."""
        return self.run(self.application.database.write(body))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run in the server's event loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(TIMEOUT)


@contextmanager
def in_background(
    folder: Path, *, clock: Clock, database_url: str = "", idle: bool = False, **settings: Any
) -> Iterator[Background]:
    """Serve from a thread while the body runs; the data, SQLite's file too, is in ``folder``.

    An ``idle`` server does nothing of its own accord: no timer is set, none runs. ``settings`` are further
    ones.
    """
    loop = uvloop.new_event_loop()  # as in a serving process
    thread = threading.Thread(target=loop.run_forever, name="server", daemon=True)
    thread.start()
    stack = AsyncExitStack()

    async def start() -> Background:
        certificate = ensure(folder, [], datetime.now(UTC))
        application = await compose(Settings(data=folder, database_url=database_url, **settings), clock=clock)
        if idle:
            stack.push_async_callback(application.close)
        else:
            await stack.enter_async_context(application)
        host, port = await stack.enter_async_context(running(application.api, certificate=certificate))
        return Background(
            application=application, address=f"{host}:{port}", certificate=certificate, _loop=loop
        )

    try:
        yield asyncio.run_coroutine_threadsafe(start(), loop).result(TIMEOUT)
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(TIMEOUT)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
