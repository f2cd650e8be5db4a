"""What to book or start. Sources: [S0] ``bookConf``, [S1] ``createConf``, [P] other public pages."""

# ruff: noqa: N815 (names as documented)

from __future__ import annotations

from msgspec import field

from convener.client.hwm.enums import (
    AutoMuteType,
    ConfAllowJoinUserType,
    ConfResType,
    MediaType,
    SummaryState,
    Timezone,
    VmrConfIdType,
)
from convener.client.hwm.structs.base import Structure
from convener.client.hwm.structs.people import AttendeeBaseInfo
from convener.client.hwm.structs.series import CycleConfParam


class ConfCommonParam(Structure, kw_only=True):
    """What single meetings and series have in common."""

    subject: str
    """Topic, up to 128 characters. Mandatory. [S0]"""
    mediaType: MediaType | None = None
    """Audio or video. Default: audio. [S0]"""
    needPassword: bool | None = None
    """Whether guests need a password; random meeting IDs only. Default: only with ``guestPwd``. [S0]"""
    isAutoRecord: bool | None = None
    """Whether recording starts by itself, whatever is chosen in the meeting. Default: no.

    Cloud recording only. [S0]"""
    allowRecord: bool | None = None
    """Whether the meeting may be recorded. Cloud recording only. Windows only in the original. [S0]"""
    allowLive: bool | None = None
    """Reserved; an edit passes on what the detail says. [S0]"""
    timezone: Timezone
    """Zone of notices, and of the days of a series. Mandatory. [S0]"""
    vmrId: str | None = None
    """ID of a cloud meeting room; empty: the enterprise's concurrent participants. Never changes. [S0]"""
    confAllowJoinUser: ConfAllowJoinUserType | None = None
    """Who may join. Default: everyone. [S0]"""
    isSendSms: bool | None = None
    """Whether to notify by text message, where the enterprise has it. Default: the enterprise's. [S0]"""
    isSendEmail: bool | None = None
    """Whether to notify by mail. Default: the enterprise's. [S0]"""
    vmrConfIdType: VmrConfIdType | None = None
    """Which ID a meeting in a room shows. Default: the room's fixed one. [S0]"""
    guestPwd: str | None = None
    """Guests' password, 4 to 16 digits; empty: the server makes one. Random meeting IDs only. [S0]"""
    isOpenWaitingRoom: bool | None = None
    """Whether guests wait to be let in, where the enterprise has waiting rooms. [S0]"""
    numOfAttendee: int | None = None
    """Length of ``attendees``. Mandatory on the page, not used here: the list says it. [S0]"""
    attendees: list[AttendeeBaseInfo] = field(default_factory=list)
    """Whom to invite, yourself as the host. Mandatory. [S0]

    Without a host in it you are added as one, unless ``attendeesExcludeSelf`` is set."""
    allowGuestStartConf: bool | None = None
    """Whether guests may start the meeting. Random meeting IDs only. [S0]"""
    allowGuestStartConfTime: int | None = None
    """Minutes guests may enter early; 0: at any time. Some platforms know 0, 5, 10, 15 and 30 only. [S0]"""
    concurrentParticipants: int | None = None
    """Most participants; 0: no limit. [P]"""
    customInfo: str | None = None
    """Text of your own. Sent as it is; the REST reference lacks it. [P]"""
    confResType: ConfResType | None = None
    """Resource to use. [P]"""
    autoMuteMode: AutoMuteType | None = None
    """Whether guests with soft clients are muted on entry. [P]"""
    hardTerminalAutoMuteMode: AutoMuteType | None = None
    """Whether guests with hard terminals are muted on entry. [P]"""
    defaultSummaryState: SummaryState | None = None
    """Whether recordings begin with minutes. Sent as it is; the REST reference lacks it. [P]"""
    autoPublishSummary: bool | None = None
    """Whether minutes are published by themselves. Sent as it is; the REST reference lacks it. [P]"""
    attendeesExcludeSelf: bool | None = None
    """Whether to leave you out of the list. [P]"""
    forbiddenScreenShots: bool | None = None
    """Whether pictures of the screen are prevented. Sent as it is; the REST reference lacks it. [P]"""


class BookConfParam(Structure, kw_only=True):
    """A meeting to come."""

    startTime: int | None = None
    """Start, in seconds (UTC), always the true moment. Mandatory: this or ``startTimeStamp``. [S0]"""
    startTimeStamp: int | None = None
    """The same, and counts first. [P]"""
    duration: int
    """Minutes, 15 to 1425; to 1440 in series and without ``strict_2023``. Mandatory. [S0]"""
    confCommonParam: ConfCommonParam
    """Everything else. Mandatory. [S0]"""
    isSendCalendar: bool | None = None
    """Whether to send a calendar mail. Default: the enterprise's. [S0]"""


class BookCycleConfParam(Structure, kw_only=True):
    """A series to come."""

    bookConfParam: BookConfParam
    """The meetings; of its start the time of day counts, else that of ``startDate``. Mandatory. [P]"""
    cycleParam: CycleConfParam
    """The days. Mandatory. [P]"""


class GetConfDetailParam(Structure, kw_only=True):
    """Which meeting to look up."""

    confId: str
    """Meeting ID, not a room's fixed one. Mandatory. [P]"""


class CreateConfInfo(Structure, kw_only=True):
    """A meeting to start now. Its creator becomes the host and is not in ``attendees``."""

    subject: str
    """Topic, up to 128 characters. Mandatory. [S1]"""
    mediaType: MediaType
    """Audio or video. Mandatory. [S1]"""
    needPassword: bool
    """Whether guests need a password. Random meeting IDs only. Mandatory. [S1]"""
    isAutoRecord: bool | None = None
    """Whether recording starts by itself, whatever is chosen in the meeting. Cloud recording only. [S1]"""
    allowRecord: bool | None = None
    """Whether the meeting may be recorded. Cloud recording only. Windows only in the original. [S1]"""
    confAllowJoinUser: ConfAllowJoinUserType | None = None
    """Who may join. Default: everyone. [S1]"""
    vmrId: str | None = None
    """ID of a cloud meeting room; empty: a random meeting ID. [S1]"""
    vmrConfIdType: VmrConfIdType | None = None
    """Which ID a meeting in a room shows. [S1]"""
    guestPwd: str | None = None
    """Guests' password, 4 to 16 digits; empty: the server makes one. Random meeting IDs only. [S1]"""
    isOpenWaitingRoom: bool | None = None
    """Whether guests wait to be let in, where the enterprise has waiting rooms. [S1]"""
    duration: int | None = None
    """Minutes, 15 to 1440. Default: the server's. [S1]"""
    isMicOn: bool | None = None
    """Whether your microphone is on. Stays with your media client: not sent. [S1]"""
    isCameraOn: bool | None = None
    """Whether your camera is on. Stays with your media client: not sent. [S1]"""
    concurrentParticipants: int | None = None
    """Most participants, at least 0; 0: no limit. [S1]"""
    numOfAttendee: int | None = None
    """Length of ``attendees``. Mandatory on the page, not used here: the list says it. [S1]"""
    attendees: list[AttendeeBaseInfo] = field(default_factory=list)
    """Whom to invite, may be nobody. Mandatory. [S1]"""
    customInfo: str | None = None
    """Text of your own; given back. Sent as it is; the REST reference lacks it. [S1]"""
    confResType: ConfResType | None = None
    """Resource to use. [S1]"""
    defaultSummaryState: SummaryState | None = None
    """Whether recordings begin with minutes. Sent as it is; the REST reference lacks it.

    Windows only in the original. [S1]"""
    autoMuteMode: AutoMuteType | None = None
    """Whether guests with soft clients are muted on entry. [S1]"""
    hardTerminalAutoMuteMode: AutoMuteType | None = None
    """Whether guests with hard terminals are muted on entry. [S1]"""
