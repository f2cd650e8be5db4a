"""``convener meeting acts``: what was done while a meeting was held."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from convener.cli import exits, moments
from convener.cli.connection import connected
from convener.cli.held import held_argument, uuid_of
from convener.cli.options import zone_option
from convener.cli.output import json_option, show_json, show_lines
from convener.cli.profile import profile_option
from convener.cli.tables import table

if TYPE_CHECKING:
    from convener.client.meetings import Act


@click.command(epilog=exits.CODES)
@held_argument
@zone_option
@profile_option
@json_option
def acts(held: str, zone: ZoneInfo, profile_name: str, as_json: bool) -> None:
    """Print what was done to a MEETING while it was held, when, and by whom.

    MEETING is as for attendance.
    """
    with connected(profile_name) as client:
        found = [*client.meetings.acts(uuid_of(client, held))]
    if as_json:
        from convener.wire.common import Page

        infos = [one.info for one in found]
        show_json(Page(data=infos, offset=0, limit=len(infos), count=len(infos)))
    elif found:
        show_lines(_table(found, zone))
    else:
        click.echo("Nothing was done.", err=True)


def _table(found: list[Act], zone: ZoneInfo) -> str:
    rows = [(moments.shown(one.at, zone), one.by, one.what, one.whom) for one in found]
    return table(("When", "By", "What", "Whom"), rows)
