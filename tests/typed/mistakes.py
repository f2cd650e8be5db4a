"""What type checkers must refuse: each comment is an error when it silences nothing."""
# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from datetime import datetime, timedelta

from convener.client import Account, AsyncClient, Attendee, Client, Meeting, Weekly
from convener.wire.meetings import CreateMeeting, ScheduleBody, ShowMeetingDetail

NOON = datetime(2030, 3, 4, 12)
HOUR = timedelta(hours=1)


def calls(client: Client, awaited: AsyncClient) -> None:
    client.send("CreateMeeting")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.send(CreateMeeting())  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.send(ShowMeetingDetail("1"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    ScheduleBody(media_types="HDVideo", lenght=30)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    print(awaited.send(CreateMeeting(body=ScheduleBody(media_types="HDVideo")))[0])  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


def constructors() -> None:
    Client("https://meet.example.org", Account("ann", "x"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Client("https://meet.example.org", timeout=30)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client("https://meet.example.org", credentials=("ann", "x"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def meetings(client: Client, meeting: Meeting) -> None:
    client.meetings.schedule("Standup", start=NOON)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.meetings.schedule("Standup", start="2030-03-04 10:00", length=HOUR)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.meetings.create("Now", length=30)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.meetings.create("Now", password="246810")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.meetings.create("Now", attendees=["bob"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    client.meetings.change("1", length=30)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.meetings.change("1", rule=HOUR)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.meetings.cancel("1", True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Weekly(on={1})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Attendee("Bob")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    meeting.subject = "Other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def pages(client: Client) -> None:
    client.each(CreateMeeting(body=ScheduleBody(media_types="HDVideo")))  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue, reportArgumentType]
