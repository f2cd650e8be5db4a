"""Who hears what: whatever happens to a meeting, everyone's mailbox ends up with how it is."""

from __future__ import annotations

from datetime import date, time, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convener.domain.invitations import Invitee
from convener.domain.notices import Channel, Kind, Told, notices, recipients, told_after
from convener.domain.recurrence import Cycle, Rule, Series
from convener.domain.zones import ZoneCode
from support.invitations import ANN, BOB, NOW, SECRETS, STARTS, an_invitation, of_series
from support.series import edited_series

modest = settings(max_examples=80, deadline=None, derandomize=True)
HOUR = timedelta(hours=1)

people = st.lists(
    st.builds(
        Invitee,
        key=st.sampled_from("abcd"),
        name=st.sampled_from(["Ann", "Bob"]),
        email=st.sampled_from([None, "a@x.test", "A@x.test", "b@x.test", "c@x.test"]),
        mobile=st.sampled_from([None, "+4915100001", "+4915100002"]),
        host=st.booleans(),
    ),
    max_size=5,
).map(tuple)
invitations = st.builds(
    an_invitation,
    subject=st.sampled_from(["Planning", "Review"]),
    invitees=people,
    starts=st.sampled_from([STARTS, STARTS + HOUR]),
    ends=st.just(STARTS + 2 * HOUR),
    secrets=st.sampled_from([SECRETS, replace(SECRETS, general="")]),
    send_notify=st.booleans(),
    send_calendar=st.booleans(),
    send_sms=st.booleans(),
)
histories = st.lists(invitations, min_size=1, max_size=5)


def told(*history):
    """What people have been told after each of these was told."""
    known = Told()
    for each in history:
        known = told_after(known, each)
    return known


def sent(before, after, *, sequence=1, now=NOW):
    return notices(before, after, sequence=sequence, now=now)


def heard(found):
    return sorted((one.kind, one.channel, one.invitee.key) for one in found)


def is_on(channel, invitation):
    if channel is Channel.TEXT:
        return invitation.send_sms
    return invitation.send_notify or invitation.send_calendar


def as_seen(invitation, one):
    """What somebody sees, but for who else is invited and how it is sent."""
    secrets = invitation.secrets
    passwords = (secrets.general, one.host and secrets.chair)
    return invitation.subject, invitation.starts, invitation.ends, passwords


class Mailboxes:
    """What has arrived, by way and address; of each meeting people keep the last that they got."""

    def __init__(self):
        self.last = {}
        self.entries = {}

    def receive(self, found):
        for one in found:
            at = one.channel, one.address.casefold()
            assert at not in self.last or one.sequence > self.last[at].sequence
            self.last[at] = one
            if one.with_calendar:
                self.entries[at[1]] = one


@modest
@given(histories, st.booleans())
def test_everyone_invited_knows_how_it_is_and_everyone_removed_that_they_are(history, called_off):
    known, boxes = Told(), Mailboxes()
    for sequence, each in enumerate([*history, *([None] if called_off else [])]):
        boxes.receive(sent(known, each, sequence=sequence))
        known = told_after(known, each)
    for channel in Channel:
        now_is = next((one for one in reversed(history) if is_on(channel, one)), None)
        there = recipients(channel, now_is) if now_is and not called_off else {}
        for address, one in there.items():
            last = boxes.last[channel, address]
            assert last.kind in (Kind.INVITED, Kind.CHANGED)
            assert as_seen(last.invitation, last.invitee) == as_seen(now_is, one)
        gone = {address for way, address in boxes.last if way is channel} - there.keys()
        assert {boxes.last[channel, address].kind for address in gone} <= {Kind.CANCELLED}


@modest
@given(histories, st.booleans())
def test_calendar_entries_are_kept_up_to_date_and_taken_out_again(history, called_off):
    known, boxes = Told(), Mailboxes()
    for sequence, each in enumerate([*history, *([None] if called_off else [])]):
        boxes.receive(sent(known, each, sequence=sequence))
        known = told_after(known, each)
    for address, entry in boxes.entries.items():
        last = boxes.last[Channel.MAIL, address]
        if entry.kind is not Kind.CANCELLED:
            assert last.kind is not Kind.CANCELLED
            assert as_seen(entry.invitation, entry.invitee) == as_seen(last.invitation, last.invitee)


@modest
@given(histories, invitations | st.none())
def test_telling_twice_tells_nobody_anything_more(history, after):
    before = told(*history)
    assert sent(told_after(before, after), after) == []


@modest
@given(histories)
def test_what_was_told_survives_being_kept(history):
    known = told(*history)
    assert msgspec.json.decode(msgspec.json.encode(known), type=Told) == known


def as_dates(invitation):
    return [(one.starts, one.ends, (one.edit and one.edit.description) or None) for one in invitation.dates]


@settings(modest, max_examples=40)
@given(edited_series())
def test_edits_of_single_dates_are_told_if_they_can_be_seen(series):
    before, after = of_series(replace(series, edits=())), of_series(series)
    found = sent(told(before), after, now=before.starts - HOUR)
    kinds = set() if as_dates(before) == as_dates(after) else {Kind.CHANGED}
    assert {one.kind for one in found} == kinds


def test_a_series_that_goes_on_is_no_news_and_neither_is_when_people_are_reminded():
    rule = Rule(cycle=Cycle.WEEK, interval=1, points=(1,), first=date(2026, 3, 9), last=date(2026, 4, 30))
    series = Series(rule=rule, at=time(9), zone=ZoneCode("27"), length=HOUR, begins=rule.first)
    before = of_series(series)
    later = replace(series, begins=date(2026, 3, 16), rule=replace(rule, remind_days=3))
    on_the_tenth = before.starts + timedelta(days=1)
    assert sent(told(before), of_series(later), now=on_the_tenth) == []
    assert len(sent(told(before), of_series(later), now=NOW)) == 3


def test_the_first_time_everyone_is_invited_by_every_way_that_reaches_them():
    assert heard(sent(Told(), an_invitation())) == [
        (Kind.INVITED, Channel.MAIL, "ann"),
        (Kind.INVITED, Channel.MAIL, "bob"),
        (Kind.INVITED, Channel.TEXT, "bob"),
    ]


@pytest.mark.parametrize(
    ("off", "channels"),
    [
        ({"send_notify": False}, {Channel.MAIL, Channel.TEXT}),
        ({"send_calendar": False}, {Channel.MAIL, Channel.TEXT}),
        ({"send_notify": False, "send_calendar": False}, {Channel.TEXT}),
        ({"send_sms": False}, {Channel.MAIL}),
    ],
)
def test_what_is_switched_off_is_silent(off, channels):
    assert {one.channel for one in sent(Told(), an_invitation(**off))} == channels


@pytest.mark.parametrize(("calendar", "attached"), [(True, True), (False, False)])
def test_mails_bring_a_calendar_if_asked_for(calendar, attached):
    found = sent(Told(), an_invitation(send_calendar=calendar, send_sms=False))
    assert {one.with_calendar for one in found} == {attached}


@pytest.mark.parametrize(
    ("change", "hear"),
    [
        ({"subject": "Review"}, {"ann", "bob"}),
        ({"starts": STARTS - HOUR}, {"ann", "bob"}),
        ({"dialled": "987654321"}, {"ann", "bob"}),
        ({"secrets": replace(SECRETS, general="1")}, {"ann", "bob"}),
        ({"secrets": replace(SECRETS, chair="1")}, {"ann"}),
        ({"invitees": (ANN, replace(BOB, host=True))}, {"bob"}),
        ({"invitees": (ANN, replace(BOB, name="Robert"))}, set()),
        ({"corp_name": "Another"}, set()),
        ({}, set()),
    ],
)
def test_only_those_who_see_a_difference_hear_of_a_change(change, hear):
    before = an_invitation()
    found = sent(told(before), replace(before, **change))
    assert {(one.kind, one.invitee.key) for one in found} == {(Kind.CHANGED, key) for key in hear}


def test_the_newly_invited_are_invited_and_the_removed_uninvited_and_nobody_else_hears_of_it():
    eve = Invitee(key="eve", name="Eve", email="eve@other.test")
    before = an_invitation(send_sms=False)
    found = sent(told(before), replace(before, invitees=(ANN, eve)))
    assert heard(found) == [(Kind.CANCELLED, Channel.MAIL, "bob"), (Kind.INVITED, Channel.MAIL, "eve")]
    [bob] = [one for one in found if one.kind is Kind.CANCELLED]
    assert (bob.invitation.subject, bob.called_off, bob.with_calendar) == ("Planning", False, True)


def test_a_new_address_gets_the_invitation_and_the_old_one_the_cancellation():
    before = an_invitation(send_sms=False)
    found = sent(told(before), replace(before, invitees=(ANN, replace(BOB, email="bob@new.test"))))
    assert sorted((one.kind, one.address) for one in found) == [
        (Kind.CANCELLED, "bob@other.test"),
        (Kind.INVITED, "bob@new.test"),
    ]


def test_whoever_is_listed_twice_hears_once_and_as_a_host():
    twice = replace(BOB, key="bob2", host=True, email="Bob@Other.test")
    found = sent(Told(), an_invitation(invitees=(BOB, twice), send_sms=False))
    assert [(one.invitee.key, one.invitee.host) for one in found] == [("bob2", True)]


def test_what_happened_while_it_was_silent_is_told_afterwards():
    before = an_invitation(send_sms=False)
    silent = replace(before, send_notify=False, send_calendar=False, subject="Review", invitees=(ANN,))
    assert sent(told(before), silent) == []
    found = sent(told(before, silent), replace(silent, send_notify=True))
    assert heard(found) == [(Kind.CANCELLED, Channel.MAIL, "bob"), (Kind.CHANGED, Channel.MAIL, "ann")]


def test_a_meeting_called_off_is_called_off_for_all():
    found = sent(told(an_invitation()), None)
    assert {(one.kind, one.called_off) for one in found} == {(Kind.CANCELLED, True)}
    assert len(found) == 3


def test_nobody_hears_of_what_is_over():
    before = an_invitation()
    late = before.ends
    assert sent(told(before), replace(before, subject="Review"), now=late) == []
    assert sent(told(before), None, now=late) == []
    assert sent(Told(), before, now=late) == []
    assert sent(told(before), None, now=late - timedelta(seconds=1)) != []


def test_passwords_are_not_shown_by_accident():
    assert SECRETS.chair not in repr(sent(Told(), an_invitation()))
