"""The operations that log in and out."""

from __future__ import annotations

from convener.domain import proofs
from convener.domain.accounts import (
    CredentialsMissing,
    LoginKindNotOffered,
    SingleSignOnMissing,
    WrongCredentials,
)
from convener.server.areas.accounts import translate
from convener.server.areas.accounts.app_logins import AppLogins
from convener.server.areas.accounts.service import AccountService
from convener.server.areas.accounts.sessions import Sessions
from convener.server.http.call import Call, outside
from convener.server.storage.database import Database
from convener.wire.identity import (
    AuthServerType,
    AuthType,
    CheckToken,
    CreateAppIdToken,
    CreateProxyToken,
    CreateToken,
    CreateTokenType,
    DeleteToken,
    LoginToken,
    ProxyLogin,
    UpdateToken,
)


class AccountRoutes:
    def __init__(self, accounts: AccountService, app_logins: AppLogins, sessions: Sessions) -> None:
        self._accounts = accounts
        self._app_logins = app_logins
        self._sessions = sessions

    @outside
    async def create_token(self, request: CreateToken, call: Call[Database]) -> LoginToken:
        body, credentials = request.body, proofs.basic(request.authorization)
        if credentials is None or not credentials.are_of(body.account):
            raise WrongCredentials
        login = await self._accounts.log_in(
            body.account,
            credentials.password,
            client_type=body.client_type,
            check_only=body.create_token_type is CreateTokenType.CHECK_ONLY,
            now=call.now,
        )
        return translate.login_token(login, client=call.client, now=call.now)

    @outside
    async def create_app_id_token(self, request: CreateAppIdToken, call: Call[Database]) -> LoginToken:
        login = await self._app_logins.log_in(
            translate.claim(request.body),
            proofs.signature(request.authorization),
            translate.details(request.body),
            client_type=request.body.client_type,
            now=call.now,
        )
        return translate.login_token(login, client=call.client, now=call.now)

    @outside
    async def create_proxy_token(self, request: CreateProxyToken, call: Call[Database]) -> LoginToken:
        """This server is its own identity provider: accounts and passwords are those it keeps itself."""
        body = request.body
        account, password = _own_credentials(body)
        login = await self._accounts.log_in(
            account,
            password,
            client_type=body.client_type,
            check_only=body.create_token_type is CreateTokenType.CHECK_ONLY,
            now=call.now,
        )
        return translate.login_token(login, client=call.client, now=call.now, proxied_at=call.origin)

    @outside
    async def update_token(self, request: UpdateToken, call: Call[Database]) -> LoginToken:
        login = await self._sessions.renew(request.token, call.now)
        return translate.login_token(login, client=call.client, now=call.now)

    @outside
    async def check_token(self, request: CheckToken, call: Call[Database]) -> LoginToken:
        body = request.body
        login = await self._sessions.check(body.token, call.now, renew=body.need_gen_new_token)
        with_user = bool(body.need_account_info)
        return translate.login_token(login, client=call.client, now=call.now, with_user=with_user)

    @outside
    async def delete_token(self, request: DeleteToken, call: Call[Database]) -> None:
        await self._sessions.end(request.token, call.now)


def _own_credentials(body: ProxyLogin) -> tuple[str, str]:
    if body.auth_type is AuthType.AUTH_CODE:
        if body.auth_server_type is AuthServerType.OAUTH2:
            raise SingleSignOnMissing
        raise LoginKindNotOffered
    if not body.account or not body.pwd:
        raise CredentialsMissing
    return body.account, body.pwd
