"""``convener meeting create`` and ``book``, and what ``repeat`` has in common with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from convener.cli import described, exits, inviting, moments, system
from convener.cli.connection import connected
from convener.cli.options import read, zone_option
from convener.cli.output import json_option, show_json
from convener.cli.profile import profile_option

if TYPE_CHECKING:
    from convener.client.meetings import Meeting, Settings

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--length", default="30m", show_default=True, metavar="SPAN", help="Such as 45m or 1h30m."),
    click.option("--invite", "invited", multiple=True, metavar="WHO", help=inviting.HELP),
    click.option("--voice", is_flag=True, help="Without video."),
    click.option("--room", metavar="ID", help="In this cloud meeting room or personal room (its vmrID)."),
    click.option("--guest-password", metavar="DIGITS", help='4 to 16 digits; "": guests need none.'),
    click.option("--waiting-room", is_flag=True, help="Guests wait to be let in."),
    click.option("--mute", is_flag=True, help="Guests are muted on entry."),
    click.option(
        "--open-to",
        type=click.Choice(["everyone", "enterprise", "invited"]),
        help="Who may join; default: everyone.",
    ),
    zone_option,
    profile_option,
    json_option,
)


def booking_options(command: Command) -> Command:
    """What every way to book takes."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)


@click.command(epilog=exits.CODES)
@click.argument("subject")
@booking_options
def create(
    subject: str, length: str, zone: ZoneInfo, profile_name: str, as_json: bool, **settings: Any
) -> None:
    """Start a meeting now."""
    lasting = read("--length", moments.length, length)
    given = settings_of(**settings)
    with connected(profile_name) as client:
        made = client.meetings.create(subject, length=lasting, **given)
    show(made, zone, as_json=as_json)


@click.command(epilog=exits.CODES)
@click.argument("subject")
@click.option("--at", required=True, metavar="TIME", help=f"When it starts: {moments.MOMENTS}.")
@booking_options
def book(
    subject: str, at: str, length: str, zone: ZoneInfo, profile_name: str, as_json: bool, **settings: Any
) -> None:
    """Book a meeting for later."""
    start = read("--at", moments.moment, at, now=system.now(), zone=zone)
    lasting = read("--length", moments.length, length)
    given = settings_of(**settings)
    own = kept_zone(zone, near=start)
    with connected(profile_name) as client:
        made = client.meetings.schedule(subject, start=start, length=lasting, zone=own, **given)
    show(made, zone, as_json=as_json)


def show(made: Meeting, zone: ZoneInfo, *, as_json: bool) -> None:
    """Print what was booked; for programs as the server answered it."""
    if as_json:
        show_json(made.info)
    else:
        click.echo(described.meeting(made, zone))


def kept_zone(zone: ZoneInfo, *, near: datetime) -> ZoneInfo | None:
    """The zone, or one that servers know with the same clocks; ``None`` if there is none."""
    from convener.client.meetings import zones

    if zones.known(zone) is not None:
        return zone
    same = zones.alike(zone, near)
    return zones.zone(same[0]) if same else None


def settings_of(
    *,
    invited: tuple[str, ...],
    voice: bool,
    room: str | None,
    guest_password: str | None,
    waiting_room: bool,
    mute: bool,
    open_to: str | None,
) -> Settings:
    """What was said; what was not is left to the server."""
    from convener.client.meetings import Settings
    from convener.wire.meetings import CallInRestriction, MediaType

    found = Settings(attendees=[read("--invite", inviting.attendee, one) for one in invited])
    if voice:
        found["media"] = {MediaType.VOICE}
    if room is not None:
        found["room"] = room
    if guest_password is not None:
        found["guest_password"] = guest_password
    if waiting_room:
        found["waiting_room"] = True
    if mute:
        found["mute_guests"] = True
    if open_to is not None:
        found["who_may_join"] = CallInRestriction[open_to.upper()]
    return found
