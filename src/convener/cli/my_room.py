"""``convener my-room``: the rooms of whoever is logged in. ``convener room`` is the operator's."""

from __future__ import annotations

import click

from convener.cli import exits
from convener.cli.connection import connected
from convener.cli.output import json_option, show_json, show_lines
from convener.cli.profile import profile_option
from convener.cli.tables import table

_KINDS = {0: "personal", 1: "cloud", 2: "webinar"}


@click.group("my-room", epilog=exits.CODES)
def my_room() -> None:
    """Your own rooms: your personal meeting ID and the cloud meeting rooms you were given.

    The commands that book meetings take a room with --room, by its ID.
    """


@my_room.command("list", epilog=exits.CODES)
@click.option("--passwords", is_flag=True, help="Show the passwords too.")
@profile_option
@json_option
def list_rooms(passwords: bool, profile_name: str, as_json: bool) -> None:
    """List your rooms, the personal meeting ID first."""
    with connected(profile_name) as client:
        found = [*client.rooms.mine()]
    if as_json:
        from convener.wire.common import Page

        infos = [one.info for one in found]
        show_json(Page(data=infos, offset=0, limit=len(infos), count=len(infos)))
        return
    rows = [
        (
            one.number,
            _KINDS[one.kind],
            one.id,
            str(one.holds) if one.holds else None,
            None if one.usable else "off",
            one.host_password if passwords else None,
            (one.guest_password or "none") if passwords else None,
            one.name,
        )
        for one in found
    ]
    header = ("Number", "Kind", "ID", "Holds", "State", "Host password", "Guests'", "Name")
    show_lines(table(header, rows, nothing=""))


@my_room.command(epilog=exits.CODES)
@click.argument("room")
@click.option("--name", metavar="TEXT", help="What it is called.")
@click.option("--host-password", metavar="DIGITS", help="4 to 16 digits, others than the guests'.")
@click.option("--guest-password", metavar="DIGITS", help='4 to 16 digits; "": guests need none.')
@click.option(
    "--guests-first/--no-guests-first", default=None, help="Whether guests may open meetings there."
)
@profile_option
def change(
    room: str,
    name: str | None,
    host_password: str | None,
    guest_password: str | None,
    guests_first: bool | None,
    profile_name: str,
) -> None:
    """Change your ROOM, by its ID or its number; what you do not say stays.

    Other passwords open the meetings booked under its number too.
    """
    if all(each is None for each in (name, host_password, guest_password, guests_first)):
        raise click.UsageError("Say what to change, such as --name or --guest-password.")
    with connected(profile_name) as client:
        known = {key: one for one in client.rooms.mine() for key in (one.id, one.number)}
        if room not in known:
            raise click.BadParameter(
                f"{room!r} is none of yours. See: convener my-room list", param_hint="ROOM"
            )
        client.rooms.change(
            known[room].id,
            name=name,
            host_password=host_password,
            guest_password=guest_password,
            guests_first=guests_first,
        )
    click.echo(f"Room {known[room].number} is changed.")
