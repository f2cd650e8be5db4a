"""What the machine says of its user: the time and the zone they live by."""

from __future__ import annotations

import difflib
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import click

LOCALTIME = Path("/etc/localtime")
"""Nearly everywhere a link to the zone's rules, whose path ends in its name."""
TIMEZONE = Path("/etc/timezone")
"""Where Debian writes the name."""


def now() -> datetime:
    """The time, UTC; ``CONVENER_NOW`` sets it, for servers whose clock is virtual."""
    text = os.environ.get("CONVENER_NOW")
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.UsageError(
            f"CONVENER_NOW is {text!r}; write it like 2021-08-30T00:00:00Z, with its offset."
        )
    return moment.astimezone(UTC)


def zone(localtime: Path = LOCALTIME, timezone: Path = TIMEZONE) -> ZoneInfo:
    """The system's time zone; UTC if it does not say."""
    for name in (os.environ.get("TZ", "").lstrip(":"), _linked(localtime), _written(timezone)):
        if name and (found := _find(name)):
            return found
    return ZoneInfo("UTC")


def named_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ``click.BadParameter``, with a name that may be meant."""
    found = _find(name)
    if found is not None:
        return found
    known = {each.lower(): each for each in available_timezones()}
    cities = {each.rpartition("/")[2]: known[each] for each in known}
    meant = cities.get(name.lower().replace(" ", "_"))
    if meant is None:
        near = difflib.get_close_matches(name.lower(), known, n=1)
        meant = known[near[0]] if near else None
    hint = f" Do you mean {meant}?" if meant else " Write it like Europe/Berlin."
    raise click.BadParameter(f"there is no time zone {name!r}.{hint}", param_hint="--zone")


def _find(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # each of them, by what is wrong with the name
        return None


def _linked(localtime: Path) -> str:
    _, found, name = os.path.realpath(localtime).partition("zoneinfo/")
    return name if found else ""


def _written(timezone: Path) -> str:
    try:
        return timezone.read_text().strip()
    except (OSError, ValueError):
        return ""
