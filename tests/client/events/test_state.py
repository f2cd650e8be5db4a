"""The reducer: what frames add up to."""

from __future__ import annotations

from functools import reduce as fold
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from convener.client.events import Frame, MeetingState, NotifyType, Unknown, reduce
from convener.wire import codec
from convener.wire.notify import (
    ConfDynamicInfoNotify,
    InterpreterGroupNotify,
    InviteResultNotify,
    NetConditionNotify,
    ParticipantsNotify,
    SpeakerChangeNotify,
    WaitingListNotify,
)
from convener.wire.push import AttendeesNotify

FULL, CHANGE = 0, 1


def frame(kind: type[Any], mode: int, **content: Any) -> Any:
    envelope = {"confID": "9", "msgID": "6b", "msgMode": mode, "version": 1, "createTime": 1}
    return codec.convert({**envelope, **content, "action": kind.__name__}, kind)


def after(*frames: Frame) -> MeetingState:
    return fold(reduce, frames, MeetingState())


def person(pid: str, mode: int = 0, **info: str) -> dict[str, Any]:
    return {"pid": pid, "mode": mode, "pinfoMap": info} if info else {"pid": pid, "mode": mode}


class TestParticipants:
    def test_a_refresh_changes_only_the_keys_it_names(self) -> None:
        state = after(
            frame(ParticipantsNotify, FULL, data=[person("k", NAME="Lin", TEL="+86", HAND="0", ROLE="1")]),
            frame(ParticipantsNotify, CHANGE, data=[person("k", HAND="1"), person("a", NAME="Bo")]),
        )
        lin, bo = state.participants.values()
        assert (lin.name, lin.number, lin.hand_is_up, lin.is_host, lin.is_muted) == (
            "Lin", "+86", True, True, False,
        )  # fmt: skip
        assert (bo.name, bo.is_in_meeting) == ("Bo", True)

    def test_a_removal_needs_nothing_but_the_id(self) -> None:
        state = after(
            frame(ParticipantsNotify, FULL, data=[person("k", NAME="Lin"), person("a", NAME="Bo")]),
            frame(ParticipantsNotify, CHANGE, data=[person("k", mode=1), person("unheard of", mode=1)]),
        )
        assert list(state.participants) == ["a"]

    def test_a_full_frame_forgets_what_was_known(self) -> None:
        state = after(
            frame(ParticipantsNotify, FULL, data=[person("k", NAME="Lin", HAND="1")]),
            frame(ParticipantsNotify, FULL, data=[person("k", NAME="Lin")]),
        )
        assert not state.participants["k"].hand_is_up

    def test_the_waiting_room_is_a_list_of_its_own(self) -> None:
        state = after(frame(WaitingListNotify, CHANGE, data=[person("w", NAME="Guest")]))
        assert [one.name for one in state.waiting.values()] == ["Guest"]
        assert not state.participants
        assert state.known == frozenset()


class TestAttendees:
    def test_entries_are_told_apart_by_number_account_and_user(self) -> None:
        state = after(
            frame(
                AttendeesNotify,
                FULL,
                data=[
                    {"mode": 0, "phone": "+1", "accountId": "ann", "name": "Ann"},
                    {"mode": 0, "accountId": "bob", "name": "Bob"},
                    {"mode": 0, "userUUID": "u", "name": "Cy"},
                ],
            ),
            frame(
                AttendeesNotify,
                CHANGE,
                data=[
                    {"mode": 1, "accountId": "bob"},
                    {"mode": 1, "userUUID": "u"},
                    {"mode": 0, "phone": "+1", "name": "Anna"},
                ],
            ),
        )
        [anna] = state.attendees.values()
        assert (anna.name, anna.account_id) == ("Anna", None)
        assert NotifyType.ATTENDEES in state.known


class TestTheRest:
    def test_what_is_always_whole_is_replaced(self) -> None:
        state = after(
            frame(ConfDynamicInfoNotify, FULL, state="Created", lock=1),
            frame(ConfDynamicInfoNotify, FULL, state="Created"),
            frame(SpeakerChangeNotify, FULL, data=[{"pid": "k"}]),
            frame(SpeakerChangeNotify, FULL),
        )
        assert state.dynamic
        assert (state.dynamic.lock, state.speakers, state.is_over) == (None, (), False)

    def test_a_destroyed_conference_is_over(self) -> None:
        assert after(frame(ConfDynamicInfoNotify, FULL, state="Destroyed")).is_over

    def test_results_are_kept_by_number_whichever_way_they_are_spelt(self) -> None:
        state = after(
            frame(InviteResultNotify, FULL, data=[{"callNumber": "+1", "resultCode": "0"}]),
            frame(InviteResultNotify, CHANGE, data=[{"callNumber": "+2", "errorCode": "11076008"}]),
            frame(InviteResultNotify, CHANGE, data=[{"callNumber": "+1", "resultCode": "11076010"}]),
        )
        assert state.invite_results == {"+1": "11076010", "+2": "11076008"}

    def test_media_quality_comes_and_goes_by_participant(self) -> None:
        state = after(
            frame(NetConditionNotify, FULL, data=[{"participantID": "k", "mode": 0, "netInfo": "good"}]),
            frame(NetConditionNotify, CHANGE, data=[{"participantID": "a", "mode": 0, "netInfo": "bad"}]),
            frame(NetConditionNotify, CHANGE, data=[{"participantID": "k", "mode": 1}]),
        )
        assert [one.net_info for one in state.net_conditions.values()] == ["bad"]

    def test_interpreters_are_read_in_both_spellings(self) -> None:
        for name in ("interpreterGroups", "data"):
            state = after(frame(InterpreterGroupNotify, FULL, **{name: [{"groupName": "ZH-EN"}]}))
            assert [one.group_name for one in state.interpreter_groups] == ["ZH-EN"]

    def test_an_unknown_frame_changes_nothing(self) -> None:
        state = after(frame(SpeakerChangeNotify, FULL, data=[{"pid": "k"}]))
        assert reduce(state, Unknown(action="New", text="{}")) is state


ENTRY = st.builds(
    person,
    st.sampled_from("abcd"),
    mode=st.sampled_from([0, 1]),
    HAND=st.sampled_from("01"),
    NAME=st.sampled_from(["Lin", "Bo"]),
)
FRAMES = st.lists(
    st.builds(
        lambda mode, data: frame(ParticipantsNotify, mode, data=data),
        st.sampled_from([FULL, CHANGE]),
        st.lists(ENTRY, max_size=4),
    ),
    max_size=12,
)


@given(FRAMES)
def test_a_state_once_given_never_changes(frames: list[Frame]) -> None:
    states = [MeetingState()]
    seen = [dict(states[0].participants)]
    for each in frames:
        states.append(reduce(states[-1], each))
        seen.append(dict(states[-1].participants))
    assert [dict(state.participants) for state in states] == seen


@given(FRAMES, st.lists(ENTRY.filter(lambda entry: entry["mode"] == 0), max_size=4))
def test_nothing_before_a_full_frame_counts(frames: list[Frame], data: list[dict[str, Any]]) -> None:
    last = frame(ParticipantsNotify, FULL, data=data)
    assert after(*frames, last).participants == after(last).participants
