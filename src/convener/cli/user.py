"""``convener user``: users of enterprises."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from convener.cli.enterprise import chosen, corp_option
from convener.cli.opening import data_option, run, settings_from, whole
from convener.cli.output import Record, json_option, show_all, show_one
from convener.cli.problem import Problem
from convener.domain.accounts import DefaultAdminTaken, User, check_password
from convener.domain.invitations import usable_email
from convener.domain.meeting import Room
from convener.domain.person import AdminType, UserType
from convener.server.app import Application
from convener.server.bootstrap import ACCOUNT, generated_password


@click.group()
def user() -> None:
    """Users of an enterprise."""


@user.command()
@click.argument("name")
@click.option(
    "--account",
    required=True,
    help="What the user logs in with; no other user of any enterprise may have it.",
)
@click.option("--email", help="Where invitations go; the user may log in with it too.")
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
    email: str | None,
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
        raise Problem(f"{account!r} cannot be an account: use 1 to 64 of the characters A-Z a-z 0-9 _ . @ -.")
    if email is not None and usable_email(email) is None:
        raise Problem(f"{email!r} is no mail address.")

    secret = password or generated_password()

    async def work(application: Application) -> tuple[User, Room]:
        corp = await chosen(application, corp_id)
        return await _create(
            application,
            corp.corp_id,
            name=name,
            account=account,
            email=email,
            third_account=third_account,
            password=secret,
            user_type=UserType.PROVIDER_ADMIN if provider_admin else UserType.ENTERPRISE_USER,
            is_admin=admin or provider_admin,
        )

    created, room = run(settings_from(data=data), work)
    made = {} if password else {"password": secret}
    rooms = {"room_id": room.room_id, "room_number": room.number}
    show_one({**_record(created), **made, **rooms}, as_json=as_json)


@user.command("list")
@corp_option
@data_option
@json_option
def list_all(corp_id: str | None, data: Path | None, as_json: bool) -> None:
    """List the users of an enterprise, the oldest first."""

    async def work(application: Application) -> list[User]:
        corp = await chosen(application, corp_id)
        return await application.database.read(
            lambda unit: whole(partial(application.users.page, unit, corp.corp_id))
        )

    show_all([_record(each) for each in run(settings_from(data=data), work)], as_json=as_json)


async def _create(
    application: Application, corp_id: str, *, password: str, is_admin: bool, account: str, **fields: Any
) -> tuple[User, Room]:
    check_password(password, account=account)
    password_hash = await application.passwords.hash(password)

    async def add(admin_type: AdminType) -> User:
        return await application.database.write(
            lambda unit: application.users.add(
                unit,
                corp_id,
                account=account,
                admin_type=admin_type,
                password_hash=password_hash,
                must_change=True,
                now=application.clock.now(),
                **fields,
            )
        )

    try:
        created = await add(AdminType.DEFAULT if is_admin else AdminType.NONE)
    except DefaultAdminTaken:
        created = await add(AdminType.ORDINARY)
    rooms = await application.database.read(
        lambda unit: application.rooms.of_user(unit, corp_id, created.user_id)
    )
    return created, rooms[0]


def _record(user: User) -> Record:
    return {
        "corp_id": user.corp_id,
        "user_id": user.user_id,
        "account": user.account,
        "third_account": user.third_account,
        "name": user.name,
        "email": user.email,
        "number": user.sip_number,
        "admin": user.admin_type.name.lower(),
        "status": user.status.name.lower(),
    }
