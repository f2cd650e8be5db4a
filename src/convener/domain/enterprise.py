"""An enterprise's settings: what applies where a booking says nothing."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from convener.domain.zones import PLATFORM_DEFAULT, ZoneCode


class EnterpriseSettings(Struct, frozen=True, kw_only=True):
    """Defaults and limits of one enterprise; the values here are those of an unconfigured one."""

    time_zone: ZoneCode = PLATFORM_DEFAULT
    send_notify: bool = True
    send_sms: bool = True
    send_calendar: bool = True
    auto_mute: bool = False
    hard_terminal_auto_mute: bool = False
    encrypt_mode: int = 0
    auto_invite: bool = False
    prolong: timedelta = timedelta(minutes=15)
    keep_reservation: bool = True
    interpretation: bool = True
    create_unknown_users: bool = True
    concurrency: int | None = None
    """Participants at once in meetings without a cloud room; ``None`` is unlimited, 0 books nothing."""
    max_attendees: int = 1000
    user_limit: int | None = None
    keep_history: timedelta = timedelta(days=183)
    """For how long after its start a holding is shown; the reference has six months, twelve at most."""
