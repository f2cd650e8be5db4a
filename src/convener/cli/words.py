"""What the commonest refusals mean to somebody at a terminal, and what to do about them."""

from __future__ import annotations

from convener.wire import errors

DEAD_TOKENS = frozenset(
    fault.code
    for fault in (
        errors.USER_TOKEN_AUTH_FAILED,
        errors.TOKEN_DISPLACED,
        errors.INVALID_TOKEN,
        errors.TOKEN_NOT_VALID,
    )
)
"""Refusals of an access token: only logging in again helps."""

_MEANINGS = (
    (errors.CONF_DATA_NOT_FOUND, "There is no such meeting, or it is over. Check the meeting ID."),
    (errors.CONF_ROLE_AUTHENTICATION_FAILED, "The meeting is not one of yours. Log in as who booked it."),
    (errors.CONF_INSUFFICIENT_PERMISSIONS, "You may not do that. Log in as somebody who may."),
    (errors.NO_PERMISSION, "You may not do that. Log in as somebody who may."),
    (errors.CONF_NOT_STARTED, "The meeting is not running. Start it: convener meeting start MEETING"),
    (errors.CONF_PWD_AUTH_FAILED, "The meeting's password is wrong. Its host knows it."),
    (errors.CONF_NOT_FOUND_OR_AUTH_FAILED, "There is no such meeting, or its password is wrong. Check both."),
    (errors.CONF_AUTHEN_NEED_PASSWORD, "The meeting's password is needed. Give it with --password."),
    (errors.CONF_CTR_LOGIN_LOCKED, "Too many wrong passwords for this meeting. Wait some minutes."),
    (
        errors.CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED,
        "The meeting is being held and cannot be changed until it has ended.",
    ),
    (errors.CONF_CANCEL_FAIL_AS_CONF_STARTED, "The meeting is being held. To end it say --end."),
    (
        errors.SUB_CYCCONF_MODIFY_TIME_OVER_RANGE,
        "A date stays between the one before and the one after it. Name another time.",
    ),
    (errors.ROOM_PASSWORDS_EQUAL, "Host and guests need different passwords."),
    (errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME, "It would begin in the past. Name a later time."),
    (errors.CONF_START_TIME_OVER_MAX_SCHEDULE_TIME, "It would begin too far ahead. Name an earlier time."),
    (errors.CONF_LENGTH_OVER_RANGE, "Meetings last 15 minutes to 24 hours. Change --length."),
    (errors.CONF_SUBJECT_LENGTH_TOO_LONG, "The subject is too long. Use at most 128 characters."),
    (errors.GUEST_PWD_ILLEGAL, "Guest passwords have 4 to 16 digits. Change --guest-password."),
    (errors.SITE_CALL_NUMBER_IS_EMPTY, "Nothing says how somebody invited is reached. Complete --invite."),
    (errors.SITE_CALL_NUMBER_ILLEGAL_URI, "A number of somebody invited is none. Correct --invite."),
    (errors.CONF_EMAIL_ILLEGAL, "A mail address of somebody invited is none. Correct --invite."),
    (errors.CONF_SMS_ILLEGAL, "A mobile number of somebody invited is none. Correct --invite."),
    (errors.CONF_ATTENDEES_NUMBER_EXCEED_LIMIT, "More are invited than the enterprise admits. Invite fewer."),
    (errors.VMR_DATA_NOT_FOUND, "There is no such room in your enterprise. Check --room."),
    (errors.CONF_USER_NOT_VMR_OWNER, "The room belongs to somebody else. Check --room."),
    (errors.VMR_CONF_CONFLICT, "The room is taken at that time. Choose another time or room."),
    (errors.VMR_CONF_CONFLICT_AS_VMR_ALREADY_STARTED, "A meeting is running in the room. Choose another."),
    (errors.WRONG_ACCOUNT_OR_PASSWORD, "The account or the password is wrong."),
    (errors.ACCOUNT_DISABLED, "The account is switched off. Ask your administrator."),
    (errors.USER_LOCKED, "Too many wrong passwords. Wait some minutes and try again."),
    (errors.APP_ID_NOT_VERIFIED, "The App ID or its key is wrong. The administrator has both."),
    (
        errors.APP_ID_SIGNATURE_EXPIRED,
        "This machine and the server disagree on the time. Set the clock right.",
    ),
    (errors.AUTOMATIC_REGISTRATION_OFF, "The user is unknown there. Ask the administrator to add it."),
    (errors.DELIVERY_NOT_FOUND, "There is no such message, or it was sent long ago: convener outbox list"),
    (errors.DELIVERY_ALREADY_SENT, "The message was sent already."),
    (errors.DELIVERY_TOO_LATE, "The meeting is over: nobody is told of it any more."),
    (errors.DELIVERY_OVERTAKEN, "Something newer about the meeting reached the recipient already."),
    (
        errors.DELIVERY_NOT_CONFIGURED,
        "The server sends no such messages. Its operator sets CONVENER_SMTP_URL or CONVENER_SMS_URL.",
    ),
    (errors.CONF_SERVER_FLOW_CONTROL, "Too many calls. Wait a moment and try again."),
)

MEANINGS = {fault.code: text for fault, text in _MEANINGS}
"""By code."""
