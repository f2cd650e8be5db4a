"""``convener meeting list``."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from convener.cli import exits, moments
from convener.cli.connection import connected
from convener.cli.described import state
from convener.cli.options import everyone_option, search_argument, zone_option
from convener.cli.output import json_option, show_json, show_lines
from convener.cli.profile import profile_option
from convener.cli.tables import table

if TYPE_CHECKING:
    from convener.client.meetings import Meeting

_WITHIN = {"day": "DAY", "week": "WEEK", "month": "MONTH"}


@click.command("list", epilog=exits.CODES)
@search_argument
@click.option("--within", type=click.Choice([*_WITHIN]), help="Only those that start within that time.")
@click.option("--running", is_flag=True, help="Only those being held.")
@everyone_option
@zone_option
@profile_option
@json_option
def list_meetings(
    search: str | None,
    within: str | None,
    running: bool,
    everyone: bool,
    zone: ZoneInfo,
    profile_name: str,
    as_json: bool,
) -> None:
    """List your running and coming meetings by start.

    TEXT is looked for in subject, scheduler's name and meeting ID. A series is one line, with its next date.
    """
    from convener.wire.lists import QueryConfMode

    if running and within:
        raise click.UsageError("Say --running or --within, not both: running meetings have begun.")
    span = QueryConfMode[_WITHIN[within]] if within else QueryConfMode.ALL
    with connected(profile_name) as client:
        meetings = client.meetings
        if running:
            found = [*meetings.running(search, everyone=everyone)]
        else:
            found = [*meetings.upcoming(search, within=span, everyone=everyone)]
    if as_json:
        show_page(found)
    elif found:
        show_lines(_table(found, zone))
    else:
        click.echo("No meetings.", err=True)


def show_page(found: list[Meeting]) -> None:
    """All of a list as one page, as the API has them."""
    from convener.wire.common import Page

    infos = [one.info for one in found]
    show_json(Page(data=infos, offset=0, limit=len(infos), count=len(infos)))


def _table(found: list[Meeting], zone: ZoneInfo) -> str:
    rows = [
        (
            one.id,
            moments.shown(one.start, zone),
            moments.span(one.length),
            state(one) if one.running else None,
            "series" if one.info.cycle_params else None,
            one.subject,
        )
        for one in found
    ]
    return table(("Meeting", "Starts", "Length", "State", "Kind", "Subject"), rows, nothing="")
