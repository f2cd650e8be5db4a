"""Zones as the API numbers them: 77 of the several hundred there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from convener.client.errors import Unusable
from convener.domain.zones import ZONES, ZoneCode

_CODES = {named.iana: str(code) for code, named in ZONES.items()}
"""Code 0 is the server's default and shares its zone with 56, which comes later and stays."""

_STEP, _HORIZON = timedelta(days=3), 366
"""Clocks that differ for less than three days of a year count as alike."""


def code(zone: ZoneInfo, *, near: datetime) -> str:
    """The API's code of the zone. Raises ``Unusable``, which names the zones that keep the same time."""
    found = known(zone)
    if found is None:
        raise Unusable(f"the API has no code for the zone {zone.key}: {_advice(zone, near)}")
    return found


def known(zone: tzinfo | None) -> str | None:
    """The API's code of the zone, if it has one."""
    return _CODES.get(zone.key or "") if isinstance(zone, ZoneInfo) else None


def zone(code: str) -> ZoneInfo | None:
    """The zone of a code; ``None`` for one that is not in the table."""
    named = ZONES.get(ZoneCode(code))
    return None if named is None else ZoneInfo(named.iana)


def alike(zone: ZoneInfo, near: datetime) -> list[str]:
    """Codes of zones whose clocks show the same as the zone's for a year from ``near``."""
    days = [near.astimezone(UTC) + _STEP * n for n in range(_HORIZON // _STEP.days)]
    shown = [day.astimezone(zone).utcoffset() for day in days]
    return [code for iana, code in _CODES.items() if _offsets(iana, days) == shown]


def _offsets(iana: str, days: list[datetime]) -> list[timedelta | None]:
    try:
        zone = ZoneInfo(iana)
    except ZoneInfoNotFoundError:
        return []
    return [day.astimezone(zone).utcoffset() for day in days]


def _advice(zone: ZoneInfo, near: datetime) -> str:
    codes = alike(zone, near)
    if not codes:
        return (
            "no zone of the table keeps the same time. Book in another zone; a series then follows its clocks"
        )
    named = ", ".join(f'ZoneInfo("{ZONES[ZoneCode(code)].iana}") ({code})' for code in codes)
    return f"the same time is kept by {named}"
