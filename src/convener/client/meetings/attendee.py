"""Whom to invite."""

from __future__ import annotations

from dataclasses import dataclass

from convener.wire import meetings as wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Someone, or a terminal, to invite.

    One of ``number``, ``account``, ``email`` and ``sms`` is needed. What is left out of an ``account`` of
    the enterprise is taken from its directory. ``convener.wire.meetings.Attendee`` can say more, and is
    taken in the same places.
    """

    name: str | None = None
    number: str | None = None
    """SIP or phone number to call."""
    account: str | None = None
    """Account, or third-party user ID."""
    email: str | None = None
    sms: str | None = None
    """Number for text messages."""
    host: bool = False
    muted: bool | None = None
    """Muted on entry."""
    called: bool | None = None
    """Called when the meeting starts. Default: as the enterprise has it."""
    type: str | None = None
    """``normal``, ``terminal``, ``telephone``, …; default: ``normal``."""

    def wire(self) -> wire.Attendee:
        return wire.Attendee(
            name=self.name,
            phone=self.number,
            account_id=self.account,
            email=self.email,
            sms=self.sms,
            role=wire.AttendeeRole.HOST if self.host else wire.AttendeeRole.ORDINARY,
            is_mute=None if self.muted is None else int(self.muted),
            is_auto_invite=None if self.called is None else int(self.called),
            type=self.type,
        )
