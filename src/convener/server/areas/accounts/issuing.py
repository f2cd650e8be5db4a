"""Issuing tokens: how many an account may have, and which give way."""

from __future__ import annotations

from datetime import datetime, timedelta

from convener.domain.accounts import Account, tokens_allowed
from convener.domain.discreet import Discreet
from convener.server.areas.accounts.repository import Standing
from convener.server.areas.accounts.token_repository import (
    KnownToken,
    NewToken,
    TokenRepository,
)
from convener.server.clock import micros
from convener.server.ids import Ids, dated_digest
from convener.server.storage.database import Writing

TOKEN_LIFE = timedelta(days=1)
REFRESH_LIFE = timedelta(days=30)

TOLD = timedelta(hours=1)
"""How long the holder of a displaced token is told that a newer login took its place."""


class Login(Discreet, frozen=True, kw_only=True):
    """What a login gave, or a token was found to be."""

    account: Account
    client_type: int
    app_id: str | None = None
    """The app that vouched for the user."""
    token: str | None = None
    """``None`` when the credentials were only to be checked."""
    expires: datetime | None = None
    refresh_token: str | None = None
    refresh_expires: datetime | None = None
    displaced: tuple[str, ...] = ()
    """Digests of the access tokens that gave way."""


class Issuer:
    """Issues tokens in the caller's unit."""

    def __init__(self, repository: TokenRepository, ids: Ids) -> None:
        self._repository = repository
        self._ids = ids

    async def login(
        self,
        unit: Writing,
        account: Account,
        *,
        client_type: int,
        app_id: str | None,
        now: datetime,
        standing: Standing | None = None,
    ) -> Login:
        """A pair for a new login; the oldest beyond ``tokens_allowed`` give way to it.

        Programs that log in at the same moment may for that moment hold a few more.
        """
        if tokens_allowed(client_type) == 1:
            await self._repository.hold(unit, account)
            standing = None
        if standing is None:
            standing = await self._repository.standing(unit, account, client_type)
        keep = tokens_allowed(client_type) - 1
        return await self._issue(unit, account, client_type, app_id, now, standing, keep=keep)

    async def successor(self, unit: Writing, before: KnownToken, now: datetime) -> Login:
        """A pair to go on with; the one before stays, even where only one login is allowed."""
        allowed = tokens_allowed(before.client_type)
        standing = await self._repository.standing(unit, before.account, before.client_type)
        keep = allowed - 1 if allowed > 1 else standing.held
        return await self._issue(
            unit, before.account, before.client_type, before.app_id, now, standing, keep=keep
        )

    async def _issue(
        self,
        unit: Writing,
        account: Account,
        client_type: int,
        app_id: str | None,
        now: datetime,
        standing: Standing,
        *,
        keep: int,
    ) -> Login:
        displaced: list[str] = []
        if standing.held > keep:
            displaced = await self._repository.displace(
                unit, account, client_type, keep=keep, told_until=now + TOLD
            )
        token, refresh_token = self._ids.token(), self._ids.token()
        stored = NewToken(
            digest=dated_digest(token),
            refresh_digest=dated_digest(refresh_token),
            account=account,
            app_id=app_id,
            client_type=client_type,
            # Later than every other one, also while a virtual clock stands still.
            issued_at=max(micros(now), (standing.newest or 0) + 1),
            expires=now + TOKEN_LIFE,
            refresh_expires=now + REFRESH_LIFE,
        )
        self._repository.add(unit, stored)
        return Login(
            account=account,
            client_type=client_type,
            app_id=app_id,
            token=token,
            expires=stored.expires,
            refresh_token=refresh_token,
            refresh_expires=stored.refresh_expires,
            displaced=tuple(displaced),
        )
