from __future__ import annotations

import re

import httpx
import pytest

from convener.domain.recordings import FileKind
from convener.wire import errors
from convener.wire.recordings import ShowRecordingFileDownloadUrls
from server.areas.recordings.conftest import FILM, Hold, Record
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.recorded import segment
from support.refusals import expectation, refused


async def test_each_file_has_an_address_and_a_token_of_its_own(
    ann: Person, chief: Person, hold: Hold, record: Record, browser: httpx.AsyncClient
) -> None:
    info = await hold(ann)
    await record(ann, info.conf_uuid, b"slides", file=segment(NOON, kind=FileKind.PRESENTATION))
    await record(ann, info.conf_uuid, b"second", file=segment(NOON, take=2))
    [one] = (await chief.send(ShowRecordingFileDownloadUrls(conf_uuid=info.conf_uuid))).record_urls
    assert one.conf_uuid == info.conf_uuid
    assert [each.file_type for each in one.urls] == ["Aux", "Hd", "Hd"]
    assert all(re.fullmatch("[0-9a-f]{64}", each.token) and len(each.url) <= 1000 for each in one.urls)
    found = [await browser.get(each.url, headers={"Authorization": each.token}) for each in one.urls]
    assert [reply.content for reply in found] == [b"slides", FILM, b"second"]
    [again] = (await chief.send(ShowRecordingFileDownloadUrls(conf_uuid=info.conf_uuid))).record_urls
    assert {each.token for each in one.urls}.isdisjoint(each.token for each in again.urls)


async def test_a_page_is_one_of_files(ann: Person, chief: Person, hold: Hold, record: Record) -> None:
    info = await hold(ann)
    for take in (2, 3):
        await record(ann, info.conf_uuid, file=segment(NOON, take=take))
    names = []
    for offset in range(4):
        request = ShowRecordingFileDownloadUrls(conf_uuid=info.conf_uuid, offset=offset, limit=1)
        names.append([each.urls[0].url.partition("?")[0] for each in (await chief.send(request)).record_urls])
    assert [[name.rpartition("/")[2] for name in page] for page in names] == [
        ["Hd_1_1.mp4"],
        ["Hd_2_1.mp4"],
        ["Hd_3_1.mp4"],
        [],
    ]


@pytest.mark.parametrize("admin", [True, False])
async def test_only_administrators(ann: Person, make_person: MakePerson, hold: Hold, admin: bool) -> None:
    who = await make_person("Zoé Boss", admin=True) if admin else ann
    info = await hold(ann)
    with expectation(admin, refuses=errors.CONF_INSUFFICIENT_PERMISSIONS):
        await who.send(ShowRecordingFileDownloadUrls(conf_uuid=info.conf_uuid))


async def test_another_enterprise_s_are_unknown(
    ann: Person, hold: Hold, make_person: MakePerson, make_corp: MakeCorp
) -> None:
    spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
    info = await hold(ann)
    for conf_uuid in (str(info.conf_uuid), "0" * 32):
        with refused(errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT):
            await spy.send(ShowRecordingFileDownloadUrls(conf_uuid=conf_uuid))
