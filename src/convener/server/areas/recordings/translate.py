"""Recordings to the wire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from convener.domain.paging import Part
from convener.domain.recordings import FileKind, RecordedFile, Recording
from convener.server.areas.recordings.links import Links, Use
from convener.server.clock import micros
from convener.server.ids import Ids
from convener.wire import recordings as wire
from convener.wire.meetings import RecordAuthType

MEGABYTE = 1 << 20

_CONTENTS = {
    FileKind.PRESENTATION: wire.ContentType.SHARE,
    FileKind.VIDEO: wire.ContentType.SPEAKER,
    FileKind.COMPOSITE: wire.ContentType.BOTH,
}


class Replies:
    """Makes replies whose links are for now."""

    def __init__(self, links: Links, ids: Ids) -> None:
        self._links = links
        self._ids = ids

    def result(self, one: Recording, *, origin: str, now: datetime) -> wire.RecordResult:
        return wire.RecordResult(
            conf_uuid=one.conf_uuid,
            conf_id=one.conference_id,
            url=[self._links.to(one, file, Use.PLAY, origin=origin, now=now) for file in one.to_play],
            rcd_time=one.length // timedelta(seconds=1),
            rcd_size=one.size // MEGABYTE,
            subject=one.subject,
            scheduser_name=one.scheduler,
            start_time=_minute(one.begins),
            is_decode_finish=one.finished,
            decode_end_time=_millis(one.decoded),
            available=bool(one.files),
            record_auth_type=RecordAuthType(one.audience),
        )

    def downloads(self, one: Recording, part: Part, *, origin: str, now: datetime) -> wire.RecordDownloadUrls:
        """A page of the recording's files."""
        files = [file for segment in one.segments for file in segment]
        urls = [
            self._download(one, file, origin=origin, now=now)
            for file in files[part.offset : part.offset + part.limit]
        ]
        return wire.RecordDownloadUrls(
            record_urls=[wire.RecordDownloads(conf_uuid=one.conf_uuid, urls=urls)] if urls else []
        )

    def info(self, one: Recording, part: Part, *, origin: str, now: datetime) -> wire.RecordInfo:
        """A page of the recording's segments."""
        segments = one.segments
        shown = segments[part.offset : part.offset + part.limit]
        return wire.RecordInfo(
            subject=one.subject,
            begin_time=_minute(one.begins),
            segment_offset=part.offset,
            segment_limit=part.limit,
            segment_count=len(segments),
            segment_list=[self._segment(one, files, origin=origin, now=now) for files in shown],
        )

    def _download(
        self, one: Recording, file: RecordedFile, *, origin: str, now: datetime
    ) -> wire.RecordDownloadUrl:
        made = self._links.download(one, file, nonce=self._ids.nonce(), origin=origin, now=now)
        return wire.RecordDownloadUrl(token=made.token, file_type=str(file.kind), url=made.url)

    def _segment(
        self, one: Recording, files: Sequence[RecordedFile], *, origin: str, now: datetime
    ) -> wire.Segment:
        return wire.Segment(
            manual_order=files[0].take,
            segment_order=files[0].segment,
            segment_size=str(sum(file.size for file in files)),
            file_list=[self._file(one, file, origin=origin, now=now) for file in files],
        )

    def _file(self, one: Recording, file: RecordedFile, *, origin: str, now: datetime) -> wire.SegmentFile:
        return wire.SegmentFile(
            record_type=_CONTENTS[file.kind],
            begin_time=_millis(file.begins),
            end_time=_millis(file.ends),
            duration=(file.ends - file.begins) // timedelta(seconds=1),
            file_size=file.size,
            sha256=file.sha256,
            play_url=self._links.to(one, file, Use.PLAY, origin=origin, now=now),
            download_url=self._links.to(one, file, Use.SAVE, origin=origin, now=now),
        )


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _millis(moment: datetime) -> int:
    return micros(moment) // 1000
