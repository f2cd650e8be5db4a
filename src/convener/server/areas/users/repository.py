"""Where users are kept, and the names under which they log in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from convener.domain.accounts import User
from convener.domain.person import AdminType, Status, UserType
from convener.server.clock import micros
from convener.server.storage.database import Reading, Writing
from convener.server.storage.statement import Statement, any_of
from convener.server.storage.tables.enterprises import logins, users


class UserRow(Struct):
    corp_id: str
    user_id: str
    account: str
    third_account: str | None
    name: str
    email: str | None
    phone: str | None
    sip_number: str
    dept_code: str
    user_type: int
    admin_type: int
    status: int


_COLUMNS = [users.c[name] for name in UserRow.__struct_fields__]


def _user_where(*found: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    return select(*_COLUMNS).where(users.c.corp_id == bindparam("corp_id", type_=Text), *found)


_NAMED = _user_where(users.c.user_id == bindparam("user_id", type_=Text))
_FIND = Statement(_NAMED, UserRow)
_HOLD = Statement(_NAMED.with_for_update(), UserRow)
_BY_THIRD_ACCOUNT = Statement(
    _user_where(users.c.third_account == bindparam("third_account", type_=Text)), UserRow
)
_DEFAULT_ADMIN = Statement(_user_where(users.c.admin_type == int(AdminType.DEFAULT)), UserRow)
_BY_LOGIN = Statement(
    select(*_COLUMNS)
    .join(logins, (logins.c.corp_id == users.c.corp_id) & (logins.c.user_id == users.c.user_id))
    .where(logins.c.name == bindparam("name", type_=Text)),
    UserRow,
)
_PAGE = Statement(
    _user_where()
    .order_by(users.c.user_id)
    .limit(bindparam("most", type_=BigInteger))
    .offset(bindparam("skipped", type_=BigInteger)),
    UserRow,
)
_COUNT = Statement(
    select(func.count()).select_from(users).where(users.c.corp_id == bindparam("corp_id", type_=Text)), int
)
_TAKEN = Statement(select(logins.c.name).where(any_of(logins.c.name, "names")), str)

_ONE = (users.c.corp_id == bindparam("corp", type_=Text)) & (users.c.user_id == bindparam("user", type_=Text))
_CHANGE = Statement(
    update(users)
    .where(_ONE)
    .values({name: bindparam(name) for name in ("name", "email", "phone", "dept_code")})
)
_SET_STATUS = Statement(update(users).where(_ONE).values(status=bindparam("status")))
_SET_PASSWORD = Statement(
    update(users)
    .where(_ONE)
    .values({name: bindparam(name) for name in ("password_hash", "must_change", "password_at")})
)
_DROP_LOGINS = Statement(
    delete(logins).where(
        logins.c.corp_id == bindparam("corp", type_=Text),
        logins.c.user_id == bindparam("user", type_=Text),
        any_of(logins.c.name, "names"),
    )
)
_ADD = Statement(insert(users))


class UserRepository:
    """Reads and writes users; every method is one statement."""

    async def find(self, unit: Reading, corp_id: str, user_id: str) -> User | None:
        return await _one(unit, _FIND, corp_id=corp_id, user_id=user_id)

    async def hold(self, unit: Writing, corp_id: str, user_id: str) -> User | None:
        """The user, held for this unit so that its changes come one after the other."""
        return await _one(unit, _HOLD, corp_id=corp_id, user_id=user_id)

    async def by_login(self, unit: Reading, name: str) -> User | None:
        """The user of any enterprise who logs in under this name, given as ``login_name`` makes it."""
        return await _one(unit, _BY_LOGIN, name=name)

    async def by_third_account(self, unit: Reading, corp_id: str, third_account: str) -> User | None:
        return await _one(unit, _BY_THIRD_ACCOUNT, corp_id=corp_id, third_account=third_account)

    async def default_admin(self, unit: Reading, corp_id: str) -> User | None:
        return await _one(unit, _DEFAULT_ADMIN, corp_id=corp_id)

    async def page(self, unit: Reading, corp_id: str, *, offset: int, limit: int) -> list[User]:
        rows = await unit.all(_PAGE, corp_id=corp_id, skipped=offset, most=limit)
        return [_user(row) for row in rows]

    async def count(self, unit: Reading, corp_id: str) -> int:
        return await unit.one(_COUNT, corp_id=corp_id) or 0

    async def taken(self, unit: Reading, names: Iterable[str]) -> set[str]:
        """Which of these login names somebody has."""
        return set(await unit.all(_TAKEN, names=list(names)))

    async def add(
        self, unit: Writing, user: User, now: datetime, *, password_hash: str | None, must_change: bool
    ) -> None:
        """Store a new user, without login names."""
        await unit.run(
            _ADD,
            corp_id=user.corp_id,
            user_id=user.user_id,
            account=user.account,
            third_account=user.third_account,
            name=user.name,
            email=user.email,
            phone=user.phone,
            sip_number=user.sip_number,
            dept_code=user.dept_code,
            user_type=int(user.user_type),
            admin_type=int(user.admin_type),
            status=int(user.status),
            password_hash=password_hash,
            must_change=int(must_change),
            password_at=None if password_hash is None else micros(now),
            created_at=micros(now),
        )

    def add_logins(self, unit: Writing, user: User, names: Iterable[str]) -> None:
        """Let the user log in under further names; sent with the commit."""
        rows = [{"name": name, "corp_id": user.corp_id, "user_id": user.user_id} for name in names]
        unit.put_all(logins, rows)

    async def drop_logins(self, unit: Writing, user: User, names: Iterable[str]) -> None:
        await unit.run(_DROP_LOGINS, corp=user.corp_id, user=user.user_id, names=list(names))

    async def change(self, unit: Writing, user: User) -> None:
        """Store name, e-mail, phone and department as they are now, but no login names."""
        await unit.run(
            _CHANGE,
            corp=user.corp_id,
            user=user.user_id,
            name=user.name,
            email=user.email,
            phone=user.phone,
            dept_code=user.dept_code,
        )

    async def set_status(self, unit: Writing, corp_id: str, user_id: str, status: Status) -> None:
        await unit.run(_SET_STATUS, corp=corp_id, user=user_id, status=int(status))

    async def set_password(
        self,
        unit: Writing,
        corp_id: str,
        user_id: str,
        password_hash: str,
        now: datetime,
        *,
        must_change: bool,
    ) -> None:
        await unit.run(
            _SET_PASSWORD,
            corp=corp_id,
            user=user_id,
            password_hash=password_hash,
            must_change=int(must_change),
            password_at=micros(now),
        )


async def _one(unit: Reading, statement: Statement[UserRow], **args: str) -> User | None:
    row = await unit.one(statement, **args)
    return None if row is None else _user(row)


def _user(row: UserRow) -> User:
    return User(
        corp_id=row.corp_id,
        user_id=row.user_id,
        account=row.account,
        third_account=row.third_account,
        name=row.name,
        email=row.email,
        phone=row.phone,
        sip_number=row.sip_number,
        dept_code=row.dept_code,
        user_type=UserType(row.user_type),
        admin_type=AdminType(row.admin_type),
        status=Status(row.status),
    )
