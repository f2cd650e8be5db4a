"""Programs as users write them: never run, checked by mypy and pyright."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from datetime import date, datetime, timedelta
from typing import assert_type
from zoneinfo import ZoneInfo

from convener.client import (
    Account,
    ApiError,
    AppId,
    AsyncClient,
    Attendee,
    Client,
    Detail,
    Meeting,
    Occurrence,
    RateLimited,
    Retries,
    Trust,
    Weekday,
    Weekly,
)
from convener.client.events import Frame
from convener.client.meetings import Attendance, Held
from convener.wire.audit import MeetingChange
from convener.wire.base import Auth, Query, Request, operation
from convener.wire.common import Page
from convener.wire.identity import CreateToken, DeleteToken, LoginToken
from convener.wire.lists import QueryConfMode
from convener.wire.meetings import (
    ConferenceInfo,
    CreateMeeting,
    MediaType,
    MeetingDetail,
    ParticipantInfo,
    ScheduleBody,
    ShowMeetingDetail,
)

BERLIN = ZoneInfo("Europe/Berlin")
BOOKING = CreateMeeting(body=ScheduleBody(media_types="HDVideo"))


def blocking() -> None:
    with Client("https://meet.example.org", credentials=Account("ann@acme", "Secret-1")) as client:
        assert_type(client, Client)
        assert_type(client.send(BOOKING), list[ConferenceInfo])
        assert_type(client.send(ShowMeetingDetail(conference_id="1")), MeetingDetail)
        assert_type(client.send(DeleteToken(token="t")), None)
        assert_type(client.login(), LoginToken)
        assert_type(client.token, str | None)


async def awaiting() -> None:
    app = AppId("app", "key", user_id="ann", corp_id=None, valid_for=timedelta(minutes=1))
    async with AsyncClient("https://meet.example.org", credentials=app) as client:
        assert_type(client, AsyncClient)
        assert_type(await client.send(BOOKING, token="t"), list[ConferenceInfo])
        assert_type(await client.send(DeleteToken(token="t")), None)
        assert_type(await client.login(Account("ann", "Secret-1")), LoginToken)


def all_the_settings() -> Client:
    return Client(
        "https://meet.example.org",
        token="t",
        trust=Trust.fingerprint("AB:CD"),
        timeout=timedelta(seconds=3),
        retries=Retries(attempts=5, longest=timedelta(seconds=1)),
    )


def meetings(client: Client) -> None:
    meeting = client.meetings.schedule(
        "Standup",
        start=datetime(2030, 3, 4, 10, tzinfo=BERLIN),
        length=timedelta(minutes=30),
        attendees=[Attendee(name="Bob", number="+861"), Attendee(account="eve", host=True)],
        media={MediaType.VOICE},
    )
    assert_type(meeting, Meeting)
    assert_type(meeting.start, datetime)
    assert_type(meeting.zone, ZoneInfo | None)
    assert_type(meeting.info, ConferenceInfo)
    assert_type(client.meetings.detail(meeting.id), Detail)
    assert_type(client.meetings.participants(meeting.id), Iterator[ParticipantInfo])


def changes(client: Client) -> None:
    meeting = client.meetings.change("1", subject="Tea", start=datetime(2030, 3, 4, 10, tzinfo=BERLIN))
    assert_type(meeting, Meeting)
    later = client.meetings.change_series("1", length=timedelta(hours=1), guest_password="")
    assert_type(later.occurrences, tuple[Occurrence, ...])
    client.meetings.change_date("1", later.occurrences[0], length=timedelta(hours=1))
    client.meetings.cancel_dates("1", [later.occurrences[0], "an-id"])
    client.meetings.cancel("1", end_running=True)
    assert_type(client.meetings.upcoming("Tea", within=QueryConfMode.WEEK), Iterator[Meeting])
    assert_type(client.meetings.changes("1"), list[MeetingChange])
    for room in client.rooms.mine():
        assert_type(room.holds, int | None)
        client.rooms.change(room.id, name="Tea room")


async def past(client: AsyncClient) -> None:
    async for meeting in client.meetings.past(since=datetime.now(BERLIN), until=datetime.now(BERLIN)):
        assert_type(meeting, Held)
        assert_type(await client.meetings.attendance(meeting), list[Attendance])
        async for stay in client.meetings.stays(meeting):
            assert_type(stay.joined, datetime)
    assert_type(await client.meetings.change("1", length=timedelta(hours=1)), Meeting)
    await client.rooms.assign("ann", ["a-room"])


async def series(client: AsyncClient) -> None:
    meeting = await client.meetings.repeat(
        "Weekly",
        start=datetime(2030, 3, 4, 10, tzinfo=BERLIN),
        length=timedelta(minutes=30),
        rule=Weekly(on={Weekday.MONDAY, Weekday.THURSDAY}, until=date(2030, 6, 1)),
        guest_password="246810",
    )
    assert_type(meeting.occurrences, tuple[Occurrence, ...])
    assert_type(await client.meetings.create("Now"), Meeting)
    assert_type(client.meetings.participants(meeting.id), AsyncIterator[ParticipantInfo])


@operation("GET", "/names", auth=Auth.USER)
class SearchNames(Request[Page[str]]):
    offset: Query[int] = 0
    limit: Query[int] = 10


def pages(client: Client) -> None:
    for name in client.each(SearchNames()):
        assert_type(name, str)
    for page in client.pages(SearchNames(limit=100)):
        assert_type(page, Page[str])
    for one in client.each(ShowMeetingDetail(conference_id="1")):
        assert_type(one, ParticipantInfo)


async def awaited_pages(client: AsyncClient) -> None:
    async for name in client.each(SearchNames()):
        assert_type(name, str)
    async for detail in client.pages(ShowMeetingDetail(conference_id="1")):
        assert_type(detail, MeetingDetail)


def events(client: Client) -> None:
    assert_type(client.events("1"), Generator[Frame, None, None])


async def awaited_events(client: AsyncClient) -> None:
    async for frame in client.events("1", password="123456"):
        assert_type(frame, Frame)


def failures(client: Client) -> timedelta | None:
    try:
        client.send(BOOKING)
    except RateLimited as error:
        return error.retry_after
    except ApiError as error:
        print(error.code, error.constant, error.status, error.request_id)
    return None


class Ticket:
    """Credentials of one's own."""

    def login(self) -> CreateToken:
        return Account("ann", "Secret-1").login()


def own_credentials() -> Client:
    return Client("https://meet.example.org", credentials=Ticket())
