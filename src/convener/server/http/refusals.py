"""The one table that turns what the domain refuses into code, constant and status."""

from __future__ import annotations

from convener.domain import (
    access,
    accounts,
    booking,
    changing,
    changing_dates,
    delivery,
    joining,
    recordings,
    recurrence,
    resources,
    rooms,
    roster,
    zones,
)
from convener.domain.refusal import Refusal
from convener.wire import errors
from convener.wire.errors import Fault
from convener.wire.families import Family

FAULTS: dict[type[Refusal], Fault] = {
    booking.StartsInPast: errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME,
    booking.Unreadable: errors.PARAMETER_VERIFIED_FAIL,
    booking.RuleMissing: errors.CONF_CYCLE_PARAMS_NULL_EXCEPTION,
    booking.TooManyAttendees: errors.CONF_ATTENDEES_NUMBER_EXCEED_LIMIT,
    booking.NoConcurrency: errors.ORG_CONCURRENT_PARTICIPANTS_NUMBER_IS_ZERO,
    booking.InterpretationNotOffered: errors.ORG_NOT_SUPPORT_SIMULTANEOUS_INTERPRETATION,
    booking.RoomUnknown: errors.VMR_DATA_NOT_FOUND,
    booking.RoomNotYours: errors.CONF_USER_NOT_VMR_OWNER,
    booking.RoomDisabled: errors.VMR_DATA_STATUS_ILLEGAL,
    booking.RoomTooSmall: errors.CONF_SIZE_OVER_COMMUNAL_VMR_MAXNUM,
    booking.LongerThanRoomAllows: errors.CONF_LENGTH_OVER_RANGE,
    booking.RoomTaken: errors.VMR_CONF_CONFLICT,
    booking.RoomInUse: errors.VMR_CONF_CONFLICT_AS_VMR_ALREADY_STARTED,
    booking.RoomTooSoonTaken: errors.VMR_IMMEDIATELY_CONF_DURATION_NOT_ENOUGH,
    rooms.RoomNotAvailable: errors.ROOM_NOT_AVAILABLE,
    rooms.TooManyRooms: errors.INVALID_PARAMETER,
    rooms.PasswordsEqual: errors.ROOM_PASSWORDS_EQUAL,
    rooms.TooEarlyForRoom: errors.VMR_CONF_NOT_REACH_PREPARE_TIME,
    recurrence.StartInPast: errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME,
    recurrence.NothingLeft: errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME,
    recurrence.IntervalOutOfRange: errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE,
    recurrence.PointsMissing: errors.CONF_CYCLE_PARAMS_POINT_NULL_EXCEPTION,
    recurrence.PointOutOfRange: errors.CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE,
    recurrence.Overlapping: errors.PARAMETER_VERIFIED_FAIL,
    recurrence.TooFarAhead: errors.CONF_START_TIME_OVER_MAX_SCHEDULE_TIME,
    recurrence.EndTooFar: errors.PARAMETER_VERIFIED_FAIL,
    recurrence.EndBeforeStart: errors.PARAMETER_VERIFIED_FAIL,
    roster.NumberMissing: errors.SITE_CALL_NUMBER_IS_EMPTY,
    roster.NumberIllegal: errors.SITE_CALL_NUMBER_ILLEGAL_URI,
    roster.EmailIllegal: errors.CONF_EMAIL_ILLEGAL,
    roster.MobileIllegal: errors.CONF_SMS_ILLEGAL,
    changing.AlreadyStarted: errors.CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED,
    changing.StillRunning: errors.CONF_CANCEL_FAIL_AS_CONF_STARTED,
    changing.WrongKind: errors.CONF_CONFERENCE_TYPE_ILLEGAL,
    changing.RoomUseFixed: errors.VMR_FLAG_CANNOT_MODIFY,
    changing.RoomFixed: errors.VMRID_CANNOT_MODIFY,
    changing.RoomIdTypeFixed: errors.VMRIDTYPE_CANNOT_MODIFY,
    changing.ResourceFixed: errors.PARAMETER_VERIFIED_FAIL,
    changing.WebinarFixed: errors.WEBINAR_COMMON_NON_CONVERT,
    changing.RoomCannotStartNow: errors.CONF_MODIFY_IMMEDIATELY_VMR_FAIL,
    changing.GuestPasswordIsChairs: errors.GUEST_PWD_CONFLICT_WITH_CHAIR_PWD,
    changing.GuestPasswordIsNumber: errors.GUEST_PWD_CONFLICT_WITH_CONF_ID,
    changing_dates.OccurrenceUnknown: errors.CONF_DATA_NOT_FOUND,
    changing_dates.OutOfItsPlace: errors.SUB_CYCCONF_MODIFY_TIME_OVER_RANGE,
    delivery.DeliveryUnknown: errors.DELIVERY_NOT_FOUND,
    delivery.AlreadySent: errors.DELIVERY_ALREADY_SENT,
    delivery.TooLate: errors.DELIVERY_TOO_LATE,
    delivery.Overtaken: errors.DELIVERY_OVERTAKEN,
    delivery.NothingCarries: errors.DELIVERY_NOT_CONFIGURED,
    zones.UnknownZone: errors.PARAMETER_VERIFIED_FAIL,
    access.MeetingUnknown: errors.CONF_DATA_NOT_FOUND,
    access.MayNotView: errors.CONF_ROLE_AUTHENTICATION_FAILED,
    access.WrongMeetingPassword: errors.CONF_PWD_AUTH_FAILED,
    access.UnknownOrWrongPassword: errors.CONF_NOT_FOUND_OR_AUTH_FAILED,
    access.PasswordMissing: errors.CONF_AUTHEN_NEED_PASSWORD,
    access.MeetingLocked: errors.CONF_CTR_LOGIN_LOCKED,
    access.GuestsMayNotStart: errors.NOT_ALLOWED_GUEST_FIRST_JOIN,
    access.OnlyHostStartsRoom: errors.VMR_ONLY_ALLOW_CHAIR_START_CONF,
    access.WrongLoginType: errors.CONF_BAD_REQUEST,
    access.ClockNotVirtual: errors.CLOCK_NOT_VIRTUAL,
    access.ConferenceNotStarted: errors.CONF_NOT_STARTED,
    resources.NotGranted: errors.INVALID_PARAMETER,
    recordings.RecordingUnknown: errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT,
    recordings.LinkInvalid: errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT,
    recordings.DownloadRefused: errors.USER_TOKEN_AUTH_FAILED,
    joining.AnonymousLocked: errors.CONF_ANONYMOUS_LOGIN_LOCKED,
    joining.AnonymousNotAllowed: errors.CONF_NOT_ALLOW_ANONYMOUS,
    accounts.WrongCredentials: errors.WRONG_ACCOUNT_OR_PASSWORD,
    accounts.CredentialsMissing: errors.INVALID_PARAMETER,
    accounts.AccountDisabled: errors.ACCOUNT_DISABLED,
    accounts.AccountLocked: errors.USER_LOCKED,
    accounts.TooManyLogins: errors.SERVER_BUSY,
    accounts.TokenNotValid: errors.TOKEN_NOT_VALID,
    accounts.AppNotVerified: errors.APP_ID_NOT_VERIFIED,
    accounts.AppSignatureExpired: errors.APP_ID_SIGNATURE_EXPIRED,
    accounts.RegistrationNotAllowed: errors.AUTOMATIC_REGISTRATION_OFF,
    accounts.SingleSignOnMissing: errors.SSO_NOT_SUPPORTED,
    accounts.LoginKindNotOffered: errors.AUTHENTICATION_TYPE_INVALID,
    accounts.AccountTaken: errors.ACCOUNT_EXISTS,
    accounts.PhoneTaken: errors.PHONE_CONFLICT,
    accounts.EmailTaken: errors.EMAIL_CONFLICT,
    accounts.DefaultAdminTaken: errors.ACCOUNT_EXISTS,
    accounts.UserLimitReached: errors.USER_NUMBER_EXCEEDED,
    accounts.UserUnknown: errors.USER_NOT_FOUND,
    accounts.PasswordTooWeak: errors.PASSWORD_TOO_WEAK,
}
"""Refusals that mean the same wherever they happen; an area adds its own."""


def fault_of(refusal: Refusal, family: Family) -> Fault:
    """The fault that answers ``refusal``; the token and rights refusals differ by path family."""
    match refusal:
        case access.TokenInvalid():
            return family.bad_access_token
        case access.TokenDisplaced():
            return family.displaced_access_token
        case access.ControlTokenMissing():
            return family.missing_control_token
        case access.ControlTokenInvalid():
            return family.bad_control_token
        case access.Forbidden():
            return family.forbidden
        case _:
            return FAULTS[type(refusal)]
