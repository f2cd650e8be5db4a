"""``convener corp-room``: whose the cloud meeting rooms of an enterprise are, for its administrators.

``convener room`` does what the operator of the server does: it makes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from convener.cli import exits
from convener.cli.connection import connected
from convener.cli.output import json_option, show_json, show_lines
from convener.cli.profile import profile_option
from convener.cli.tables import table

if TYPE_CHECKING:
    from convener.client import Client
    from convener.client.rooms import OwnedRoom

room_argument = click.argument("room")


@click.group("corp-room", epilog=exits.CODES)
def corp_room() -> None:
    """Cloud meeting rooms of your enterprise, for its administrators: whose they are."""


@corp_room.command("list", epilog=exits.CODES)
@profile_option
@json_option
def list_rooms(profile_name: str, as_json: bool) -> None:
    """List the enterprise's cloud meeting rooms."""
    with connected(profile_name) as client:
        found = [*client.rooms.all()]
    if as_json:
        from convener.wire.common import Page

        infos = [one.info for one in found]
        show_json(Page(data=infos, offset=0, limit=len(infos), count=len(infos)))
    elif found:
        show_lines(_table(found))
    else:
        click.echo("Your enterprise has no cloud meeting rooms.", err=True)


def _table(found: list[OwnedRoom]) -> str:
    rows = [
        (
            one.number,
            one.id,
            str(one.holds) if one.holds else None,
            None if one.usable or one.account is None else "off",
            one.account or "nobody",
            one.name,
        )
        for one in found
    ]
    return table(("Number", "ID", "Holds", "State", "Account", "Name"), rows)


@corp_room.command(epilog=exits.CODES)
@room_argument
@click.argument("account")
@profile_option
def assign(room: str, account: str, profile_name: str) -> None:
    """Give a ROOM that is nobody's, by its ID or its number, to an ACCOUNT."""
    with connected(profile_name) as client:
        found = _one(client, room)
        client.rooms.assign(account, [found.id])
    click.echo(f"Room {found.number} is {account}'s.")


@corp_room.command("take-back", epilog=exits.CODES)
@room_argument
@profile_option
def take_back(room: str, profile_name: str) -> None:
    """Take a ROOM, by its ID or its number, back from whose it is; meetings booked in it stay."""
    with connected(profile_name) as client:
        found = _one(client, room)
        if found.account is None:
            raise click.BadParameter(f"{room!r} is nobody's.", param_hint="ROOM")
        client.rooms.take_back(found.account, [found.id])
    click.echo(f"Room {found.number} is nobody's.")


def _one(client: Client, room: str) -> OwnedRoom:
    found = next((one for one in client.rooms.all() if room in (one.id, one.number)), None)
    if found is None:
        raise click.BadParameter(
            f"{room!r} is none of your enterprise's. See: convener corp-room list", param_hint="ROOM"
        )
    return found
