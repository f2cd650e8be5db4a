"""Messages are made again from what is kept of them, exactly."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from convener.domain.invitations import Invitation
from convener.domain.news import Line, News, notice
from convener.domain.notices import Notice, Told, notices
from convener.domain.reminders import reminding
from support.invitations import ANN, BOB, NOW, an_invitation

PLANNING = an_invitation()
CASES = {
    "invited": (None, PLANNING),
    "changed": (PLANNING, replace(PLANNING, subject="Other")),
    "somebody else": (PLANNING, replace(PLANNING, invitees=(ANN, replace(BOB, key="c", email="c@d.test")))),
    "made a host": (PLANNING, replace(PLANNING, invitees=(ANN, replace(BOB, host=True)))),
    "without its calendar": (PLANNING, replace(PLANNING, subject="Other", send_calendar=False)),
    "called off": (PLANNING, None),
    "an address in capitals": (None, replace(PLANNING, invitees=(replace(BOB, email="Bob@Other.test"),))),
}


def kept(news: News) -> News:
    """As it comes back out of storage."""
    return msgspec.json.decode(msgspec.json.encode(news), type=News)


@pytest.mark.parametrize("case", CASES)
def test_every_message_of_a_change(case: str) -> None:
    was, is_ = CASES[case]
    told = Told() if was is None else News(before=Told(), now_is=was).told
    news = News(before=told, now_is=is_)
    found = notices(told, is_, sequence=3, now=NOW)
    assert found
    assert [notice(kept(news), Line.of(one)) for one in found] == found


def test_a_reminder() -> None:
    news = News(before=Told(), now_is=PLANNING)
    found: list[Notice] = reminding(PLANNING, PLANNING.dates[0], sequence=0)
    assert found
    assert [notice(kept(news), Line.of(one)) for one in found] == found


@pytest.mark.parametrize("case", CASES)
def test_it_matters_until_all_of_it_is_over(case: str) -> None:
    was, is_ = CASES[case]
    before = Told() if was is None else News(before=Told(), now_is=was).told
    dates: list[Invitation] = [one for one in (was, is_) if one is not None]
    assert News(before=before, now_is=is_).good_until == max(one.dates[-1].ends for one in dates)
