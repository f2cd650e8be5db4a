"""``convener meeting preview``: what a server would make of a booking or a change."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from convener.cli import exits, moments, system
from convener.cli import preview as previews
from convener.cli.booking import booking_options, kept_zone, settings_of
from convener.cli.connection import connected
from convener.cli.options import read
from convener.cli.output import show_json
from convener.cli.repeating import asked_for, series_options

if TYPE_CHECKING:
    from convener.wire.preview import MeetingPreview


@click.command(epilog=exits.CODES)
@series_options
@click.option("--changing", metavar="MEETING", help="The meeting that would be changed, by its ID.")
@booking_options
def preview(changing: str | None, zone: ZoneInfo, profile_name: str, as_json: bool, **given: Any) -> None:
    """Show the dates of a booking or a change; nothing is booked.

    A series with --daily, --weekly or --monthly, else a single meeting. The server says what is next to a
    change of clocks, when the room is taken and what is cut off. Only servers of this kind can do it.
    """
    wanted = _wanted(system.now(), zone, **given)
    with connected(profile_name) as client:
        found = client.meetings.preview(changing=changing, **wanted)
    if as_json:
        show_json(found)
    else:
        click.echo(_told(found))


def _wanted(now: datetime, zone: ZoneInfo, **given: Any) -> dict[str, Any]:
    """What to ask the client for."""
    if given["daily"] or given["weekly"] is not None or given["monthly"] is not None:
        series, settings = asked_for(now=now, zone=zone, **given)
        rule = series.client_rule()
        return {"start": series.start, "length": series.length, "rule": rule, "zone": series.zone, **settings}
    start = read("--at", moments.moment, given["at"], now=now, zone=zone)
    length = read("--length", moments.length, given["length"])
    of_rule = ("at", "length", "daily", "weekly", "monthly", "every", "first", "last")
    settings = settings_of(**{name: value for name, value in given.items() if name not in of_rule})
    return {"start": start, "length": length, "zone": kept_zone(zone, near=start), **settings}


def _told(found: MeetingPreview) -> str:
    """For people: the dates, what is left out, and what a change would change."""
    lines = [previews.rendered(previews.answered(found), zone=system.zone(), last=found.end_date)]
    lines += [f"No longer: {one.starts:%Y-%m-%d %H:%M} UTC" for one in found.gone or ()]
    lines += [f"{one.field}: {one.before or '–'} → {one.after or '–'}" for one in found.changes or ()]
    if not found.bookable:
        lines.append("The room is taken: this cannot be booked.")
    return "\n".join(lines)
