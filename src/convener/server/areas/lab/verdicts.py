"""What became of a request, in words: written into its entry of the log."""

from __future__ import annotations

from convener.server.areas.lab.advice import Advice, advice
from convener.server.areas.lab.exchange import Leaving
from convener.server.areas.lab.names import Names
from convener.wire import errors
from convener.wire.lab import RequestSeen, TokenKind, TokenSeen, TokenState

WAITING = "Not answered yet."
DROPPED = Advice("The connection was cut without an answer.", "A fault demanded it: send it again.")
LEFT = Advice("The client went away before it was answered.", "Give it more time.")
OPENED = Advice("The socket is open.")
ENDED = Advice("The socket is closed.")
NOT_ADMITTED = Advice(
    "The token opens no socket: it is spent, a minute old, or of another meeting.",
    "Get a new tmpWsToken, which opens one socket, with CreateWebSocketToken; confID is the meeting's ID.",
)

_DEAD = {
    TokenState.EXPIRED: "The token has expired by the server's clock.",
    TokenState.DISPLACED: "A newer login of the same account and client type ended this one.",
    TokenState.DISABLED: "The account is switched off.",
    TokenState.OVER: "The conference that the token controls is over.",
    TokenState.UNKNOWN: "No such token is known here: never issued, logged out, or from before a reset.",
}
_TOKEN_FAULTS = {
    each.code
    for each in (
        errors.USER_TOKEN_AUTH_FAILED,
        errors.INVALID_TOKEN,
        errors.CONF_AUTH_FAIL,
        errors.TOKEN_DISPLACED,
    )
}


def tell(entry: RequestSeen, verdict: Advice) -> None:
    entry.meaning, entry.advice = verdict


def answered(entry: RequestSeen, leaving: Leaving, names: Names) -> None:
    """Write down an answer, as the client sees it."""
    entry.status, entry.detail = leaving.status, leaving.detail
    refusal = leaving.refusal
    if refusal is not None:
        entry.code, entry.constant = refusal.error_code, refusal.error_msg
    tell(entry, advice(leaving.status or 0, entry.code, entry.constant))
    if entry.fault is not None and refusal is not None:
        entry.advice = "A fault demanded it: send it again, or remove the fault."
    elif entry.status == errors.PATH_UNKNOWN.status and (similar := names.like(entry.path)):
        entry.advice = f"There is {similar}."
    elif entry.code in _TOKEN_FAULTS:
        entry.meaning = _why(entry.token) or entry.meaning


def _why(token: TokenSeen | None) -> str | None:
    """Why a token was refused."""
    if token is None:
        return "There is no token: the header X-Access-Token is missing."
    if token.kind is TokenKind.REFRESH:
        return "This is a refresh token; calls need the access token."
    return _DEAD.get(token.state)
