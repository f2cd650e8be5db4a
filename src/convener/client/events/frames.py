"""What comes in over the socket, as typed frames: never an error, whatever the server sends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from convener.wire import codec
from convener.wire.notify import (
    ConfBasicInfoNotify,
    ConfDynamicInfoNotify,
    InterpreterGroupNotify,
    InviteResultNotify,
    NetConditionNotify,
    ParticipantsNotify,
    RealTimeSubtitleNotify,
    SpeakerChangeNotify,
    WaitingListNotify,
)
from convener.wire.push import AttendeesNotify, Envelope, FrameReply, HeartBeat, NotifyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A frame that is none we know: a newer one, one that no page describes, or no JSON at all."""

    action: str
    """What it calls itself; empty when it does not say."""
    text: str
    """The frame as it came."""


KnownFrame = (
    AttendeesNotify
    | ConfBasicInfoNotify
    | ConfDynamicInfoNotify
    | InterpreterGroupNotify
    | InviteResultNotify
    | NetConditionNotify
    | ParticipantsNotify
    | RealTimeSubtitleNotify
    | SpeakerChangeNotify
    | WaitingListNotify
)
Frame = KnownFrame | Unknown
"""What a stream yields."""

Received = Frame | FrameReply | HeartBeat
"""A frame, or an answer to one of ours."""

_KINDS: dict[str, type[KnownFrame]] = {
    NotifyType.ATTENDEES: AttendeesNotify,
    NotifyType.CONF_BASIC_INFO: ConfBasicInfoNotify,
    NotifyType.CONF_DYNAMIC_INFO: ConfDynamicInfoNotify,
    NotifyType.INTERPRETER_GROUP: InterpreterGroupNotify,
    NotifyType.INVITE_RESULT: InviteResultNotify,
    NotifyType.NET_CONDITION: NetConditionNotify,
    NotifyType.PARTICIPANTS: ParticipantsNotify,
    NotifyType.REAL_TIME_SUBTITLE: RealTimeSubtitleNotify,
    NotifyType.SPEAKER_CHANGE: SpeakerChangeNotify,
    NotifyType.WAITING_LIST: WaitingListNotify,
}
_ANSWERS: dict[str, type[FrameReply] | type[HeartBeat]] = {
    "Subscribe": FrameReply,
    "ConfControl": FrameReply,
    "HeartBeat": HeartBeat,
}

DESCRIBED = frozenset(NotifyType(name) for name in _KINDS)
"""The types that have a typed frame; every other one comes as ``Unknown``."""

_NAMES = {kind: name for name, kind in _KINDS.items()}
_BLANK_KEY = ' ":'
"""The end of a key with a trailing blank; inside a text the quote would be escaped."""


def read(text: str) -> Received:
    """What one text frame says."""
    if _BLANK_KEY in text:
        text = _clean(text)
    try:
        action = codec.read(text, Envelope).action or ""
    except (codec.Unreadable, codec.Invalid):
        return Unknown(action="", text=text)
    kind = _KINDS.get(action) or _ANSWERS.get(action)
    try:
        return Unknown(action=action, text=text) if kind is None else codec.read(text, kind)
    except codec.Invalid:
        return Unknown(action=action, text=text)


def type_of(frame: KnownFrame) -> str:
    """The name by which the frame is subscribed to."""
    return _NAMES[type(frame)]


def _clean(text: str) -> str:
    """Without the blanks at the end of keys, which published samples have."""
    try:
        return json.dumps(json.loads(text, object_hook=_stripped))
    except (ValueError, RecursionError):
        return text


def _stripped(members: dict[str, Any]) -> dict[str, Any]:
    return {key.strip(): value for key, value in members.items()}
