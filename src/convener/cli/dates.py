"""``convener meeting dates``: the single meetings of a series."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from convener.cli import exits, moments, system
from convener.cli.connection import connected
from convener.cli.options import meeting_argument, read, zone_option
from convener.cli.output import json_option, show_json, show_lines
from convener.cli.profile import profile_option
from convener.cli.tables import table

if TYPE_CHECKING:
    from convener.client.meetings import Detail, Occurrence


@click.group()
def dates() -> None:
    """The single meetings of a series: list, change and cancel them.

    A DATE is a day on which one starts, by the clocks of --zone, or its ID, as list prints both.
    """


@dates.command("list", epilog=exits.CODES)
@meeting_argument
@zone_option
@profile_option
@json_option
def list_dates(meeting: str, zone: ZoneInfo, profile_name: str, as_json: bool) -> None:
    """List the dates of the series MEETING that are not over."""
    with connected(profile_name) as client:
        series = client.meetings.detail(meeting)
    _check(series)
    if as_json:
        show_json([one.info for one in series.occurrences])
    else:
        show_lines(_table(series, zone))


@dates.command(epilog=exits.CODES)
@meeting_argument
@click.argument("date")
@click.option("--at", metavar="TIME", help="Its start: a time of that day such as 09:30, or as for book.")
@click.option("--length", metavar="SPAN", help="Such as 45m or 1h30m.")
@click.option("--note", metavar="TEXT", help='What is special about it; "": nothing.')
@zone_option
@profile_option
@json_option
def change(
    meeting: str,
    date: str,
    at: str | None,
    length: str | None,
    note: str | None,
    zone: ZoneInfo,
    profile_name: str,
    as_json: bool,
) -> None:
    """Change one DATE of the series MEETING. It stays between the dates before and after it."""
    if at is None and length is None and note is None:
        raise click.UsageError("Say what to change: --at, --length or --note.")
    lasting = None if length is None else read("--length", moments.length, length)
    with connected(profile_name) as client:
        one = _meant(client.meetings.detail(meeting), date, zone)
        start = None if at is None else read("--at", _moment, at, one=one, zone=zone)
        client.meetings.change_date(meeting, one, start=start, length=lasting, description=note)
        series = client.meetings.detail(meeting)
    if as_json:
        show_json(next(each.info for each in series.occurrences if each.id == one.id))
    else:
        show_lines(_table(series, zone))


@dates.command(epilog=exits.CODES)
@meeting_argument
@click.argument("date", nargs=-1, required=True)
@click.option("--end", "end_running", is_flag=True, help="End one if it is running.")
@click.option("--yes", is_flag=True, help="Cancel without asking.")
@zone_option
@profile_option
def cancel(
    meeting: str, date: tuple[str, ...], end_running: bool, yes: bool, zone: ZoneInfo, profile_name: str
) -> None:
    """Cancel one or more DATEs of the series MEETING, all of them or none. Asks first."""
    with connected(profile_name) as client:
        series = client.meetings.detail(meeting)
        gone = [_meant(series, each, zone) for each in date]
        if not yes:
            named = ", ".join(moments.shown(one.start, zone) for one in gone)
            whole = " These are all there are: the series is gone then." if _all(series, gone) else ""
            click.confirm(f"Cancel {named}?{whole}", abort=True)
        client.meetings.cancel_dates(meeting, gone, end_running=end_running)
    click.echo("Cancelled.")


def _meant(series: Detail, word: str, zone: ZoneInfo) -> Occurrence:
    _check(series)
    named = [one for one in series.occurrences if one.id == word.lower()]
    if named:
        return named[0]
    day = read("DATE", moments.day, word, now=system.now(), zone=zone)
    found = [one for one in series.occurrences if one.start.astimezone(zone).date() == day]
    if len(found) != 1:
        how = "Several dates are" if found else "No date is"
        raise click.BadParameter(
            f"{how} on {day}. See: convener meeting dates list {series.id}", param_hint="DATE"
        )
    return found[0]


def _moment(text: str, *, one: Occurrence, zone: ZoneInfo) -> datetime:
    """A time of day is one of the date's own day."""
    here = one.start.astimezone(zone)
    if ":" in text and len(text.strip()) <= len("09:30"):
        at = moments.clock(text)
        return here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0, fold=0)
    return moments.moment(text, now=system.now(), zone=zone)


def _check(series: Detail) -> None:
    if series.info.cycle_params is None:
        raise click.UsageError(f"Meeting {series.id} is no series: it has one date.")


def _all(series: Detail, gone: list[Occurrence]) -> bool:
    return {one.id for one in series.occurrences} == {one.id for one in gone}


def _table(series: Detail, zone: ZoneInfo) -> str:
    rows = [
        (
            f"{one.start.astimezone(zone):%a}",
            moments.shown(one.start, zone, own=series.zone),
            moments.span(one.end - one.start),
            one.id,
            one.info.description,
        )
        for one in series.occurrences
    ]
    return table(("Day", "Starts", "Length", "ID", "Note"), rows, nothing="")
