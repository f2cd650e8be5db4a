"""Logging in with account and password, and what makes an account's logins worthless."""

from __future__ import annotations

from datetime import datetime

from convener.domain.accounts import (
    Account,
    AccountDisabled,
    AccountLocked,
    User,
    WrongCredentials,
    check_password,
    login_name,
)
from convener.domain.person import Status
from convener.server.areas.accounts.issuing import Login
from convener.server.areas.accounts.repository import AccountRepository, Candidate
from convener.server.areas.accounts.sessions import Sessions
from convener.server.areas.users.service import UserService
from convener.server.passwords import Passwords
from convener.server.storage import lockouts
from convener.server.storage.database import Database, Reading, Writing


class AccountService:
    """Accounts and their passwords. Opens its own units: hashing happens between them."""

    def __init__(
        self,
        repository: AccountRepository,
        sessions: Sessions,
        users: UserService,
        passwords: Passwords,
        database: Database,
    ) -> None:
        self._repository = repository
        self._sessions = sessions
        self._users = users
        self._passwords = passwords
        self._database = database

    async def log_in(
        self, name: str, password: str, *, client_type: int, now: datetime, check_only: bool = False
    ) -> Login:
        """A token for an account, phone number or e-mail address and its password.

        Raises ``WrongCredentials``, ``AccountLocked``, ``AccountDisabled`` or ``TooManyLogins``.
        """

        async def look(unit: Reading) -> Candidate:
            return await self._repository.candidate(unit, login_name(name), client_type, now)

        candidate = await self._database.read(look)
        account = await self._proven(candidate, password, now)
        if check_only:
            return Login(account=account, client_type=client_type)

        async def admit(_: Writing) -> Account:
            return account

        return await self._sessions.open(admit, client_type=client_type, now=now, standing=candidate.standing)

    async def set_password(self, user: User, password: str, now: datetime) -> None:
        """Give the user a new password, which ends all its logins. Raises ``PasswordTooWeak``."""
        check_password(password, account=user.account)
        hashed = await self._passwords.hash(password)

        async def change(unit: Writing) -> None:
            await self._users.set_password(unit, user.corp_id, user.user_id, hashed, now, must_change=True)

        await self._sessions.end_all(user.corp_id, user.user_id, change)

    async def set_status(self, user: User, status: Status) -> None:
        """Switch the account on or off, which ends all its logins."""

        async def change(unit: Writing) -> None:
            await self._users.set_status(unit, user.corp_id, user.user_id, status)

        await self._sessions.end_all(user.corp_id, user.user_id, change)

    async def _proven(self, candidate: Candidate, password: str, now: datetime) -> Account:
        """The account, if the password is its own. Who does not exist is refused like a wrong password."""
        if candidate.failures >= lockouts.FAILURES:
            raise AccountLocked
        account, subject = candidate.account, candidate.subject
        stored = None if account is None else account.password_hash
        right = self._passwords.remembers(subject, password, stored)
        if not right or candidate.failures:
            right = right or await self._passwords.verify(subject, password, stored)
            await self._settle(subject, now, right=right)
        if account is None or not right:
            raise WrongCredentials
        if account.is_disabled:
            raise AccountDisabled
        return account

    async def _settle(self, subject: str, now: datetime, *, right: bool) -> None:
        """Count a wrong password, or forget those before a right one.

        Looks at the count again: a hundred guesses sent at once must not all be answered.
        """

        async def settle(unit: Writing) -> None:
            failures = await lockouts.failures(unit, subject, now)
            if failures >= lockouts.FAILURES:
                raise AccountLocked
            if not right:
                await lockouts.fail(unit, subject, now)
            elif failures:
                await lockouts.clear(unit, subject)

        await self._database.write(settle)
