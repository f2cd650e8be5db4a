from __future__ import annotations

import hashlib

import httpx

from convener.domain.recordings import FileKind
from convener.wire import errors
from convener.wire.recordings import ContentType, RecordInfo, RecordInfoBody, ShowRecordInfo
from server.areas.meetings.conftest import millis
from server.areas.recordings.conftest import FILM, HALF_AN_HOUR, Hold, Record
from server.conftest import NOON, Person
from support.recorded import segment
from support.refusals import refused


async def info_of(who: Person, conf_uuid: str | None, **options: int) -> RecordInfo:
    reply = await who.send(ShowRecordInfo(body=RecordInfoBody(conf_uuid=str(conf_uuid), **options)))
    assert (reply.code, reply.message) == ("0", "Success")
    return reply.data


async def test_segments_with_their_files(
    ann: Person, hold: Hold, record: Record, browser: httpx.AsyncClient
) -> None:
    info = await hold(ann, subject="Weekly sync", record_auth_type=0)
    await record(ann, info.conf_uuid, b"slides", file=segment(NOON, kind=FileKind.PRESENTATION))
    found = await info_of(ann, info.conf_uuid)
    assert (found.subject, found.begin_time, found.segment_count) == ("Weekly sync", "2021-08-30 12:00", 1)
    assert (found.segment_offset, found.segment_limit) == (0, 20)
    [one] = found.segment_list
    assert (one.manual_order, one.segment_order, one.segment_size) == (1, 1, str(len(FILM) + 6))
    slides, video = one.file_list
    assert (slides.record_type, video.record_type) == (ContentType.SHARE, ContentType.SPEAKER)
    assert (video.begin_time, video.end_time, video.duration) == (
        millis(NOON),
        millis(NOON + HALF_AN_HOUR / 3),
        600,
    )
    assert (video.file_size, video.sha256) == (len(FILM), hashlib.sha256(FILM).hexdigest())
    for url, kind in ((video.play_url, "inline"), (video.download_url, "attachment")):
        reply = await browser.get(url)
        assert reply.content == FILM
        assert reply.headers["content-disposition"].startswith(f"{kind};")


async def test_a_page_is_one_of_segments(ann: Person, hold: Hold, record: Record) -> None:
    info = await hold(ann)
    for take, number in ((1, 2), (2, 1)):
        await record(ann, info.conf_uuid, file=segment(NOON, take=take, number=number))
    orders = []
    for offset in range(4):
        found = await info_of(ann, info.conf_uuid, segment_offset=offset, segment_limit=1)
        assert (found.segment_offset, found.segment_limit, found.segment_count) == (offset, 1, 3)
        orders += [(one.manual_order, one.segment_order) for one in found.segment_list]
    assert orders == [(1, 1), (1, 2), (2, 1)]


async def test_for_those_who_may_see_the_recording(
    ann: Person, bob: Person, chief: Person, hold: Hold
) -> None:
    info = await hold(ann)
    assert await info_of(chief, info.conf_uuid) == await info_of(ann, info.conf_uuid)
    with refused(errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT):
        await info_of(bob, info.conf_uuid)
