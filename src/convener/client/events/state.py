"""The state of a conference, kept from its frames.

    state = MeetingState()
    async for frame in client.events(conference_id):
        state = reduce(state, frame)

Pure: a state never changes, ``reduce`` gives the next one. Full frames replace what was known of their type,
so that a stream which has lost its connection needs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeVar

from convener.client.events import frames
from convener.client.events.frames import Frame, Unknown
from convener.wire.notify import (
    ConfBasicInfoNotify,
    ConfDynamicInfoNotify,
    InterpreterGroup,
    InterpreterGroupNotify,
    InviteResultNotify,
    NetCondition,
    NetConditionNotify,
    ParticipantsNotify,
    RealTimeSubtitleNotify,
    SiteNotify,
    SpeakerChangeNotify,
    SpeakerNotify,
    Subtitles,
    WaitingListNotify,
)
from convener.wire.push import AttendeeNotify, AttendeesNotify, EntryMode, MessageMode

Entry = TypeVar("Entry")
Changes = dict[str, Any]

_NONE: Mapping[str, Any] = MappingProxyType({})


def _nothing() -> Mapping[str, Any]:
    return _NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Somebody, or a terminal, in the meeting or its waiting room."""

    pid: str
    info: Mapping[str, str] = field(default_factory=_nothing)
    """Everything known, under the reference's keys: NAME, TEL, ROLE, STATE, HAND, MUTE, ..."""

    @property
    def name(self) -> str:
        return self.info.get("NAME", "")

    @property
    def number(self) -> str:
        return self.info.get("TEL", "")

    @property
    def is_host(self) -> bool:
        return self.info.get("ROLE") == "1"

    @property
    def is_in_meeting(self) -> bool:
        """Not merely being called."""
        return self.info.get("STATE", "0") == "0"

    @property
    def is_muted(self) -> bool:
        return self.info.get("MUTE") == "1"

    @property
    def hand_is_up(self) -> bool:
        return self.info.get("HAND") == "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingState:
    """What the frames have told so far. Mappings keep the order in which their entries came."""

    basic: ConfBasicInfoNotify | None = None
    dynamic: ConfDynamicInfoNotify | None = None
    attendees: Mapping[str, AttendeeNotify] = field(default_factory=_nothing)
    """The people and terminals invited, by number, else account, else user."""
    participants: Mapping[str, Site] = field(default_factory=_nothing)
    """Who is in the meeting or being called, by participant ID."""
    waiting: Mapping[str, Site] = field(default_factory=_nothing)
    """Who is in the waiting room, by participant ID."""
    speakers: tuple[SpeakerNotify, ...] = ()
    invite_results: Mapping[str, str] = field(default_factory=_nothing)
    """How the last call of a number went, or why it left: 0, or a code."""
    net_conditions: Mapping[str, NetCondition] = field(default_factory=_nothing)
    """By participant ID."""
    interpreter_groups: tuple[InterpreterGroup, ...] = ()
    caption: Subtitles | None = None
    """The last one."""
    known: frozenset[str] = frozenset()
    """The types whose whole state has come; of the others there is at most a part."""

    @property
    def is_over(self) -> bool:
        """Whether the conference has ended."""
        return self.dynamic is not None and self.dynamic.state == "Destroyed"


def reduce(state: MeetingState, frame: Frame) -> MeetingState:
    """The state after a frame; the same one after a frame that is unknown."""
    if isinstance(frame, Unknown):
        return state
    changes = _RULES[type(frame)](state, frame)
    if frame.msg_mode is MessageMode.FULL:
        changes["known"] = state.known | {frames.type_of(frame)}
    return replace(state, **changes)


def attendee_key(entry: AttendeeNotify) -> str:
    """What tells invited people apart: number, else account, else user, else how they are written to."""
    return entry.phone or entry.account_id or entry.user_uuid or entry.email or entry.sms or entry.name or ""


def _attendees(state: MeetingState, frame: AttendeesNotify) -> Changes:
    before = _before(state.attendees, frame)
    for entry in frame.data:
        if entry.mode is EntryMode.REMOVE:
            before.pop(attendee_key(entry), None)
        else:
            before[attendee_key(entry)] = entry
    return {"attendees": MappingProxyType(before)}


def _participants(state: MeetingState, frame: ParticipantsNotify) -> Changes:
    return {"participants": _sites(_before(state.participants, frame), frame.data)}


def _waiting(state: MeetingState, frame: WaitingListNotify) -> Changes:
    return {"waiting": _sites(_before(state.waiting, frame), frame.data)}


def _sites(before: dict[str, Site], entries: Iterable[SiteNotify]) -> Mapping[str, Site]:
    """With the entries' changes, which hold only the keys that are new."""
    for entry in entries:
        if entry.mode is EntryMode.REMOVE:
            before.pop(entry.pid, None)
        else:
            known = before[entry.pid].info if entry.pid in before else _NONE
            info = MappingProxyType({**known, **(entry.pinfo_map or {})})
            before[entry.pid] = Site(pid=entry.pid, info=info)
    return MappingProxyType(before)


def _net_conditions(state: MeetingState, frame: NetConditionNotify) -> Changes:
    before = _before(state.net_conditions, frame)
    for entry in frame.data:
        if entry.mode is EntryMode.REMOVE:
            before.pop(entry.participant_id, None)
        else:
            before[entry.participant_id] = entry
    return {"net_conditions": MappingProxyType(before)}


def _invite_results(state: MeetingState, frame: InviteResultNotify) -> Changes:
    before = _before(state.invite_results, frame)
    for entry in frame.data:
        before[entry.call_number] = entry.result_code or entry.error_code or ""
    return {"invite_results": MappingProxyType(before)}


def _before(entries: Mapping[str, Entry], frame: frames.KnownFrame) -> dict[str, Entry]:
    """What a frame's entries change: nothing for a full one, which replaces everything."""
    return {} if frame.msg_mode is MessageMode.FULL else dict(entries)


def _basic(_: MeetingState, frame: ConfBasicInfoNotify) -> Changes:
    return {"basic": frame}


def _dynamic(_: MeetingState, frame: ConfDynamicInfoNotify) -> Changes:
    return {"dynamic": frame}


def _speakers(_: MeetingState, frame: SpeakerChangeNotify) -> Changes:
    return {"speakers": tuple(frame.data)}


def _interpreter_groups(_: MeetingState, frame: InterpreterGroupNotify) -> Changes:
    return {"interpreter_groups": tuple(frame.interpreter_groups or frame.data or ())}


def _caption(_: MeetingState, frame: RealTimeSubtitleNotify) -> Changes:
    return {"caption": frame.data}


_RULES: Mapping[type[frames.KnownFrame], Callable[[MeetingState, Any], Changes]] = {
    AttendeesNotify: _attendees,
    ConfBasicInfoNotify: _basic,
    ConfDynamicInfoNotify: _dynamic,
    InterpreterGroupNotify: _interpreter_groups,
    InviteResultNotify: _invite_results,
    NetConditionNotify: _net_conditions,
    ParticipantsNotify: _participants,
    RealTimeSubtitleNotify: _caption,
    SpeakerChangeNotify: _speakers,
    WaitingListNotify: _waiting,
}
