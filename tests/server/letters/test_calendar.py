"""Calendars as others read them: expanded, they hold exactly our dates."""

from __future__ import annotations

import io
import itertools
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from dateutil import tz
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convener.domain import zones
from convener.domain.edits import Edit
from convener.domain.recurrence import Cycle, Rule, Series
from convener.domain.zones import ZONES, ZoneCode
from convener.server.letters.calendar import Entry, Method, feed, message
from convener.server.letters.plain_text import one_line
from convener.server.letters.time_zones import time_zone
from support.invitations import ANN, BOB, NOW, ORIGIN, SECRETS, STARTS, an_invitation, of_series
from support.series import edited_series

BERLIN = ZoneCode("27")
marks = itertools.count()
"""The library remembers zones by their names."""

MARGIN = timedelta(days=60)
modest = settings(max_examples=60, deadline=None, derandomize=True)


def an_entry(invitation, *, reader=BOB, sequence=0):
    return Entry(invitation=invitation, reader=reader, sequence=sequence, stamp=NOW)


def sent(invitation, method=Method.REQUEST, **given):
    return message(an_entry(invitation, **given), method, origin=ORIGIN, sender="no-reply@meet.test")


def read(document):
    return icalendar.Calendar.from_ical(document)


def expanded(document):
    """When another calendar says that the meeting takes place."""
    calendar = read(document)
    moments = [moment.astimezone(UTC) for event in calendar.events for moment in (event.start, event.end)]
    found = recurring_ical_events.of(calendar).between(
        min(moments) - MARGIN, max(moments) + timedelta(days=400) + MARGIN
    )
    return sorted((event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in found)


def times(dates):
    return sorted((one.starts, one.ends) for one in dates)


def daily(first, last, at, code=BERLIN, *, minutes=30, edits=()):
    rule = Rule(cycle=Cycle.DAY, interval=1, first=date.fromisoformat(first), last=date.fromisoformat(last))
    return Series(
        rule=rule, at=at, zone=code, length=timedelta(minutes=minutes), begins=rule.first, edits=edits
    )


@modest
@given(edited_series())
@example(daily("2026-03-28", "2026-03-30", time(2, 30)))
@example(daily("2026-03-29", "2026-03-31", time(2, 30)))
@example(daily("2026-10-23", "2026-10-26", time(2, 30)))
@example(daily("2026-10-24", "2026-10-26", time(23, 30), minutes=300))
@example(daily("2026-03-28", "2026-03-30", time(1, 30), minutes=120))
@example(
    daily(
        "2026-10-23",
        "2026-10-26",
        time(9),
        edits=(
            Edit(day=date(2026, 10, 23), cancelled=True),
            Edit(day=date(2026, 10, 25), moved=datetime(2026, 10, 25, 2, 30), later=True),
        ),
    )
)
def test_other_calendars_expand_a_series_to_exactly_its_dates(series):
    shown = of_series(series)
    assert expanded(sent(shown)) == times(shown.dates)


def test_a_clock_change_between_start_and_end_of_the_first_date_leaves_the_others_alone():
    shown = of_series(daily("2026-03-29", "2026-04-02", time(1, 30), minutes=120))
    [_, *others] = expanded(sent(shown))
    assert {ends - starts for starts, ends in others} == {timedelta(hours=2)}


@modest
@given(
    st.sampled_from(list(ZONES)),
    st.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),
    st.integers(15, 1440),
)
@example(BERLIN, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 30)  # the first half past two
@example(BERLIN, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 60)  # the second
def test_other_calendars_read_a_single_meeting_alike(code, starts, minutes):
    starts = starts.replace(microsecond=0)
    shown = an_invitation(zone=code, starts=starts, ends=starts + timedelta(minutes=minutes))
    assert expanded(sent(shown)) == times(shown.dates)


def under_other_names(document):
    """The calendar with zones that nobody has heard of, so that only what it brings along tells them."""
    text, mark = document.decode(), next(marks)
    for zone in read(document).timezones:
        text = text.replace(f"TZID={zone.tz_name}:", f"TZID=Test/{mark}:")
        text = text.replace(f"TZID:{zone.tz_name}", f"TZID:Test/{mark}")
    return text.encode()


@modest
@given(edited_series())
def test_the_calendar_brings_its_zones_along(series):
    shown = of_series(series)
    calendar = read(under_other_names(sent(shown)))
    found = recurring_ical_events.of(calendar).between(
        shown.dates[0].starts - MARGIN, shown.dates[-1].ends + MARGIN
    )
    assert sorted(event.start.astimezone(UTC) for event in found) == [
        one.starts for one in sorted(shown.dates, key=lambda one: one.starts)
    ]


class TestEntries:
    def only(self, document):
        [event] = read(document).events
        return event

    def test_the_name_stays_and_the_number_grows(self):
        first = an_invitation()
        later = replace(first, subject="Review", starts=STARTS - timedelta(hours=2), invitees=(ANN,))
        events = [
            self.only(sent(shown, method, sequence=sequence))
            for shown, method, sequence in (
                (first, Method.REQUEST, 0),
                (later, Method.REQUEST, 1),
                (later, Method.CANCEL, 2),
                (later, Method.PUBLISH, 3),
            )
        ]
        assert len({event["UID"] for event in events}) == 1
        assert [event["SEQUENCE"] for event in events] == [0, 1, 2, 3]
        assert {event["DTSTAMP"].dt for event in events} == {NOW}

    def test_meetings_do_not_share_names(self):
        other = an_invitation(meeting_id="m2")
        assert self.only(sent(other))["UID"] != self.only(sent(an_invitation()))["UID"]

    def test_who_invites_and_who_is_asked(self):
        event = self.only(sent(an_invitation()))
        assert event["ORGANIZER"] == "mailto:ann@corp.test"
        assert event["ORGANIZER"].params == {"CN": "Ann Lee", "SENT-BY": "mailto:no-reply@meet.test"}
        ann, bob = event["ATTENDEE"]
        assert (ann.params["ROLE"], ann.params["PARTSTAT"]) == ("CHAIR", "ACCEPTED")
        assert bob == "mailto:bob@other.test"
        assert bob.params == {
            "CN": "Bob",
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "TRUE",
        }

    def test_the_server_stands_in_for_an_organizer_without_an_address(self):
        event = self.only(sent(an_invitation(organizer_email=None)))
        assert event["ORGANIZER"] == "mailto:no-reply@meet.test"
        assert event["ORGANIZER"].params == {"CN": "Ann Lee"}
        assert not any("RSVP" in one.params for one in event["ATTENDEE"])  # nobody would read the answers

    def test_long_lists_name_the_hosts_and_the_reader_only(self):
        crowd = tuple(replace(BOB, key=f"p{n}", email=f"p{n}@x.test") for n in range(100))
        event = self.only(sent(an_invitation(invitees=(ANN, BOB, *crowd))))
        assert [str(one) for one in event["ATTENDEE"]] == ["mailto:ann@corp.test", "mailto:bob@other.test"]

    def test_how_to_join(self):
        event = self.only(sent(an_invitation()))
        link = f"{ORIGIN}/#/j/912345678/{SECRETS.general_link}"
        assert (event["URL"], event["LOCATION"]) == (link, link)
        assert event["DESCRIPTION"] == f"Join the meeting: {link}\nMeeting ID: 912 345 678\nPassword: 271828"
        [alarm] = event.walk("VALARM")
        assert alarm["TRIGGER"].dt == timedelta(minutes=-15)

    def test_a_cancellation_takes_all_dates_away_and_shows_no_way_in(self):
        shown = of_series(daily("2026-03-28", "2026-04-02", time(2, 30)))
        event = self.only(sent(shown, Method.CANCEL))
        assert event["STATUS"] == "CANCELLED"
        assert [event["ATTENDEE"]] == ["mailto:bob@other.test"]
        assert not {"URL", "LOCATION", "DESCRIPTION", "RECURRENCE-ID"} & event.keys()

    def test_dates_with_a_note_of_their_own_carry_it(self):
        edits = (Edit(day=date(2026, 3, 10), description="Room 5; bring, cake"),)
        shown = of_series(daily("2026-03-09", "2026-03-12", time(9), edits=edits))
        [_, own] = read(sent(shown)).events
        assert own["RECURRENCE-ID"].dt == own["DTSTART"].dt
        assert own["DESCRIPTION"].startswith("Room 5; bring, cake\n\nJoin the meeting")


class TestFeed:
    def entries(self):
        weekly = replace(
            daily("2026-03-28", "2026-05-02", time(9), ZoneCode("13")),
            edits=(Edit(day=date(2026, 3, 30), cancelled=True),),
        )
        return [
            an_entry(an_invitation(), sequence=2),
            an_entry(an_invitation(meeting_id="m2", subject="As host"), reader=ANN),
            an_entry(of_series(weekly, meeting_id="m3"), sequence=5),
        ]

    def feed(self):
        return feed(self.entries(), name="Ann’s meetings", origin=ORIGIN, sender="no-reply@meet.test")

    def test_it_holds_all_dates_of_all_meetings(self):
        dates = [one for entry in self.entries() for one in entry.invitation.dates]
        assert expanded(self.feed()) == times(dates)

    def test_it_asks_nobody(self):
        calendar = read(self.feed())
        assert calendar["METHOD"] == "PUBLISH"
        assert calendar["X-WR-CALNAME"] == "Ann’s meetings"
        assert not any("ATTENDEE" in event for event in calendar.events)
        assert not calendar.walk("VALARM")

    def test_it_brings_each_zone_once(self):
        zones = read(self.feed()).timezones
        assert sorted(str(zone.tz_name) for zone in zones) == ["America/New_York", "Europe/Berlin"]

    def test_links_are_those_of_the_readers_role(self):
        links = {str(event["UID"])[:2]: event["URL"] for event in read(self.feed()).events}
        assert links["m1"].endswith(SECRETS.general_link)
        assert links["m2"].endswith(SECRETS.chair_link)

    def test_the_same_meetings_give_the_same_bytes(self):
        assert self.feed() == self.feed()

    def test_it_may_be_empty(self):
        empty = feed([], name="None", origin=ORIGIN, sender="no-reply@meet.test")
        assert read(empty).events == []


texts = st.text(st.characters(exclude_categories=()), max_size=60)


@modest
@given(texts, texts)
@example("Hi\r\nATTENDEE:mailto:eve@x.test", 'a";CN=b:c\r\nX:y')
@example("\U0001f600" * 60, "\u05e9\u05dc\u05d5\u05dd" * 15)
@example("a;b,c\\nd\\", "^'\\")
def test_whatever_is_written_stays_text(subject, name):
    shown = an_invitation(subject=subject, organizer=name, invitees=(ANN, replace(BOB, name=name)))
    document = sent(shown)
    assert all(len(line) <= 75 for line in document.splitlines())
    [event] = read(document).events
    plain = sent(an_invitation())
    [other] = read(plain).events
    assert event.keys() == other.keys()
    assert [str(one) for one in event["ATTENDEE"]] == [str(one) for one in other["ATTENDEE"]]
    assert event["SUMMARY"] == one_line(subject)
    assert event["ORGANIZER"].params.get("CN", "") == one_line(name).replace('"', "'")


def clock_changes(zone, year):
    """The hours of a year in which the zone's offset becomes another."""
    hours = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(366 * 24))
    return [
        hour
        for hour in hours
        if hour.astimezone(zone).utcoffset() != (hour + timedelta(hours=1)).astimezone(zone).utcoffset()
    ]


@pytest.mark.parametrize("code", list(ZONES))
def test_zones_are_what_they_are_as_yet_another_library_reads_them(code):
    zone = zones.zone(code)
    component = time_zone(zone, first=2026, last=2026)
    other = tz.tzical(io.StringIO(component.to_ical().decode())).get(zone.key)
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(0, 365, 5)]
    moments += [
        hour + timedelta(minutes=minutes) for hour in clock_changes(zone, 2026) for minutes in range(-59, 180)
    ]
    # Of times that come twice that library always takes the first.
    once = [local for moment in moments if not (local := moment.astimezone(zone)).fold]
    assert [local.replace(tzinfo=other).utcoffset() for local in once] == [
        local.utcoffset() for local in once
    ]
