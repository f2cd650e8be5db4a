"""``convener meeting watch``: a running meeting's state as it changes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from convener.cli import exits, system
from convener.cli.connection import connected
from convener.cli.options import host_options, meeting_argument, zone_option
from convener.cli.profile import profile_option
from convener.cli.tables import facts, printable, table

if TYPE_CHECKING:
    from convener.client.events import MeetingState
    from convener.client.events.state import Site

_HOME_AND_CLEAR = "\x1b[H\x1b[2J"


@click.command(epilog=exits.CODES)
@meeting_argument
@host_options
@zone_option
@profile_option
def watch(meeting: str, password: str | None, start: bool, zone: ZoneInfo, profile_name: str) -> None:
    """Show who is invited to the running MEETING and who is in it, until it is over or Ctrl-C.

    On a terminal the picture is drawn anew with every change; elsewhere each change is a line.
    """
    from convener.client.events import MeetingState, reduce

    state = MeetingState()
    try:
        with (
            connected(profile_name) as client,
            closing(client.events(meeting, password=password, start=start)) as frames,
        ):
            for frame in frames:
                before, state = state, reduce(state, frame)
                if state != before:
                    _show(meeting, before, state, system.now().astimezone(zone))
    except KeyboardInterrupt:
        sys.exit(exits.INTERRUPTED)
    click.echo("The meeting is over.", err=True)


def _show(meeting: str, before: MeetingState, state: MeetingState, now: datetime) -> None:
    if sys.stdout.isatty():
        click.echo(_HOME_AND_CLEAR + picture(meeting, state, now))
        return
    for line in changes(facets(before), facets(state)):
        click.echo(f"{now:%H:%M:%S}  {line}")


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """What differs, a line each: ``+`` is new, ``-`` gone, ``=`` another than before."""
    for key, text in before.items():
        if key not in after:
            yield f"- {text}"
    for key, text in after.items():
        if before.get(key) != text:
            yield f"{'=' if key in before else '+'} {text}"


def facets(state: MeetingState) -> dict[str, str]:
    """Everything shown of a state, each thing a line, by what it is about."""
    found = {f"fact {name}": f"{name}: {value}" for name, value in _facts(state) if value}
    for title, people in (("in the meeting", state.participants), ("waiting", state.waiting)):
        for pid, site in people.items():
            found[f"{title} {pid}"] = f"{title}: {', '.join(filter(None, _site(site)))}"
    for key, entry in state.attendees.items():
        role = "host" if entry.role == 1 else None
        found[f"invited {key}"] = f"invited: {', '.join(filter(None, (entry.name, entry.phone, role)))}"
    return {key: printable(text) for key, text in found.items()}


def picture(meeting: str, state: MeetingState, now: datetime) -> str:
    """The whole state for a terminal."""
    parts = [f"Meeting {meeting}  {now:%H:%M:%S}", facts(_facts(state))]
    sites = [_site(site) for site in state.participants.values()]
    sites += [(*_site(site)[:3], "in the waiting room") for site in state.waiting.values()]
    if sites:
        parts.append(table(("In the meeting", "Number", "Role", "State"), sites))
    invited = [
        (entry.name, entry.phone or entry.account_id, "host" if entry.role == 1 else None, entry.type)
        for entry in state.attendees.values()
    ]
    if invited:
        parts.append(table(("Invited", "Number", "Role", "Type"), invited))
    elif state.known:
        parts.append("Nobody is invited.")
    return "\n\n".join(filter(None, parts))


def _facts(state: MeetingState) -> list[tuple[str, str | None]]:
    basic, dynamic = state.basic, state.dynamic
    return [
        ("Subject", basic.title if basic else None),
        ("State", dynamic.state if dynamic else None),
        ("Locked", "yes" if dynamic and dynamic.lock else None),
        ("Recording", "yes" if dynamic and dynamic.rec_state else None),
        ("Speaking", ", ".join(each.name or each.pid for each in state.speakers)),
    ]


def _site(site: Site) -> tuple[str, str, str | None, str]:
    marks = {
        "being called": not site.is_in_meeting,
        "muted": site.is_muted,
        "hand up": site.hand_is_up,
    }
    role = "host" if site.is_host else None
    return site.name or site.pid, site.number, role, ", ".join(mark for mark, holds in marks.items() if holds)
