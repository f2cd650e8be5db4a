"""Streams over real connections, blocking and awaiting: one list of cases."""

from __future__ import annotations

from typing import Any

from client.events.conftest import Conference, Lab, Watch
from convener.client.events import NotifyType
from convener.wire.push import AttendeesNotify, MessageMode


def phones(frame: Any) -> list[tuple[int, str | None]]:
    assert isinstance(frame, AttendeesNotify)
    return [(int(one.mode), one.phone) for one in frame.data]


def test_the_whole_list_comes_first_and_then_every_change(
    watch_as: Watch, lab: Lab, conference: Conference
) -> None:
    stream = watch_as(None, conference.id, {NotifyType.ATTENDEES}, password=conference.password)
    first = stream.next()
    assert (first.msg_mode, phones(first)) == (MessageMode.FULL, [(0, "+861")])
    conference.invite("+862")
    conference.remove("+861")
    assert phones(stream.next()) == [(0, "+862")]
    assert phones(stream.next()) == [(1, "+861")]
