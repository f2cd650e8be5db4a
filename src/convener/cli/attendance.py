"""``convener meeting attendance``: who was in a meeting that is over."""

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
    from convener.client.meetings import Attendance


@click.command(epilog=exits.CODES)
@held_argument
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheets.")
@zone_option
@profile_option
@json_option
def attendance(held: str, as_csv: bool, zone: ZoneInfo, profile_name: str, as_json: bool) -> None:
    """Print who was in a MEETING that is over.

    Each person has one line, however often they came back.

    MEETING is its ID, for the last time it was held within a year, or what convener meeting history --ids
    names another time by.
    """
    if as_csv and as_json:
        raise click.UsageError("Say --csv or --json, not both.")
    with connected(profile_name) as client:
        uuid = uuid_of(client, held)
        if as_csv:
            click.echo(client.meetings.attendance_csv(uuid), nl=False)
            return
        people = client.meetings.attendance(uuid)
    if as_json:
        from convener.wire.audit import AttendanceList

        show_json(AttendanceList(data=[one.info for one in people]))
    elif people:
        show_lines(_table(people, zone))
    else:
        click.echo("Nobody was there.", err=True)


def _table(people: list[Attendance], zone: ZoneInfo) -> str:
    rows = [
        (
            one.name,
            one.number,
            moments.shown(one.joined, zone),
            f"{one.left.astimezone(zone):%H:%M}",
            moments.span(one.present),
            str(one.stays),
        )
        for one in people
    ]
    return table(("Name", "Number", "Came", "Left", "There for", "Times"), rows)
