"""What refusals mean and what to change, for those who write clients."""

from __future__ import annotations

from typing import NamedTuple

from convener.wire import errors
from convener.wire.errors import CATALOGUE, Fault


class Advice(NamedTuple):
    """A refusal in plain words."""

    meaning: str
    what_to_do: str | None = None


_LOG_IN = "Log in again and send the new accessToken as X-Access-Token."
_CONTROL = "Get a control token with CreateConfToken and the host's password while the meeting runs."
_WAIT = "Wait five minutes from the last failure, or move the clock: POST /convener/v1/clock/advance."
_READ = "Correct the field that the detail names; /docs has every field with its limits."

ADVICE: dict[Fault, Advice] = {
    errors.PATH_UNKNOWN: Advice("Nothing is served at this path.", "Compare the path with /docs."),
    errors.METHOD_NOT_ALLOWED: Advice(
        "The path exists, but not with this method.", "Use a method of the Allow header."
    ),
    errors.BODY_TOO_LARGE: Advice("The body is larger than one megabyte.", "Send less at once."),
    errors.OPERATION_NOT_SERVED_YET: Advice(
        "The reference has this operation; this server does not serve it yet.",
        "See docs/compatibility.md for what is served.",
    ),
    errors.CONF_SERVER_FLOW_CONTROL: Advice("Too many requests.", "Wait and send it again, more slowly."),
    errors.USER_TOKEN_AUTH_FAILED: Advice("The access token is missing or of no use any more.", _LOG_IN),
    errors.INVALID_TOKEN: Advice("The access token is missing or of no use any more.", _LOG_IN),
    errors.TOKEN_NOT_VALID: Advice("The token in the body is no access token in force.", _LOG_IN),
    errors.TOKEN_DISPLACED: Advice(
        "A newer login of the same account and client type ended this one.",
        "Log in with clientType 72, of which many may live at once, or share one login.",
    ),
    errors.REQUEST_TOKEN_IS_NULL: Advice("The header X-Conference-Authorization is missing.", _CONTROL),
    errors.CONF_AUTH_FAIL: Advice(
        "The control token is unknown, half an hour old, or of another meeting.", _CONTROL
    ),
    errors.CONF_NOT_STARTED: Advice("The meeting is not being held now.", "Start it with StartMeeting."),
    errors.CONF_IS_CLOSED: Advice("The meeting is over.", "Book or start another one."),
    errors.CONF_DATA_NOT_FOUND: Advice(
        "No coming or running meeting of the caller's enterprise has this ID.",
        "Check conferenceID; a meeting that ended is gone, also when the clock was moved beyond its end.",
    ),
    errors.CONF_ROLE_AUTHENTICATION_FAILED: Advice(
        "The caller neither booked the meeting, nor is invited, nor administers the enterprise.",
        "Call as the one who booked it, or invite the caller.",
    ),
    errors.CONF_INSUFFICIENT_PERMISSIONS: Advice("The caller may not do this.", "Call as an administrator."),
    errors.NO_PERMISSION: Advice("The caller may not do this.", "Call as an administrator."),
    errors.CONF_PWD_AUTH_FAILED: Advice(
        "This is neither the host's nor the guests' password.", "Take it from passwordEntry of the booking."
    ),
    errors.CONF_NOT_FOUND_OR_AUTH_FAILED: Advice(
        "There is no such meeting, or this is not its host's password.",
        "Send the chair's password of passwordEntry as X-Password.",
    ),
    errors.CONF_AUTHEN_NEED_PASSWORD: Advice(
        "A password is needed.", "Send the host's password as X-Password."
    ),
    errors.CONF_CTR_LOGIN_LOCKED: Advice("Too many wrong passwords for this meeting.", _WAIT),
    errors.USER_LOCKED: Advice("Too many wrong passwords for this account.", _WAIT),
    errors.NOT_ALLOWED_GUEST_FIRST_JOIN: Advice(
        "Guests may not open this meeting, or not yet.", "Start it with the host's password."
    ),
    errors.VMR_ONLY_ALLOW_CHAIR_START_CONF: Advice(
        "Only the host opens meetings in this room.", "Start it with the host's password."
    ),
    errors.PARAMETER_VERIFIED_FAIL: Advice("A parameter or field is missing or wrong.", _READ),
    errors.CONF_BAD_REQUEST: Advice("A parameter or field is missing or wrong.", _READ),
    errors.INVALID_PARAMETER: Advice("A parameter or field is missing or wrong.", _READ),
    errors.JSON_CONVERSION_FAILED: Advice("The body is not JSON.", "Send JSON, in UTF-8."),
    errors.REQUEST_BODY_IS_NULL: Advice("There is no body.", "Send the JSON body that /docs describes."),
    errors.CONF_LENGTH_OVER_RANGE: Advice(
        "The length is outside of what is allowed.", "Give 15 to 1440 minutes, less if a room says so."
    ),
    errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME: Advice(
        "It would start in the past, by the server's clock.",
        "startTime is UTC, yyyy-MM-dd HH:mm. GET /convener/v1/clock tells the server's time.",
    ),
    errors.CONF_START_TIME_OVER_MAX_SCHEDULE_TIME: Advice("It is too far ahead.", "Choose an earlier time."),
    errors.CONF_CYCLE_PARAMS_NULL_EXCEPTION: Advice("A series has no rule.", "Send cycleParams."),
    errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE: Advice(
        "The interval does not fit the cycle.", "Days 1 to 15, weeks 1 to 5, months 1 to 3."
    ),
    errors.CONF_CYCLE_PARAMS_POINT_NULL_EXCEPTION: Advice(
        "A weekly or monthly series has no days.",
        "Send point: days of the week, 0 is Sunday, or of the month.",
    ),
    errors.CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE: Advice(
        "A day of the rule does not exist.", "Weeks have days 0 (Sunday) to 6, months 1 to 31."
    ),
    errors.CONF_ATTENDEES_NUMBER_EXCEED_LIMIT: Advice("Too many people are invited.", "Invite fewer."),
    errors.SITE_CALL_NUMBER_IS_EMPTY: Advice(
        "Somebody who is to be called has no number.", "Give phone, or an account that has one."
    ),
    errors.VMR_DATA_NOT_FOUND: Advice("There is no such room.", "vmrID is the room's ID, not its number."),
    errors.CONF_USER_NOT_VMR_OWNER: Advice("The room is somebody else's.", "Use a room of the caller."),
    errors.VMR_CONF_CONFLICT: Advice("The room is taken then.", "Choose another time or another room."),
    errors.WRONG_ACCOUNT_OR_PASSWORD: Advice(
        "Account or password is wrong; which, is never told.",
        "Basic carries account:password in Base64; the password goes on behind the first colon.",
    ),
    errors.ACCOUNT_DISABLED: Advice("The account is switched off.", "Have it switched on."),
    errors.APP_ID_NOT_VERIFIED: Advice(
        "The app is unknown, its signature wrong, or the nonce used before.",
        "Sign appId:userId:expireTime:nonce (several enterprises: appId:corpId:userId:expireTime:nonce) with "
        "HMAC-SHA256 and the app's key, in hexadecimal, with a new nonce each time.",
    ),
    errors.APP_ID_SIGNATURE_EXPIRED: Advice(
        "expireTime has passed by the server's clock.",
        "expireTime is in seconds since 1970, and the clock of this server may be ahead of yours.",
    ),
    errors.AUTOMATIC_REGISTRATION_OFF: Advice(
        "The user is unknown, and the enterprise does not create users by themselves.",
        "Create the user first.",
    ),
    errors.ACCOUNT_EXISTS: Advice(
        "Somebody has this account already.", "Choose another, or reset the server."
    ),
    errors.PHONE_CONFLICT: Advice("Somebody has this phone number already.", "Choose another."),
    errors.EMAIL_CONFLICT: Advice("Somebody has this e-mail address already.", "Choose another."),
    errors.SERVER_BUSY: Advice("The server has too much to do.", "Wait and send it again."),
}
"""By the refusal. Those without a row are told by their constant."""

GOOD = Advice("Done.")


def advice(status: int, code: str | None, constant: str | None) -> Advice:
    """What an answer means."""
    if status < 400:
        return GOOD
    found = ADVICE.get(Fault(code or "", constant or "", status))
    if found is None and constant:
        found = next((ADVICE[row] for row in ADVICE if row.constant == constant and row.code == code), None)
    if found is None and status >= 500:
        return Advice(_words(constant) or "Something failed in the server.", "See the server's log.")
    return found or Advice(_words(constant) or "Refused.")


def named(text: str) -> Fault | None:
    """The catalogue's row with this code or constant."""
    return next((row for row in CATALOGUE if text in (row.code, row.constant)), None)


def _words(constant: str | None) -> str:
    if not constant or not constant.isupper():
        return constant or ""
    return constant.replace("_", " ").capitalize() + "."
