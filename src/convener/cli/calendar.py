"""``convener calendar``: one's meetings in a calendar program."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from convener.cli import exits, moments
from convener.cli.connection import connected
from convener.cli.options import zone_option
from convener.cli.output import json_option, show_json
from convener.cli.profile import profile_option

if TYPE_CHECKING:
    from convener.wire.calendar import CalendarFeed


@click.group(epilog=exits.CODES)
def calendar() -> None:
    """Subscribe to your meetings in a calendar program."""


@calendar.command(epilog=exits.CODES)
@zone_option
@profile_option
@json_option
def show(zone: ZoneInfo, profile_name: str, as_json: bool) -> None:
    """Say whether there is an address to subscribe to; the address itself is shown once, by rotate."""
    from convener.wire.calendar import ShowCalendarFeed

    with connected(profile_name) as client:
        found: CalendarFeed = client.send(ShowCalendarFeed())
    if as_json:
        show_json(found)
    elif found.created is None:
        click.echo("There is no address. Make one: convener calendar rotate")
    else:
        click.echo(f"There is an address, made on {moments.shown(found.created, zone)}.")


@calendar.command(epilog=exits.CODES)
@profile_option
@json_option
def rotate(profile_name: str, as_json: bool) -> None:
    """Make a new address and print it; the old one ends. Whoever has it sees your meetings."""
    from convener.wire.calendar import RotateCalendarFeed

    with connected(profile_name) as client:
        found = client.send(RotateCalendarFeed())
    if as_json:
        show_json(found)
    else:
        click.echo(found.url)


@calendar.command(epilog=exits.CODES)
@profile_option
def revoke(profile_name: str) -> None:
    """End the address."""
    from convener.wire.calendar import RevokeCalendarFeed

    with connected(profile_name) as client:
        client.send(RevokeCalendarFeed())
    click.echo("Nothing shows your meetings any more.")
