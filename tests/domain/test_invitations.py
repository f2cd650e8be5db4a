"""Whom an invitation is for, and where they can be reached."""

from __future__ import annotations

from datetime import timedelta

import pytest

from convener.domain.invitations import Contact, invitation, usable_email, usable_mobile
from convener.domain.meeting import Kind, Meeting, Plan, State
from convener.domain.roster import Attendee
from convener.domain.zones import ZoneCode
from support.invitations import SECRETS, STARTS

ANN = Contact(user_id="u1", name="Ann Lee", email="ann@corp.test", zone=ZoneCode("27"))
BOB = Contact(user_id="u2", name="Bob", email="bob@corp.test")
HOUR = timedelta(hours=1)
MEETING = Meeting(
    corp_id="c1",
    meeting_id="m1",
    conference_id="912345678",
    user_id="u1",
    scheduler="Ann Lee",
    subject="Planning",
    kind=Kind.FUTURE,
    state=State.SCHEDULE,
    starts=STARTS,
    ends=STARTS + HOUR,
    expires=STARTS + HOUR,
    conf_uuid="x",
    plan=Plan(video=True, length=HOUR, time_zone=ZoneCode("27")),
    secrets=SECRETS,
)


def invited(*attendees):
    users = {BOB.user_id: BOB}
    made = invitation(MEETING, attendees, scheduler=ANN, users=users, corp_name="Example")
    return [(one.name, one.email, one.mobile, one.host, one.is_scheduler) for one in made.invitees]


ORGANIZER = ("Ann Lee", "ann@corp.test", None, True, True)


def test_the_scheduler_is_told_too():
    guest = Attendee(name="Eve", email="eve@other.test", sms="+49 151 (1234) 567-8")
    assert invited(guest) == [ORGANIZER, ("Eve", "eve@other.test", "+4915112345678", False, False)]


def test_a_scheduler_who_is_on_the_list_is_told_once_and_as_a_host():
    assert invited(Attendee(name="Ann Lee", user_id="u1")) == [ORGANIZER]


def test_the_address_of_the_list_comes_before_that_of_the_directory():
    assert invited(Attendee(user_id="u2", email="bob@home.test"))[1][:2] == ("Bob", "bob@home.test")
    assert invited(Attendee(user_id="u2"))[1][:2] == ("Bob", "bob@corp.test")


def test_a_hidden_address_is_none():
    assert invited(Attendee(user_id="u2", email="b***@home.test"))[1][:2] == ("Bob", "bob@corp.test")
    assert invited(Attendee(name="Eve", email="******", sms="+49151******"))[1][1:3] == (None, None)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ann@corp.test", "ann@corp.test"),
        ("Ann.Lee+x@sub.corp.test", "Ann.Lee+x@sub.corp.test"),
        ("ann@bücher.test", "ann@xn--bcher-kva.test"),
        ("ann@localhost", "ann@localhost"),
        ("ann@corp.test.", None),
        ("änn@corp.test", None),
        ("a..b@corp.test", None),
        (".a@corp.test", None),
        ("a@b@corp.test", None),
        ("a,b@corp.test", None),
        ("<a>@corp.test", None),
        ("a@corp..test", None),
        ("a@-corp.test", None),
        ("a@" + "x" * 64 + ".test", None),
        ("a" * 65 + "@corp.test", None),
        ("a@corp.test\r\nBcc: b@corp.test", None),
        ("***@corp.test", None),
        ("", None),
        (None, None),
    ],
)
def test_addresses_that_mail_can_be_sent_to(text, address):
    assert usable_email(text) == address


@pytest.mark.parametrize(
    ("text", "number"),
    [("+49 151-1234567", "+491511234567"), ("13912345678", "13912345678"), ("1", None), ("+86139*", None)],
)
def test_numbers_that_texts_can_be_sent_to(text, number):
    assert usable_mobile(text) == number


def test_users_are_where_their_enterprise_is_unless_it_is_known_better_and_others_nobody_knows_where():
    list_of = (Attendee(user_id="u2"), Attendee(name="Eve", email="eve@other.test"))
    made = invitation(
        MEETING,
        list_of,
        scheduler=ANN,
        users={BOB.user_id: BOB},
        corp_name="Example",
        home=ZoneCode("56"),
    )
    assert [one.zone for one in made.invitees] == ["27", "56", None]
