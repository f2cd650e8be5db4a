"""Times and dates as a language writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from convener.domain import zones
from convener.domain.recurrence import Cycle, Occurrence, Rule
from convener.domain.zones import ZONES, ZoneCode
from convener.server.letters.words import Words


def span(words: Words, one: Occurrence, zone: ZoneCode) -> str:
    """From when to when, on the clock of a zone."""
    start, end = (moment.astimezone(zones.zone(zone)) for moment in (one.starts, one.ends))
    form = words.within_day if start.date() == end.date() else words.over_midnight
    return form.format(
        date=day(words, start), start=f"{start:%H:%M}", end_date=day(words, end), end=f"{end:%H:%M}"
    )


def beside(words: Words, one: Occurrence, zone: ZoneCode, *, of: ZoneCode) -> str:
    """From when to when on the clock of another zone; without the days where they are the same."""
    here = [moment.astimezone(zones.zone(zone)) for moment in (one.starts, one.ends)]
    there = [moment.astimezone(zones.zone(of)) for moment in (one.starts, one.ends)]
    if [moment.date() for moment in here] != [moment.date() for moment in there]:
        return span(words, one, zone)
    return words.clock.format(start=f"{here[0]:%H:%M}", end=f"{here[1]:%H:%M}")


def at_zone(words: Words, one: Occurrence, zone: ZoneCode) -> str:
    """The same, and which zone that is."""
    name = words.zones.get(zone, ZONES[zone].label)
    return words.at_zone.format(span=span(words, one, zone), offset=offset(one.starts, zone), zone=name)


def day(words: Words, when: date) -> str:
    return words.date.format(
        weekday=words.weekdays[when.weekday()],
        day=when.day,
        month=words.months[when.month - 1],
        year=when.year,
    )


def offset(moment: datetime, zone: ZoneCode) -> str:
    """How far the zone's clocks are ahead at a moment: ``UTC+08:00``."""
    ahead = moment.astimezone(zones.zone(zone)).utcoffset() or timedelta(0)
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    return f"UTC{'-' if ahead < timedelta(0) else '+'}{hours:02}:{minutes:02}"


def rule(words: Words, of: Rule) -> str:
    """How often: ``every 2 weeks on Monday``."""
    every = words.every[of.cycle]
    form = every.one if of.interval == 1 else every.many
    return form.format(n=of.interval, days=_days(words, of))


def _days(words: Words, of: Rule) -> str:
    points = sorted(set(of.points))
    if of.cycle is Cycle.WEEK:
        return words.listed([words.weekdays[point - 1] for point in points])
    days = words.listed([words.month_day.format(day=point) for point in points])
    return days + words.month_end if points and points[-1] > 28 else days
