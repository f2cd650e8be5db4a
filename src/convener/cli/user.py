"""``convener user``: users of enterprises."""

from __future__ import annotations

from pathlib import Path

import click

from convener.cli.enterprise import chosen, corp_option
from convener.cli.opening import data_option, run, settings_from
from convener.cli.output import Record, json_option, show_all, show_one
from convener.cli.problem import Problem
from convener.domain.accounts import DefaultAdminTaken, User, check_password
from convener.domain.meeting import Room
from convener.domain.person import AdminType, UserType
from convener.server.app import Application
from convener.server.bootstrap import ACCOUNT, generated_password
from convener.server.storage.database import Writing


@click.group()
def user() -> None:
    """Users of an enterprise."""


@user.command()
@click.argument("name")
@click.option("--account", required=True, help="What the user logs in with; no other user of any enterprise may have it.")
@click.option("--third-account", help="What your own programs call the user: logs in through an app.")
@click.option(
    "--password",
    prompt=True,
    prompt_required=False,
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for if no value follows; generated if left out.",
)
@click.option("--admin", is_flag=True, help="An administrator; the enterprise's first is its default one.")
@click.option("--provider-admin", is_flag=True, help="An administrator of a service provider.")
@corp_option
@data_option
@json_option
def add(
    name: str,
    account: str,
    third_account: str | None,
    password: str | None,
    admin: bool,
    provider_admin: bool,
    corp_id: str | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Create a user with a personal room; print the password if it was generated."""
    if not ACCOUNT.fullmatch(account):
        raise Problem(f"{account!r} cannot be an account: use 1 to 64 of the characters A-Z a-z 0-9 . _ @ -")

    async def work(application: Application) -> tuple[User, Room, str]:
        secret = password or generated_password()
        check_password(secret, account=account)
        corp, now = await chosen(application, corp_id), application.clock.now()
        hashed = await application.passwords.hash(secret)

        async def create(unit: Writing, admin_type: AdminType) -> User:
            return await application.users.add(
                unit,
                corp.corp_id,
                name=name,
                account=account,
                third_account=third_account,
                user_type=UserType.PROVIDER_ADMIN if provider_admin else UserType.ENTERPRISE_USER,
                admin_type=admin_type,
                password_hash=hashed,
                must_change=True,
                now=now,
            )

        return created, room, secret

    created, room, secret = run(settings_from(data=data), work)
