"""Lists that come in pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from client.conftest import Connect
from client.scripted import Answer, Received, Scripted, says
from convener.client.pages import Walk
from convener.wire.base import OPERATIONS, Auth, Query, Request, operation
from convener.wire.common import Page
from convener.wire.convener import ShowClock
from convener.wire.meetings import Attendee, CreateMeeting, MeetingDetail, ScheduleBody, ShowMeetingDetail

PEOPLE = 45
LETTERS = "abcdefg"


@operation("GET", "/v1/usg/dcs/letters", auth=Auth.USER)
class SearchLetters(Request[Page[str]]):
    """A list that is nothing but pages, as most operations have it."""

    offset: Query[int] = 0
    limit: Query[int] = 3


del OPERATIONS["SearchLetters"]  # the API has no such thing


def letters(request: Received) -> Answer:
    asked = {name: int(values[0]) for name, values in parse_qs(request.query).items()}
    first, size = asked["offset"], asked["limit"]
    return says({**asked, "count": len(LETTERS), "data": list(LETTERS[first : first + size])})


def detail(page: Page[Any]) -> Any:
    """An answer with the page in it."""
    return MeetingDetail(conference_data=None, data=page)  # type: ignore[arg-type]


@pytest.fixture
async def crowd(admin: Any) -> ShowMeetingDetail:
    """Asks for the people invited to a meeting of many."""
    attendees = [Attendee(name=f"Guest {n:02}", phone=f"+86{n:02}") for n in range(PEOPLE)]
    [info] = await admin.send(CreateMeeting(body=ScheduleBody(media_types="HDVideo", attendees=attendees)))
    return ShowMeetingDetail(conference_id=info.conference_id)


async def test_all_records_come_once_and_in_order(admin: Any, crowd: ShowMeetingDetail) -> None:
    names = [one.name async for one in admin.each(crowd)]
    assert names == [f"Guest {n:02}" for n in range(PEOPLE)]


async def test_pages_come_whole(admin: Any, crowd: ShowMeetingDetail) -> None:
    pages = [detail.data async for detail in admin.pages(crowd)]
    assert [(page.offset, len(page.data)) for page in pages] == [(0, 20), (20, 20), (40, 5)]


@pytest.mark.parametrize(
    ("offset", "limit", "names"),
    [(43, 20, ["43", "44"]), (44, 1, ["44"]), (45, 20, []), (999, 20, []), (42, 2, ["42", "43", "44"])],
)
async def test_from_anywhere_in_steps_of_any_size(
    admin: Any, crowd: ShowMeetingDetail, offset: int, limit: int, names: list[str]
) -> None:
    request = ShowMeetingDetail(conference_id=crowd.conference_id, offset=offset, limit=limit)
    assert [one.name async for one in admin.each(request)] == [f"Guest {name}" for name in names]


async def test_whoever_stops_early_asks_for_no_more(connect: Connect, script: Scripted) -> None:
    script.respond = letters
    client = connect(script.url, token="t")
    async for letter in client.each(SearchLetters()):
        if letter == "d":
            break
    assert len(script.received) == 2


async def test_any_operation_with_pages_will_do(connect: Connect, script: Scripted) -> None:
    script.respond = letters
    client = connect(script.url, token="t")
    assert "".join([letter async for letter in client.each(SearchLetters())]) == LETTERS
    assert [len(page.data) async for page in client.pages(SearchLetters(limit=5))] == [5, 2]


async def test_a_filter_is_kept_from_page_to_page(admin: Any, crowd: ShowMeetingDetail) -> None:
    request = ShowMeetingDetail(conference_id=crowd.conference_id, search_key="+861", limit=3)
    assert [one.name async for one in admin.each(request)] == [f"Guest {n}" for n in range(10, 20)]


@pytest.mark.parametrize("request_", [ShowClock(), CreateMeeting(body=ScheduleBody(media_types="Voice"))])
async def test_what_has_no_pages_is_refused(admin: Any, request_: Any) -> None:
    with pytest.raises(TypeError, match="does not answer in pages"):
        [record async for record in admin.each(request_)]


def test_a_list_that_became_shorter_ends() -> None:
    """Beyond its end the server answers the last page again."""
    walk = Walk(ShowMeetingDetail(conference_id="1", offset=40))
    walk.take(detail(Page(data=[1, 2], offset=0, limit=20, count=2)))
    assert walk.request is None


def test_a_server_that_gives_less_than_asked_for_sets_the_pace() -> None:
    walk = Walk(ShowMeetingDetail(conference_id="1", limit=1000))
    assert walk.take(detail(Page(data=[0] * 500, offset=0, limit=500, count=501))) == [0] * 500
    assert walk.request is not None
    assert walk.request.offset == 500  # type: ignore[attr-defined]
    walk.take(detail(Page(data=[0], offset=500, limit=500, count=501)))
    assert walk.request is None


@pytest.mark.parametrize("data", [[], [1]])
def test_an_answer_without_a_limit_never_goes_in_circles(data: list[int]) -> None:
    walk = Walk(ShowMeetingDetail(conference_id="1"))
    walk.take(detail(Page(data=data, offset=0, limit=0, count=1)))
    assert walk.request is None
