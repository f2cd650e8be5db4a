"""``convener meeting cancel``."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from convener.cli import exits, moments
from convener.cli.connection import connected
from convener.cli.options import meeting_argument, zone_option
from convener.cli.profile import profile_option
from convener.cli.tables import printable


@click.command(epilog=exits.CODES)
@meeting_argument
@click.option("--end", "end_running", is_flag=True, help="End it if it is running.")
@click.option("--yes", is_flag=True, help="Cancel without asking.")
@zone_option
@profile_option
def cancel(meeting: str, end_running: bool, yes: bool, zone: ZoneInfo, profile_name: str) -> None:
    """Cancel a MEETING, or all of a series that has not taken place. Asks first.

    Single dates of a series are cancelled with: convener meeting dates cancel
    """
    with connected(profile_name) as client:
        if not yes:
            found = client.meetings.detail(meeting)
            dates = f", {len(found.occurrences)} meetings" if found.occurrences else ""
            when = moments.shown(found.start, zone, own=found.zone)
            click.confirm(f"Cancel {printable(found.subject)!r} of {when}{dates}?", abort=True)
        client.meetings.cancel(meeting, end_running=end_running)
    click.echo(f"Meeting {meeting} is cancelled.")
