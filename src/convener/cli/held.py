"""A time that a meeting was held, as commands about the past are told of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from convener.cli import exits, system
from convener.cli.options import meeting_id

if TYPE_CHECKING:
    from convener.client import Client

_YEAR = timedelta(days=366)
_UUID = re.compile(r"[0-9a-f]{32}")

held_argument = click.argument("held", metavar="MEETING")
"""A meeting's ID, or what ``convener meeting history --ids`` names one of its times by."""


def uuid_of(client: Client, held: str) -> str:
    """The time itself; of a meeting the last one within a year."""
    return held if _UUID.fullmatch(held) else _last(client, meeting_id(held))


def _last(client: Client, meeting: str) -> str:
    now = system.now()
    past = client.meetings.past(
        since=now - _YEAR, until=now + timedelta(days=1), search=meeting, everyone=True
    )
    found = next((one.uuid for one in past if one.id == meeting), None)
    if found is None:
        raise exits.Refused(f"Meeting {meeting} was not held within a year, or is not one of yours.")
    return found
