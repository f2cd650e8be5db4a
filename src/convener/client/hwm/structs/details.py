"""What calls about meetings answer. Sources: [S0] ``bookConf``, [S1] ``createConf``, [P] other public pages.

Platform remarks are those of the original; here every member is filled on every platform.
"""

# ruff: noqa: N815 (names as documented)

from __future__ import annotations

from msgspec import field

from convener.client.hwm.enums import (
    AutoMuteType,
    ConfAllowJoinUserType,
    ConferenceType,
    ConfRole,
    ConfState,
    MediaType,
    SummaryState,
    Timezone,
    VmrConfIdType,
)
from convener.client.hwm.structs.base import Structure
from convener.client.hwm.structs.people import AttendeeBaseInfo
from convener.client.hwm.structs.series import CycleConfParam, SubCycleConfParam


class ConfListItem(Structure, kw_only=True):
    """A meeting in brief."""

    confId: str = ""
    """Meeting ID. [S0]"""
    subject: str = ""
    """Topic. [S0]"""
    hostPwd: str = ""
    """Host's password; empty for whoever is not the host. [S0]"""
    guestPwd: str = ""
    """Guests' password; empty where they need none. [S0]"""
    audiencePwd: str = ""
    """Password of a webinar's attendees. Windows only. [S0]"""
    startTime: int = 0
    """Start, in seconds (UTC). [S0]"""
    endTime: int = 0
    """End, in seconds (UTC). [S0]"""
    schedulerName: str = ""
    """Who booked it. [S0]"""
    vmrConfId: str = ""
    """The ID to show and to dial where it is a room's fixed one, else empty. [S0]"""
    hostJoinUri: str = ""
    """Host's link; empty for whoever is not the host. [S0]"""
    guestJoinUri: str = ""
    """Guests' link. [S0]"""
    audienceJoinUri: str = ""
    """Link of a webinar's attendees. Windows only. [S0]"""
    confStateType: ConfState = ConfState.HWM_CONF_STATE_SCHEDULE
    """Where it stands. Windows only. [S0]"""
    isWebinar: bool = False
    """Whether it is a webinar. Windows only. [S0]"""
    conferenceType: ConferenceType = ConferenceType.HWM_CONF_TYPE_COMMON
    """Single meeting or series. [S0]"""
    timezone: Timezone = Timezone.HWM_TIMEZONE_DEFAULT
    """Zone of notices, and of the days of a series. Windows only. [P]"""
    mediaType: MediaType = MediaType.HWM_MEDIA_TYPE_AUDIO
    """Audio or video. [P]"""
    selfConfRole: ConfRole = ConfRole.HWM_CONF_ROLE_ATTENDEE
    """What you are in it. [P]"""
    startTimeStamp: int = 0
    """The same as ``startTime``. [P]"""
    endTimeStamp: int = 0
    """The same as ``endTime``. [P]"""
    cycleParam: CycleConfParam | None = None
    """The days of a series. [P]"""
    subConfSize: int = 0
    """Length of ``subConfParam``. [P]"""
    subConfParam: list[SubCycleConfParam] = field(default_factory=list)
    """The meetings of a series that are not over. [P]"""


class ConfListInfo(Structure, kw_only=True):
    """Your meetings that are not over."""

    confListSize: int = 0
    """Length of ``confListItem``. [P]"""
    confListItem: list[ConfListItem] = field(default_factory=list)
    """By start; a series is one of them, with the times of its next meeting. [P]"""


class ConfDetail(Structure, kw_only=True):
    """A meeting in full. If only the meeting ID is filled, it was booked but could not be looked up again."""

    confListInfo: ConfListItem = field(default_factory=ConfListItem)
    """The meeting in brief. [S0]"""
    vmrId: str = ""
    """ID of the cloud meeting room; empty without one. [S0]"""
    vmrFlag: bool = False
    """Whether it is held in a cloud meeting room. [S0]"""
    isAutoRecord: bool = False
    """Whether the recording starts by itself. [S0]"""
    allowRecord: bool = False
    """Whether it may be recorded; so it may if that happens by itself. [S0]"""
    allowLive: bool = False
    """Reserved; an edit passes it on. [S0]"""
    needPassword: bool = False
    """Whether guests need a password. [S0]"""
    isSendSms: bool = False
    """Whether text messages are sent. [S0]"""
    isSendEmail: bool = False
    """Whether mails are sent. [S0]"""
    isSendCalendar: bool = False
    """Whether calendar mails are sent. [S0]"""
    confAllowJoinUser: ConfAllowJoinUserType = ConfAllowJoinUserType.CONF_ALLOW_JOIN_ANYONE
    """Who may join. [S0]"""
    numOfAttendee: int = 0
    """How many are invited. [S0]"""
    attendees: list[AttendeeBaseInfo] = field(default_factory=list)
    """Who was invited when booking or by the host, not who came unasked. [S0]"""
    isOpenWaitingRoom: bool = False
    """Whether guests wait to be let in. [S0]"""
    allowGuestStartConf: bool = False
    """Whether guests may start it. [S0]"""
    allowGuestStartConfTime: int = 0
    """Minutes guests may enter early; 0: at any time. [S0]"""
    vmrConfIdType: VmrConfIdType = VmrConfIdType.HWM_VMR_CONF_ID_TYPE_RANDOM
    """Which ID it shows. [S0]"""
    concurrentParticipants: int = 0
    """Most participants; 0: no limit. [P]"""
    autoMuteMode: AutoMuteType = AutoMuteType.AUTO_MUTE_TYPE_DEFAULT
    """Whether guests with soft clients are muted on entry. [P]"""
    hardTerminalAutoMuteMode: AutoMuteType = AutoMuteType.AUTO_MUTE_TYPE_DEFAULT
    """Whether guests with hard terminals are muted on entry. [P]"""
    confServerType: int | None = None
    """Kind of media server: 0 MCU, 1 RTC. Windows only. [P]"""
    customInfo: str | None = None
    """Text of the scheduler's own; ``None``: REST does not say. [P]"""
    forbiddenScreenShots: bool | None = None
    """Whether pictures of the screen are prevented; ``None``: REST does not say. [P]"""
    defaultSummaryState: SummaryState | None = None
    """Whether recordings begin with minutes; ``None``: REST does not say. [P]"""
    supportSummary: bool | None = None
    """Whether minutes can be had; ``None``: REST does not say. [P]"""
    autoPublishSummary: bool | None = None
    """Whether minutes are published by themselves; ``None``: REST does not say. [P]"""


class CreateConfResult(Structure, kw_only=True):
    """The meeting that was started."""

    confId: str = ""
    """Meeting ID. [S1]"""
    vmrConfId: str = ""
    """A room's fixed ID, where the meeting shows that. macOS only. [S1]"""
    hostPwd: str = ""
    """Host's password. [S1]"""
    guestPwd: str = ""
    """Guests' password; empty where they need none. [S1]"""
    mediaType: MediaType = MediaType.HWM_MEDIA_TYPE_AUDIO
    """Audio or video. macOS only. [S1]"""
    guestJoinUri: str = ""
    """Guests' link. [S1]"""
    selfConfRole: ConfRole = ConfRole.HWM_CONF_ROLE_ATTENDEE
    """What you are in it: the host. [S1]"""
    subject: str = ""
    """Topic. [S1]"""
    startTime: int = 0
    """Start, in seconds (UTC). Discarded by the page in favour of ``startTimeStamp``. [S1]"""
    endTime: int = 0
    """End, in seconds (UTC). Discarded by the page in favour of ``endTimeStamp``. [S1]"""
    startTimeStamp: int = 0
    """Start, in seconds (UTC). [S1]"""
    endTimeStamp: int = 0
    """End, in seconds (UTC). [S1]"""
    schedulerName: str = ""
    """Who started it. [S1]"""
    customInfo: str = ""
    """The text you gave. [S1]"""
