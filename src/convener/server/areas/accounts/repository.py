"""Accounts as logging in looks them up, and the nonces that apps have used."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from convener.domain.accounts import Account, CorpKind
from convener.domain.enterprise import EnterpriseSettings
from convener.domain.person import AdminType, Status, UserType
from convener.server.clock import micros, moment
from convener.server.storage import lockouts
from convener.server.storage.database import Reading, Writing
from convener.server.storage.lookups import Lookup
from convener.server.storage.statement import Statement
from convener.server.storage.tables.enterprises import corps, logins, nonces, tokens, users
from convener.server.storage.tables.enterprises import lockouts as lockout_table

_settings = msgspec.json.Decoder(EnterpriseSettings)
_CORP_KINDS = {each.value: each for each in CorpKind}
_USER_TYPES = {each.value: each for each in UserType}
_ADMIN_TYPES = {each.value: each for each in AdminType}
_STATUSES = {each.value: each for each in Status}


class AccountRow(Struct):
    corp_id: str
    corp_name: str
    corp_kind: int
    provider_id: str | None
    settings: str
    user_id: str
    account: str
    third_account: str | None
    name: str
    email: str | None
    phone: str | None
    sip_number: str
    user_type: int
    admin_type: int
    status: int
    password_hash: str | None
    must_change: int
    password_at: int | None


ACCOUNT_COLUMNS = (
    corps.c.corp_id,
    corps.c.name,
    corps.c.kind,
    corps.c.provider_id,
    corps.c.settings,
    users.c.user_id,
    users.c.account,
    users.c.third_account,
    users.c.name,
    users.c.email,
    users.c.phone,
    users.c.sip_number,
    users.c.user_type,
    users.c.admin_type,
    users.c.status,
    users.c.password_hash,
    users.c.must_change,
    users.c.password_at,
)
"""In the order of ``AccountRow``."""


class TokenState(enum.IntEnum):
    LIVE = 0
    DISPLACED = 1


class Standing(Struct, frozen=True):
    """How many live pairs of one client type an account has, and when the newest was issued."""

    held: int
    newest: int | None


class CandidateRow(AccountRow):
    login: str
    failures: int | None
    failures_until: int | None
    held: int
    newest: int | None


class Candidate(Struct, frozen=True):
    """Whom a login name may mean, and how often passwords were wrong lately."""

    account: Account | None
    subject: str
    """Under which failures are counted: the user, whichever name was typed, else the name."""
    failures: int
    standing: Standing | None = None
    """What the account holds already."""


_subject = literal("user:", Text) + users.c.corp_id + literal("/", Text) + users.c.user_id
_live = and_(
    tokens.c.corp_id == users.c.corp_id,
    tokens.c.user_id == users.c.user_id,
    tokens.c.client_type == bindparam("kind", type_=BigInteger),
    tokens.c.state == int(TokenState.LIVE),
)
_BY_LOGIN = Lookup(
    select(
        *ACCOUNT_COLUMNS,
        logins.c.name,
        lockout_table.c.failures,
        lockout_table.c.until,
        select(func.count()).select_from(tokens).where(_live).scalar_subquery(),
        select(tokens.c.issued_at)
        .where(_live)
        .order_by(tokens.c.issued_at.desc())
        .limit(1)
        .scalar_subquery(),
    )
    .select_from(logins)
    .join(users, and_(users.c.corp_id == logins.c.corp_id, users.c.user_id == logins.c.user_id))
    .join(corps, corps.c.corp_id == users.c.corp_id)
    .outerjoin(lockout_table, lockout_table.c.subject == _subject),
    CandidateRow,
    key=logins.c.name,
)


def _of_corp(found: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    return (
        select(*ACCOUNT_COLUMNS)
        .select_from(users)
        .join(corps, corps.c.corp_id == users.c.corp_id)
        .where(users.c.corp_id == bindparam("corp_id", type_=Text), found)
    )


_BY_ID = Statement(_of_corp(users.c.user_id == bindparam("user_id", type_=Text)), AccountRow)
_BY_THIRD_ACCOUNT = Statement(
    _of_corp(users.c.third_account == bindparam("third_account", type_=Text)), AccountRow
)
_DEFAULT_ADMIN = Statement(_of_corp(users.c.admin_type == int(AdminType.DEFAULT)), AccountRow)
_nonce = insert(nonces)
_CLAIM_NONCE = Statement(
    _nonce.on_conflict_do_update(
        index_elements=[nonces.c.app_id, nonces.c.nonce],
        set_={"expires_at": _nonce.excluded.expires_at},
        where=nonces.c.expires_at <= bindparam("now"),
    )
)


class AccountRepository:
    """Reads accounts. Every method is one statement unless it says otherwise."""

    async def candidate(self, unit: Reading, name: str, client_type: int, now: datetime) -> Candidate:
        """Whom a name as ``login_name`` makes it stands for; unknown names take a second statement."""
        row = await unit.one(_BY_LOGIN, name=name, kind=client_type)
        if row is not None:
            counts = row.failures_until is not None and row.failures_until > micros(now)
            return Candidate(
                account=account_of(row),
                subject=f"user:{row.corp_id}/{row.user_id}",
                failures=row.failures or 0 if counts else 0,
                standing=Standing(row.held, row.newest),
            )
        subject = f"name:{name}"
        return Candidate(None, subject, await lockouts.failures(unit, subject, now))

    async def by_id(self, unit: Reading, corp_id: str, user_id: str) -> Account | None:
        row = await unit.one(_BY_ID, corp_id=corp_id, user_id=user_id)
        return None if row is None else account_of(row)

    async def by_third_account(self, unit: Reading, corp_id: str, third_account: str) -> Account | None:
        row = await unit.one(_BY_THIRD_ACCOUNT, corp_id=corp_id, third_account=third_account)
        return None if row is None else account_of(row)

    async def default_admin(self, unit: Reading, corp_id: str) -> Account | None:
        row = await unit.one(_DEFAULT_ADMIN, corp_id=corp_id)
        return None if row is None else account_of(row)

    async def claim_nonce(
        self, unit: Writing, app_id: str, nonce: str, *, until: datetime, now: datetime
    ) -> bool:
        """Use a nonce up until then; ``False`` when it is used already."""
        claimed = await unit.run(
            _CLAIM_NONCE, app_id=app_id, nonce=nonce, expires_at=micros(until), now=micros(now)
        )
        return bool(claimed)


def account_of(row: AccountRow) -> Account:
    return Account(
        corp_id=row.corp_id,
        corp_name=row.corp_name,
        corp_kind=_CORP_KINDS[row.corp_kind],
        provider_id=row.provider_id,
        settings=_settings.decode(row.settings),
        user_id=row.user_id,
        account=row.account,
        third_account=row.third_account,
        name=row.name,
        email=row.email,
        phone=row.phone,
        sip_number=row.sip_number,
        user_type=_USER_TYPES[row.user_type],
        admin_type=_ADMIN_TYPES[row.admin_type],
        status=_STATUSES[row.status],
        password_hash=row.password_hash,
        must_change=bool(row.must_change),
        password_set=None if row.password_at is None else moment(row.password_at),
    )
