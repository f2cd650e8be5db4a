"""The logins of a server, without its meetings, and people and apps to log in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from argon2 import PasswordHasher

from convener.client import AsyncClient, exchange
from convener.client.credentials import basic
from convener.client.transport import AsyncTransport
from convener.domain.accounts import App, AppKind, User
from convener.domain.enterprise import EnterpriseSettings
from convener.domain.person import AdminType, Principal, UserType
from convener.server.areas.accounts.app_logins import AppLogins
from convener.server.areas.accounts.repository import AccountRepository
from convener.server.areas.accounts.routes import AccountRoutes
from convener.server.areas.accounts.service import AccountService
from convener.server.areas.accounts.sessions import Sessions
from convener.server.areas.accounts.token_repository import TokenRepository
from convener.server.areas.apps.repository import AppRepository
from convener.server.areas.apps.service import AppService
from convener.server.areas.corps.repository import CorpRepository
from convener.server.areas.corps.service import CorpService
from convener.server.areas.history import retention
from convener.server.areas.rooms.repository import RoomRepository
from convener.server.areas.rooms.reservation_repository import ReservationRepository
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.users.repository import UserRepository
from convener.server.areas.users.service import UserService
from convener.server.clock import VirtualClock
from convener.server.http.api import Api
from convener.server.http.binder import bind
from convener.server.http.call import Call, outside
from convener.server.ids import Ids
from convener.server.passwords import Hasher, Passwords
from convener.server.storage.database import Database
from convener.server.vault import Vault
from convener.wire.identity import AccountLogin, AppIdLogin, CreateAppIdToken, CreateToken, LoginToken
from convener.wire.meetings import ShowMeetingDetail

ORIGIN = "https://meet.test:8443"
PASSWORD = "Pässw0rd:1"
WRONG = "wr0ng:Pässword"


@cache
def hashed(password: str) -> str:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(password)


class CountingHasher(Hasher):
    """Says how often a password was really hashed."""

    def __init__(self) -> None:
        super().__init__()
        self.verified = 0

    async def verify(self, password: str, hash: str) -> bool:
        self.verified += 1
        return await super().verify(password, hash)


class Probe:
    """An operation that needs a login and remembers who called."""

    def __init__(self) -> None:
        self.seen: list[Principal] = []

    @outside
    async def show_meeting_detail(self, request: ShowMeetingDetail, call: Call[Database]) -> None:
        self.seen.append(call.principal)


class Doorkeeper:
    def __init__(self, sessions: Sessions) -> None:
        self.principal = sessions.principal

    async def session(self, token: str | None, conference_id: str | None) -> Any:
        raise AssertionError("no operation of these tests has a control token")


class Node:
    """One process of the server; several may share a database."""

    def __init__(self, database: Database, clock: VirtualClock, vault: Vault) -> None:
        ids = Ids()
        self.clock = clock
        self.database = database
        self.hasher = CountingHasher()
        self.corps = CorpService(CorpRepository(), ids, founded=retention.begin)
        self.rooms = RoomService(RoomRepository(vault), ReservationRepository(), ids)
        self.users = UserService(UserRepository(), self.corps, self.rooms, ids)
        self.app_repository = AppRepository(vault)
        self.apps = AppService(self.app_repository, ids)
        accounts = AccountRepository()
        self.sessions = Sessions(TokenRepository(), accounts, ids, clock, database)
        passwords = Passwords(clock, self.hasher)
        self.accounts = AccountService(accounts, self.sessions, self.users, passwords, database)
        self.app_logins = AppLogins(accounts, self.sessions, self.apps, self.corps, self.users, database)
        self._probe = Probe()
        self.api = Api(
            bind(AccountRoutes(self.accounts, self.app_logins, self.sessions), self._probe),
            database=database,
            clock=clock,
            doorkeeper=Doorkeeper(self.sessions),
            public_url=None,
            pages={},
            folders={},
            sockets={},
        )
        self.transport = AsyncTransport(ORIGIN, app=self.api)
        self.send = AsyncClient(ORIGIN, transport=self.transport).send

    async def who(self, token: str | None) -> Principal:
        """Who calls with the token; raises ``ApiError`` when nobody may."""
        request = ShowMeetingDetail(conference_id="900000000")
        answer = await self.transport.send(exchange.outgoing(request, token=token))
        if answer.status >= 400:
            exchange.reply(request, answer)
        return self._probe.seen[-1]

    async def log_in(
        self,
        account: str = "alice",
        password: str = PASSWORD,
        *,
        client_type: int = 72,
        header: str | None = None,
        **given: Any,
    ) -> LoginToken:
        body = AccountLogin(account=account, client_type=client_type, **given)
        return await self.send(CreateToken(authorization=header or basic(account, password), body=body))

    async def token(self, account: str = "alice", *, client_type: int = 72) -> str:
        login = await self.log_in(account, client_type=client_type)
        assert login.access_token is not None
        return login.access_token

    async def log_in_by_app(self, app: App, **given: Any) -> LoginToken:
        return await self.send(signed_login(app, now=int(self.clock.now().timestamp()), **given))


_numbers = itertools.count(1)


def signed_login(
    app: App,
    *,
    now: int,
    corp_id: str | None = None,
    user_id: str | None = None,
    expires: int | None = None,
    nonce: str | None = None,
    key: str | None = None,
    client_type: int = 72,
    signs_empty_corp: bool = True,
    header: str = "HMAC-SHA256 signature={signature},access={access}",
    **details: Any,
) -> CreateAppIdToken:
    """What the vendor's SDK sends, written without our own code."""
    expires = now + 600 if expires is None else expires
    nonce = nonce or f"11111111-2222-3333-4444-{next(_numbers):012d}"
    parts = [app.app_id, user_id or "", str(expires), nonce]
    if app.kind is AppKind.PROVIDER and (corp_id or signs_empty_corp):
        parts.insert(1, corp_id or "")
    signature = hmac.new((key or app.key).encode(), ":".join(parts).encode(), hashlib.sha256).hexdigest()
    access = base64.b64encode(app.app_id.encode()).decode()
    return CreateAppIdToken(
        authorization=header.format(signature=signature.upper(), access=access),
        body=AppIdLogin(
            app_id=app.app_id,
            client_type=client_type,
            expire_time=expires,
            nonce=nonce,
            corp_id=corp_id,
            user_id=user_id,
            **details,
        ),
    )


MakeNode = Callable[[], Node]
MakeCorp = Callable[..., Awaitable[str]]
MakeUser = Callable[..., Awaitable[User]]
MakeApp = Callable[..., Awaitable[App]]


@pytest.fixture
async def make_node(database: Database, clock: VirtualClock) -> AsyncIterator[MakeNode]:
    vault, nodes = Vault(bytes(32)), []

    def make() -> Node:
        nodes.append(Node(database, clock, vault))
        return nodes[-1]

    yield make
    for node in nodes:
        await node.transport.close()


@pytest.fixture
def node(make_node: MakeNode) -> Node:
    return make_node()


@pytest.fixture
def make_corp(node: Node) -> MakeCorp:
    async def make(name: str = "Acme", *, provider_id: str | None = None, **settings: Any) -> str:
        return await node.database.write(
            lambda unit: node.corps.add(
                unit,
                name=name,
                provider_id=provider_id,
                settings=EnterpriseSettings(**settings),
                now=node.clock.now(),
            )
        )

    return make


@pytest.fixture
async def acme(make_corp: MakeCorp) -> str:
    return await make_corp()


@pytest.fixture
def make_user(node: Node, acme: str) -> MakeUser:
    """Creates a user of Acme, or of another enterprise, with ``PASSWORD``."""

    async def make(account: str | None = "alice", *, corp: str = acme, **given: Any) -> User:
        given.setdefault("name", "Alice Roe")
        given.setdefault("password_hash", hashed(PASSWORD))
        return await node.database.write(
            lambda unit: node.users.add(unit, corp, account=account, now=node.clock.now(), **given)
        )

    return make


@pytest.fixture
async def alice(make_user: MakeUser) -> User:
    return await make_user("alice")


@pytest.fixture
def make_app(node: Node, acme: str) -> MakeApp:
    """Registers an app of Acme, or of another enterprise or provider."""

    async def make(kind: AppKind = AppKind.ENTERPRISE, *, corp: str = acme) -> App:
        return await node.database.write(
            lambda unit: node.apps.add(unit, corp, kind=kind, name="Portal", now=node.clock.now())
        )

    return make


@pytest.fixture
async def app(make_app: MakeApp) -> App:
    return await make_app()


@dataclass(frozen=True)
class Provider:
    """A service provider with its administrator, its app and one enterprise with an administrator."""

    corp_id: str
    admin: User
    app: App
    enterprise: str
    enterprise_admin: User


@pytest.fixture
async def provider(make_corp: MakeCorp, make_user: MakeUser, make_app: MakeApp) -> Provider:
    corp_id = await make_corp("Reseller")
    enterprise = await make_corp("Customer", provider_id=corp_id)
    return Provider(
        corp_id=corp_id,
        admin=await make_user(
            "sp", corp=corp_id, user_type=UserType.PROVIDER_ADMIN, admin_type=AdminType.DEFAULT
        ),
        app=await make_app(AppKind.PROVIDER, corp=corp_id),
        enterprise=enterprise,
        enterprise_admin=await make_user("boss", corp=enterprise, admin_type=AdminType.DEFAULT),
    )
