from __future__ import annotations

import pytest

from convener.domain.attendance import Device, Medium
from convener.domain.control_log import Action, Actor
from convener.server.areas.meetings import record_replies
from convener.wire.meetings import Language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, Language.CHINESE),
        ("", Language.CHINESE),
        ("zh-CN", Language.CHINESE),
        ("en-US", Language.ENGLISH),
        ("en", Language.ENGLISH),
        ("EN-us", Language.ENGLISH),
        ("fr", Language.CHINESE),
        ("fr, en-GB;q=0.5", Language.ENGLISH),
        ("zh-CN,zh;q=0.9,en;q=0.8", Language.CHINESE),
        ("zh;q=0.2, en;q=0.8", Language.ENGLISH),
        ("en;q=0, *", Language.CHINESE),
        ("en;q=x", Language.CHINESE),
        (";;,,;q=", Language.CHINESE),
    ],
)
def test_the_language_wanted_most_is_taken(accepted, language):
    assert record_replies.language(accepted) is language


def test_everything_has_words_in_both_languages():
    assert set(record_replies.DEVICES) == set(Device)
    assert set(record_replies.MEDIA) == set(Medium)
    assert set(record_replies.ACTIONS) == set(Action)
    assert set(record_replies.ACTORS) == set(Actor)
    for words in (
        *record_replies.DEVICES.values(),
        *record_replies.MEDIA.values(),
        *record_replies.ACTIONS.values(),
    ):
        assert words.english.isascii()
        assert not words.chinese.isascii()
