"""Refusals about who somebody is and what they may do."""

from __future__ import annotations

from convener.domain.refusal import Refusal


class TokenInvalid(Refusal):
    """The access token is missing, unknown or expired."""


class TokenDisplaced(Refusal):
    """A later login took the token's place."""


class ControlTokenMissing(Refusal):
    """A control operation came without its control token."""


class ControlTokenInvalid(Refusal):
    """The control token is unknown, expired, or of another meeting."""


class Forbidden(Refusal):
    """The caller's role does not allow the change."""


class MeetingUnknown(Refusal):
    """No such meeting for this caller: never booked, cancelled, ended, or another enterprise's."""


class MayNotView(Refusal):
    """The meeting exists in the caller's enterprise, but the caller has no part in it."""


class WrongMeetingPassword(Refusal):
    """Neither the host's nor the guests' password."""


class UnknownOrWrongPassword(Refusal):
    """The meeting is unknown or the password wrong: one answer, so that nobody can tell."""


class PasswordMissing(Refusal):
    """A password is needed and was not given."""


class MeetingLocked(Refusal):
    """Too many wrong passwords for this meeting from this address."""


class GuestsMayNotStart(Refusal):
    """Only the host may open this meeting, or it is too early for guests."""


class OnlyHostStartsRoom(Refusal):
    """Only the host may open a meeting in this room."""


class ConferenceNotStarted(Refusal):
    """The meeting is not being held."""


class WrongLoginType(Refusal):
    """Only login type 1 exists."""


class ClockNotVirtual(Refusal):
    """The server runs on the machine's time, which nobody may set."""
