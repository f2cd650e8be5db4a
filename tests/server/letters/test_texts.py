"""Text messages."""

# ruff: noqa: RUF001 – Chinese has its own punctuation

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from convener.domain.notices import Channel, Told, notices, told_after
from convener.domain.zones import ZoneCode
from convener.server.letters.texts import text
from convener.server.letters.words import LANGUAGES, Occasion
from support.invitations import BOB, NOW, ORIGIN, SECRETS, an_invitation

LINK = f"{ORIGIN}/#/j/912345678/{SECRETS.general_link}"


def said(before, after):
    known = told_after(Told(), before) if before else Told()
    [found] = [one for one in notices(known, after, sequence=1, now=NOW) if one.channel is Channel.TEXT]
    return text(found, origin=ORIGIN, now=NOW)


def test_an_invitation():
    assert said(None, an_invitation()) == (
        "Ann Lee invites you to “Planning”, Monday, 9 March 2026, 10:00–11:00 (UTC+01:00). "
        f"ID 912 345 678, password 271828. {LINK}"
    )


def test_the_time_is_the_readers_where_it_is_known():
    shown = an_invitation(invitees=(replace(BOB, zone=ZoneCode("56")),))
    assert "17:00–18:00 (UTC+08:00)" in said(None, shown)


def test_no_password_is_named_where_none_is_needed():
    shown = an_invitation(secrets=replace(SECRETS, general=""))
    assert said(None, shown).endswith(f"(UTC+01:00). ID 912 345 678. {LINK}")


def test_a_cancellation_in_chinese():
    shown = an_invitation(language="zh-CN")
    assert said(shown, None) == "会议“Planning”已取消，原定2026年3月9日 星期一 10:00–11:00（UTC+01:00）。"


def test_long_subjects_are_cut_and_lines_joined():
    shown = an_invitation(subject="A\nvery long " + "x" * 100)
    assert "“A very long xxxxxxxxxxxxxxxxxxxxxxxxxxx…”" in said(None, shown)


def test_a_change():
    before = an_invitation()
    after = replace(before, starts=before.starts - timedelta(hours=1))
    assert said(before, after).startswith("Changed: “Planning”, Monday, 9 March 2026, 09:00–11:00")


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_language_has_words_for_every_occasion(language):
    words = LANGUAGES[language]
    for table in (words.subject, words.opening, words.text):
        assert table.keys() == set(Occasion)
    assert len(words.months) == 12
