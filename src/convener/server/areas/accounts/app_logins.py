"""Logging in through an app, which vouches for its users with a signature."""

from __future__ import annotations

from datetime import datetime

from convener.domain.accounts import (
    ROOT_DEPARTMENT,
    Account,
    AccountDisabled,
    App,
    AppKind,
    AppNotVerified,
    AppSignatureExpired,
    Details,
    RegistrationNotAllowed,
)
from convener.domain.person import Status
from convener.domain.proofs import AppClaim, Signature
from convener.server.areas.accounts.issuing import Login
from convener.server.areas.accounts.repository import AccountRepository
from convener.server.areas.accounts.sessions import Sessions
from convener.server.areas.apps.service import AppService
from convener.server.areas.corps.service import CorpService
from convener.server.areas.users.service import UserService
from convener.server.storage.database import Database, Writing


class AppLogins:
    """Logins by app. An app's word creates users and keeps their details up to date."""

    def __init__(
        self,
        repository: AccountRepository,
        sessions: Sessions,
        apps: AppService,
        corps: CorpService,
        users: UserService,
        database: Database,
    ) -> None:
        self._repository = repository
        self._sessions = sessions
        self._apps = apps
        self._corps = corps
        self._users = users
        self._database = database

    async def log_in(
        self,
        claim: AppClaim,
        signature: Signature | None,
        details: Details,
        *,
        client_type: int,
        now: datetime,
    ) -> Login:
        """A token for whom the app claims.

        Raises ``AppNotVerified``, ``AppSignatureExpired``, ``AccountDisabled``,
        ``RegistrationNotAllowed``, ``PhoneTaken``, ``EmailTaken`` or ``UserLimitReached``.
        """
        app = await self._database.read(lambda unit: self._apps.find(unit, claim.app_id))
        app = _verified(app, claim, signature, now)

        async def admit(unit: Writing) -> Account:
            counts_until = claim.nonce_counts_until(now)
            if not await self._repository.claim_nonce(
                unit, app.app_id, claim.nonce, until=counts_until, now=now
            ):
                raise AppNotVerified
            account = await self._claimed(unit, app, claim, details, now)
            if account.is_disabled:
                raise AccountDisabled
            return account

        return await self._sessions.open(admit, client_type=client_type, app_id=app.app_id, now=now)

    async def _claimed(
        self, unit: Writing, app: App, claim: AppClaim, details: Details, now: datetime
    ) -> Account:
        corp_id = await self._corp(unit, app, claim)
        if claim.user_id:
            return await self._member(unit, corp_id, claim.user_id, details, now)
        admin = await self._repository.default_admin(unit, corp_id)
        if admin is None:
            raise AppNotVerified
        return admin

    async def _corp(self, unit: Writing, app: App, claim: AppClaim) -> str:
        """The enterprise of the claim: the app's own, or one of those below its provider."""
        if not claim.corp_id:
            if app.kind is AppKind.PROVIDER and claim.user_id:
                raise AppNotVerified
            return app.corp_id
        corp = await self._corps.find(unit, claim.corp_id)
        if app.kind is AppKind.ENTERPRISE or corp is None or corp.provider_id != app.corp_id:
            raise AppNotVerified
        return corp.corp_id

    async def _member(
        self, unit: Writing, corp_id: str, third_account: str, details: Details, now: datetime
    ) -> Account:
        """The user whom the app knows by this name, brought up to date, or a new one."""
        found = await self._repository.by_third_account(unit, corp_id, third_account)
        if found is None:
            # Whoever logs in for the first time at the same moment waits here, then finds the user.
            await self._corps.hold(unit, corp_id)
            found = await self._repository.by_third_account(unit, corp_id, third_account)
        if found is None:
            user_id = await self._register(unit, corp_id, third_account, details, now)
        elif await self._users.update(unit, corp_id, found.user_id, details):
            user_id = found.user_id
        else:
            return found
        account = await self._repository.by_id(unit, corp_id, user_id)
        assert account is not None
        return account

    async def _register(
        self, unit: Writing, corp_id: str, third_account: str, details: Details, now: datetime
    ) -> str:
        corp = await self._corps.find(unit, corp_id)
        if corp is None or not corp.settings.create_unknown_users:
            raise RegistrationNotAllowed
        user = await self._users.add(
            unit,
            corp_id,
            name=details.name or third_account,
            third_account=third_account,
            email=details.email or None,
            phone=details.phone or None,
            dept_code=details.dept_code or ROOT_DEPARTMENT,
            now=now,
        )
        return user.user_id


def _verified(app: App | None, claim: AppClaim, signature: Signature | None, now: datetime) -> App:
    if app is None or app.status is Status.DISABLED or signature is None:
        raise AppNotVerified
    if not signature.may_be_of(claim.app_id) or not signature.fits(app.key, claim.messages(app.kind)):
        raise AppNotVerified
    if claim.is_over(now):
        raise AppSignatureExpired
    return app
