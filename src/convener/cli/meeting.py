"""``convener meeting``: one's meetings."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

from convener.cli import booking, described, exits
from convener.cli.acts import acts
from convener.cli.attendance import attendance
from convener.cli.cancelling import cancel
from convener.cli.changes import changes
from convener.cli.changing import change
from convener.cli.connection import connected
from convener.cli.dates import dates
from convener.cli.foreseeing import preview
from convener.cli.history import history
from convener.cli.listing import list_meetings
from convener.cli.options import meeting_argument, zone_option
from convener.cli.output import json_option, show_json
from convener.cli.profile import profile_option
from convener.cli.repeating import repeat
from convener.cli.watch import watch


@click.group(epilog=exits.CODES)
def meeting() -> None:
    """Meetings: book, change, list and watch them, and see what became of them."""


@meeting.command(epilog=exits.CODES)
@meeting_argument
@zone_option
@profile_option
@json_option
def show(meeting: str, zone: ZoneInfo, profile_name: str, as_json: bool) -> None:
    """Print a MEETING and everybody invited to it."""
    with connected(profile_name) as client:
        found = client.meetings.detail(meeting)
    if not as_json:
        click.echo(described.detail(found, zone))
        return

    from convener.wire.common import Page
    from convener.wire.meetings import MeetingDetail

    people = list(found.participants)
    page = Page(data=people, offset=0, limit=len(people), count=len(people))
    show_json(MeetingDetail(conference_data=found.info, data=page))


@meeting.command(epilog=exits.CODES)
@meeting_argument
@click.option("--password", metavar="DIGITS", help="The host's; default: looked up.")
@profile_option
def start(meeting: str, password: str | None, profile_name: str) -> None:
    """Start a booked MEETING, also before its time."""
    from convener.wire.meetings import StartBody, StartMeeting

    with connected(profile_name) as client:
        known = password or client.meetings.detail(meeting).host_password
        if known is None:
            raise click.UsageError("Only its host may start it: give the host's password with --password.")
        client.send(StartMeeting(body=StartBody(conference_id=meeting, password=known)))
    click.echo(f"Meeting {meeting} runs.")


for each in (
    booking.create,
    booking.book,
    repeat,
    preview,
    change,
    cancel,
    dates,
    list_meetings,
    watch,
    history,
    attendance,
    acts,
    changes,
):
    meeting.add_command(each)
