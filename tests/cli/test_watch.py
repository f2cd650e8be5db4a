"""What is shown of a meeting's state, of servers too that tell more than ours."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from convener.cli import events, watch
from convener.client.events import Frame, MeetingState, Unknown, reduce
from convener.client.events.frames import KnownFrame
from convener.wire import codec
from convener.wire.notify import ConfBasicInfoNotify, ConfDynamicInfoNotify, ParticipantsNotify
from convener.wire.push import AttendeesNotify

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2021, 8, 30, 12, 0, tzinfo=BERLIN)


def frame(kind: type[KnownFrame], *, full: bool = True, **content: Any) -> Frame:
    head = {"action": kind.__name__, "confID": "989156296", "msgID": "0" * 32, "createTime": 1630317600000}
    text = json.dumps({**head, "msgMode": 0 if full else 1, "version": 1, **content})
    read: Frame = codec.read(text, kind)
    return read


def after(*frames: Frame) -> MeetingState:
    state = MeetingState()
    for each in frames:
        state = reduce(state, each)
    return state


def person(pid: str, **info: str) -> dict[str, Any]:
    return {"pid": pid, "mode": 0, "pinfoMap": info}


@pytest.fixture
def meeting() -> MeetingState:
    return after(
        frame(ConfBasicInfoNotify, title="Tea"),
        frame(ConfDynamicInfoNotify, state="Created", lock=1),
        frame(AttendeesNotify, data=[{"mode": 0, "name": "Bob", "phone": "+15550100", "role": 1}]),
        frame(ParticipantsNotify, data=[person("1", NAME="Ann", TEL="+1", ROLE="1", MUTE="1")]),
    )


def test_the_picture_has_everything(meeting: MeetingState) -> None:
    head, facts, people, invited = watch.picture("989156296", meeting, NOON).split("\n\n")
    assert head == "Meeting 989156296  12:00:00"
    assert facts.splitlines() == ["Subject  Tea", "State    Created", "Locked   yes"]
    assert people.splitlines()[1].split() == ["Ann", "+1", "host", "muted"]
    assert invited.splitlines()[1].split() == ["Bob", "+15550100", "host"]


def test_each_change_is_a_line(meeting: MeetingState) -> None:
    told = list(watch.changes({}, watch.facets(meeting)))
    assert told == [
        "+ Subject: Tea",
        "+ State: Created",
        "+ Locked: yes",
        "+ in the meeting: Ann, +1, host, muted",
        "+ invited: Bob, +15550100, host",
    ]
    later = reduce(
        meeting,
        frame(
            ParticipantsNotify, full=False, data=[person("1", MUTE="0"), person("2", NAME="Cid", STATE="1")]
        ),
    )
    assert list(watch.changes(watch.facets(meeting), watch.facets(later))) == [
        "= in the meeting: Ann, +1, host",
        "+ in the meeting: Cid, being called",
    ]
    gone = reduce(later, frame(ParticipantsNotify, data=[]))
    assert list(watch.changes(watch.facets(later), watch.facets(gone))) == [
        "- in the meeting: Ann, +1, host",
        "- in the meeting: Cid, being called",
    ]


def test_an_empty_list_is_said_once_it_is_known() -> None:
    assert "Nobody is invited." in watch.picture("1", after(frame(AttendeesNotify, data=[])), NOON)
    assert "Nobody is invited." not in watch.picture("1", MeetingState(), NOON)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"action": "New",\n "x": 1}', '{"action":"New","x":1}'),
        ("no JSON\n", '{"action":"New","text":"no JSON\\n"}'),
    ],
)
def test_a_frame_that_is_unknown_is_still_one_line_of_json(text: str, line: str) -> None:
    assert events.as_line(Unknown(action="New", text=text)) == line


def test_a_frame_in_brief_has_its_time_in_the_users_zone() -> None:
    shown = events.summary(frame(AttendeesNotify, data=[]), BERLIN)
    assert shown.split() == ["12:00:00", "Attendees", "full", "[]"]
    assert events.summary(Unknown(action="New", text="\x1b[2J"), BERLIN).split()[1] == "New"
    assert "\x1b" not in events.summary(Unknown(action="", text="\x1b[2J"), BERLIN)
