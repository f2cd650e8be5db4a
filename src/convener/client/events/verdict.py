"""What a failure means for a stream: whether to go on, and how."""

from __future__ import annotations

import enum

from convener.client.errors import ApiError, ClientError, Closed, Untrusted
from convener.client.events.errors import Declined, Refused, SlowConsumer, SocketClosed, SocketFailed
from convener.wire import errors


class Verdict(enum.Enum):
    OVER = enum.auto()
    """The conference does not run, or does not any more."""
    EXPIRED = enum.auto()
    """A token is not accepted: take new ones."""
    LATER = enum.auto()
    """It may work in a while."""
    FINAL = enum.auto()
    """It would be the same again."""


ENDED = "conference ended"
"""Reason with which convener closes when the conference is over; other servers' are not known."""

_OVER = frozenset(
    fault.number
    for fault in (
        errors.CONF_NOT_STARTED,
        errors.CONF_IS_CLOSING,
        errors.CONF_IS_CLOSED,
        errors.CONF_ID_NOT_EXIST,
        errors.CONF_DATA_NOT_FOUND,
        errors.PARTICIPANT_CONF_NOT_EXIST,
    )
)
_EXPIRED = frozenset(fault.number for fault in (errors.CONF_AUTH_FAIL, errors.REQUEST_TOKEN_IS_NULL))
_LATER = frozenset(fault.number for fault in (errors.CONF_EXCEPTION, errors.CONF_SERVER_FLOW_CONTROL))
_PASSING = frozenset({408, 425, 429})
"""HTTP statuses below 500 that say nothing about the request itself."""


def of(error: ClientError) -> Verdict:
    """The verdict on whatever a step of a channel may fail with."""
    match error:
        case ApiError():
            known = _of_number(number_of(error) or 0)
            return _of_status(error.status) if known is Verdict.FINAL else known
        case Declined():
            return _of_number(error.number)
        case SocketFailed(status=int(status)):
            # The reference names no status; a bad token is one way or the other.
            return Verdict.EXPIRED if status in (401, 403) else _of_status(status)
        case SocketClosed():
            return _of_closing(error)
        case Closed() | Untrusted() | Refused() | SlowConsumer():
            return Verdict.FINAL
        case _:
            return Verdict.LATER


def number_of(error: ClientError) -> int | None:
    """The code of a refusal as push frames carry it."""
    if isinstance(error, Declined):
        return error.number
    digits = error.code.rpartition(".")[2] if isinstance(error, ApiError) else ""
    return int(digits) if digits.isdecimal() else None


def _of_number(number: int) -> Verdict:
    if number in _OVER:
        return Verdict.OVER
    if number in _EXPIRED:
        return Verdict.EXPIRED
    return Verdict.LATER if number in _LATER else Verdict.FINAL


def _of_status(status: int) -> Verdict:
    return Verdict.LATER if status >= 500 or status in _PASSING else Verdict.FINAL


def _of_closing(closed: SocketClosed) -> Verdict:
    if closed.code == 1000 and closed.reason == ENDED:
        return Verdict.OVER
    return Verdict.EXPIRED if closed.code == 1008 else Verdict.LATER
