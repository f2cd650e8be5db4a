"""``convener meeting change``."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from convener.cli import exits, inviting, moments, system
from convener.cli.booking import show
from convener.cli.connection import connected
from convener.cli.options import meeting_argument, read, zone_option
from convener.cli.output import json_option
from convener.cli.profile import profile_option

if TYPE_CHECKING:
    from convener.client.meetings import Detail, Rule, Settings
    from convener.wire import meetings as wire


@click.command(epilog=exits.CODES)
@meeting_argument
@click.option("--subject", metavar="TEXT", help="What it is about.")
@click.option("--at", metavar="TIME", help="When it starts, as for book; of a series the time of day: 09:30.")
@click.option("--until", metavar="DAY", help="Of a series: the last day it may be.")
@click.option("--length", metavar="SPAN", help="Such as 45m or 1h30m.")
@click.option("--invite", "invited", multiple=True, metavar="WHO", help="Somebody more, as for book.")
@click.option(
    "--uninvite", "gone", multiple=True, metavar="WHO", help="Somebody less, by number, account or name."
)
@click.option("--video/--voice", default=None, help="With video, or without.")
@click.option("--guest-password", metavar="DIGITS", help='4 to 16 digits; "": guests need none.')
@click.option("--waiting-room/--no-waiting-room", default=None, help="Whether guests wait to be let in.")
@click.option("--mute/--no-mute", default=None, help="Whether guests are muted on entry.")
@click.option("--open-to", type=click.Choice(["everyone", "enterprise", "invited"]), help="Who may join.")
@zone_option
@profile_option
@json_option
def change(
    meeting: str,
    subject: str | None,
    at: str | None,
    until: str | None,
    length: str | None,
    invited: tuple[str, ...],
    gone: tuple[str, ...],
    zone: ZoneInfo,
    profile_name: str,
    as_json: bool,
    **settings: Any,
) -> None:
    """Change a booked MEETING, or a whole series.

    What you do not say stays. The dates of a series are made anew: what was changed of single ones is lost.
    Single dates are changed with: convener meeting dates change
    """
    said = (subject, at, until, length, *invited, *gone, *settings.values())
    if all(each is None for each in said):
        raise click.UsageError("Say what to change, such as --subject or --at.")
    lasting = None if length is None else read("--length", moments.length, length)
    more = [read("--invite", inviting.attendee, one) for one in invited]
    given = _settings(**settings)
    with connected(profile_name) as client:
        before = client.meetings.detail(meeting)
        if invited or gone:
            given["attendees"] = [*_staying(before, gone, [one.wire() for one in more]), *more]
        if before.info.cycle_params is None:
            if until is not None:
                raise click.BadParameter("the meeting is no series.", param_hint="--until")
            start = None if at is None else read("--at", moments.moment, at, now=system.now(), zone=zone)
            after = client.meetings.change(meeting, subject=subject, start=start, length=lasting, **given)
        else:
            after = client.meetings.change_series(
                meeting,
                subject=subject,
                start=None if at is None else _begin(before, at),
                rule=None if until is None else _rule(before, until, zone),
                length=lasting,
                **given,
            )
    show(after, zone, as_json=as_json)


def _settings(
    *,
    video: bool | None,
    guest_password: str | None,
    waiting_room: bool | None,
    mute: bool | None,
    open_to: str | None,
) -> Settings:
    from convener.client.meetings import Settings
    from convener.wire.meetings import CallInRestriction, MediaType

    found = Settings()
    if video is not None:
        found["media"] = {MediaType.HD_VIDEO if video else MediaType.VOICE}
    if guest_password is not None:
        found["guest_password"] = guest_password
    if waiting_room is not None:
        found["waiting_room"] = waiting_room
    if mute is not None:
        found["mute_guests"] = mute
    if open_to is not None:
        found["who_may_join"] = CallInRestriction[open_to.upper()]
    return found


def _staying(before: Detail, gone: tuple[str, ...], more: list[wire.Attendee]) -> list[wire.Attendee]:
    """Who is invited already, but for those who go or are invited anew."""
    people = before.attendees
    for word in gone:
        if not any(word in _names(one) for one in people):
            raise click.BadParameter(f"{word!r} is not invited.", param_hint="--uninvite")
    anew = {name for one in more for name in (one.phone, one.account_id) if name}
    return [one for one in people if not _names(one) & {*gone} and not {one.phone, one.account_id} & anew]


def _names(one: wire.Attendee) -> set[str]:
    return {name for name in (one.phone, one.account_id, one.name, one.email) if name}


def _begin(series: Detail, at: str) -> datetime:
    """The time of day on the series' first day, by its own clocks."""
    assert series.info.cycle_params is not None
    first = date.fromisoformat(series.info.cycle_params.start_date)
    return datetime.combine(first, read("--at", moments.clock, at), series.zone or ZoneInfo("UTC"))


def _rule(series: Detail, until: str, zone: ZoneInfo) -> Rule:
    """The rule there is, up to another day."""
    from convener.client.meetings import Daily, Monthly, Weekly
    from convener.wire.meetings import Cycle

    params = series.info.cycle_params
    assert params is not None
    last, every = read("--until", moments.day, until, now=system.now(), zone=zone), params.interval or 1
    match params.cycle:
        case Cycle.DAY:
            return Daily(until=last, interval=every)
        case Cycle.WEEK:
            return Weekly(on=params.point or (), until=last, interval=every)
        case Cycle.MONTH:
            return Monthly(on=params.point or (), until=last, interval=every)
