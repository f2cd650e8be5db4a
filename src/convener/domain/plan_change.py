"""What a change of a booking says about its plan and the days of a series."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from convener.domain.edits import AudienceCount
from convener.domain.meeting import Plan
from convener.domain.recurrence import Cycle, Rule
from convener.domain.zones import ZoneCode

_CLEARED_BY_EMPTY: Final = frozenset({"live_address", "aux_address", "group_uri"})


class PlanChange(Struct, frozen=True, kw_only=True):
    """Fields of a ``Plan`` to replace; ``None`` leaves one as it is, an empty text takes it away."""

    video: bool
    length: timedelta
    time_zone: ZoneCode | None = None
    language: str | None = None
    encrypt_mode: int | None = None
    record_type: int | None = None
    record_auth_type: int | None = None
    record_aux_stream: bool | None = None
    auto_record: bool | None = None
    live_address: str | None = None
    aux_address: str | None = None
    group_uri: str | None = None
    concurrent_participants: int | None = None
    interpretation: bool | None = None
    send_notify: bool | None = None
    send_sms: bool | None = None
    send_calendar: bool | None = None
    auto_mute: bool | None = None
    hard_terminal_auto_mute: bool | None = None
    guests_free: bool | None = None
    call_in_restriction: int | None = None
    audience_restriction: int | None = None
    guests_may_start: bool | None = None
    join_before_host: int | None = None
    prolong: timedelta | None = None
    waiting_room: bool | None = None
    host_camera: bool | None = None
    guest_camera: bool | None = None
    audience_count: AudienceCount | None = None


class RuleChange(Struct, frozen=True, kw_only=True):
    """The days of a series as they shall be; ``None`` leaves a thing as it is."""

    cycle: Cycle
    interval: int | None
    points: tuple[int, ...]
    first: date
    last: date
    remind_days: int | None

    def on(self, rule: Rule) -> Rule:
        """The new rule. An interval left out stays, unless it counted in another unit."""
        kept = rule.interval if self.cycle is rule.cycle else 1
        return Rule(
            cycle=self.cycle,
            interval=kept if self.interval is None else self.interval,
            points=self.points,
            first=self.first,
            last=self.last,
            remind_days=rule.remind_days if self.remind_days is None else self.remind_days,
        )


def merged(plan: Plan, change: PlanChange) -> Plan:
    """The plan with what the change gives."""
    given: dict[str, Any] = {name: value for name, value in asdict(change).items() if value is not None}
    emptied = {name: None for name in given.keys() & _CLEARED_BY_EMPTY if not given[name]}
    return replace(plan, **given | emptied)
