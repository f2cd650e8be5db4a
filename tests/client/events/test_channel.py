"""The way to the frames, and back to them: played through without a network."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from functools import reduce as fold

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.events.world import World
from convener.client.errors import Unreachable
from convener.client.events import MeetingState, NotRunning, PasswordNeeded, Refused, reduce
from convener.client.events.channel import PATIENCE
from convener.client.events.pace import LONGEST_PAUSE
from convener.wire import errors
from convener.wire.errors import Fault
from convener.wire.push import AttendeesNotify, MessageMode


def state_of(world: World) -> dict[str, str | None]:
    """What somebody knows who has kept every frame."""
    state = fold(reduce, world.delivered, MeetingState())
    return {phone: entry.name for phone, entry in state.attendees.items()}


def modes(world: World) -> list[MessageMode]:
    return [frame.msg_mode for frame in world.delivered if isinstance(frame, AttendeesNotify)]


class TestAQuietConference:
    def test_it_takes_tokens_subscribes_and_ends_with_the_conference(self) -> None:
        world = World()
        world.invite("+1")
        world.at(10, lambda: world.invite("+2"))
        world.at(20, world.end)
        world.play()
        assert world.asked == ["CreateConfToken", "CreateWebSocketToken"]
        assert modes(world) == [MessageMode.FULL, MessageMode.INCREMENTAL]
        assert state_of(world) == world.attendees

    def test_hours_of_silence_cost_neither_connection_nor_token(self) -> None:
        world = World()
        world.at(4 * 3600 + 1, world.cut)
        world.at(4 * 3600 + 60, world.end)
        world.play()
        assert world.asked.count("CreateWebSocketToken") == 2
        assert len(world.pauses) == 1
        assert world.asked.count("CreateConfToken") == 1 + 4 * 3600 // 1600

    def test_it_is_started_if_the_caller_says_so(self) -> None:
        world = World(start=True, running=False)
        world.at(5, world.end)
        world.play()
        assert world.asked[:3] == ["CreateConfToken", "StartMeeting", "CreateConfToken"]
        assert world.asked.count("StartMeeting") == 1


class TestRefusals:
    def test_a_conference_that_does_not_run_is_told_at_once(self) -> None:
        world = World(running=False)
        with pytest.raises(NotRunning) as refusal:
            world.play()
        assert refusal.value.number == errors.CONF_NOT_STARTED.number
        assert world.pauses == []

    def test_a_wrong_password_is_not_tried_twice(self) -> None:
        world = World(password="9999")
        with pytest.raises(Refused):
            world.play()
        assert world.asked == ["CreateConfToken"]

    @pytest.mark.parametrize(
        "fault", [errors.CONF_INSUFFICIENT_PERMISSIONS, errors.FORBIDDEN_SUBSCRIBE, errors.CONF_BAD_REQUEST]
    )
    def test_a_subscription_that_is_not_allowed_is_final(self, fault: Fault) -> None:
        world = World()
        world.declines = [fault]
        with pytest.raises(Refused) as refusal:
            world.play()
        assert refusal.value.number == fault.number

    def test_tokens_that_are_never_accepted_are_given_up(self) -> None:
        world = World()
        world.declines = [errors.CONF_AUTH_FAIL] * 10
        with pytest.raises(Refused):
            world.play()
        assert len(world.subscribes) == PATIENCE

    def test_a_server_that_is_never_there_is_given_up(self) -> None:
        world = World()
        world.up = False
        with pytest.raises(Unreachable):
            world.play()
        assert len(world.pauses) == PATIENCE - 1

    def test_without_a_password_to_be_had_it_says_what_it_needs(self) -> None:
        with pytest.raises(PasswordNeeded, match="password="):
            World(password=None).play()


class TestComingBack:
    @pytest.mark.parametrize("code", [None, 1000, 1001, 1006, 1008, 1011, 1012, 1013])
    def test_whatever_closes_it_the_list_is_whole_again(self, code: int | None) -> None:
        world = World()
        world.at(10, lambda: world.close(code, "never mind"))
        world.at(10.05, lambda: world.invite("+1"))
        world.at(30, world.end)
        world.play()
        assert modes(world) == [MessageMode.FULL, MessageMode.FULL]
        assert state_of(world) == world.attendees

    def test_a_long_outage_is_waited_out_with_bounded_pauses(self) -> None:
        world = World()
        world.at(10, world.go_down)
        world.at(3600, world.come_up)
        world.at(3600 + LONGEST_PAUSE + 5, world.end)
        world.play()
        assert modes(world) == [MessageMode.FULL, MessageMode.FULL]
        assert max(world.pauses) <= LONGEST_PAUSE

    def test_a_conference_that_ended_meanwhile_ends_it(self) -> None:
        world = World()
        world.at(10, world.go_down)
        world.at(11, world.end)
        world.at(12, world.come_up)
        world.play()
        assert world.asked[-1] in ("CreateConfToken", "CreateWebSocketToken")

    def test_a_server_that_forgot_the_token_is_given_the_password_again(self) -> None:
        world = World()
        world.at(10, world.forget_tokens)
        world.at(11, world.cut)
        world.at(60, world.end)
        world.play()
        assert modes(world) == [MessageMode.FULL, MessageMode.FULL]

    def test_a_server_that_falls_silent_is_left(self) -> None:
        world = World()
        world.at(10, world.fall_silent)
        world.at(100, world.speak_again)
        world.at(101, lambda: world.invite("+1"))
        world.at(200, world.end)
        world.play()
        assert len(world.pauses) >= 1
        assert state_of(world) == world.attendees

    def test_a_subscription_declined_for_now_is_tried_again(self) -> None:
        world = World()
        world.declines = [errors.CONF_EXCEPTION]
        world.at(30, world.end)
        world.play()
        assert modes(world) == [MessageMode.FULL]


class TestMissingFrames:
    def test_a_gap_is_filled_by_subscribing_again_on_the_same_connection(self) -> None:
        world = World()
        world.at(10, lambda: world.invite("+1"))
        world.at(11, lambda: world.invite("+2", lost=True))
        world.at(12, lambda: world.invite("+3"))
        world.at(20, world.end)
        world.play()
        assert len(world.subscribes) == 2
        assert world.asked.count("CreateWebSocketToken") == 1
        assert modes(world) == [MessageMode.FULL, MessageMode.INCREMENTAL, MessageMode.FULL]
        assert state_of(world) == world.attendees

    def test_a_server_that_counts_otherwise_is_not_asked_all_the_time(self) -> None:
        world = World()
        for n in range(600):
            world.at(10 + n, lambda: world.invite("+1", lost=True))
            world.at(10.5 + n, lambda: world.invite("+2"))
        world.at(700, world.end)
        world.play()
        assert len(world.subscribes) < 30


def lose(world: World, phone: str) -> None:
    # What gets lost right after a full frame cannot be missed: that carries no number.
    world.invite("+0")
    world.invite(phone, lost=True)


def be_down(world: World, _: str) -> None:
    world.go_down()
    world.at(20, world.come_up)


def be_silent(world: World, _: str) -> None:
    world.invite("+0")  # as in ``lose``
    world.fall_silent()
    world.at(90, world.speak_again)


def forget(world: World, _: str) -> None:
    world.forget_tokens()
    world.cut()


def close(world: World, _: str) -> None:
    world.close(1012, "service restart")


HAPPENINGS = (World.invite, World.remove, lose, be_down, be_silent, forget, close)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 400), st.sampled_from(HAPPENINGS), st.sampled_from(["+1", "+2", "+3"])),
        max_size=30,
    )
)
def test_whatever_happens_the_frames_add_up_to_the_list(
    plan: list[tuple[float, Callable[[World, str], None], str]],
) -> None:
    world = World()
    for seconds, happening, phone in plan:
        world.at(5 + seconds, partial(happening, world, phone))
    # A change in the calm after it shows what got lost unnoticed.
    world.at(700, partial(world.invite, "+4"))
    world.at(800, world.end)
    world.play()
    assert state_of(world) == world.attendees
