"""``convener meeting history``."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from convener.cli import exits, moments, system
from convener.cli.connection import connected
from convener.cli.listing import show_page
from convener.cli.options import everyone_option, read, search_argument, zone_option
from convener.cli.output import json_option, show_lines
from convener.cli.profile import profile_option
from convener.cli.tables import table

if TYPE_CHECKING:
    from convener.client.meetings import Held

_MONTH = timedelta(days=30)


@click.command(epilog=exits.CODES)
@search_argument
@click.option("--since", metavar="DAY", help="First day; default: 30 days ago.")
@click.option("--until", metavar="DAY", help="Last day; default: today.")
@click.option("--ids", is_flag=True, help="Name each time too, for convener meeting attendance.")
@everyone_option
@zone_option
@profile_option
@json_option
def history(
    search: str | None,
    since: str | None,
    until: str | None,
    ids: bool,
    everyone: bool,
    zone: ZoneInfo,
    profile_name: str,
    as_json: bool,
) -> None:
    """List meetings that were held, the latest first.

    Each time a meeting was held is a line, with the actual times. TEXT is looked for as in list.
    """
    now = system.now()
    last = read("--until", moments.day, until or "today", now=now, zone=zone)
    first = last - _MONTH if since is None else read("--since", moments.day, since, now=now, zone=zone)
    if first > last:
        raise click.UsageError(f"--since {first} is after --until {last}.")
    begin, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    with connected(profile_name) as client:
        found = [*client.meetings.past(since=begin, until=end, search=search, everyone=everyone)]
    if as_json:
        show_page([*found])
    elif found:
        show_lines(_table(found, zone, ids=ids))
    else:
        click.echo(f"No meetings were held from {first} to {last}.", err=True)


def _table(found: list[Held], zone: ZoneInfo, *, ids: bool) -> str:
    rows = [
        (
            one.id,
            moments.shown(one.start, zone),
            moments.span(one.length),
            one.uuid if ids else None,
            one.subject,
        )
        for one in found
    ]
    return table(("Meeting", "Started", "Length", "Time", "Subject"), rows)
