"""``convener meeting changes``: who changed what of a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from convener.cli import exits, moments
from convener.cli.connection import connected
from convener.cli.options import meeting_argument, zone_option
from convener.cli.output import json_option, show_json, show_lines
from convener.cli.profile import profile_option
from convener.cli.tables import printable

if TYPE_CHECKING:
    from convener.wire.audit import ChangedField, MeetingChange

_WORDS = {
    "booked": "booked",
    "changed": "changed",
    "cancelled": "cancelled",
    "dateChanged": "date changed",
    "dateCancelled": "date cancelled",
    "invitedChanged": "list changed",
    "started": "started",
    "ended": "ended",
    "expired": "expired",
}


@click.command(epilog=exits.CODES)
@meeting_argument
@zone_option
@profile_option
@json_option
def changes(meeting: str, zone: ZoneInfo, profile_name: str, as_json: bool) -> None:
    """Print who changed what of a MEETING, and when.

    The oldest change comes first; also of meetings that are over or cancelled.
    """
    from convener.wire.audit import MeetingChanges

    with connected(profile_name) as client:
        found = client.meetings.changes(meeting)
    if as_json:
        show_json(MeetingChanges(data=found))
    else:
        show_lines("\n".join(line for one in found for line in _lines(one, zone)))


def _lines(one: MeetingChange, zone: ZoneInfo) -> Iterator[str]:
    what = _WORDS.get(one.what, one.what)
    head = (moments.shown(one.at, zone), one.by_name, f"{what} {one.date}" if one.date else what)
    yield printable("  ".join(filter(None, head)))
    for each in one.differences:
        yield printable(f"    {_difference(each, zone)}")


def _difference(each: ChangedField, zone: ZoneInfo) -> str:
    before, after = (_value(text, zone) for text in (each.before, each.after))
    if before is None or after is None:
        return f"{each.field}: {after or f'{before} no more'}" if before or after else each.field
    return f"{each.field}: {before or '–'} → {after or '–'}"


def _value(text: str | None, zone: ZoneInfo) -> str | None:
    """Moments as the reader's clocks show them; everything else as it is told."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return text
    return text if moment.tzinfo is None else moments.shown(moment, zone)
