"""How files become a recording, and what people see of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convener.domain.recordings import (
    SLICE,
    Audience,
    FileKind,
    RecordedFile,
    Recording,
    download_name,
    next_take,
    placed,
    slices,
    suffix_of,
)

NOON = datetime(2021, 8, 30, 12, 0, tzinfo=UTC)
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=2))


def file(kind: FileKind, take: int = 1, segment: int = 1) -> RecordedFile:
    return RecordedFile(
        file_id="f", take=take, segment=segment, kind=kind, begins=NOON, ends=NOON, suffix=".mp4"
    )


def recording(*files: RecordedFile, subject: str = "Sync", **fields: object) -> Recording:
    return Recording(
        corp_id="1",
        conf_uuid="c",
        conference_id="9",
        user_id="u",
        subject=subject,
        scheduler="Ann",
        audience=Audience.ANYONE,
        begins=NOON,
        ends=NOON + timedelta(minutes=10),
        length=timedelta(minutes=10),
        files=files,
        **fields,  # type: ignore[arg-type]
    )


@given(LENGTHS, st.integers(1, 20))
def test_slices_follow_each_other_from_begin_to_end(length: timedelta, count: int) -> None:
    found = slices(NOON, NOON + length, count)
    assert len(found) == count
    assert (found[0][0], found[-1][1]) == (NOON, NOON + length)
    assert all(earlier[1] == later[0] for earlier, later in pairwise(found))
    assert all(timedelta(0) <= ends - begins <= SLICE for begins, ends in found[:-1])


@given(st.sets(st.integers(1, 9)))
def test_the_next_take_is_the_first_without_such_a_file(takes: set[int]) -> None:
    files = [file(FileKind.VIDEO, take) for take in takes]
    found = next_take(files, FileKind.VIDEO)
    assert found not in takes
    assert set(range(1, found)) <= takes
    assert next_take(files, FileKind.PRESENTATION) == 1


def test_files_are_numbered_in_their_order() -> None:
    found = placed(["b.mp4", "a.MKV"], slices(NOON, NOON + SLICE, 2), take=3, kind=FileKind.COMPOSITE)
    assert [one.title for one in found] == ["Sd_3_1.mp4", "Sd_3_2.mkv"]


def test_of_each_segment_the_file_is_played_that_shows_most() -> None:
    aux, hd, sd = FileKind.PRESENTATION, FileKind.VIDEO, FileKind.COMPOSITE
    found = recording(file(sd, 2), file(aux), file(sd), file(hd), file(aux, 1, 2))
    assert [[one.kind for one in files] for files in found.segments] == [[aux, hd, sd], [aux], [sd]]
    assert [one.title for one in found.to_play] == ["Hd_1_1.mp4", "Aux_1_2.mp4", "Sd_2_1.mp4"]


@pytest.mark.parametrize(("finished", "after"), [(True, 10), (False, 20)])
def test_making_it_ready_takes_as_long_as_recording(finished: bool, after: int) -> None:
    assert recording(finished=finished).decoded == NOON + timedelta(minutes=after)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("film.mp4", ".mp4"),
        ("FILM.MP4", ".mp4"),
        ("a.tar.gz", ".gz"),
        ("film", ""),
        ("film.", ""),
        ("film.mp4#1", ""),
        ("film.müsli", ""),
        ("film.toolong", ""),
        ("../..", ""),
    ],
)
def test_a_suffix_is_kept_where_it_is_a_usual_one(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


@given(st.text(max_size=300))
def test_a_downloaded_file_has_a_harmless_name(subject: str) -> None:
    found = download_name(recording(subject=subject), file(FileKind.VIDEO))
    assert found.endswith("2021-08-30 Hd_1_1.mp4")
    assert len(found) <= 120
    assert not re.search(r'[\x00-\x1f\x7f/\\:*?"<>|$`;&\'~\u202a-\u202e\u2066-\u2069]', found)
