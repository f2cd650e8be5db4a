"""Times, days and lengths as people type and read them. Pure: now and the zone are handed in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MOMENTS: Final = "2026-03-01 14:00, 14:00, tomorrow 9:30, in 2h or 2026-03-01T14:00+01:00"

_CLOCK = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)
_PARTS = re.compile(
    r"(?:(\d+)\s*d(?:ays?)?)?\s*(?:(\d+)\s*h(?:(?:ou)?rs?)?)?\s*(?:(\d+)\s*m(?:in(?:ute)?s?)?)?",
    re.ASCII | re.IGNORECASE,
)
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def moment(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant meant by ``text``. Raises ``ValueError`` with a sentence.

    A time without a date is the next one; a time that clocks skip or show twice in ``zone`` is read as in
    a series.
    """
    words = " ".join(text.lower().split())
    if words.startswith("in "):
        return (now + length(words[3:])).replace(microsecond=0)
    found = _relative(words, now.astimezone(zone), zone) or _absolute(text.strip(), zone)
    if found is None:
        raise ValueError(f"{text!r} is no time. Write it like {MOMENTS}.")
    return found.astimezone(UTC)


def day(text: str, *, now: datetime, zone: ZoneInfo) -> date:
    """The date meant by ``text``: ``2026-03-01``, ``today`` or ``tomorrow``. Raises ``ValueError``."""
    words = text.strip().lower()
    try:
        return _named_day(words, now.astimezone(zone)) or date.fromisoformat(words)
    except ValueError:
        raise ValueError(f"{text!r} is no day. Write it like 2026-03-01, today or tomorrow.") from None


def clock(text: str) -> time:
    """A time of day such as ``09:30``. Raises ``ValueError``."""
    found = _CLOCK.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no time of day. Write it like 09:30.")


def length(text: str) -> timedelta:
    """A span such as ``45`` (minutes), ``45m``, ``1h30m`` or ``2 days``. Raises ``ValueError``."""
    words = text.strip()
    if words.isascii() and words.isdigit() and len(words) < 9:
        return timedelta(minutes=int(words))
    found = _PARTS.fullmatch(words)
    try:
        if found and any(found.groups()):
            days, hours, minutes = (int(part or 0) for part in found.groups())
            return timedelta(days=days, hours=hours, minutes=minutes)
    except OverflowError:
        pass
    raise ValueError(f"{text!r} is no length of time. Write it like 30m, 1h30m or 45 (minutes).")


def weekdays(text: str) -> frozenset[int]:
    """Numbers of weekdays, 0 is Sunday, from ``mon,thu``. Raises ``ValueError``."""
    found = set()
    for word in text.replace(",", " ").lower().split():
        matches = [number for number, name in enumerate(_WEEKDAYS) if len(word) > 1 and name.startswith(word)]
        if len(matches) != 1:
            raise ValueError(f"{word!r} is no weekday. Write them like mon,thu.")
        found.update(matches)
    if not found:
        raise ValueError("Name at least one weekday, like mon,thu.")
    return frozenset(found)


def monthdays(text: str) -> frozenset[int]:
    """Days of the month from ``1,15``. Raises ``ValueError``."""
    words = text.replace(",", " ").split()
    found = {int(word) for word in words if re.fullmatch(r"[0-9]{1,2}", word)}
    if not found or found - set(range(1, 32)) or not all(word.isdigit() for word in words):
        raise ValueError(f"{text!r} are no days of a month. Write them like 1,15.")
    return frozenset(found)


def shown(instant: datetime, zone: ZoneInfo, *, own: ZoneInfo | None = None) -> str:
    """An instant in ``zone``, beside it in a meeting's ``own`` zone where clocks there show another time."""
    here = instant.astimezone(zone)
    text = f"{here:%Y-%m-%d %H:%M}"
    if own is None or same_clock(here, own):
        return text
    there = instant.astimezone(own)
    written = f"{there:%H:%M}" if there.date() == here.date() else f"{there:%Y-%m-%d %H:%M}"
    return f"{text} ({written} {own.key})"


def same_clock(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in ``zone`` show the time that ``instant`` is written in."""
    return instant.astimezone(zone).utcoffset() == instant.utcoffset()


def offset(instant: datetime) -> str:
    """How far its clock is ahead of UTC, such as ``+05:30``."""
    written = f"{instant:%z}"
    return f"{written[:3]}:{written[3:5]}"


def span(value: timedelta) -> str:
    """A length of time, such as ``1 h 30 min``."""
    hours, minutes = divmod(round(value / timedelta(minutes=1)), 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else ""]
    return " ".join(filter(None, parts))


def _relative(words: str, here: datetime, zone: ZoneInfo) -> datetime | None:
    if words == "now":
        return here
    named, _, rest = words.rpartition(" ")
    day = _named_day(named, here) if named else here.date()
    if day is None or not _CLOCK.fullmatch(rest):
        return None
    found = datetime.combine(day, clock(rest), zone)
    if not named and found < here.replace(second=0, microsecond=0):
        found = datetime.combine(day + timedelta(days=1), found.time(), zone)
    return found


def _absolute(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= len("2026-03-01"):  # a date alone: midnight is hardly meant
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _named_day(word: str, here: datetime) -> date | None:
    ahead = {"today": 0, "tomorrow": 1}.get(word)
    return None if ahead is None else here.date() + timedelta(days=ahead)
