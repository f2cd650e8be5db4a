"""The operations on recordings."""

from __future__ import annotations

from convener.domain.listing import Past, between, whose
from convener.domain.paging import used
from convener.server.areas.recordings.service import RecordingService
from convener.server.areas.recordings.translate import Replies
from convener.server.clock import moment
from convener.server.http.call import Call, reads, writes
from convener.server.storage.database import Reading, Writing
from convener.wire.common import DONE, Done, Page
from convener.wire.lists import StartOrder
from convener.wire.recordings import (
    DeleteRecordings,
    RecordDownloadUrls,
    RecordInfoReply,
    RecordResult,
    SearchRecordings,
    ShowRecordInfo,
    ShowRecordingDetail,
    ShowRecordingFileDownloadUrls,
)


class RecordingRoutes:
    def __init__(self, recordings: RecordingService, replies: Replies) -> None:
        self._recordings = recordings
        self._replies = replies

    @reads
    async def search_recordings(self, request: SearchRecordings, call: Call[Reading]) -> Page[RecordResult]:
        who, (offset, limit) = call.principal, used(request.offset, request.limit)
        begins, ends = between(moment(request.start_date * 1000), moment(request.end_date * 1000))
        past = Past(
            user_id=whose(who, everybody=request.query_all, named=request.user_uuid),
            begins=begins,
            ends=ends,
            search=request.search_key,
            descending=request.sort_type is StartOrder.DESCENDING,
            offset=offset,
            limit=limit,
        )
        found, total = await self._recordings.search(call.unit, who, past, call.now)
        data = [self._replies.result(one, origin=call.origin, now=call.now) for one in found]
        return Page(data=data, offset=offset, limit=limit, count=total)

    @reads
    async def show_recording_detail(self, request: ShowRecordingDetail, call: Call[Reading]) -> RecordResult:
        found = await self._recordings.show(call.unit, call.principal, request.conf_uuid, call.now)
        return self._replies.result(found, origin=call.origin, now=call.now)

    @reads
    async def show_recording_file_download_urls(
        self, request: ShowRecordingFileDownloadUrls, call: Call[Reading]
    ) -> RecordDownloadUrls:
        found = await self._recordings.to_download(call.unit, call.principal, request.conf_uuid, call.now)
        part = used(request.offset, request.limit)
        return self._replies.downloads(found, part, origin=call.origin, now=call.now)

    @reads
    async def show_record_info(self, request: ShowRecordInfo, call: Call[Reading]) -> RecordInfoReply:
        found = await self._recordings.show(call.unit, call.principal, request.body.conf_uuid, call.now)
        part = used(request.body.segment_offset, request.body.segment_limit)
        info = self._replies.info(found, part, origin=call.origin, now=call.now)
        return RecordInfoReply(code="0", message="Success", data=info)

    @writes
    async def delete_recordings(self, request: DeleteRecordings, call: Call[Writing]) -> Done:
        names = [name.strip() for name in request.conf_uuids.split(",") if name.strip()]
        await self._recordings.delete(call.unit, call.principal, names, call.now)
        return DONE
