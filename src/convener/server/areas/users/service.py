"""Users of enterprises: created, found, kept up to date."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from convener.domain.accounts import (
    ROOT_DEPARTMENT,
    AccountTaken,
    DefaultAdminTaken,
    Details,
    EmailTaken,
    PhoneTaken,
    User,
    UserLimitReached,
    UserUnknown,
    login_name,
)
from convener.domain.person import AdminType, Status, UserType
from convener.server.areas.corps.service import CorpService
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.users.repository import UserRepository
from convener.server.ids import Ids
from convener.server.storage.database import Reading, Writing


class UserService:
    """The users of all enterprises."""

    def __init__(self, repository: UserRepository, corps: CorpService, rooms: RoomService, ids: Ids) -> None:
        self._repository = repository
        self._corps = corps
        self._rooms = rooms
        self._ids = ids

    async def add(
        self,
        unit: Writing,
        corp_id: str,
        *,
        name: str,
        now: datetime,
        account: str | None = None,
        third_account: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        dept_code: str = ROOT_DEPARTMENT,
        user_type: UserType = UserType.ENTERPRISE_USER,
        admin_type: AdminType = AdminType.NONE,
        password_hash: str | None = None,
        must_change: bool = False,
    ) -> User:
        """Create a user with a number and a personal meeting ID; the account is made if absent.

        ``password_hash`` comes from ``Passwords.hash``, outside the unit; without it only apps can
        log the user in. Raises ``AccountTaken``, ``PhoneTaken``, ``EmailTaken``,
        ``DefaultAdminTaken`` or ``UserLimitReached``.
        """
        user_id = self._ids.row()
        user = User(
            corp_id=corp_id,
            user_id=user_id,
            account=account or f"Auto-{user_id}",
            third_account=third_account,
            name=name,
            email=email,
            phone=phone,
            sip_number=self._ids.sip_number(),
            dept_code=dept_code,
            user_type=user_type,
            admin_type=admin_type,
            status=Status.NORMAL,
        )
        await self._check_room_for_one(unit, corp_id)
        await self._check_free(unit, user)
        await self._repository.add(unit, user, now, password_hash=password_hash, must_change=must_change)
        self._repository.add_logins(unit, user, _logins(user))
        self._rooms.add_personal(unit, corp_id, user_id, name=name, now=now)
        return user

    async def find(self, unit: Reading, corp_id: str, user_id: str) -> User | None:
        return await self._repository.find(unit, corp_id, user_id)

    async def by_login(self, unit: Reading, name: str) -> User | None:
        """The user of any enterprise with this account, phone number or e-mail address."""
        return await self._repository.by_login(unit, login_name(name))

    async def hold(self, unit: Writing, corp_id: str, account: str, *, third_party: bool) -> User:
        """The enterprise's user of this account or third-party user ID, held until the unit ends.

        Raises ``UserUnknown``.
        """
        if third_party:
            found = await self._repository.by_third_account(unit, corp_id, account)
        else:
            found = await self._repository.by_login(unit, login_name(account))
        if found is None or found.corp_id != corp_id:
            raise UserUnknown
        if not third_party and login_name(found.account) != login_name(account):
            raise UserUnknown  # a phone number or an e-mail address is for logging in only
        held = await self._repository.hold(unit, corp_id, found.user_id)
        if held is None:
            raise UserUnknown
        return held

    async def page(self, unit: Reading, corp_id: str, *, offset: int = 0, limit: int = 500) -> list[User]:
        """The enterprise's users, the oldest first."""
        return await self._repository.page(unit, corp_id, offset=offset, limit=limit)

    async def update(self, unit: Writing, corp_id: str, user_id: str, details: Details) -> bool:
        """Write over what the details tell; ``False`` when nothing differs.

        Raises ``PhoneTaken`` or ``EmailTaken``.
        """
        if details == Details():
            return False
        user = await self._repository.hold(unit, corp_id, user_id)
        if user is None or _told(user, details) == user:
            return False
        after = _told(user, details)
        old, new = _logins(user), _logins(after)
        if gained := new - old:
            _refuse_taken(after, await self._repository.taken(unit, gained))
        if lost := old - new:
            await self._repository.drop_logins(unit, user, lost)
        self._repository.add_logins(unit, after, gained)
        await self._repository.change(unit, after)
        return True

    async def set_status(self, unit: Writing, corp_id: str, user_id: str, status: Status) -> None:
        """Switch the account on or off. Its tokens are ended by ``AccountService``, who calls this."""
        await self._repository.set_status(unit, corp_id, user_id, status)

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
        """Replace the password. Its tokens are ended by ``AccountService``, who calls this."""
        await self._repository.set_password(
            unit, corp_id, user_id, password_hash, now, must_change=must_change
        )

    async def _check_room_for_one(self, unit: Writing, corp_id: str) -> None:
        corp = await self._corps.find(unit, corp_id)
        if corp is None or corp.settings.user_limit is None:
            return
        await self._corps.hold(unit, corp_id)
        if await self._repository.count(unit, corp_id) >= corp.settings.user_limit:
            raise UserLimitReached

    async def _check_free(self, unit: Writing, user: User) -> None:
        """Ask before the unique keys do: they cannot say which of the user's names was taken."""
        _refuse_taken(user, await self._repository.taken(unit, _logins(user)))
        third = user.third_account
        if third and await self._repository.by_third_account(unit, user.corp_id, third):
            raise AccountTaken
        if user.admin_type is AdminType.DEFAULT and await self._repository.default_admin(unit, user.corp_id):
            raise DefaultAdminTaken


def _told(user: User, details: Details) -> User:
    return replace(
        user,
        name=details.name or user.name,
        email=details.email or user.email,
        phone=details.phone or user.phone,
        dept_code=details.dept_code or user.dept_code,
    )


def _logins(user: User) -> set[str]:
    """The names under which the user logs in."""
    return {login_name(name) for name in (user.account, user.phone, user.email) if name}


def _refuse_taken(user: User, taken: set[str]) -> None:
    if login_name(user.account) in taken:
        raise AccountTaken
    if user.phone and login_name(user.phone) in taken:
        raise PhoneTaken
    if taken:
        raise EmailTaken
