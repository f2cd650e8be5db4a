"""Booking, starting and looking up meetings.

Reference pages: Creating a Meeting, Creating a Recurring Meeting Series, Querying Meeting Details,
Starting a Meeting. Each class names the reference's model where its own name differs. Every
``startTime`` and ``endTime`` is UTC, ``yyyy-MM-dd HH:mm``.
"""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire import errors
from convener.wire.base import Auth, Header, Query, Request, Wire, about, field, operation
from convener.wire.common import LARGEST_COUNT, Limit, MeetingRequest, Offset, Page, SearchKey


class MediaType(enum.StrEnum):
    """One word of a comma list such as ``HDVideo,Data,Voice``."""

    VOICE = "Voice"
    VIDEO = "Video"
    """Standard definition."""
    HD_VIDEO = "HDVideo"
    DATA = "Data"


class Language(enum.StrEnum):
    """Of mails and text messages."""

    CHINESE = "zh-CN"
    ENGLISH = "en-US"


class EncryptMode(enum.IntEnum):
    ADAPTIVE = 0
    FORCED = 1
    NONE = 2


class RecordType(enum.IntEnum):
    """What a meeting may record. Push frames number ``recType`` differently."""

    OFF = 0
    LIVE = 1
    RECORDING = 2
    LIVE_AND_RECORDING = 3


class RecordAuthType(enum.IntEnum):
    """Who may watch and download a recording."""

    ANYONE_WITH_LINK = 0
    ENTERPRISE = 1
    PARTICIPANTS = 2


class CallInRestriction(enum.IntEnum):
    """Who may join."""

    EVERYONE = 0
    LOGGED_IN = 1
    """Named by the client SDK only; accepted everywhere."""
    ENTERPRISE = 2
    INVITED = 3


class AudienceCallInRestriction(enum.IntEnum):
    """Who may join the audience of a webinar."""

    EVERYONE = 0
    ENTERPRISE_AND_INVITED = 2


class VmrIdType(enum.IntEnum):
    """Which ID a meeting in a cloud meeting room shows."""

    FIXED = 0
    RANDOM = 1


class ConfResType(enum.IntEnum):
    """The resource a meeting uses up."""

    CONCURRENCY = 0
    CLOUD_ROOM = 1
    WEBINAR = 2
    RESERVED = 3


class ConferenceType(enum.IntEnum):
    ORDINARY = 0
    RECURRING_IN_REQUEST = 1
    """What the reference's request table calls a series; replies say 2."""
    RECURRING = 2


class ConfType(enum.StrEnum):
    """How a meeting was booked; stays the same while it runs."""

    FUTURE = "FUTURE"
    IMMEDIATELY = "IMMEDIATELY"
    CYCLE = "CYCLE"


class ConferenceState(enum.StrEnum):
    SCHEDULE = "Schedule"
    CREATING = "Creating"
    CREATED = "Created"
    """Being held."""
    DESTROYED = "Destroyed"


class ConfMode(enum.StrEnum):
    """The kind of media server."""

    COMMON = "COMMON"
    RTC = "RTC"


class ConferenceRole(enum.StrEnum):
    """Whose password an entry is, or what the caller is in a meeting."""

    CHAIR = "chair"
    GENERAL = "general"
    AUDIENCE = "audience"
    """Webinars only."""


class AttendeeRole(enum.IntEnum):
    ORDINARY = 0
    HOST = 1


class Cycle(enum.StrEnum):
    DAY = "Day"
    WEEK = "Week"
    MONTH = "Month"


class Listing(enum.IntEnum):
    """How a detail query treats people and terminals (``X-Type``).

    Terminals are attendees of type terminal, ideahub, board, hwvision and telepresence.
    """

    MIXED = 0
    BOTH_KINDS = 1
    """Page each kind on its own, answer both, people first."""
    ONE_KIND = 2


class ListedKind(enum.IntEnum):
    """The kind asked for with ``Listing.ONE_KIND`` (``X-Query-Type``)."""

    PEOPLE = 0
    TERMINALS = 1


class ShowAudienceCountInfo(Wire, kw_only=True):
    """How a webinar shows the size of its audience: N * ``multiple`` + ``base_audience_count``."""

    show_audience_mode: Annotated[int, about("0 hidden, 1 shown.", ge=0, le=1)] | None = None
    base_audience_count: Annotated[int, about("Added to the product.", ge=0, le=10_000)] | None = None
    multiple: Annotated[float, about("One decimal.", ge=1, le=10)] | None = None


ProlongLength = Annotated[
    int,
    about(
        "Minutes of each extension, 0: end on time. Default: the enterprise's.",
        errors.CONF_AUTO_PROLONG_NOT_IN_RANGE,
        ge=0,
        le=60,
    ),
]
GuestPassword = Annotated[
    str,
    about(
        "Requests only: 4 to 16 digits; empty: the server makes one.",
        errors.GUEST_PWD_ILLEGAL,
        # The look-ahead refuses a line break at the end, which "$" alone admits.
        pattern=r"^(?:[0-9]{4,16})?$(?!\n)",
    ),
]
EarlyMinutes = Annotated[
    int, about("Guests may enter so many minutes early, 0: at any time. Default: 0.", ge=0, le=LARGEST_COUNT)
]


class ConfConfigInfo(Wire, kw_only=True):
    """Further settings of a meeting, in requests and replies (RestConfConfigDTO).

    ``isGuestFreePwd``, ``guestPwd``, ``allowGuestStartConf`` and ``joinBeforeHostTime`` count for
    meetings with a random ID only; a room brings its own.
    """

    invite_mode: Annotated[str, about("Replies only: AUTO_INVITE.")] | None = None
    prolong_length: ProlongLength | None = None
    is_guest_free_pwd: Annotated[bool, about("Guests need no password. Default: false.")] | None = None
    is_send_notify: Annotated[bool, about("Notify by mail. Default: the enterprise's.")] | None = None
    is_send_sms: Annotated[bool, about("Notify by SMS. Default: the enterprise's.")] | None = None
    is_send_calendar: Annotated[bool, about("Notify by calendar. Default: the enterprise's.")] | None = None
    is_auto_mute: Annotated[bool, about("Mute guests on entry. Default: the enterprise's.")] | None = None
    is_hard_terminal_auto_mute: Annotated[bool, about("The same for hard terminals.")] | None = None
    call_in_restriction: Annotated[CallInRestriction, about("Default: 0.")] | None = None
    audience_call_in_restriction: Annotated[AudienceCallInRestriction, about("Default: 0.")] | None = None
    allow_guest_start_conf: Annotated[bool, about("Guests may start it. Default: true.")] | None = None
    enable_waiting_room: Annotated[bool, about("Guests wait to be let in. Default: false.")] | None = None
    guest_pwd: GuestPassword | None = None
    vmr_id_type: Annotated[VmrIdType, about("Default: 0.")] | None = field(name="vmrIDType", default=None)
    is_host_camera_on: Annotated[bool, about("The host's camera is on when joining.")] | None = None
    is_guest_camera_on: Annotated[bool, about("Guests' cameras are on when joining.")] | None = None
    join_before_host_time: EarlyMinutes | None = None
    show_audience_count_info: ShowAudienceCountInfo | None = None


AttendeeName = Annotated[
    str, about("Default: the directory's.", errors.SITE_NAME_LENGTH_TOO_LONG, max_length=96)
]
AttendeeRoleNumber = Annotated[AttendeeRole, about("Default: 0.", errors.SITE_ROLE_NOT_IN_RANGE)]
CallNumber = Annotated[
    str,
    about(
        "SIP or phone number. Default: the directory's.",
        errors.SITE_CALL_NUMBER_LENGTH_TOO_LONG,
        max_length=127,
    ),
]
Email = Annotated[str, about("Address for mails.", errors.SITE_EMAIL_LENGTH_TOO_LONG, max_length=255)]
Sms = Annotated[str, about("Number for text messages.", errors.SITE_SMS_LENGTH_TOO_LONG, max_length=32)]
AttendeeType = Annotated[
    str,
    about(
        "normal, terminal, outside, mobile, telephone, ideahub, board, hwvision, customnumber, telepresence "
        "or anonymous; anything else is kept as given. Default: normal."
    ),
]
DeptUuid = Annotated[str, about("Department's ID.", max_length=64)]
DeptName = Annotated[str, about("Department.", errors.CONF_DEPTNAME_TOO_LONG, max_length=128)]
MuteOnEntry = Annotated[
    int, about("1: muted on entry. Default: 0.", errors.SITE_MUTE_NOT_IN_RANGE, ge=0, le=1)
]
AutoInvite = Annotated[
    int,
    about(
        "1: called at the start; random ID on concurrency only. Default: the enterprise's.",
        errors.SITE_AUTO_INVITE_NOT_IN_RANGE,
        ge=0,
        le=1,
    ),
]


class Attendee(Wire, kw_only=True):
    """Someone, or a terminal, to invite to a booked meeting (RestAttendeeDTO).

    Neither account nor number is mandatory on its own: what is missing is looked up in the
    directory. A phone, e-mail or mobile number with asterisks in it is kept and never used.
    """

    user_uuid: Annotated[str, about("Kept even if unknown.")] | None = field(name="userUUID", default=None)
    account_id: Annotated[str, about("Account, or third-party user ID.")] | None = None
    app_id: Annotated[str, about("App of the third-party user ID. Default: the caller's.")] | None = None
    name: AttendeeName | None = None
    role: AttendeeRoleNumber | None = None
    phone: CallNumber | None = None
    phone2: Annotated[str, about("Reserved.")] | None = None
    phone3: Annotated[str, about("Reserved.")] | None = None
    email: Email | None = None
    sms: Sms | None = None
    is_mute: MuteOnEntry | None = None
    is_auto_invite: AutoInvite | None = None
    type: AttendeeType | None = None
    address: Annotated[str, about("Reserved: the room a terminal is in.")] | None = None
    dept_uuid: DeptUuid | None = field(name="deptUUID", default=None)
    dept_name: DeptName | None = None
    unique_type: Annotated[int, about("1: the one cascaded site. Default: 0.", ge=0, le=1)] | None = None


StartDate = Annotated[
    str,
    about(
        "First day, yyyy-MM-dd in the zone of timeZoneID.",
        errors.CONF_CYCLE_PARAMS_STARTDATE_NULL,
        min_length=1,
    ),
]
EndDate = Annotated[
    str,
    about(
        "Last day, at most one year after the first; moved back if there would be more than 50 meetings.",
        errors.CONF_CYCLE_PARAMS_ENDDATE_NULL,
        min_length=1,
    ),
]
Interval = Annotated[
    int,
    about(
        "1 to 15 days, 1 to 5 weeks or 1 to 3 months. Default: 1.",
        errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE,
        ge=1,
        le=15,
    ),
]
Point = Annotated[
    int,
    about(
        "Weekday, 0 is Sunday; or day of the month, one it lacks means its last.",
        errors.CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE,
        ge=0,
        le=31,
    ),
]
RemindDays = Annotated[
    int,
    about("Days before each meeting. Default: 1.", errors.CONF_REMINDERS_ILLEGAL, ge=0, le=30),
]


class CycleParams(Wire, kw_only=True):
    """The days of a series."""

    start_date: StartDate
    cycle: Annotated[Cycle, about("Unit of the interval.", errors.CONF_CYCLE_PARAMS_CYCLE_ILLEGAL)]
    end_date: EndDate
    cycle_count: Annotated[int, about("Replies only: 0.")] | None = None
    interval: Interval | None = None
    point: Annotated[list[Point], about("Mandatory for Week and Month, ignored for Day.")] | None = None
    pre_remind_days: RemindDays | None = None


Length = Annotated[int, about("Minutes. Default: 30.", errors.CONF_LENGTH_OVER_RANGE, ge=15, le=1440)]
Subject = Annotated[
    str,
    about(
        "Default: the scheduler's name followed by “'s meeting”.",
        errors.CONF_SUBJECT_LENGTH_TOO_LONG,
        max_length=128,
    ),
]
MediaTypes = Annotated[
    str,
    about(
        "Voice, HDVideo, or a comma list of Voice, Video, HDVideo and Data in any order.",
        errors.CONF_MEDIA_TYPES_ILLEGAL,
        pattern=r"^\s*(?:Voice|Video|HDVideo|Data)\s*(?:,\s*(?:Voice|Video|HDVideo|Data)\s*)*$",
    ),
]
GroupUri = Annotated[
    str,
    about(
        "Chat group of an instant meeting; never answered.",
        errors.CONF_GROUPURI_LENGTH_TOO_LONG,
        max_length=31,
    ),
]
AutoRecord = Annotated[
    int,
    about(
        "1: record from the start; with recordType 2 or 3. Default: 0.",
        errors.CONF_AUTO_RECORD_NOT_IN_RANGE,
        ge=0,
        le=1,
    ),
]
Encryption = Annotated[
    EncryptMode,
    about("Never answered. Default: the enterprise's.", errors.CONF_ENCRYPT_MODE_NOT_IN_RANGE),
]
NoticeLanguage = Annotated[Language, about("Default: zh-CN.", errors.CONF_LANGUAGE_NOT_IN_RANGE)]
TimeZoneId = Annotated[
    str,
    about(
        "Zone of notices and of cycleParams, 1 to 77; 0 or empty counts as absent. "
        "Default: the enterprise's, else 56."
    ),
]
Recording = Annotated[
    RecordType,
    about(
        "1 and 3 need liveAddress or auxAddress, else nothing goes live. Default: 0.",
        errors.CONF_RECORD_TYPE_NOT_IN_RANGE,
    ),
]
LiveAddress = Annotated[
    str,
    about(
        "Where to push the video; with recordType 1 or 3.",
        errors.CONF_LIVE_ADDRESS_TOO_LONG,
        max_length=255,
    ),
]
AuxAddress = Annotated[
    str,
    about(
        "Where to push the presentation; with recordType 1 or 3.",
        errors.CONF_AUX_ADDRESS_TOO_LONG,
        max_length=255,
    ),
]
RecordAuxStream = Annotated[
    int,
    about(
        "1: record the presentation too; with recordType 2 or 3. Default: 0.",
        errors.CONF_RECORD_AUX_STREAM_NOT_IN_RANGE,
        ge=0,
        le=1,
    ),
]
RecordAuth = Annotated[RecordAuthType, about("Who may watch; with recordType 2 or 3. Default: 2.")]
VmrFlag = Annotated[
    int,
    about(
        "1: in a cloud meeting room or under the personal meeting ID. Default: 0.",
        errors.CONF_VMR_FLAG_NOT_IN_RANGE,
        ge=0,
        le=1,
    ),
]
VmrId = Annotated[
    str, about("The room's id (not its vmrId); with vmrFlag 1.", errors.CONF_VMRID_TOO_LONG, max_length=64)
]
ParticipantLimit = Annotated[
    int,
    about("0: no limit. Default: 0.", errors.CONF_SIZE_OVER_RANGE, ge=0, le=LARGEST_COUNT),
]
ConferenceTypeHint = Annotated[
    ConferenceType,
    about("A hint only: the path decides what is booked.", errors.CONF_CONFERENCE_TYPE_ILLEGAL),
]


class ScheduleBody(Wire, kw_only=True):
    """What to book or change (RestScheduleConfDTO).

    ``None`` means that the caller did not say: booking then takes the default, changing keeps what
    was booked, except that an absent start means now and an absent length 30 minutes.
    """

    start_time: Annotated[str, about("Absent or empty: now.")] | None = None
    length: Length | None = None
    subject: Subject | None = None
    media_types: MediaTypes
    group_uri: GroupUri | None = field(name="groupuri", default=None)
    attendees: list[Attendee] | None = None
    cycle_params: Annotated[CycleParams, about("Mandatory for a series, ignored otherwise.")] | None = None
    is_auto_record: AutoRecord | None = None
    encrypt_mode: Encryption | None = None
    language: NoticeLanguage | None = None
    time_zone_id: TimeZoneId | None = field(name="timeZoneID", default=None)
    record_type: Recording | None = None
    live_address: LiveAddress | None = None
    aux_address: AuxAddress | None = None
    record_aux_stream: RecordAuxStream | None = None
    conf_config_info: ConfConfigInfo | None = None
    record_auth_type: RecordAuth | None = None
    vmr_flag: VmrFlag | None = None
    vmr_id: VmrId | None = field(name="vmrID", default=None)
    concurrent_participants: ParticipantLimit | None = None
    support_simultaneous_interpretation: Annotated[bool, about("Default: false.")] | None = None
    conf_res_type: Annotated[ConfResType, about("Fixed once booked.")] | None = None
    conference_type: ConferenceTypeHint | None = None


class PasswordEntry(Wire, kw_only=True):
    """One password of a meeting, in clear text; empty when guests need none."""

    conference_role: ConferenceRole
    password: str


class PartAttendee(Wire, kw_only=True):
    """An invited person or terminal, in brief."""

    name: str | None = None
    phone: str | None = None
    phone2: Annotated[str, about("Reserved.")] | None = None
    phone3: Annotated[str, about("Reserved.")] | None = None
    type: Annotated[str, about("As in the request.")] | None = None
    role: Annotated[int, about("0 ordinary, 1 host.")] | None = None
    is_mute: Annotated[int, about("1: muted on joining.")] | None = None


class CycleSubConfConfig(Wire, kw_only=True):
    """The settings one meeting of a series may have of its own (CycleSubConfConfigDTO)."""

    call_in_restriction: CallInRestriction | None = None
    audience_call_in_restriction: AudienceCallInRestriction | None = None
    allow_guest_start_conf: Annotated[bool, about("Guests may start it.")] | None = None
    join_before_host_time: EarlyMinutes | None = None
    enable_waiting_room: Annotated[bool, about("Guests wait to be let in.")] | None = None
    show_audience_count_info: ShowAudienceCountInfo | None = None


class CycleSubConf(Wire, kw_only=True):
    """One meeting of a series."""

    cycle_sub_conf_id: Annotated[str, about("32 hexadecimal digits.")] = field(name="cycleSubConfID")
    conference_id: Annotated[str, about("The series' meeting ID.")] = field(name="conferenceID")
    start_time: str
    end_time: str
    media_type: Annotated[str, about("A comma list, despite the singular name.")]
    is_auto_record: Annotated[int, about("1: recorded from the start.")]
    record_auth_type: RecordAuthType | None = None
    conf_config_info: CycleSubConfConfig | None = None
    description: Annotated[str, about("Up to 200 characters.")] | None = None


class SubPicLayoutInfo(Wire, kw_only=True):
    """One pane of a grid. Reserved."""

    id: Annotated[int, about("Pane number.")]
    left: int
    top: int
    x_size: int
    y_size: int


class PicLayoutInfo(Wire, kw_only=True):
    """A grid of panes. Reserved."""

    x: Annotated[int, about("Columns.")]
    y: Annotated[int, about("Rows.")]
    sub_pic_layout_info_list: list[SubPicLayoutInfo] | None = None


class PicInfo(Wire, kw_only=True):
    """Who is shown in one pane (PicInfoNotify)."""

    index: Annotated[int, about("Pane number, from 1.")]
    id: Annotated[list[str], about("SIP numbers; several take turns.")]
    share: Annotated[int, about("0 camera, 1 presentation.")] | None = None


class MultiPicDisplay(Wire, kw_only=True):
    """The layout of a meeting's picture (MultiPicDisplayDO)."""

    manual_set: Annotated[int, about("0 automatic, 1 by hand.")]
    image_type: Annotated[str, about("Single, Two, Three-2, … Twenty-Five.")] | None = None
    subscriber_in_pics: list[PicInfo] | None = None
    switch_time: Annotated[int, about("Seconds between those who share a pane.")] | None = None
    pic_layout_info: PicLayoutInfo | None = None


class ConferenceInfo(Wire, kw_only=True):
    """A meeting or a series, as booking and every query answer it."""

    conference_id: Annotated[str, about("Meeting ID.")] = field(name="conferenceID")
    media_types: Annotated[str, about("A comma list in no fixed order.")]
    subject: str
    size: Annotated[int, about("People invited when booking, not a capacity.")]
    time_zone_id: Annotated[str, about("1 to 77, the zone of notices.")] = field(name="timeZoneID")
    start_time: str
    end_time: str
    conference_state: ConferenceState | None = None
    access_number: Annotated[str, about("SIP number to dial in.")]
    language: Language
    password_entry: Annotated[
        list[PasswordEntry], about("For the host chair and general, for others general only.")
    ]
    user_uuid: Annotated[str, about("The scheduler's.")] = field(name="userUUID")
    scheduler_name: str = field(name="scheduserName")
    multi_stream_flag: Annotated[int, about("1.")]
    conference_type: Annotated[ConferenceType, about("0 ordinary, 2 recurring.")]
    conf_type: ConfType
    cycle_params: Annotated[CycleParams, about("Series only.")] | None = None
    is_auto_mute: Annotated[int, about("confConfigInfo.isAutoMute as 0 or 1.")]
    is_hard_terminal_auto_mute: Annotated[int, about("The same for hard terminals.")] | None = None
    is_soft_terminal_auto_mute: Annotated[int, about("The same for soft clients.")] | None = None
    is_auto_record: Annotated[int, about("1: recorded from the start.")]
    chair_join_uri: Annotated[str, about("Host's link; only with the chair password.")] | None = None
    guest_join_uri: str
    audience_join_uri: Annotated[str, about("Webinars only.")] | None = None
    record_type: RecordType
    record_aux_stream: Annotated[int, about("1: the presentation is recorded too.")]
    record_auth_type: RecordAuthType | None = None
    live_address: Annotated[str, about("Where the video is pushed.")] | None = None
    aux_address: Annotated[str, about("Where the presentation is pushed.")] | None = None
    live_url: Annotated[str, about("Where to watch live.")] | None = None
    conf_config_info: ConfConfigInfo
    vmr_flag: Annotated[int, about("1: in a room or under a personal meeting ID.")]
    vmr_id: Annotated[str, about("The room's id.")] | None = field(name="vmrID", default=None)
    vmr_conference_id: Annotated[str, about("The room's fixed ID, if shown.")] | None = field(
        name="vmrConferenceID", default=None
    )
    schedule_vmr: Annotated[bool, about("Reserves a room. Deprecated.")]
    is_has_record_file: Annotated[bool, about("Meaningful once the meeting is over.")]
    part_attendee_info: (
        Annotated[list[PartAttendee], about("The first 20 people and the first 20 terminals invited.")] | None
    ) = None
    terminal_count: Annotated[int, about("Invited terminals.")] = field(name="terminlCount")
    normal_count: Annotated[int, about("All other invitees.")]
    dept_name: Annotated[str, about("The scheduler's enterprise.")]
    role: Annotated[ConferenceRole, about("The caller's; detail queries only.")] | None = None
    conf_mode: ConfMode | None = None
    webinar: bool | None = None
    online_attendee_amount: Annotated[int, about("Lists of running meetings only.")] | None = None
    concurrent_participants: Annotated[int, about("0: no limit.")] | None = None
    support_simultaneous_interpretation: bool | None = None
    pic_display: MultiPicDisplay | None = None
    conf_uuid: Annotated[str, about("Of this holding.")] | None = field(name="confUUID", default=None)
    cycle_sub_conf_id: Annotated[str, about("Of the first meeting of a series.")] | None = field(
        name="cycleSubConfID", default=None
    )
    sub_confs: Annotated[list[CycleSubConf], about("The meetings of a series.")] | None = None


INVITEE_STATE = "MEETTING"
"""The only ``state`` of a ParticipantInfo, spelt so."""


class ParticipantInfo(Wire, kw_only=True):
    """An invited person or terminal, in full. Who joined without an invitation is not listed."""

    participant_id: (
        Annotated[str, about("The invited number, not the participant ID of a running meeting.")] | None
    ) = field(name="participantID", default=None)
    name: str | None = None
    subscriber_id: Annotated[str, about("Reserved.")] | None = field(name="subscriberID", default=None)
    role: Annotated[int, about("0 ordinary, 1 host.")]
    state: Annotated[str, about("MEETTING, spelt so.")]
    address: Annotated[str, about("Reserved.")] | None = None
    attendee_type: Annotated[str, about("The attendee's type as invited.")]
    account_id: Annotated[str, about("Account, or third-party user ID.")] | None = None
    phone2: Annotated[str, about("Reserved.")] | None = None
    phone3: Annotated[str, about("Reserved.")] | None = None
    email: str | None = None
    sms: str | None = None
    dept_name: str | None = None
    user_uuid: Annotated[str, about("The invitee's own.")] | None = field(name="userUUID", default=None)
    app_id: str | None = None
    is_auto_invite: Annotated[int, about("1: called when the meeting starts.")] | None = None
    is_not_overlay_pid_name: Annotated[bool, about("The name is not laid over the picture.")] | None = None


class MeetingDetail(Wire, kw_only=True):
    """A meeting and one page of its invitees."""

    conference_data: ConferenceInfo
    data: Page[ParticipantInfo]


class StartBody(Wire, kw_only=True):
    conference_id: str = field(name="conferenceID")
    password: Annotated[str, about("The host's, or the guests' where guests may start the meeting.")]


class StartedMeeting(Wire, kw_only=True):
    uuid: Annotated[str, about("Deprecated: 51 characters without a use.")]
    region_ip: Annotated[str, about("Host to send control calls to.")] = field(name="regionIP")


@operation("POST", "/v1/mmc/management/conferences", auth=Auth.USER)
class CreateMeeting(MeetingRequest[list[ConferenceInfo]], kw_only=True):
    """Book a meeting, or start one now; answers a list of one."""

    body: ScheduleBody


@operation("POST", "/v1/mmc/management/cycleconferences", auth=Auth.USER)
class CreateRecurringMeeting(MeetingRequest[list[ConferenceInfo]], kw_only=True):
    """Book a series of meetings; answers a list of one.

    ``cycleParams`` gives the days, ``startTime`` only the time of day.
    """

    body: ScheduleBody


@operation("GET", "/v1/mmc/management/conferences/confDetail", auth=Auth.USER)
class ShowMeetingDetail(MeetingRequest[MeetingDetail], kw_only=True):
    """Look up a running or coming meeting and its invitees."""

    conference_id: Annotated[Query[str], about("Meeting ID, not the room's fixed one.")] = field(
        name="conferenceID"
    )
    offset: Query[Offset] = 0
    limit: Query[Limit] = 20
    search_key: Query[SearchKey | None] = None
    x_type: Annotated[Header[Listing], about("How people and terminals are listed.")] = field(
        name="X-Type", default=Listing.MIXED
    )
    x_query_type: Annotated[Header[ListedKind], about("Which kind, with X-Type 2.")] = field(
        name="X-Query-Type", default=ListedKind.PEOPLE
    )


@operation("POST", "/v1/mmc/management/conferences/start", auth=Auth.USER)
class StartMeeting(Request[StartedMeeting], kw_only=True):
    """Start a booked meeting, also before its time; control calls need it running."""

    body: StartBody
