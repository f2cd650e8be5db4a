"""Logins, from and to the wire."""

from __future__ import annotations

from datetime import datetime, timedelta

from convener.domain.accounts import Account, Details
from convener.domain.person import UserType
from convener.domain.proofs import AppClaim
from convener.server.areas.accounts.issuing import REFRESH_LIFE, TOKEN_LIFE, Login
from convener.server.clock import micros
from convener.wire import identity as wire

REALM = "huaweicloud.com"
PASSWORD_LIFE = timedelta(days=180)
"""Only told, never enforced."""

_TOKEN_SECONDS = TOKEN_LIFE // timedelta(seconds=1)
_REFRESH_SECONDS = REFRESH_LIFE // timedelta(seconds=1)
_USER_TYPES = {each.value: each for each in wire.UserType}
_ADMIN_TYPES = {each.value: each for each in wire.AdminType}
_STATUSES = {each.value: each for each in wire.UserStatus}
_CORP_TYPES = {each.value: each for each in wire.CorpType}


def claim(body: wire.AppIdLogin) -> AppClaim:
    return AppClaim(
        app_id=body.app_id,
        corp_id=body.corp_id or "",
        user_id=body.user_id or "",
        expires=body.expire_time,
        nonce=body.nonce,
    )


def details(body: wire.AppIdLogin) -> Details:
    return Details(
        name=body.user_name or None,
        email=body.user_email or None,
        phone=body.user_phone or None,
        dept_code=body.dept_code or None,
    )


def login_token(
    login: Login, *, client: str, now: datetime, with_user: bool = True, proxied_at: str | None = None
) -> wire.LoginToken:
    """The token as every login answers it; ``proxied_at`` is our address as an identity provider."""
    answer = wire.LoginToken(
        token_ip=client or None,
        user=user_info(login) if with_user else None,
        client_type=login.client_type,
        first_login=login.account.must_change,
        pwd_expired=False,
        days_pwd_available=_days_left(login.account, now),
        token_type=wire.TokenType.ACCESS,
        force_login_ind=1 if login.displaced else None,
    )
    if login.token and login.expires:
        answer.access_token = login.token
        answer.valid_period = _TOKEN_SECONDS
        answer.expire_time = micros(login.expires) // 1_000_000
        answer.create_time = micros(login.expires) // 1_000 - _TOKEN_SECONDS * 1_000
        answer.proxy_token = None if proxied_at is None else proxy_token(login, proxied_at)
    if login.refresh_token and login.refresh_expires:
        answer.refresh_token = login.refresh_token
        answer.refresh_valid_period = _REFRESH_SECONDS
        answer.refresh_expire_time = micros(login.refresh_expires) // 1_000_000
        answer.refresh_create_time = micros(login.refresh_expires) // 1_000 - _REFRESH_SECONDS * 1_000
    return answer


def user_info(login: Login) -> wire.UserInfo:
    account = login.account
    is_provider = account.user_type is UserType.PROVIDER_ADMIN
    return wire.UserInfo(
        user_id=account.user_id,
        uclogin_account=account.account,
        service_account=f"sip:{account.sip_number}@{REALM}",
        company_id=None if is_provider else account.corp_id,
        sp_id=account.corp_id if is_provider else account.provider_id,
        realm=REALM,
        user_type=_USER_TYPES[account.user_type],
        admin_type=_ADMIN_TYPES[account.admin_type],
        name=account.name,
        is_bind_phone=account.phone is not None,
        free_user=False,
        third_account=account.third_account,
        status=_STATUSES[account.status],
        app_id=login.app_id,
        corp_type=None if is_provider else _CORP_TYPES[account.corp_kind],
    )


def proxy_token(login: Login, origin: str) -> wire.ProxyToken:
    """The upstream's token: this server is its own upstream, so it is the same one again."""
    return wire.ProxyToken(
        access_token=login.token,
        long_access_token=login.refresh_token,
        valid_period=_TOKEN_SECONDS,
        middle_end_url=origin,
        middle_end_inner_url=origin,
        enable_rerouting=False,
    )


def _days_left(account: Account, now: datetime) -> int | None:
    if account.password_set is None:
        return None
    return (PASSWORD_LIFE - (now - account.password_set)).days
