"""Which member of the client SDK is which field of REST (client-sdk.md 14.2, 14.4, 14.5).

A row pairs a documented member with the path of its field and says how each becomes the other. What takes
several members, or gives several fields, is in ``outward`` and ``inward``, which read these tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from convener.client.hwm import conversions as to
from convener.client.hwm.enums import ConfRole
from convener.client.hwm.structs import CreateConfResult


class Row(NamedTuple):
    """One pair. A ``None`` that a conversion gives leaves the other side out."""

    sdk: str
    rest: str
    out: Callable[[Any], Any] = to.same
    back: Callable[[Any], Any] = to.same


BOOKING: Final = (
    Row("subject", "subject"),
    Row("startTime", "startTime", to.instant),
    Row("duration", "length"),
    Row("mediaType", "mediaTypes", to.media_word),
    Row("timezone", "timeZoneID", to.zone_code),
    Row("isAutoRecord", "isAutoRecord", to.switch),
    Row("concurrentParticipants", "concurrentParticipants"),
    Row("confResType", "confResType", to.resource),
    Row("vmrConfIdType", "confConfigInfo.vmrIDType"),
    Row("confAllowJoinUser", "confConfigInfo.callInRestriction"),
    Row("isSendSms", "confConfigInfo.isSendSms"),
    Row("isSendEmail", "confConfigInfo.isSendNotify"),
    Row("isSendCalendar", "confConfigInfo.isSendCalendar"),
    Row("isOpenWaitingRoom", "confConfigInfo.enableWaitingRoom"),
    Row("allowGuestStartConf", "confConfigInfo.allowGuestStartConf"),
    Row("allowGuestStartConfTime", "confConfigInfo.joinBeforeHostTime"),
    Row("autoMuteMode", "confConfigInfo.isAutoMute", to.muting),
    Row("hardTerminalAutoMuteMode", "confConfigInfo.isHardTerminalAutoMute", to.muting),
    # No field of the reference: sent under the SDK's name.
    Row("customInfo", "customInfo"),
    Row("defaultSummaryState", "defaultSummaryState"),
    Row("autoPublishSummary", "autoPublishSummary"),
    Row("forbiddenScreenShots", "forbiddenScreenShots"),
)
NOT_SENT: Final = frozenset(
    {"isMicOn", "isCameraOn", "numOfAttendee", "startTimeStamp", "attendeesExcludeSelf"}
)
"""Members of bookings without a field; the last three have done their work before."""

ATTENDEE: Final = (
    Row("nickName", "name"),
    Row("number", "phone"),
    Row("userUuid", "userUUID"),
    Row("email", "email"),
    Row("sms", "sms"),
    Row("isMute", "isMute", to.switch),
    Row("isAutoInvite", "isAutoInvite", to.switch),
    Row("role", "role", to.role_number),
    Row("type", "type", to.TYPES.get),
)
PARTICIPANT: Final = (
    Row("nickName", "name"),
    Row("number", "participantID"),
    Row("userUuid", "userUUID"),
    Row("email", "email"),
    Row("sms", "sms"),
    Row("isAutoInvite", "isAutoInvite", back=bool),
    Row("role", "role", back=ConfRole),
    Row("type", "attendeeType", back=to.type_of),
)
CYCLE: Final = (
    Row("cycleType", "cycle", to.CYCLES.get, to.cycle_of),
    Row("interval", "interval"),
    Row("listPoints", "point", to.points, to.listed),
    Row("preRemindDays", "preRemindDays"),
)
OCCURRENCE_CHANGE: Final = (
    Row("subConfID", "cycleSubConfID"),
    Row("mediaType", "mediaTypes", to.media_word),
    Row("startTime", "startTime", to.instant),
    Row("duration", "length"),
    Row("isAutoRecord", "isAutoRecord", to.switch),
    Row("recordAuthType", "recordAuthType"),
    Row("confAllowJoinUser", "confConfigInfo.callInRestriction"),
    Row("allowGuestStartConf", "confConfigInfo.allowGuestStartConf"),
    Row("allowGuestStartConfTime", "confConfigInfo.joinBeforeHostTime"),
)
ITEM: Final = (
    Row("confId", "conferenceID"),
    Row("subject", "subject"),
    Row("startTime", "startTime", back=to.seconds),
    Row("startTimeStamp", "startTime", back=to.seconds),
    Row("endTime", "endTime", back=to.seconds),
    Row("endTimeStamp", "endTime", back=to.seconds),
    Row("schedulerName", "scheduserName"),
    Row("vmrConfId", "vmrConferenceID"),
    Row("hostJoinUri", "chairJoinUri"),
    Row("guestJoinUri", "guestJoinUri"),
    Row("audienceJoinUri", "audienceJoinUri"),
    Row("confStateType", "conferenceState", back=to.STATES.get),
    Row("isWebinar", "webinar"),
    Row("conferenceType", "conferenceType", back=to.conference_type),
    Row("timezone", "timeZoneID", back=to.timezone_of),
    Row("mediaType", "mediaTypes", back=to.media_of),
    Row("selfConfRole", "role", back=to.ROLES.get),
)
DETAIL: Final = (
    Row("vmrId", "vmrID"),
    Row("vmrFlag", "vmrFlag", back=bool),
    Row("isAutoRecord", "isAutoRecord", back=bool),
    Row("allowRecord", "recordType", back=lambda kind: kind in (2, 3)),
    Row("allowLive", "recordType", back=lambda kind: kind in (1, 3)),
    Row("needPassword", "confConfigInfo.isGuestFreePwd", back=to.negated),
    Row("isSendSms", "confConfigInfo.isSendSms"),
    Row("isSendEmail", "confConfigInfo.isSendNotify"),
    Row("isSendCalendar", "confConfigInfo.isSendCalendar"),
    Row("confAllowJoinUser", "confConfigInfo.callInRestriction"),
    Row("isOpenWaitingRoom", "confConfigInfo.enableWaitingRoom"),
    Row("allowGuestStartConf", "confConfigInfo.allowGuestStartConf"),
    Row("allowGuestStartConfTime", "confConfigInfo.joinBeforeHostTime"),
    Row("vmrConfIdType", "confConfigInfo.vmrIDType"),
    Row("concurrentParticipants", "concurrentParticipants"),
    Row("autoMuteMode", "confConfigInfo.isAutoMute", back=to.mute_mode),
    Row("hardTerminalAutoMuteMode", "confConfigInfo.isHardTerminalAutoMute", back=to.mute_mode),
    Row("confServerType", "confMode", back={"COMMON": 0, "RTC": 1}.get),
)
OCCURRENCE: Final = (
    Row("subConfID", "cycleSubConfID"),
    Row("startTime", "startTime", back=to.seconds),
    Row("startTimeStamp", "startTime", back=to.seconds),
    Row("endTime", "endTime", back=to.seconds),
    Row("endTimeStamp", "endTime", back=to.seconds),
    Row("isAutoRecord", "isAutoRecord", back=bool),
    Row("recordAuthType", "recordAuthType"),
    Row("confAllowJoinUser", "confConfigInfo.callInRestriction"),
    Row("allowGuestStartConf", "confConfigInfo.allowGuestStartConf"),
    Row("allowGuestStartConfTime", "confConfigInfo.joinBeforeHostTime"),
)
ROOM: Final = (
    Row("vmrConfId", "vmrId"),
    Row("vmrId", "id"),
    Row("hostPwd", "chairPwd"),
    Row("guestPwd", "gustPwd"),
    Row("vmrType", "vmrMode", back=to.ROOM_TYPES.get),
    Row("maxParties", "vmrPkgParties"),
    Row("isEnable", "status", back=lambda status: status == 0),
    Row("name", "vmrName"),
    Row("allowGuestStartConf", "allowGustFirst"),
)
ROOM_CHANGE: Final = (
    Row("vmrName", "vmrName"),
    Row("guestPwd", "gustPwd"),
    Row("hostPwd", "chairPwd"),
    Row("allowGuestStartConf", "allowGustFirst"),
    # No field of the reference: sent under the names that bookings have for them.
    Row("confAllowJoinUser", "callInRestriction"),
    Row("isOpenWaitingRoom", "enableWaitingRoom"),
)
RESULT: Final = tuple(row for row in ITEM if row.sdk in CreateConfResult.__struct_fields__)
