"""Access and refresh tokens from their issue to their end, and who calls with them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from convener.domain.access import TokenDisplaced, TokenInvalid
from convener.domain.accounts import PROGRAM, Account, TokenNotValid, User
from convener.domain.person import Principal
from convener.server.areas.accounts.issuing import TOKEN_LIFE, Issuer, Login
from convener.server.areas.accounts.repository import AccountRepository, Standing
from convener.server.areas.accounts.session_cache import Session, SessionCache
from convener.server.areas.accounts.token_repository import KnownToken, TokenRepository
from convener.server.clock import Clock
from convener.server.ids import Ids, dated_digest
from convener.server.storage.database import Database, Reading, Writing

Admit = Callable[[Writing], Awaitable[Account]]
"""Finds, in the unit that will store the token, who is let in; raises a ``Refusal`` for nobody."""


class Sessions:
    """The logins of this server.

    A token that ends on this node is refused here at once, and on other nodes within five seconds.
    """

    def __init__(
        self,
        repository: TokenRepository,
        accounts: AccountRepository,
        ids: Ids,
        clock: Clock,
        database: Database,
    ) -> None:
        self._repository = repository
        self._accounts = accounts
        self._clock = clock
        self._database = database
        self._issuer = Issuer(repository, ids)
        self._cache = SessionCache()

    async def principal(self, token: str | None, now: datetime) -> Principal:
        """Who calls with this access token. Raises ``TokenInvalid`` or ``TokenDisplaced``."""
        if not token:
            raise TokenInvalid
        presented = dated_digest(token)
        session = self._cache.get(presented)
        if session is None or session.expires <= now:
            session = await self._load(presented, now)
        return session.principal

    async def open(
        self,
        admit: Admit,
        *,
        client_type: int,
        now: datetime,
        app_id: str | None = None,
        standing: Standing | None = None,
    ) -> Login:
        """Issue tokens to the account that ``admit`` lets in; both happen, or neither.

        A ``standing`` that is known already need not be found out in the unit.
        """

        async def issue(unit: Writing) -> Login:
            return await self._issuer.login(
                unit,
                await admit(unit),
                client_type=client_type,
                app_id=app_id,
                now=now,
                standing=standing,
            )

        return self._noted(await self._database.write(issue))

    async def open_for(self, user: User) -> str:
        """An access token without proof, for whoever operates the server."""

        async def admit(unit: Writing) -> Account:
            account = await self._accounts.by_id(unit, user.corp_id, user.user_id)
            if account is None:
                raise LookupError(user.user_id)
            return account

        login = await self.open(admit, client_type=PROGRAM, now=self._clock.now())
        assert login.token is not None
        return login.token

    async def renew(self, token: str | None, now: datetime) -> Login:
        """A new pair for a refresh token, or another day for an access token.

        The access token that came with a spent refresh token stays valid until it expires.
        Raises ``TokenInvalid`` or ``TokenDisplaced``.
        """
        if not token:
            raise TokenInvalid
        presented = dated_digest(token)

        async def exchange(unit: Writing) -> Login:
            found = _usable(await self._repository.by_either(unit, presented), presented, now)
            if found.digest == presented:
                if not await self._repository.extend(unit, presented, now=now, until=now + TOKEN_LIFE):
                    raise TokenInvalid
                return _described(found, token, expires=now + TOKEN_LIFE)
            if not await self._repository.spend_refresh(unit, presented):
                raise TokenInvalid
            return await self._issuer.successor(unit, found, now)

        return self._noted(await self._database.write(exchange))

    async def check(self, token: str, now: datetime, *, renew: bool) -> Login:
        """What a valid access token is, or its successor. Raises ``TokenNotValid``."""
        presented = dated_digest(token)

        async def look(unit: Reading) -> KnownToken:
            return _usable(await self._repository.by_access(unit, presented), presented, now)

        async def succeed(unit: Writing) -> Login:
            return await self._issuer.successor(unit, await look(unit), now)

        try:
            if renew:
                return self._noted(await self._database.write(succeed))
            known = await self._database.read(look)
        except (TokenInvalid, TokenDisplaced):
            raise TokenNotValid from None
        return _described(known, token, expires=known.expires)

    async def end(self, token: str | None, now: datetime) -> None:
        """Log out: end an access token and its refresh token, by either of them.

        Raises ``TokenInvalid`` or ``TokenDisplaced``.
        """
        if not token:
            raise TokenInvalid
        presented = dated_digest(token)

        async def drop(unit: Writing) -> str:
            found = _usable(await self._repository.by_either(unit, presented), presented, now)
            if not await self._repository.drop(unit, found.digest):
                raise TokenInvalid
            return found.digest

        self._cache.end([await self._database.write(drop)])

    async def end_all(self, corp_id: str, user_id: str, change: Callable[[Writing], Awaitable[None]]) -> None:
        """End every token of a user together with the change that makes them worthless."""

        async def drop(unit: Writing) -> None:
            await change(unit)
            await self._repository.drop_all(unit, corp_id, user_id)

        await self._database.write(drop)
        self._cache.end_all_of(corp_id, user_id)

    def forget(self) -> None:
        """Ask the database about every token again: its rows were changed by other means."""
        self._cache.clear()

    async def _load(self, presented: str, now: datetime) -> Session:
        endings = self._cache.endings
        found = await self._database.read(lambda unit: self._repository.by_access(unit, presented))
        known = _usable(found, presented, now)
        session = Session(known.account.principal(known.app_id), known.expires)
        if endings == self._cache.endings:
            self._cache.put(presented, session)
        return session

    def _noted(self, login: Login) -> Login:
        """Have the cache know what was just stored: the next call will come with it."""
        assert login.token is not None
        assert login.expires is not None
        self._cache.end(login.displaced)
        session = Session(login.account.principal(login.app_id), login.expires)
        self._cache.put(dated_digest(login.token), session)
        return login


def _usable(found: KnownToken | None, presented: str, now: datetime) -> KnownToken:
    """The pair that the presented access or refresh token belongs to, if it may still be used."""
    if found is None or found.account.is_disabled:
        raise TokenInvalid
    if (found.expires if found.digest == presented else found.refresh_expires) <= now:
        raise TokenInvalid
    if found.displaced:
        raise TokenDisplaced
    return found


def _described(known: KnownToken, token: str, *, expires: datetime) -> Login:
    return Login(
        account=known.account,
        client_type=known.client_type,
        app_id=known.app_id,
        token=token,
        expires=expires,
    )
