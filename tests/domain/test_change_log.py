from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from msgspec.structs import replace

from convener.domain.change_log import WHAT, Difference, What, entry, flat
from convener.domain.facts import (
    AttendeesChanged,
    Booked,
    Fact,
    MeetingChanged,
    MeetingScheduled,
    OccurrenceChanged,
    ParticipantJoined,
    ParticipantLeft,
    Slot,
)
from convener.domain.meeting import Plan
from convener.domain.roster import Attendee
from convener.domain.zones import effective

NOON = datetime(2021, 8, 30, 12, tzinfo=UTC)
BOOKED = Booked(
    subject="Old",
    starts=NOON,
    ends=NOON + timedelta(hours=1),
    plan=Plan(video=True, length=timedelta(hours=1), time_zone=effective("56")),
)


def test_every_fact_is_told_but_who_comes_and_goes():
    assert set(get_args(Fact)) - set(WHAT) == {ParticipantJoined, ParticipantLeft}
    assert set(WHAT.values()) == set(What)
    with pytest.raises(KeyError):
        entry(ParticipantLeft(conf_uuid="u", participant_id="p"))


def test_a_booking_tells_what_was_booked():
    fact = MeetingScheduled(conference_id="9", subject="S", by="me", starts=NOON, ends=NOON)
    told = entry(fact)
    assert (told.what, told.by, told.day) == (What.BOOKED, "me", None)
    assert told.differences == (
        Difference(field="subject", after="S"),
        Difference(field="starts", after="2021-08-30T12:00:00+00:00"),
        Difference(field="ends", after="2021-08-30T12:00:00+00:00"),
    )


def test_a_change_tells_only_what_is_different():
    plan = replace(BOOKED.plan, length=timedelta(minutes=30), waiting_room=True, live_address="x")
    after = replace(BOOKED, subject="New", plan=plan)
    fact = MeetingChanged(conference_id="9", by="me", before=BOOKED, after=after, guest_password_changed=True)
    assert entry(fact).differences == (
        Difference(field="subject", before="Old", after="New"),
        Difference(field="plan.length", before="60 min", after="30 min"),
        Difference(field="plan.waiting_room", before="false", after="true"),
        Difference(field="plan.live_address", after="x"),
        Difference(field="guest_password"),
    )


def test_a_date_is_named():
    old = Slot(starts=NOON, ends=NOON + timedelta(hours=1))
    fact = OccurrenceChanged(
        conference_id="9",
        by="me",
        occurrence="o",
        day=date(2021, 8, 30),
        before=old,
        after=replace(old, starts=NOON + timedelta(minutes=5)),
        booked=BOOKED,
    )
    told = entry(fact)
    assert (told.what, told.day) == (What.DATE_CHANGED, date(2021, 8, 30))
    assert [each.field for each in told.differences] == ["starts"]


def test_invited_people_are_told_by_name_and_number():
    fact = AttendeesChanged(
        version=1,
        refreshed=(Attendee(name="Bob", phone="+861"), Attendee(phone="+862", name="+862")),
        removed=(Attendee(name="Eve", email="e@x"),),
        by="me",
    )
    assert entry(fact).differences == (
        Difference(field="attendee", after="Bob (+861)"),
        Difference(field="attendee", after="+862"),
        Difference(field="attendee", before="Eve (e@x)"),
    )


def test_flattening_names_the_path_and_leaves_out_what_is_not_there():
    assert flat(BOOKED)["plan.time_zone"] == "56"
    assert flat(BOOKED)["starts"] == "2021-08-30T12:00:00+00:00"
    assert "plan.live_address" not in flat(BOOKED)
