"""The frames of a meeting's WebSocket, one JSON object per text frame.

Reference pages: Meeting Event Push, and the page of each frame. A client subscribes and keeps the
connection alive; the server answers each client frame with its ``action`` and ``sequence`` and then
pushes one full frame per subscribed type and a frame per change.
"""

from __future__ import annotations

import enum
from typing import Annotated, TypeVar, cast

from convener.wire import codec
from convener.wire.base import Wire, about, field
from convener.wire.errors import Fault

T = TypeVar("T")

Sequence = Annotated[str | int, about("Serial of the message, a text of digits; echoed as it came.")]


class NotifyType(enum.StrEnum):
    """What can be subscribed to; also the ``action`` of the frames it brings."""

    CONF_BASIC_INFO = "ConfBasicInfoNotify"
    CONF_DYNAMIC_INFO = "ConfDynamicInfoNotify"
    PARTICIPANTS = "ParticipantsNotify"
    ATTENDEES = "AttendeesNotify"
    SPEAKER_CHANGE = "SpeakerChangeNotify"
    INVITE_RESULT = "InviteResultNotify"
    REAL_TIME_SUBTITLE = "RealTimeSubtitleNotify"
    WAITING_LIST = "WaitingListNotify"
    INTERPRETER_GROUP = "InterpreterGroupNotify"
    NET_CONDITION = "NetConditionNotify"
    """Meetings on MCUs only."""

    # Names that clients subscribe to and no page describes: accepted, never sent.
    CUSTOM_MULTI_PIC = "CustomMultiPicNotify"
    NETWORK_QUALITY = "NetworkQualityNotify"
    CHANNEL_AND_PARTICIPANTS = "ChannelAndParticipantsNotify"
    OPERATION_RESULT = "OperationResultNotify"
    BREAKOUT_SETTING = "BreakoutSettingNotify"
    DYNAMIC_BREAKOUT_SUB_CONFS = "DynamicBreakoutSubConfsNotify"
    DYNAMIC_BC_ATTENDEES = "DynamicBCAttendeesNotify"
    VIEW_PRIORITY_LIST = "ViewPriorityListNotify"


class MessageMode(enum.IntEnum):
    FULL = 0
    """The list replaces the one before."""
    INCREMENTAL = 1
    """Only the listed entries change."""


class EntryMode(enum.IntEnum):
    REFRESH = 0
    REMOVE = 1


class ControlType(enum.StrEnum):
    """What a ``ConfControl`` frame asks for."""

    REAL_TIME_SUBTITLE = "REALTIMESUBTITLE"
    REFRESH_TOKEN = "REFRESHTOKEN"


class SubscribeData(Wire, kw_only=True):
    conf_token: Annotated[str, about("Control token, raw or Basic.")] | None = None
    subscribe_type: Annotated[list[str], about("NotifyType names; unknown ones are ignored.")]
    conference_id: Annotated[str, about("Default: the connection's.")] | None = field(
        name="conferenceID", default=None
    )


class ControlData(Wire, kw_only=True):
    conf_token: Annotated[str, about("Control token, raw or Basic.")] | None = None
    conference_id: Annotated[str, about("Default: the connection's.")] | None = field(
        name="conferenceID", default=None
    )


class Subscribe(Wire, tag_field="action", tag="Subscribe", kw_only=True):
    """Choose the frames to receive; replaces an earlier choice."""

    sequence: Sequence
    data: Annotated[SubscribeData | str, about("The object, or as most clients send it its JSON text.")]


class HeartBeat(Wire, tag_field="action", tag="HeartBeat", kw_only=True):
    """Sign of life, due every 180 seconds at the latest; answered with itself."""

    sequence: Sequence


class ConfControl(Wire, tag_field="action", tag="ConfControl", kw_only=True):
    """An operation on the meeting."""

    sequence: Sequence
    type: Annotated[str, about("A ControlType.")]
    data: Annotated[ControlData | str, about("The object, or its JSON text.")]


ClientFrame = Subscribe | HeartBeat | ConfControl


def read_frame(text: str | bytes) -> ClientFrame:
    """Decode a client frame. Raises as ``codec.read``."""
    return cast(ClientFrame, codec.read(text, ClientFrame))


class Envelope(Wire, kw_only=True):
    """What can be read of a client frame that is none of ``ClientFrame``, to answer it."""

    action: str | None = None
    sequence: Sequence | None = None
    type: str | None = None


def content(data: T | str, kind: type[T]) -> T:
    """The object a client frame carries, whichever way. Raises as ``codec.read``."""
    return codec.read(data, kind) if isinstance(data, str) else data


class RefreshedToken(Wire, kw_only=True):
    token: str
    ws_url: str = field(name="wsURL")
    conf_token_expire_time: Annotated[int, about("Seconds the token is valid.")]


class Outcome(Wire, kw_only=True):
    """How a client frame fared."""

    return_code: Annotated[int, about("0, or the number of an error code.")]
    return_desc: str
    data: Annotated[RefreshedToken, about("REFRESHTOKEN only.")] | None = None


SUCCESS = Outcome(return_code=0, return_desc="SUCCESS")


def refusal(fault: Fault) -> Outcome:
    """The outcome that reports ``fault``."""
    return Outcome(return_code=fault.number, return_desc=fault.constant)


class FrameReply(Wire, kw_only=True):
    """The answer to a client frame other than a heartbeat."""

    action: Annotated[str, about("The client frame's.")] | None = None
    sequence: Sequence | None = None
    type: Annotated[str, about("The client frame's.")] | None = None
    data: Outcome


class Notify(Wire, kw_only=True):
    """What every pushed frame carries beside its content."""

    conf_id: Annotated[str, about("Meeting ID.")] = field(name="confID")
    msg_id: Annotated[str, about("32 hexadecimal digits.")] = field(name="msgID")
    msg_mode: MessageMode
    version: Annotated[int, about("Full: as createTime. Incremental: counts per meeting and type.")]
    create_time: Annotated[int, about("Unix milliseconds.")]


class AttendeeNotify(Wire, kw_only=True):
    """An invitee (AttendeeNotifyDTO).

    Entries are told apart by ``phone``, without one by ``accountId``, else by ``userUUID``; a removal
    needs no more than that and ``mode``.
    """

    mode: EntryMode
    # The reference's table and its sample spell the enterprise's ID differently: both are sent.
    org_id: str | None = None
    org_id_as_in_sample: str | None = field(name="orgID", default=None)
    third_account: str | None = None
    phone: Annotated[str, about("Number to call.")] | None = None
    account_id: str | None = None
    user_uuid: str | None = field(name="userUUID", default=None)
    participant_id: Annotated[str, about("Participant ID of someone in the meeting.")] | None = field(
        name="participantID", default=None
    )
    name: Annotated[str, about("Up to 96 characters.")] | None = None
    role: Annotated[int, about("0 ordinary, 1 host.")] | None = None
    email: Annotated[str, about("Up to 255 characters.")] | None = None
    sms: Annotated[str, about("Up to 32 characters.")] | None = None
    is_mute: Annotated[int, about("1: muted on joining.")] | None = None
    is_auto_invite: Annotated[int, about("1: called when the meeting starts.")] | None = None
    type: Annotated[str, about("As invited.")] | None = None
    address: Annotated[str, about("The room a terminal is in.")] | None = None
    dept_uuid: str | None = field(name="deptUUID", default=None)
    dept_name: str | None = None
    hide_phone: bool | None = None
    is_not_overlay_pid_name: Annotated[bool, about("The name is not laid over the picture.")] | None = None


class AttendeesNotify(Notify, tag_field="action", tag="AttendeesNotify", kw_only=True):
    """The people and terminals invited, whether they have joined or not."""

    data: list[AttendeeNotify]
