"""What comes in, typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convener.client.events.frames import DESCRIBED, Unknown, read, type_of
from convener.wire.notify import RealTimeSubtitleNotify, SpeakerChangeNotify
from convener.wire.push import AttendeesNotify, FrameReply, HeartBeat, NotifyType

EXAMPLES = Path(__file__).parents[2] / "wire" / "examples"
ENVELOPE = {"confID": "913220457", "msgID": "6b", "msgMode": 0, "version": 1, "createTime": 1}


def text(action: str, **fields: Any) -> str:
    return json.dumps({**ENVELOPE, **fields, "action": action})


def test_the_references_own_sample_is_read() -> None:
    frame = read((EXAMPLES / "attendees_notify.frame.json").read_text())
    assert isinstance(frame, AttendeesNotify)
    assert [one.name for one in frame.data] == ["Tom"]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("ConfBasicInfoNotify", {"title": "Review", "pwds": [{"role": "chair", "pwd": "1"}]}),
        ("ConfDynamicInfoNotify", {"state": "Created", "multiPic": {"picNum": 4}}),
        ("ParticipantsNotify", {"data": [{"pid": "k", "mode": 0, "pinfoMap": {"HAND": "1"}}]}),
        ("AttendeesNotify", {"data": []}),
        ("SpeakerChangeNotify", {"data": [{"pid": "k", "speakingVolume": 52}]}),
        ("NetConditionNotify", {"data": [{"participantID": "k", "mode": 0}]}),
        ("InviteResultNotify", {"data": [{"callNumber": "+1", "resultCode": "0"}]}),
        ("RealTimeSubtitleNotify", {"version": "1767225710456", "data": {"msgs": []}}),
        ("WaitingListNotify", {"data": [{"pid": "b", "mode": 1, "delType": 0}]}),
        ("InterpreterGroupNotify", {"interpreterGroups": [{"groupID": "e"}]}),
    ],
)
def test_every_described_type_has_a_frame(name: str, fields: dict[str, Any]) -> None:
    frame = read(text(name, **fields))
    assert not isinstance(frame, Unknown | HeartBeat | FrameReply)
    assert type(frame).__name__ == type_of(frame) == name
    assert NotifyType(name) in DESCRIBED


@pytest.mark.parametrize("fields", [{}, {"data": None}, {"data": []}])
def test_nobody_speaking_may_be_said_in_three_ways(fields: dict[str, Any]) -> None:
    frame = read(text("SpeakerChangeNotify", **fields))
    assert isinstance(frame, SpeakerChangeNotify)
    assert frame.data == []


def test_blanks_at_the_end_of_keys_do_not_matter() -> None:
    reply = read('{"action":"Subscribe","sequence":"1","data":{"returnCode":0,"returnDesc ":"SUCCESS"}}')
    assert isinstance(reply, FrameReply)
    caption = read(text("RealTimeSubtitleNotify", data={"isFinal ": True, "msgs ": [{"id ": "5"}]}))
    assert isinstance(caption, RealTimeSubtitleNotify)
    assert caption.data.is_final
    assert caption.data.msgs is not None
    assert caption.data.msgs[0].id == "5"


def test_answers_to_our_frames_are_told_apart() -> None:
    assert isinstance(read('{"action":"HeartBeat","sequence":"1"}'), HeartBeat)


@pytest.mark.parametrize(
    ("said", "action"),
    [
        (text("BreakoutSettingNotify", data={"a": 1}), "BreakoutSettingNotify"),
        (text("AttendeesNotify", data="none"), "AttendeesNotify"),
        ('{"action":"AttendeesNotify"}', "AttendeesNotify"),
        ('{"action":7}', ""),
        ("[1]", ""),
        ("{", ""),
        ("", ""),
    ],
)
def test_whatever_else_comes_is_unknown_and_whole(said: str, action: str) -> None:
    assert read(said) == Unknown(action=action, text=said)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(sorted(DESCRIBED)), JSON, st.dictionaries(st.sampled_from(sorted(ENVELOPE)), JSON))
def test_no_frame_is_an_error(action: str, data: Any, envelope: dict[str, Any]) -> None:
    read(json.dumps({**ENVELOPE, **envelope, "data": data, "action": action}))


@given(st.text())
def test_no_text_is_an_error(said: str) -> None:
    read(said)
