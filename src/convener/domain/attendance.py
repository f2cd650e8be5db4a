"""Who took part in a conference: one attendance for each time somebody joined."""

from __future__ import annotations

import enum
from datetime import datetime

from convener.domain.value import dataclass


class Device(enum.StrEnum):
    """What somebody took part with."""

    SOFT = "soft"
    HARD = "hard"
    PHONE = "phone"


class Medium(enum.StrEnum):
    """How somebody took part."""

    VOICE = "voice"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody in a running conference. Whoever comes back is another participant."""

    participant_id: str
    """New for every join."""
    name: str = ""
    number: str | None = None
    user_id: str | None = None
    account: str | None = None
    third_account: str | None = None
    dept_name: str | None = None
    host: bool = False
    device: Device = Device.SOFT
    medium: Medium = Medium.VIDEO

    @property
    def display_name(self) -> str:
        return self.name or self.number or ""

    def matches(self, needle: str) -> bool:
        """Case-insensitive substring of name, number or third-party user ID."""
        needle = needle.casefold()
        return any(needle in (text or "").casefold() for text in (self.name, self.number, self.third_account))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One stay; ``left`` is ``None`` while it lasts."""

    participant: Participant
    joined: datetime
    left: datetime | None = None
