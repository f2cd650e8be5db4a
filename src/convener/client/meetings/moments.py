"""Times and lengths as the wire writes them: UTC to the minute, and whole minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from convener.client.errors import Undecodable, Unusable

MINUTE = timedelta(minutes=1)


def written(moment: datetime) -> str:
    """The moment in UTC; what is below the minute falls away. Raises ``Unusable`` when it has no zone."""
    return f"{_aware(moment).astimezone(UTC):%Y-%m-%d %H:%M}"


def millis(moment: datetime) -> int:
    """Milliseconds since 1970. Raises ``Unusable`` when the moment has no zone."""
    return int(_aware(moment).timestamp() * 1000)


def read(text: str) -> datetime:
    """The moment that an answer names."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=UTC)
    except ValueError:
        raise Undecodable(f"not a time: {text!r}", status=200, request_id="", excerpt=text) from None


def minutes(length: timedelta) -> int:
    """The length in minutes. Raises ``Unusable`` when they are not whole."""
    count, rest = divmod(length, MINUTE)
    if rest:
        raise Unusable(f"a meeting lasts whole minutes, not {length}")
    return count


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise Unusable(
            f"{moment.isoformat(' ')} could be any moment: say in which zone it is, as in "
            'datetime(2030, 3, 4, 10, tzinfo=ZoneInfo("Europe/Berlin"))'
        )
    return moment
