"""Meetings that are over: a record for each time one was held.

Reference pages: Querying the List of Historical Meetings, Querying Details of a Historical Meeting,
Querying Attendance Records of a Historical Meeting, Querying Control Records of a Historical Meeting.
"""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire.base import Auth, Header, Query, Wire, about, field, operation
from convener.wire.common import Limit, MeetingRequest, Offset, Page
from convener.wire.lists import MeetingKey, PersonKey, QueryAll
from convener.wire.meetings import ConferenceInfo, ListedKind, Listing, MeetingDetail

LAST_MILLISECOND = 253_402_300_799_999
"""Of the year 9999."""

Millis = Annotated[int, about("Milliseconds since 1970.")]
Instant = Annotated[int, about("Milliseconds since 1970.", ge=0, le=LAST_MILLISECOND)]
ConfUuid = Annotated[Query[str], about("Names the holding, as the list of past meetings does.")]
TextLanguage = Annotated[Header[str | None], about("Of the texts: zh-CN or en-US. Default: zh-CN.")]


class HistoryOrder(enum.StrEnum):
    """By actual start, or first by whether there is a recording; spelt so."""

    STARTED_ASCENDING = "ASC_StartTIME"
    STARTED_DESCENDING = "DSC_StartTIME"
    RECORDED_LAST = "ASC_RecordTYPE"
    """Those without a recording, then those with one, each by ascending start."""
    RECORDED_FIRST = "DSC_RecordTYPE"
    """Those with a recording, then those without one, each by descending start."""


@operation("GET", "/v1/mmc/management/conferences/history", auth=Auth.USER)
class SearchHisMeetings(MeetingRequest[Page[ConferenceInfo]], kw_only=True):
    """List meetings that were held, once for each time, with their actual start and end."""

    start_date: Annotated[Query[Instant], about("Begin of the period in which they were started.")]
    end_date: Annotated[Query[Instant], about("Its end, inclusive; the two may be swapped.")]
    offset: Query[Offset] = 0
    limit: Query[Limit] = 20
    query_all: Query[QueryAll] = False
    search_key: Query[MeetingKey] = None
    sort_type: Query[HistoryOrder] = HistoryOrder.STARTED_DESCENDING


@operation("GET", "/v1/mmc/management/conferences/history/confDetail", auth=Auth.USER)
class ShowHisMeetingDetail(MeetingRequest[MeetingDetail], kw_only=True):
    """Look up a meeting that was held, and who was invited to it when booking."""

    conf_uuid: ConfUuid = field(name="confUUID")
    offset: Query[Offset] = 0
    limit: Query[Limit] = 20
    search_key: Query[PersonKey] = None
    x_type: Annotated[Header[Listing], about("How people and terminals are listed.")] = field(
        name="X-Type", default=Listing.MIXED
    )
    x_query_type: Annotated[Header[ListedKind], about("Which kind, with X-Type 2.")] = field(
        name="X-Query-Type", default=ListedKind.PEOPLE
    )


class AttendanceRecord(Wire, kw_only=True):
    """One stay in a meeting (ConfAttendeeRecordInfo): who comes back has another."""

    display_name: Annotated[str, about("The name, else the number.")]
    call_number: str | None = None
    device_type: Annotated[str, about("Such as 软终端, Soft terminal.")]
    join_time: Millis
    left_time: Millis
    media_type: Annotated[str, about("视频 or 语音, Video or Voice.")]
    dept_name: str | None = None


@operation("GET", "/v1/mmc/management/conferences/history/confAttendeeRecord", auth=Auth.USER)
class SearchAttendanceRecordsOfHisMeeting(MeetingRequest[Page[AttendanceRecord]], kw_only=True):
    """List who took part in a meeting that was held, by the time they joined."""

    conf_uuid: ConfUuid = field(name="confUUID")
    offset: Query[Offset] = 0
    limit: Query[Limit] = 20
    search_key: Query[PersonKey] = None
    accept_language: TextLanguage = field(name="Accept-Language", default=None)


class ControlRecord(Wire, kw_only=True):
    """Something that was done to a meeting while it was held (ConfCtlRecordInfo)."""

    operate_time: Millis
    operate_source: Annotated[str, about("Portal or Conference System.")]
    operator: Annotated[str, about("Conference Operator or Conference System.")]
    operate_code: Annotated[str, about("What was done, such as 添加与会者, Add participant.")]
    operation_object: (
        Annotated[str, about("Participant ID or number; absent where it was about the whole meeting.")] | None
    ) = None
    operate_result: Annotated[str, about("成功, Success.")]
    detail: str | None = None


@operation("GET", "/v1/mmc/management/conferences/history/confCtlRecord", auth=Auth.USER)
class SearchCtlRecordsOfHisMeeting(MeetingRequest[Page[ControlRecord]], kw_only=True):
    """List what was done to a meeting while it was held, in order."""

    conf_uuid: ConfUuid = field(name="confUUID")
    offset: Query[Offset] = 0
    limit: Query[Limit] = 20
    accept_language: TextLanguage = field(name="Accept-Language", default=None)
