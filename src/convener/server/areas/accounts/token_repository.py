"""Where access and refresh tokens are kept, as digests, a pair in each row.

A pair whose refresh token was spent keeps the access token's digest in its place. A pair is deleted
some time after ``refresh_expires_at``, which is never before ``expires_at`` unless it is displaced.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import BigInteger, Text, and_, bindparam, case, delete, func, insert, or_, select, update

from convener.domain.accounts import Account
from convener.server.areas.accounts.repository import (
    ACCOUNT_COLUMNS,
    AccountRow,
    Standing,
    TokenState,
    account_of,
)
from convener.server.clock import micros, moment
from convener.server.storage.database import Reading, Writing
from convener.server.storage.lookups import Lookup
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import corps, tokens, users


class TokenRow(AccountRow):
    digest: str
    app_id: str | None
    client_type: int
    expires_at: int
    refresh_expires_at: int
    state: int


class KnownToken(Struct, frozen=True):
    """A stored pair and whose it is."""

    digest: str
    """Of the access token."""
    account: Account
    app_id: str | None
    client_type: int
    expires: datetime
    refresh_expires: datetime
    displaced: bool


class NewToken(Struct, frozen=True):
    """A pair to store, by its digests."""

    digest: str
    refresh_digest: str
    account: Account
    app_id: str | None
    client_type: int
    issued_at: int
    expires: datetime
    refresh_expires: datetime


_FOUND = (
    select(
        *ACCOUNT_COLUMNS,
        tokens.c.digest,
        tokens.c.app_id,
        tokens.c.client_type,
        tokens.c.expires_at,
        tokens.c.refresh_expires_at,
        tokens.c.state,
    )
    .select_from(tokens)
    .join(users, and_(users.c.corp_id == tokens.c.corp_id, users.c.user_id == tokens.c.user_id))
    .join(corps, corps.c.corp_id == tokens.c.corp_id)
)
_presented = bindparam("digest", type_=Text)
_BY_ACCESS = Lookup(_FOUND, TokenRow, key=tokens.c.digest)
_BY_EITHER = Statement(
    _FOUND.where(or_(tokens.c.digest == _presented, tokens.c.refresh_digest == _presented)), TokenRow
)

_live_of_account = and_(
    tokens.c.corp_id == bindparam("corp", type_=Text),
    tokens.c.user_id == bindparam("user", type_=Text),
    tokens.c.client_type == bindparam("kind", type_=BigInteger),
    tokens.c.state == int(TokenState.LIVE),
)
_STANDING = Statement(select(func.count(), func.max(tokens.c.issued_at)).where(_live_of_account), Standing)
_superfluous = (
    select(tokens.c.digest)
    .where(_live_of_account)
    .order_by(tokens.c.issued_at.desc())
    .offset(bindparam("kept", type_=BigInteger))
)
# Selected once more, because locking right there would lock the rows that are kept as well. What is
# locked is just being displaced by another login.
_free = select(tokens.c.digest).where(tokens.c.digest.in_(_superfluous)).with_for_update(skip_locked=True)
_DISPLACE = Statement(
    update(tokens)
    .where(tokens.c.digest.in_(_free), tokens.c.state == int(TokenState.LIVE))
    .values(state=int(TokenState.DISPLACED), refresh_expires_at=bindparam("told_until", type_=BigInteger))
    .returning(tokens.c.digest),
    str,
)
_HOLD = Statement(
    select(users.c.user_id)
    .where(users.c.corp_id == bindparam("corp", type_=Text), users.c.user_id == bindparam("user", type_=Text))
    .with_for_update(),
    str,
)

_until = bindparam("until", type_=BigInteger)
_EXTEND = Statement(
    update(tokens)
    .where(tokens.c.digest == bindparam("named", type_=Text), tokens.c.state == int(TokenState.LIVE))
    .values(
        issued_at=bindparam("now", type_=BigInteger),
        expires_at=_until,
        refresh_expires_at=case(
            (tokens.c.refresh_expires_at < _until, _until), else_=tokens.c.refresh_expires_at
        ),
    )
)
_SPEND = Statement(
    update(tokens)
    .where(tokens.c.refresh_digest == bindparam("named", type_=Text), tokens.c.state == int(TokenState.LIVE))
    .values(refresh_digest=tokens.c.digest, refresh_expires_at=tokens.c.expires_at)
)
_ADD = Statement(insert(tokens))
_DROP = Statement(delete(tokens).where(tokens.c.digest == bindparam("named", type_=Text)))
_DROP_ALL = Statement(
    delete(tokens).where(
        tokens.c.corp_id == bindparam("corp", type_=Text), tokens.c.user_id == bindparam("user", type_=Text)
    )
)


class TokenRepository:
    """Reads and writes tokens; every method is one statement."""

    async def by_access(self, unit: Reading, digest: str) -> KnownToken | None:
        """The pair with this access token."""
        row = await unit.one(_BY_ACCESS, digest=digest)
        return None if row is None else _known(row)

    async def by_either(self, unit: Reading, digest: str) -> KnownToken | None:
        """The pair with this access token or this refresh token."""
        row = await unit.one(_BY_EITHER, digest=digest)
        return None if row is None else _known(row)

    async def standing(self, unit: Reading, account: Account, client_type: int) -> Standing:
        found = await unit.one(_STANDING, corp=account.corp_id, user=account.user_id, kind=client_type)
        assert found is not None
        return found

    async def hold(self, unit: Writing, account: Account) -> None:
        """Hold the account for this unit, so that its logins come one after the other."""
        await unit.one(_HOLD, corp=account.corp_id, user=account.user_id)

    async def displace(
        self, unit: Writing, account: Account, client_type: int, *, keep: int, told_until: datetime
    ) -> list[str]:
        """Displace all live pairs but the newest ``keep``; gives the digests of their access tokens.

        Their holders are told so until ``told_until``; then the tokens are as unknown as others.
        """
        return await unit.all(
            _DISPLACE,
            corp=account.corp_id,
            user=account.user_id,
            kind=client_type,
            kept=keep,
            told_until=micros(told_until),
        )

    def add(self, unit: Writing, token: NewToken) -> None:
        """Store a pair; sent with the commit."""
        unit.put(
            _ADD,
            digest=token.digest,
            refresh_digest=token.refresh_digest,
            corp_id=token.account.corp_id,
            user_id=token.account.user_id,
            app_id=token.app_id,
            client_type=token.client_type,
            issued_at=token.issued_at,
            expires_at=micros(token.expires),
            refresh_expires_at=micros(token.refresh_expires),
            state=int(TokenState.LIVE),
        )

    async def extend(self, unit: Writing, digest: str, *, now: datetime, until: datetime) -> bool:
        """Issue an access token again, to live until then; ``False`` when it is gone or displaced by now."""
        return bool(await unit.run(_EXTEND, named=digest, now=micros(now), until=micros(until)))

    async def spend_refresh(self, unit: Writing, refresh_digest: str) -> bool:
        """Use a refresh token up; ``False`` when somebody else just did."""
        return bool(await unit.run(_SPEND, named=refresh_digest))

    async def drop(self, unit: Writing, digest: str) -> bool:
        """End the pair with this access token; ``False`` when somebody else just did."""
        return bool(await unit.run(_DROP, named=digest))

    async def drop_all(self, unit: Writing, corp_id: str, user_id: str) -> None:
        """End everything the user has."""
        await unit.run(_DROP_ALL, corp=corp_id, user=user_id)


def _known(row: TokenRow) -> KnownToken:
    return KnownToken(
        digest=row.digest,
        account=account_of(row),
        app_id=row.app_id,
        client_type=row.client_type,
        expires=moment(row.expires_at),
        refresh_expires=moment(row.refresh_expires_at),
        displaced=row.state == TokenState.DISPLACED,
    )
