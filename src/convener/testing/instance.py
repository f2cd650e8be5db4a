"""A whole server in this process, for tests."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from convener.client import Account, AppId, AsyncClient, Client, Trust
from convener.server.app import Application, compose
from convener.server.bootstrap import FirstRun, bootstrap
from convener.server.clock import VirtualClock
from convener.server.http.certificate import ensure
from convener.server.http.serving import running
from convener.server.settings import Settings
from convener.testing.background import BackgroundLoop
from convener.testing.controls import Controls
from convener.testing.direct import AsyncDirect, Direct, Way
from convener.testing.enterprise import Person
from convener.wire.lab import PASSWORD

ACCOUNT = "admin"
"""The administrator of the first enterprise; its password is ``PASSWORD``."""

APP_ID, APP_KEY = "test-app", "test-app-key"
"""The app of the first enterprise."""

_MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it, readable by its owner only)


class Server(Controls):
    """A server on a virtual clock, on a free port of the loopback, in a thread of its own.

    ``url`` is for any program that speaks HTTP and WebSocket, over TLS; ``client`` and ``async_client``
    make clients that need no connection. Made by ``server``, and started by ``with`` or ``async with``.
    """

    url: str
    """``https://127.0.0.1:…``, with a certificate of its own."""
    plain_url: str
    """The same port in clear text."""
    application: Application
    """The server itself. It lives on an event loop of its own."""
    first: FirstRun
    """The enterprise, administrator and app that are always there."""

    def __init__(self, *, clock: datetime | None = None, database_url: str = "") -> None:
        self._at = clock or datetime.now(UTC).replace(second=0, microsecond=0)
        self._database_url = database_url

    def start(self) -> Self:
        """Serve; ``stop`` ends it."""
        self._folder = Path(tempfile.mkdtemp(prefix="convener-", dir=_folder()))
        self._background = BackgroundLoop("convener")
        self._stack = AsyncExitStack()
        try:
            host, port = self._background.run(self._open())
        except BaseException:
            self.stop()
            raise
        self.url, self.plain_url = f"https://{host}:{port}", f"http://{host}:{port}"
        self._way = Way(self.application.api, self._background.loop, self.url)
        super().__init__(self.client())
        return self

    async def _open(self) -> tuple[str, int]:
        settings = Settings(
            data=self._folder,
            database_url=self._database_url,
            bootstrap_account=ACCOUNT,
            bootstrap_password=PASSWORD,
            bootstrap_app_id=APP_ID,
            bootstrap_app_key=APP_KEY,
        )
        self._pair = ensure(self._folder, [], datetime.now(UTC))
        self.application = await compose(settings, clock=VirtualClock(self._at))
        first = await bootstrap(self.application)
        assert first is not None
        self.first = first
        await self._stack.enter_async_context(self.application)
        serving = running(self.application.api, certificate=self._pair, abrupt=True)
        return await self._stack.enter_async_context(serving)

    def stop(self) -> None:
        """Close every connection and remove all data."""
        self._background.run(self._stack.aclose())
        self._background.stop()
        shutil.rmtree(self._folder)

    @property
    def certificate(self) -> Path:
        """The PEM file that clients of ``url`` must trust."""
        return self._pair.certificate

    @property
    def trust(self) -> Trust:
        """For clients of ours that connect to ``url``."""
        return Trust.file(self.certificate)

    def client(self, who: Person | None = None, **options: Any) -> Client:
        """A client that calls without a connection, for somebody or for nobody yet.

        ``options`` are those of ``Client``.
        """
        return Client(
            self.url, **self._options(who, options), transport=Direct(self._way, **_timeout(options))
        )

    def async_client(self, who: Person | None = None, **options: Any) -> AsyncClient:
        """The same for asynchronous tests, on whatever event loop they run."""
        transport = AsyncDirect(self._way, **_timeout(options))
        return AsyncClient(self.url, **self._options(who, options), transport=transport)

    @property
    def admin(self) -> Account:
        """Logs the first administrator in."""
        return Account(self.first.account, self.first.password)

    def app(self, user_id: str | None = None) -> AppId:
        """Logs in a user, or without one the administrator, by the first enterprise's app."""
        # Valid for ever: the server's clock and the client's have nothing to do with one another.
        return AppId(self.first.app_id, self.first.app_key, user_id=user_id, valid_for=None)

    def _options(self, who: Person | None, options: dict[str, Any]) -> dict[str, Any]:
        given = {} if who is None else {"token": who.token, "credentials": who.credentials}
        return {"trust": self.trust, **given, **options}

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.stop)


def server(*, clock: datetime | None = None, database_url: str = "") -> Server:
    """A server for ``with`` and ``async with``.

    Its clock stands at ``clock``, by default at the present minute. Data goes to memory where the system
    has a folder for that, and away at the end; ``database_url`` names an empty PostgreSQL instead.
    """
    return Server(clock=clock, database_url=database_url)


def _folder() -> Path | None:
    return _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None


def _timeout(options: dict[str, Any]) -> dict[str, Any]:
    return {"timeout": options["timeout"]} if "timeout" in options else {}
