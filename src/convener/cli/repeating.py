"""``convener meeting repeat``: a series, shown before it is booked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from convener.cli import described, exits, moments, preview, system
from convener.cli.booking import booking_options, kept_zone, settings_of
from convener.cli.connection import connected
from convener.cli.options import read
from convener.cli.output import show_json
from convener.domain import recurrence
from convener.domain.recurrence import Cycle, Rule
from convener.domain.zones import ZoneCode

if TYPE_CHECKING:
    from convener.client.meetings import Meeting, Settings
    from convener.client.meetings import Rule as ClientRule
    from convener.domain.preview import Preview

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--daily", is_flag=True, help="Every day."),
    click.option("--weekly", metavar="DAYS", help="On these days of the week: mon,thu."),
    click.option(
        "--monthly", metavar="DAYS", help="On these days of the month: 1,15. A missing one is the last."
    ),
    click.option(
        "--every",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        metavar="N",
        help="Every N days, weeks or months.",
    ),
    click.option("--at", required=True, metavar="TIME", help="Time of day, such as 09:30."),
    click.option(
        "--from", "first", default="today", show_default=True, metavar="DAY", help="First day it may be."
    ),
    click.option("--until", "last", metavar="DAY", help="Last day it may be, within a year."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A series as asked for."""

    rule: Rule
    at: time
    zone: ZoneInfo
    """One that servers know."""
    length: timedelta

    @property
    def start(self) -> datetime:
        return datetime.combine(self.rule.first, self.at, self.zone)

    def previewed(self, now: datetime) -> Preview:
        """The dates that a server will make of it."""
        from convener.client.meetings import zones

        # Clocks may skip the time of day on the first day; servers then take what they show instead.
        at = recurrence.wall_time(self.start.astimezone(UTC), self.zone)
        zone = ZoneCode(zones.code(self.zone, near=now))
        try:
            return preview.preview(self.rule, at=at, zone=zone, length=self.length, now=now)
        except ValueError as error:
            raise click.UsageError(str(error)) from error

    def client_rule(self) -> ClientRule:
        from convener.client.meetings import Daily, Monthly, Weekly

        rule = self.rule
        match rule.cycle:
            case Cycle.DAY:
                return Daily(until=rule.last, interval=rule.interval)
            case Cycle.WEEK:
                return Weekly(on=rule.points, until=rule.last, interval=rule.interval)
            case Cycle.MONTH:
                return Monthly(on=rule.points, until=rule.last, interval=rule.interval)


def series_options(command: Command) -> Command:
    """What says which days."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)


@click.command(epilog=exits.CODES)
@click.argument("subject")
@series_options
@click.option("--dry-run", is_flag=True, help="Only show the dates.")
@click.option("--yes", is_flag=True, help="Book without asking.")
@booking_options
def repeat(
    subject: str,
    dry_run: bool,
    yes: bool,
    zone: ZoneInfo,
    profile_name: str,
    as_json: bool,
    **given: Any,
) -> None:
    """Book a series. Shows its dates first, and asks.

    The time of day stays put when the clocks of --zone change. At most 50 meetings fit in a series.
    """
    if as_json and not (yes or dry_run):
        raise click.UsageError("With --json nobody is asked: say --yes to book, or --dry-run to look.")
    now = system.now()
    wanted, settings = asked_for(now=now, zone=zone, **given)
    shown = wanted.previewed(now)
    _show_before(shown, as_json=as_json, dry_run=dry_run)
    if dry_run:
        return
    if not yes:
        click.confirm(f"Book these {len(shown.dates)} meetings?", abort=True)
    made = _book(profile_name, subject, wanted, settings)
    _show_after(made, shown, zone, as_json=as_json)


def asked_for(
    *,
    now: datetime,
    zone: ZoneInfo,
    length: str,
    at: str,
    daily: bool,
    weekly: str | None,
    monthly: str | None,
    every: int,
    first: str,
    last: str | None,
    **settings: Any,
) -> tuple[Wanted, Settings]:
    """The series that the options mean, and its settings."""
    cycle, points = _cycle(daily=daily, weekly=weekly, monthly=monthly)
    if last is None:
        raise click.UsageError("Say with --until which day is the last it may be.")
    begin, end = (
        read(option, moments.day, text, now=now, zone=zone)
        for option, text in (("--from", first), ("--until", last))
    )
    wanted = Wanted(
        rule=Rule(cycle=cycle, interval=every, points=points, first=begin, last=end),
        at=read("--at", moments.clock, at),
        zone=_kept(zone, now),
        length=read("--length", moments.length, length),
    )
    return wanted, settings_of(**settings)


def _book(profile_name: str, subject: str, wanted: Wanted, settings: Settings) -> Meeting:
    with connected(profile_name) as client:
        return client.meetings.repeat(
            subject,
            start=wanted.start,
            length=wanted.length,
            rule=wanted.client_rule(),
            zone=wanted.zone,
            **settings,
        )


def _show_before(shown: Preview, *, as_json: bool, dry_run: bool) -> None:
    if not as_json:
        click.echo(preview.rendered(shown, zone=system.zone()))
    elif dry_run:
        show_json(preview.record(shown))


def _cycle(*, daily: bool, weekly: str | None, monthly: str | None) -> tuple[Cycle, tuple[int, ...]]:
    if [daily, weekly is not None, monthly is not None].count(True) != 1:
        raise click.UsageError("Say one of --daily, --weekly mon,thu and --monthly 1,15.")
    if weekly is not None:
        return Cycle.WEEK, tuple(sorted(read("--weekly", moments.weekdays, weekly)))
    if monthly is not None:
        return Cycle.MONTH, tuple(sorted(read("--monthly", moments.monthdays, monthly)))
    return Cycle.DAY, ()


def _kept(zone: ZoneInfo, now: datetime) -> ZoneInfo:
    kept = kept_zone(zone, near=now)
    if kept is None:
        raise click.BadParameter(
            f"servers know no zone whose clocks show what those of {zone.key} show. Choose another.",
            param_hint="--zone",
        )
    if kept.key != zone.key:
        click.echo(
            f"The zone is {kept.key}: servers know no {zone.key}, and the clocks show the same.", err=True
        )
    return kept


def _show_after(made: Meeting, shown: Preview, zone: ZoneInfo, *, as_json: bool) -> None:
    differs = [each.start for each in made.occurrences] != [each.starts for each in shown.dates]
    if differs:
        click.echo("The server made other dates than those shown before:", err=True)
    if as_json:
        show_json(made.info)
    else:
        click.echo(described.meeting(made, zone) if differs else "\n" + described.heading(made, zone))
