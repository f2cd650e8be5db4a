"""Mails as Python's own mail package and the calendar library read them."""

# ruff: noqa: RUF001 – Chinese has its own punctuation

from __future__ import annotations

import email
import re
from datetime import UTC, date, datetime, time, timedelta
from email import policy
from html.parser import HTMLParser

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convener.domain.edits import Edit
from convener.domain.invitations import Invitee
from convener.domain.notices import Channel, Told, notices, told_after
from convener.domain.recurrence import Cycle, Rule, Series, occurrences
from convener.domain.reminders import reminding
from convener.domain.zones import ZoneCode
from convener.server.letters.content import occasion
from convener.server.letters.letters import letter
from convener.server.letters.texts import text
from convener.server.letters.words import LANGUAGES, Occasion
from support.invitations import ANN, BOB, NOW, ORIGIN, SECRETS, SENDER, STARTS, an_invitation, of_series

HOST_LINK = f"{ORIGIN}/#/j/912345678/{SECRETS.chair_link}"
GUEST_LINK = f"{ORIGIN}/#/j/912345678/{SECRETS.general_link}"
WEEKLY = Series(
    rule=Rule(cycle=Cycle.WEEK, interval=2, points=(1, 3), first=date(2026, 3, 9), last=date(2026, 9, 30)),
    at=time(9),
    zone=ZoneCode("27"),
    length=timedelta(hours=1),
    begins=date(2026, 3, 9),
)


def to(reader, before, after, *, sequence=0):
    """The notice that the reader gets by mail when the meeting becomes ``after``."""
    known = told_after(Told(), before) if before else Told()
    [found] = [
        one
        for one in notices(known, after, sequence=sequence, now=NOW)
        if one.channel is Channel.MAIL and one.invitee.key == reader.key
    ]
    return found


def read(notice, *, sender=SENDER):
    """The mail as whoever gets it reads it."""
    written = letter(notice, origin=ORIGIN, sender=sender, stamp=NOW).as_bytes()
    mail = email.message_from_bytes(written, policy=policy.default)
    assert not list(mail.defects)
    assert not [part.defects for part in mail.walk() if part.defects]
    assert all(len(line) <= 998 for line in written.splitlines())
    return mail


def plain(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(mail):
    return mail.get_body(("html",)).get_content()


def calendar(mail):
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return icalendar.Calendar.from_ical(part.get_content())


class Shape(HTMLParser):
    """Elements that are opened and closed as they must be, and what is written in them."""

    empty = frozenset({"meta", "br"})

    def __init__(self, text):
        super().__init__()
        self.open, self.words, self.tags = [], [], set()
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in self.empty:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())


def test_an_invitation_comes_as_text_as_a_page_and_as_a_calendar_twice():
    mail = read(to(BOB, None, an_invitation()))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    inline, attached = list(mail.walk())[-2:]
    assert inline.get_param("method") == "REQUEST"
    assert inline.get_content_charset() == "utf-8"
    assert attached.get_filename() == "invite.ics"
    assert attached.get_content() == inline.get_content().encode()


def test_the_headers():
    mail = read(to(BOB, None, an_invitation()))
    assert mail["From"] == "Meetings <no-reply@meet.test>"
    assert mail["To"] == "Bob <bob@other.test>"
    assert mail["Reply-To"] == "Ann Lee <ann@corp.test>"
    assert mail["Subject"] == "Invitation: Planning"
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "en-US"
    assert re.fullmatch(r"<[0-9a-f]{32}@meet\.test>", mail["Message-ID"])


def test_a_mail_sent_again_has_the_same_name_and_no_other_mail_has_it():
    first = an_invitation()
    names = [
        read(notice)["Message-ID"]
        for notice in (
            to(BOB, None, first),
            to(BOB, None, first),
            to(ANN, None, first),
            to(BOB, None, first, sequence=1),
            to(BOB, first, None),
            to(BOB, None, replace(first, meeting_id="m2")),
        )
    ]
    assert names[0] == names[1]
    assert len(set(names[1:])) == 5


def test_guests_get_the_guests_link_and_password_only():
    mail = read(to(BOB, None, an_invitation()))
    for shown in (plain(mail), html(mail), calendar(mail).to_ical().decode().replace("\r\n ", "")):
        assert GUEST_LINK in shown
        assert SECRETS.general in shown
        assert SECRETS.chair_link not in shown
        assert SECRETS.chair not in shown


def test_hosts_get_both_and_know_which_to_pass_on():
    mail = read(to(ANN, None, an_invitation()))
    for shown in (plain(mail), html(mail), calendar(mail).to_ical().decode().replace("\r\n ", "")):
        assert {HOST_LINK, GUEST_LINK, SECRETS.chair, SECRETS.general} <= {
            each for each in (HOST_LINK, GUEST_LINK, SECRETS.chair, SECRETS.general) if each in shown
        }
    assert f'href="{HOST_LINK}"' in html(mail)
    assert "Pass on the link for guests" in plain(mail)


def test_a_meeting_without_a_password_names_none():
    free = an_invitation(secrets=replace(SECRETS, general=""))
    assert "Password" not in plain(read(to(BOB, None, free)))


def test_the_scheduler_is_not_asked_to_come():
    mail = read(to(ANN, None, an_invitation()))
    assert calendar(mail)["METHOD"] == "PUBLISH"
    assert mail["Reply-To"] is None
    assert plain(mail).startswith("You have booked this meeting.")


def test_times_are_the_meetings_and_the_readers():
    eve = Invitee(key="eve", name="Eve", email="eve@x.test", zone=ZoneCode("56"))
    shown = plain(read(to(eve, None, an_invitation(invitees=(ANN, eve)))))
    assert "Monday, 9 March 2026, 10:00–11:00 (UTC+01:00, Amsterdam, Berlin" in shown
    assert "Monday, 9 March 2026, 17:00–18:00 (UTC+08:00, Beijing" in shown


def test_a_reader_whose_clock_shows_the_same_is_told_once():
    eve = Invitee(key="eve", name="Eve", email="eve@x.test", zone=ZoneCode("29"))
    shown = plain(read(to(eve, None, an_invitation(invitees=(ANN, eve)))))
    assert shown.count("9 March 2026") == 1


def test_a_series_says_how_it_repeats_and_its_next_dates():
    shown = plain(read(to(BOB, None, of_series(WEEKLY))))
    assert "Repeats: every 2 weeks on Monday and Wednesday" in shown
    assert "  Wednesday, 11 March 2026, 09:00–10:00\n" in shown
    assert f"  and {len(occurrences(WEEKLY)) - 10} more\n" in shown


def test_a_change_says_what_is_new_and_what_it_was():
    before = an_invitation()
    after = replace(
        before, subject="Review", starts=STARTS + timedelta(hours=2), ends=STARTS + timedelta(hours=3)
    )
    mail = read(to(BOB, before, after, sequence=1))
    assert mail["Subject"] == "Changed: Review"
    assert "Review (formerly Planning)" in plain(mail)
    assert "12:00–13:00 (UTC+01:00, Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna) [new]" in plain(mail)
    assert "(formerly Monday, 9 March 2026, 10:00–11:00" in plain(mail)
    assert "<s " in html(mail)
    assert "Meeting ID: 912 345 678\n" in plain(mail)


def test_a_change_of_a_late_date_is_not_cut_off():
    late = occurrences(WEEKLY)[-1].day
    moved = Edit(day=late, moved=datetime.combine(late, time(15)), description="Room 5")
    after = of_series(replace(WEEKLY, edits=(moved,)))
    shown = plain(read(to(BOB, of_series(WEEKLY), after)))
    assert "15:00–16:00 – Room 5 [new]\n" in shown


def test_a_change_of_the_language_alone_is_no_news_in_every_line():
    before = an_invitation()
    shown = plain(read(to(BOB, before, replace(before, language="zh-CN"))))
    assert "[新]" not in shown
    assert "原为" not in shown


@pytest.mark.parametrize(
    ("after", "opening"),
    [
        (None, "This meeting was cancelled."),
        (an_invitation(invitees=(ANN,)), "You are no longer invited to this meeting."),
    ],
)
def test_a_cancellation_says_which_and_shows_no_way_in(after, opening):
    mail = read(to(BOB, an_invitation(), after, sequence=4))
    assert plain(mail).startswith(opening)
    assert "#/j/" not in plain(mail) + html(mail)
    assert SECRETS.general not in plain(mail)
    [event] = calendar(mail).events
    assert calendar(mail)["METHOD"] == "CANCEL"
    assert (event["STATUS"], event["SEQUENCE"], event["ATTENDEE"]) == (
        "CANCELLED",
        4,
        "mailto:bob@other.test",
    )


def test_a_reminder_is_about_one_date():
    shown = of_series(WEEKLY)
    second = shown.dates[1]
    [notice] = [
        one
        for one in reminding(shown, second, sequence=2)
        if one.channel is Channel.MAIL and one.invitee.key == "bob"
    ]
    mail = read(notice)
    assert mail["Subject"] == "Reminder: Planning"
    assert "Wednesday, 11 March 2026" in plain(mail)
    assert "9 March" not in plain(mail)
    assert [part.get_content_type() for part in mail.walk()][-1] == "text/html"


def test_letters_of_one_meeting_are_one_conversation():
    first = an_invitation()
    mails = [read(to(BOB, None, first)), read(to(BOB, first, None))]
    assert len({mail["References"] for mail in mails}) == 1


texts = st.text(st.characters(exclude_categories=()), min_size=1, max_size=60)
nasty = (
    "Hi\r\nBcc: all@x.test\r\n\r\n<script>alert(1)</script>;,\\\"' "
    "\U0001f600 \u202etxet \u05e9\u05dc\u05d5\u05dd \x00\x07\ud800"
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(texts, texts, texts, st.sampled_from(list(LANGUAGES)))
@example(nasty, nasty, nasty, "en-US")
@example(nasty, nasty, nasty, "zh-CN")
@example("x" * 128, "\U0001f600" * 64, "会" * 200, "zh-CN")
@example('"<a@b.c>', "@", ",", "en-US")
@example("x", "mallory@evil.test, " + "and a name longer than a line " * 3, "x", "en-US")
def test_whatever_people_are_called_it_stays_where_it_belongs(subject, name, corp, language):
    odd = replace(BOB, name=name)
    described = Edit(day=date(2026, 3, 9), description=subject)
    series = replace(WEEKLY, edits=(described,))
    given = {"subject": subject, "organizer": name, "corp_name": corp, "language": language}
    mail = read(to(odd, None, of_series(series, invitees=(ANN, odd), **given)))
    assert "Bcc" not in mail
    assert [str(one.addr_spec) for one in mail["To"].addresses] == ["bob@other.test"]
    assert [str(one.addr_spec) for one in mail["Reply-To"].addresses] == ["ann@corp.test"]
    said = " ".join(mail["Subject"].split())
    shape = Shape(html(mail))
    assert "script" not in shape.tags
    event = calendar(mail).events[0]
    assert "".join(said.split()).endswith("".join(str(event["SUMMARY"]).split()))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", plain(mail) + said)
    assert f'href="{GUEST_LINK}"' in html(mail)


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("cycle", list(Cycle))
@pytest.mark.parametrize("interval", [1, 3])
def test_every_language_has_words_for_every_rule(language, cycle, interval):
    rule = replace(WEEKLY.rule, cycle=cycle, interval=interval, points=(1, 3, 6))
    shown = plain(read(to(BOB, None, of_series(replace(WEEKLY, rule=rule), language=language))))
    assert "{" not in shown
    assert ("3" in shown.split(LANGUAGES[language].repeats)[1].splitlines()[0]) or interval == 1


def of_every_kind(shown):
    """All messages there are about a meeting that is booked, changed, held and called off."""
    moved = replace(WEEKLY, edits=(Edit(day=date(2026, 3, 11), moved=datetime(2026, 3, 12, 23, 30)),))
    changed = replace(shown, subject="Review", series=moved)
    alone = replace(changed, invitees=(ANN,))
    history = [Told(), told_after(Told(), shown), told_after(Told(), changed)]
    yield from notices(history[0], shown, sequence=0, now=NOW)
    yield from notices(history[1], changed, sequence=1, now=NOW)
    yield from notices(history[2], alone, sequence=2, now=NOW)
    yield from notices(history[2], None, sequence=3, now=NOW)
    yield from reminding(changed, changed.dates[1], sequence=1)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_language_has_words_for_every_occasion(language):
    far = replace(BOB, zone=ZoneCode("2"))
    shown = of_series(WEEKLY, language=language, subject="Planning", invitees=(ANN, far))
    found, occasions = list(of_every_kind(shown)), set()
    for notice in found:
        occasions.add(occasion(notice))
        if notice.channel is Channel.MAIL:
            mail = read(notice)
            said = [mail["Subject"], plain(mail), Shape(html(mail)).text]
        else:
            said = [text(notice, origin=ORIGIN, now=NOW)]
        for words in said:
            assert notice.invitation.subject in words
            assert "{" not in words
    assert occasions == set(Occasion)


def test_chinese():
    shown = an_invitation(language="zh-CN", subject="评审", organizer="李安")
    mail = read(to(BOB, None, shown))
    assert mail["Subject"] == "会议邀请：评审"
    assert plain(mail).startswith("李安邀请您参加会议。")
    assert "时间：2026年3月9日 星期一 10:00–11:00（UTC+01:00，阿姆斯特丹，柏林" in plain(mail)
    assert Shape(html(mail)).text.count("评审") == 2
    assert 'lang="zh-CN"' in html(mail)


def test_days_that_not_every_month_has():
    rule = Rule(cycle=Cycle.MONTH, interval=1, points=(31,), first=date(2026, 3, 9), last=date(2026, 9, 30))
    series = replace(WEEKLY, rule=rule, begins=rule.first)
    assert "every month on day 31 (or the month’s last)" in plain(read(to(BOB, None, of_series(series))))


def test_the_day_after_midnight_is_named():
    late = datetime(2026, 3, 9, 22, 30, tzinfo=UTC)
    shown = an_invitation(starts=late, ends=late + timedelta(hours=1))
    assert "Monday, 9 March 2026, 23:30 – Tuesday, 10 March 2026, 00:30" in plain(read(to(BOB, None, shown)))
