"""Recordings of conferences.

Reference pages: Querying Recording Files, Querying Details of a Recording File, Querying the Recording File
Download Links, Deleting Recording Files, Querying Recording Information. Users see the recordings of
meetings they booked, administrators all of their enterprise if they ask for them.
"""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire.base import Auth, Query, Request, Wire, about, field, operation
from convener.wire.common import Done, Limit, MeetingRequest, Offset, Page, PortalRequest
from convener.wire.history import Instant, Millis
from convener.wire.lists import MeetingKey, QueryAll, StartOrder
from convener.wire.meetings import RecordAuthType

LONGEST_LIST = 500 * 33
"""Characters of a comma-separated list of names of holdings."""

RecordedUuid = Annotated[Query[str], about("Names the holding, as lists of recordings do.")]


class RecordResult(Wire, kw_only=True):
    """A recording (RecordResultDO)."""

    conf_uuid: str = field(name="confUUID")
    conf_id: str = field(name="confID")
    url: Annotated[
        list[str], about("Addresses to watch it at, one for each segment in order; good for an hour.")
    ]
    rcd_time: Annotated[int, about("Seconds recorded.")]
    rcd_size: Annotated[int, about("Megabytes, rounded down.")]
    subject: str
    scheduser_name: Annotated[str, about("Who booked the meeting; spelt so.")]
    start_time: Annotated[str, about("Begin of the recording, UTC, yyyy-MM-dd HH:mm.")]
    is_decode_finish: Annotated[bool, about("Everything that was recorded is ready.")]
    decode_end_time: Annotated[Millis, about("When it was or is expected to be, in milliseconds since 1970.")]
    available: Annotated[bool, about("It can be watched.")]
    record_auth_type: RecordAuthType


@operation("GET", "/v1/mmc/management/record/files", auth=Auth.USER)
class SearchRecordings(MeetingRequest[Page[RecordResult]], kw_only=True):
    """List recordings by their begin."""

    user_uuid: Annotated[
        Query[str | None], about("Administrators: recordings of this user's meetings. Others: ignored.")
    ] = field(name="userUUID", default=None)
    start_date: Annotated[Query[Instant], about("Begin of the period in which they began.")]
    end_date: Annotated[Query[Instant], about("Its end, inclusive; the two may be swapped.")]
    offset: Query[Offset] = 0
    limit: Query[Limit] = 20
    query_all: Query[QueryAll] = False
    search_key: Query[MeetingKey] = None
    sort_type: Query[StartOrder] = StartOrder.DESCENDING


@operation("GET", "/v1/mmc/management/conferences/record/files", auth=Auth.USER)
class ShowRecordingDetail(MeetingRequest[RecordResult], kw_only=True):
    """Look up the recording of one holding of a meeting."""

    conf_uuid: RecordedUuid = field(name="confUUID")


class RecordDownloadUrl(Wire, kw_only=True):
    """Where to download a file, and with what (RecordDownloadUrlDO)."""

    token: Annotated[
        str, about("Sent as Authorization; good for an hour and one download, which may come in ranges.")
    ]
    file_type: Annotated[str, about("Aux presentation, Hd video, Sd both in one picture.")]
    url: str


class RecordDownloads(Wire, kw_only=True):
    """The files of a recording (RecordDownloadInfoBO)."""

    conf_uuid: Annotated[str, about("Spelt unlike everywhere else.")]
    urls: list[RecordDownloadUrl]


class RecordDownloadUrls(Wire, kw_only=True):
    record_urls: list[RecordDownloads]


@operation("GET", "/v1/mmc/management/record/downloadurls", auth=Auth.USER)
class ShowRecordingFileDownloadUrls(PortalRequest[RecordDownloadUrls], kw_only=True):
    """Where administrators download the files of a recording; a page is one of files."""

    conf_uuid: RecordedUuid = field(name="confUUID")
    offset: Query[Offset] = 0
    limit: Query[Limit] = 20


@operation("DELETE", "/v1/mmc/management/record/files", auth=Auth.USER)
class DeleteRecordings(MeetingRequest[Done], kw_only=True):
    """Delete recordings with their files; those that the caller has no part in are skipped."""

    conf_uuids: Annotated[
        Query[str],
        about("Names of holdings, commas between.", min_length=1, max_length=LONGEST_LIST),
    ] = field(name="confUUIDs")


class ContentType(enum.StrEnum):
    """What a file of a segment shows."""

    AUDIO = "AUDIO"
    SPEAKER = "SPEAKER_VIDEO"
    SHARE = "SHARE_VIDEO"
    BOTH = "SPEAKER_SHARE_VIDEO"


class SegmentFile(Wire, kw_only=True):
    """A file of a segment (SegmentFileDO)."""

    record_type: ContentType
    begin_time: Millis
    end_time: Millis
    duration: Annotated[int, about("Seconds.")]
    file_size: Annotated[int, about("Bytes.")]
    sha256: Annotated[str, about("Of the file, 64 hex digits.")]
    play_url: Annotated[str, about("Good for an hour.")]
    download_url: Annotated[str, about("Good for an hour.")]


class Segment(Wire, kw_only=True):
    """A slice of a recording (SegmentDO)."""

    manual_order: Annotated[int, about("Counts the times that recording was started by hand, from 1.")]
    segment_order: Annotated[int, about("Counts the slices since, three hours each, from 1.")]
    segment_size: Annotated[str, about("Bytes of its files.")]
    file_list: list[SegmentFile]


class RecordInfo(Wire, kw_only=True):
    """A recording with its segments (RecordInfoDO)."""

    subject: str
    begin_time: Annotated[str, about("UTC, yyyy-MM-dd HH:mm.")]
    segment_offset: Annotated[int, about("As used.")]
    segment_limit: Annotated[int, about("As used.")]
    segment_count: int
    segment_list: list[Segment]


class RecordInfoReply(Wire, kw_only=True):
    code: str
    message: str
    data: RecordInfo


class RecordInfoBody(Wire, kw_only=True):
    conf_uuid: Annotated[str, about("Names the holding, as lists of recordings do.")] = field(name="confUUID")
    segment_offset: Offset = 0
    segment_limit: Limit = 20


@operation("POST", "/v1/mmc/rlm/record/info", auth=Auth.USER)
class ShowRecordInfo(Request[RecordInfoReply], kw_only=True):
    """Look up the segments of a recording and their files."""

    body: RecordInfoBody
