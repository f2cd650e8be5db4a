"""The ``VTIMEZONE`` of a zone, as calendars carry it along (RFC 5545, 3.6.5)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from convener.domain.observances import Observance, observances


def time_zone(zone: ZoneInfo, *, first: int, last: int) -> Timezone:
    """How the zone's clocks go from the year ``first`` to the year ``last``.

    The library's own puts changes into summer time an hour late.
    """
    component = Timezone()
    component.add("tzid", zone.key)
    for each in observances(zone, first, last):
        component.add_component(_component(each))
    return component


def _component(of: Observance) -> TimezoneStandard | TimezoneDaylight:
    component = TimezoneDaylight() if of.daylight else TimezoneStandard()
    component.add("tzname", of.name)
    component.add("tzoffsetfrom", of.before)
    component.add("tzoffsetto", of.offset)
    component.add("dtstart", of.onset)
    if of.rule:
        component.add("rrule", vRecur.from_ical(of.rule))
    if of.again:
        component.add("rdate", list(of.again))
    return component
