"""Lists of meetings that are not over, and running meetings as they are now.

Reference pages: Querying the Meeting List, Querying the List of Ongoing Meetings, Querying Details of an
Ongoing Meeting, Querying Online Participants. Users see the meetings they booked or are invited to,
administrators all of their enterprise if they ask for them.
"""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire.base import Auth, Header, Query, Request, Wire, about, field, operation
from convener.wire.common import Limit, MeetingRequest, Offset, Page, SearchKey
from convener.wire.meetings import ConferenceInfo, ListedKind, Listing, MeetingDetail


class QueryConfMode(enum.StrEnum):
    """How far ahead to look; running meetings are always listed."""

    DAY = "ADAY"
    WEEK = "AWEEK"
    MONTH = "AMONTH"
    ALL = "ALL"


class StartOrder(enum.StrEnum):
    """By start; spelt so."""

    ASCENDING = "ASC_StartTIME"
    DESCENDING = "DSC_StartTIME"


MeetingKey = Annotated[
    SearchKey | None, about("Looked for in subject, scheduler's name and meeting ID, in any case.")
]
PersonKey = Annotated[SearchKey | None, about("Looked for in name and number, in any case.")]
QueryAll = Annotated[
    bool, about("Administrators: all meetings of the enterprise, not only their own. Others: ignored.")
]


@operation("GET", "/v1/mmc/management/conferences", auth=Auth.USER)
class SearchMeetings(MeetingRequest[Page[ConferenceInfo]], kw_only=True):
    """List running and coming meetings; a series is one of them, with the times of its next date."""

    user_uuid: Annotated[
        Query[str | None], about("Administrators: this user's meetings. Others: ignored.")
    ] = field(name="userUUID", default=None)
    offset: Query[Offset] = 0
    limit: Query[Limit] = 20
    query_all: Query[QueryAll] = False
    search_key: Query[MeetingKey] = None
    query_conf_mode: Annotated[Query[QueryConfMode], about("Meetings that start within that time.")] = (
        QueryConfMode.ALL
    )
    sort_type: Query[StartOrder] = StartOrder.ASCENDING


@operation("GET", "/v1/mmc/management/conferences/online", auth=Auth.USER)
class SearchOnlineMeetings(MeetingRequest[Page[ConferenceInfo]], kw_only=True):
    """List running meetings by start, each with the number of those who are in it."""

    offset: Query[Offset] = 0
    limit: Query[Limit] = 20
    query_all: Query[QueryAll] = False
    search_key: Query[MeetingKey] = None


@operation("GET", "/v1/mmc/management/conferences/online/confDetail", auth=Auth.USER)
class ShowOnlineMeetingDetail(MeetingRequest[MeetingDetail], kw_only=True):
    """Look up a running meeting and who was invited to it when booking."""

    conference_id: Annotated[Query[str], about("Meeting ID, not the room's fixed one.")] = field(
        name="conferenceID"
    )
    offset: Query[Offset] = 0
    limit: Query[Limit] = 20
    search_key: Query[PersonKey] = None
    x_type: Annotated[Header[Listing], about("How people and terminals are listed.")] = field(
        name="X-Type", default=Listing.MIXED
    )
    x_query_type: Annotated[Header[ListedKind], about("Which kind, with X-Type 2.")] = field(
        name="X-Query-Type", default=ListedKind.PEOPLE
    )


class OnlineAttendee(Wire, rename=None, kw_only=True):
    """Somebody who is in a meeting (OnlineAttendeeRecordInfo)."""

    participant_id: Annotated[str, about("As in push frames and control calls.")]
    name: str | None = None
    call_number: str | None = None
    role: Annotated[int, about("0 ordinary, 1 host.")]
    third_account: Annotated[str, about("Third-party user ID, of logins by App ID.")] | None = None
    account: str | None = None
    user_id: str | None = None


@operation("GET", "/v1/mmc/management/conferences/online/conf-attendee", auth=Auth.USER)
class ListOnlineConfAttendee(Request[Page[OnlineAttendee]], rename=None, kw_only=True):
    """List who is in a running meeting, invited or not."""

    conf_id: Annotated[Query[str], about("Meeting ID.")]
    offset: Query[Offset] = 0
    limit: Query[Limit] = 20
    search_key: Annotated[
        Query[SearchKey | None], about("Looked for in name, number and third-party user ID, in any case.")
    ] = None
