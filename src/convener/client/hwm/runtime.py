"""What the objects of one service share: its settings, its login, its event loop, and how a call is run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from convener.client.caller import AsyncSends
from convener.client.client import AsyncClient
from convener.client.exchange import TIMEOUT
from convener.client.hwm.call import LOGIN, LOGOUT, Call, Ending, Handler, perform
from convener.client.hwm.enums import LoginState
from convener.client.hwm.errors import SdkError
from convener.client.hwm.loop import Loop
from convener.client.hwm.pending import Pending
from convener.client.hwm.rules import Situation
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import AttendeeBaseInfo, InitInfo, LoginResult
from convener.client.hwm.watching import INTERVAL, ListHandler, ListWatch
from convener.client.trust import SYSTEM, Trust

T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Settings:
    """How a service reaches its server, and what it goes by."""

    url: str
    trust: Trust = SYSTEM
    timeout: timedelta = TIMEOUT
    transport: AsyncSends | None = None
    clock: Callable[[], datetime] = utc_now
    strict_2023: bool = True
    interval: timedelta = INTERVAL

    def client(self) -> AsyncClient:
        return AsyncClient(self.url, trust=self.trust, timeout=self.timeout, transport=self.transport)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who is logged in."""

    client: AsyncClient
    who: LoginResult
    me: AttendeeBaseInfo
    """As an entry of an invited list."""


@dataclass(slots=True)
class Runtime:
    """The state of a service. Threads may share it; ``lock`` guards everything below it."""

    given: Settings
    """Those the service was made with; ``start`` goes back to them."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    settings: Settings = field(init=False)
    app_id: str = ""
    loop: Loop | None = None
    login: Login | None = None
    clients: dict[tuple[str, Trust], AsyncClient] = field(default_factory=dict)
    """One for each server and trust that was logged in to, closed at the end."""
    running: set[str] = field(default_factory=set)
    watch: ListWatch = field(init=False)

    def __post_init__(self) -> None:
        self.settings, self.watch = replace(self.given), self._watch()

    @property
    def login_state(self) -> LoginState:
        if LOGIN in self.running:
            return LoginState.LOGIN_STATUS_LOGINING
        if LOGOUT in self.running:
            return LoginState.LOGIN_STATUS_LOGOUTING
        return LoginState.LOGIN_STATUS_LOGINED if self.login else LoginState.LOGIN_STATUS_UN_LOGIN

    def start(self, info: InitInfo) -> None:
        """Begin anew; whatever was before has ended."""
        self.stop()
        with self.lock:
            self.settings, self.app_id = replace(self.given), info.appId
            self.running, self.clients, self.loop = set(), {}, Loop()
            self.watch = self._watch()

    def stop(self) -> None:
        """End: calls under way are told that they were interrupted, connections are closed."""
        with self.lock:
            loop, clients = self.loop, self.clients
            self.loop = self.login = None
        if loop is not None:
            loop.stop(lambda: _close(clients.values()))

    def client(self) -> AsyncClient:
        """The client for the server as set. Only while the lock is held. Raises ``SdkError``."""
        settings = self.settings
        key = settings.url, settings.trust
        if key not in self.clients:
            try:
                self.clients[key] = settings.client()
            except (OSError, ValueError) as error:  # no URL, or a file of certificates that cannot be used
                raise SdkError(SDKERR.UISDK_API_INVALID_PARAMETERS, str(error)) from error
        return self.clients[key]

    def logged_in(self) -> Login:
        """Who is logged in. Raises ``SdkError``."""
        if self.login is None:
            raise SdkError(SDKERR.UISDK_UNLOGIN_ERROR)
        return self.login

    def enter(self, loop: Loop, login: Login) -> None:
        """Note a login, unless the service that began it has ended meanwhile: then raises ``SdkError``."""
        with self.lock:
            if self.loop is not loop:
                raise SdkError(SDKERR.UISDK_OPERATION_INTERRUPT)
            self.login = login

    def leave(self, login: Login) -> None:
        """Note a logout."""
        with self.lock:
            if self.login is login:
                self.login = None

    def situation(self, **details: Any) -> Situation:
        """What checks go by."""
        return Situation(now=self.settings.clock(), **details)

    def call(
        self,
        call: Call,
        work: Callable[[], Coroutine[Any, Any, T]],
        handler: Handler[T] | None,
        empty: Callable[[], T],
    ) -> Pending[T]:
        """Run a call on the service's loop. It ends once, whatever happens: the callback, then the result.

        ``work`` is called here and now, to check what it was given; what it returns is awaited there.
        """
        with self.lock:
            loop, running = self.loop, self.running
            pending: Pending[T] = Pending(lambda: loop is None or not loop.is_current)
            ending = Ending(call.name, pending, handler, empty)
            try:
                begun = self._begin(call, work)
            except SdkError as refusal:
                ending.refuse(loop, refusal)
            else:
                assert loop is not None, "a service without a loop begins nothing"
                performing = perform(loop, begun, ending, lambda: self._release(running, call))
                loop.submit(self.watch.around(loop, performing) if call.relists else performing)
        return pending

    def watch_list(self, handler: ListHandler | None) -> None:
        """Register who is told of changes of the list."""
        with self.lock:
            self.watch.register(handler)
            if self.loop is not None:
                self.loop.submit(self._looked(self.loop))

    def _begin(self, call: Call, work: Callable[[], Coroutine[Any, Any, T]]) -> Coroutine[Any, Any, T]:
        if self.loop is None:
            raise SdkError(SDKERR.UISDK_NOT_INITED_END)
        if call.kind in self.running:
            raise SdkError(SDKERR.UISDK_IN_PROCESS)
        if call.logged_in and (self.login is None or LOGOUT in self.running):
            raise SdkError(SDKERR.UISDK_UNLOGIN_ERROR)
        begun = work()
        if call.kind:
            self.running.add(call.kind)
        return begun

    def _watch(self) -> ListWatch:
        def login() -> tuple[Login, AsyncClient] | None:
            current = self.login
            return None if current is None else (current, current.client)

        return ListWatch(login, self.given.interval)

    async def _looked(self, loop: Loop) -> None:
        self.watch.look(loop)

    def _release(self, running: set[str], call: Call) -> None:
        with self.lock:
            running.discard(call.kind)


async def _close(clients: Iterable[AsyncClient]) -> None:
    for client in clients:
        await client.close()
