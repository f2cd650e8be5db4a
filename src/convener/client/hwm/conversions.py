"""Single values between the client SDK and REST (client-sdk.md 14.1).

Seconds are always true Unix seconds: the newer pages' ``startTime`` minus the zone's offset is not done.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any, Final

from convener.client.hwm.enums import (
    AttendeeType,
    AutoMuteType,
    ConferenceType,
    ConfResType,
    ConfRole,
    ConfState,
    CycleType,
    MediaType,
    Timezone,
    VmrIdType,
)

LATEST: Final = 253_339_228_800
"""Seconds from 1970 to the year 9998: a year later dates end."""

TYPES: Final[Mapping[AttendeeType, str]] = MappingProxyType(
    {kind: kind.name.removeprefix("ATTENDEE_TYPE_").lower() for kind in AttendeeType}
)
CYCLES: Final[Mapping[CycleType, str]] = MappingProxyType(
    {
        CycleType.CYCLE_TYPE_DAY: "Day",
        CycleType.CYCLE_TYPE_WEEK: "Week",
        CycleType.CYCLE_TYPE_MONTH: "Month",
    }
)
STATES: Final[Mapping[str, ConfState]] = MappingProxyType(
    {
        "Schedule": ConfState.HWM_CONF_STATE_SCHEDULE,
        "Creating": ConfState.HWM_CONF_STATE_CREATING,
        "Created": ConfState.HWM_CONF_STATE_GOING,
        "Destroyed": ConfState.HWM_CONF_STATE_DESTROYED,
    }
)
ROOM_TYPES: Final[Mapping[int, VmrIdType]] = MappingProxyType(
    {0: VmrIdType.PERSONAL_MEETING_ID, 1: VmrIdType.CLOUD_MEETING_ROOM_ID}
)
"""Rooms for webinars, 2, are none that a user sees."""
ROLES: Final[Mapping[str, ConfRole]] = MappingProxyType(
    {
        "general": ConfRole.HWM_CONF_ROLE_ATTENDEE,
        "chair": ConfRole.HWM_CONF_ROLE_HOST,
        "audience": ConfRole.HWM_CONF_ROLE_AUDIENCE,
    }
)


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def instant(seconds: int) -> str:
    """``yyyy-MM-dd HH:mm`` in UTC; what is below the minute is lost."""
    return moment(seconds).strftime("%Y-%m-%d %H:%M")


def seconds(instant: str) -> int:
    return int(datetime.fromisoformat(instant.strip()).replace(tzinfo=UTC).timestamp())


def day(seconds: int, timezone: Timezone) -> date:
    """The date in the zone of a booking, which is what REST counts a series by."""
    return moment(seconds).astimezone(timezone.zone).date()


def midnight(day: str, timezone: Timezone) -> int:
    """When a day begins there. Where clocks skip midnight, the moment they skip it."""
    start = datetime.combine(date.fromisoformat(day), time(), timezone.zone)
    return int(start.timestamp())


# The full-width comma is what Chinese keyboards write.
_COMMA: Final = re.compile("[,\uff0c]")


def points(listed: str) -> list[int]:
    """Raises ``ValueError`` when there is something else than numbers between the commas."""
    return [int(number) for number in _COMMA.split(listed)]


def listed(points: list[int]) -> str:
    return ",".join(map(str, points))


def switch(on: bool) -> int:
    return int(on)


def zone_code(timezone: Timezone) -> str | None:
    """``None`` for the default, which REST expresses by silence."""
    return str(timezone.value) if timezone else None


def timezone_of(code: str) -> int | None:
    return int(code) if code.isdecimal() else None


def resource(kind: ConfResType) -> int | None:
    """The default leaves the choice to the server; REST's 0 would be the enterprise's concurrency."""
    return kind.value or None


def media_word(media: MediaType) -> str:
    return "HDVideo" if media is MediaType.HWM_MEDIA_TYPE_VIDEO else "Voice"


def media_of(words: str) -> MediaType:
    """From a comma list such as ``HDVideo,Data,Voice``."""
    video = {"HDVideo", "Video"} & {word.strip() for word in words.split(",")}
    return MediaType.HWM_MEDIA_TYPE_VIDEO if video else MediaType.HWM_MEDIA_TYPE_AUDIO


def conference_type(number: int) -> ConferenceType:
    """REST writes 2 for a series."""
    return ConferenceType.HWM_CONF_TYPE_CYCLE if number == 2 else ConferenceType(number)


def cycle_of(word: str) -> CycleType:
    return next(cycle for cycle, spelt in CYCLES.items() if spelt == word)


def role_number(role: ConfRole) -> int:
    """REST invites hosts and others."""
    return int(role is ConfRole.HWM_CONF_ROLE_HOST)


def type_of(word: str) -> AttendeeType | None:
    """``None`` for a word of somebody else's, which the server keeps."""
    return next((kind for kind, spelt in TYPES.items() if spelt == word), None)


_MUTES: Final = {AutoMuteType.AUTO_MUTE_TYPE_MUTE: True, AutoMuteType.AUTO_MUTE_TYPE_UNMUTE: False}


def muting(mode: AutoMuteType) -> bool | None:
    """``None`` leaves it to the enterprise."""
    return _MUTES.get(mode)


def mute_mode(muted: bool) -> AutoMuteType:
    return AutoMuteType.AUTO_MUTE_TYPE_MUTE if muted else AutoMuteType.AUTO_MUTE_TYPE_UNMUTE


def called_number(sip: str) -> str:
    """The number within ``sip:+99111…@host``, as logins give it."""
    return sip.removeprefix("sip:").partition("@")[0]


def negated(value: bool) -> bool:
    return not value


def same(value: Any) -> Any:
    return value
