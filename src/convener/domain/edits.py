"""What single dates of a series have of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace


class AudienceCount(Struct, frozen=True, kw_only=True):
    """How a webinar shows its audience: the real number times ``multiple`` plus ``base``."""

    shown: bool = False
    base: int | None = None
    multiple: float | None = None


class OwnSettings(Struct, frozen=True, kw_only=True):
    """The settings a date may have of its own, named as in the ``Plan``; ``None`` is the series' own."""

    video: bool | None = None
    auto_record: bool | None = None
    record_auth_type: int | None = None
    call_in_restriction: int | None = None
    audience_restriction: int | None = None
    guests_may_start: bool | None = None
    join_before_host: int | None = None
    waiting_room: bool | None = None
    audience_count: AudienceCount | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The settings that are not the series' own, by name."""
        pairs = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: value for name, value in pairs if value is not None}


class Edit(Struct, frozen=True, kw_only=True):
    """What became of one date of a series; ``day`` is the date the rule gives, and names it for ever.

    ``moved`` is wall-clock time in the zone of the series, as the series' own time is; ``later`` picks the
    second of two such times when the clocks go back.
    """

    day: date
    cancelled: bool = False
    moved: datetime | None = None
    later: bool = False
    length: timedelta | None = None
    description: str | None = None
    settings: OwnSettings = OwnSettings()

    @property
    def says_nothing(self) -> bool:
        """Whether the date is as the rule has it."""
        return self == Edit(day=self.day)

    def start(self, zone: ZoneInfo) -> datetime | None:
        """The UTC instant it was moved to."""
        if self.moved is None:
            return None
        return self.moved.replace(tzinfo=zone, fold=int(self.later)).astimezone(UTC)

    def to(self, start: datetime, zone: ZoneInfo) -> Edit:
        """The same edit, moved to an instant."""
        local = start.astimezone(zone)
        return replace(self, moved=local.replace(tzinfo=None, fold=0), later=bool(local.fold))
