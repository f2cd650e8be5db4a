"""Which frames are handed on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convener.client.events.versions import Versions
from convener.wire.push import MessageMode

FULL, CHANGE = MessageMode.FULL, MessageMode.INCREMENTAL
A, B = "AttendeesNotify", "WaitingListNotify"
MILLIS = 1_630_324_800_000


def begun(*kinds: str) -> Versions:
    versions = Versions()
    versions.subscribed()
    for kind in kinds:
        assert versions.admits(kind, FULL, MILLIS)
    return versions


def test_the_first_change_after_the_full_list_may_have_any_number() -> None:
    versions = begun(A)
    assert versions.admits(A, CHANGE, 39)
    assert versions.admits(A, CHANGE, 40)
    assert not versions.has_gap


def test_a_type_may_begin_without_a_full_frame() -> None:
    assert begun().admits(B, CHANGE, 1)


def test_what_is_known_already_is_dropped() -> None:
    versions = begun(A)
    assert versions.admits(A, CHANGE, 5)
    assert not versions.admits(A, CHANGE, 5)
    assert not versions.admits(A, CHANGE, 4)
    assert not versions.has_gap


def test_after_a_gap_nothing_of_the_type_counts_until_its_full_frame() -> None:
    versions = begun(A, B)
    assert versions.admits(A, CHANGE, 1)
    assert not versions.admits(A, CHANGE, 3)
    assert versions.admits(B, CHANGE, 1)
    versions.subscribed()
    assert not versions.admits(A, CHANGE, 4)
    assert versions.has_gap
    assert versions.admits(A, FULL, MILLIS)
    assert (versions.has_gap, versions.admits(A, CHANGE, 9)) == (False, True)


def test_a_type_that_never_had_a_full_frame_goes_on_once_subscribed_to_again() -> None:
    versions = begun()
    assert versions.admits(B, CHANGE, 1)
    assert not versions.admits(B, CHANGE, 3)
    versions.subscribed()
    assert not versions.has_gap
    assert versions.admits(B, CHANGE, 4)


def test_who_is_not_patient_gets_what_comes_after_a_gap_and_knows_of_it() -> None:
    versions = begun(A)
    assert versions.admits(A, CHANGE, 1)
    assert versions.admits(A, CHANGE, 3, patient=False)
    assert (versions.has_gap, versions.waits) == (True, False)
    versions.subscribed()
    assert not versions.has_gap


def test_a_full_frame_does_not_touch_the_count() -> None:
    versions = begun(A)
    assert versions.admits(A, CHANGE, 5)
    assert versions.admits(A, FULL, MILLIS)
    assert versions.admits(A, CHANGE, 6)


@given(st.lists(st.integers(1, 12), max_size=40))
def test_what_is_handed_on_between_full_frames_has_no_gaps(numbers: list[int]) -> None:
    versions = begun(A)
    admitted = [number for number in numbers if versions.admits(A, CHANGE, number)]
    assert admitted == list(range(admitted[0], admitted[0] + len(admitted))) if admitted else not numbers
