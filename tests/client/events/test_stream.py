"""Streams over real connections, blocking and awaiting: one list of cases."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from client.events.conftest import Conference, Lab, Watch
from convener.client import Closed
from convener.client.events import NotifyType, NotRunning, PasswordNeeded, Refused, SlowConsumer
from convener.wire import errors
from convener.wire.push import AttendeesNotify, MessageMode

ATTENDEES = {NotifyType.ATTENDEES}


def phones(frame: Any) -> list[tuple[int, str | None]]:
    assert isinstance(frame, AttendeesNotify)
    return [(int(one.mode), one.phone) for one in frame.data]


def test_the_whole_list_comes_first_and_then_every_change(watch_as: Watch, conference: Conference) -> None:
    stream = watch_as(None, conference.id, ATTENDEES, password=conference.password)
    first = stream.next()
    assert (first.msg_mode, phones(first)) == (MessageMode.FULL, [(0, "+861")])
    conference.invite("+862")
    conference.remove("+861")
    assert phones(stream.next()) == [(0, "+862")]
    assert phones(stream.next()) == [(1, "+861")]


def test_what_is_said_is_as_known_clients_say_it(watch_as: Watch, lab: Lab, conference: Conference) -> None:
    watch_as(None, conference.id, ATTENDEES, password=conference.password).next()
    [subscribe] = lab.relay.said
    assert '"data":"{\\"confToken\\":\\"' in subscribe
    assert '\\"subscribeType\\":[\\"AttendeesNotify\\"]' in subscribe


class TestTheRightToWatch:
    def test_who_may_see_the_password_need_not_give_it(
        self, watch_as: Watch, lab: Lab, conference: Conference
    ) -> None:
        stream = watch_as(lab.ann.token, conference.id)
        assert phones(stream.next()) == [(0, "+861")]

    def test_nobody_in_particular_is_told_to_give_it(self, watch_as: Watch, conference: Conference) -> None:
        with pytest.raises(PasswordNeeded, match="password="):
            watch_as(None, conference.id).next()

    def test_a_wrong_password_is_refused(self, watch_as: Watch, conference: Conference) -> None:
        with pytest.raises(Refused) as refusal:
            watch_as(None, conference.id, password="1").next()
        assert refusal.value.number == errors.CONF_NOT_FOUND_OR_AUTH_FAILED.number

    def test_a_meeting_that_has_not_begun_is_not_running(self, watch_as: Watch, lab: Lab) -> None:
        info = lab.book(start_time="2021-09-01 09:00")
        with pytest.raises(NotRunning):
            watch_as(lab.ann.token, info.conference_id).next()

    def test_unless_it_is_to_be_started(self, watch_as: Watch, lab: Lab) -> None:
        info = lab.book(start_time="2021-09-01 09:00")
        stream = watch_as(lab.ann.token, info.conference_id, start=True)
        assert stream.next().conf_id == info.conference_id

    def test_nothing_to_subscribe_to_is_a_mistake(self, watch_as: Watch, conference: Conference) -> None:
        with pytest.raises(ValueError, match="one type"):
            watch_as(None, conference.id, [])


class TestTheEnd:
    def test_a_stream_ends_with_its_conference(
        self, watch_as: Watch, lab: Lab, conference: Conference
    ) -> None:
        stream = watch_as(lab.ann.token, conference.id)
        stream.next()
        lab.advance(seconds=100)
        lab.loop.call(lab.relay.cut)
        stream.next()
        lab.advance(minutes=60)
        with pytest.raises(StopIteration):
            stream.next()

    def test_closing_it_closes_the_socket(self, watch_as: Watch, lab: Lab, conference: Conference) -> None:
        stream = watch_as(lab.ann.token, conference.id)
        stream.next()
        stream.close()
        lab.relay.wait_for(left=1)

    def test_closing_the_client_ends_it_at_the_next_call(
        self, watch_as: Watch, lab: Lab, conference: Conference
    ) -> None:
        stream = watch_as(lab.ann.token, conference.id)
        stream.next()
        stream.close_client()
        lab.loop.call(lab.relay.cut)
        with pytest.raises(Closed):
            stream.next()


class TestFaults:
    def test_a_cut_connection_is_made_anew(self, watch_as: Watch, lab: Lab, conference: Conference) -> None:
        stream = watch_as(lab.ann.token, conference.id)
        stream.next()
        for n in range(3):
            lab.loop.call(lab.relay.cut)
            conference.invite(f"+{n}")
            frame = stream.next()
            while frame.msg_mode is not MessageMode.FULL:
                frame = stream.next()
            assert (0, f"+{n}") in phones(frame)
        assert lab.relay.opened == 4

    def test_a_lost_frame_brings_the_whole_list(
        self, watch_as: Watch, lab: Lab, conference: Conference
    ) -> None:
        stream = watch_as(lab.ann.token, conference.id)
        stream.next()
        conference.invite("+1")
        assert phones(stream.next()) == [(0, "+1")]
        lab.relay.loses = lambda text: '"+2"' in text and '"msgMode":1' in text
        conference.invite("+2")
        conference.invite("+3")
        whole = stream.next()
        assert whole.msg_mode is MessageMode.FULL
        assert [phone for _, phone in phones(whole)][:3] == ["+861", "+1", "+2"]
        assert lab.relay.opened == 1

    def test_who_does_not_take_frames_is_told(
        self, watch_as: Watch, lab: Lab, conference: Conference
    ) -> None:
        stream = watch_as(lab.ann.token, conference.id, capacity=2)
        stream.next()
        for n in range(6):
            conference.invite(f"+{n}")
        lab.relay.wait_for(left=1)
        assert [phones(stream.next()) for _ in range(2)] == [[(0, "+0")], [(0, "+1")]]
        with pytest.raises(SlowConsumer, match="capacity="):
            stream.next()


def test_a_stream_leaves_no_thread_behind(watch_as: Watch, lab: Lab, conference: Conference) -> None:
    stream = watch_as(lab.ann.token, conference.id)
    stream.next()
    stream.close()
    assert not [thread for thread in threading.enumerate() if thread.name in ("events", "socket")]
