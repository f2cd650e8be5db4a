"""What every file store promises, be it a folder or a bucket."""

from __future__ import annotations

import asyncio
import hashlib
import random
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import obstore.exceptions
import pytest

from convener.server.storage.files import CHUNK, PART, FileStore, open_files
from support.buckets import REGION, bucket
from support.recorded import content

BIG = random.Random(1).randbytes(2 * PART + 12345)
"""More than goes to a bucket at once."""


class Kept(NamedTuple):
    """A store, and what is really in it."""

    store: FileStore
    names: Callable[[], list[str]]


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    if request.param == "folder":
        root = tmp_path / "files"
        yield Kept(open_files(str(root)), lambda: _files(root))
        return
    with bucket(monkeypatch) as there:
        store = open_files(there.url, endpoint=there.endpoint, region=REGION)
        yield Kept(store, lambda: [name.removeprefix("below/here/") for name in there.names()])


def _files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


async def read(store: FileStore, name: str, start: int, stop: int) -> bytes:
    return b"".join([chunk async for chunk in store.read(name, start, stop)])


@pytest.mark.parametrize("size", [0, 1, CHUNK, len(BIG)])
async def test_what_is_written_is_there_whole(kept: Kept, size: int) -> None:
    chunks = [BIG[at : min(at + 700_000, size)] for at in range(0, size, 700_000)]
    stored = await kept.store.write("a/b/film.mp4", content(*chunks))
    assert stored == (size, hashlib.sha256(BIG[:size]).hexdigest())
    assert kept.names() == ["a/b/film.mp4"]
    assert await read(kept.store, "a/b/film.mp4", 0, size) == BIG[:size]


async def test_any_part_of_it_is_read_in_bounded_chunks(kept: Kept) -> None:
    await kept.store.write("film", content(BIG))
    for start, stop in ((0, 1), (CHUNK - 1, CHUNK + 1), (5, 3 * CHUNK + 7), (len(BIG) - 3, len(BIG))):
        chunks = [chunk async for chunk in kept.store.read("film", start, stop)]
        assert b"".join(chunks) == BIG[start:stop]
        assert max(map(len, chunks)) <= CHUNK


class Spoilt(Exception):
    pass


async def test_what_breaks_off_is_not_there(kept: Kept) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield BIG
        raise Spoilt

    with pytest.raises(Spoilt):
        await kept.store.write("a/film", breaking())
    assert await is_missing(kept.store, "a/film")
    await kept.store.remove("a/film")
    assert kept.names() == []


async def test_what_is_cancelled_is_not_there(kept: Kept) -> None:
    waiting, never = asyncio.Event(), asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        yield BIG
        waiting.set()
        await never.wait()

    task = asyncio.create_task(kept.store.write("film", stalling()))
    await waiting.wait()
    assert await is_missing(kept.store, "film")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await kept.store.remove("film")
    assert kept.names() == []


async def is_missing(store: FileStore, name: str) -> bool:
    """Both ways of looking agree."""
    try:
        await read(store, name, 0, 1)
    except FileNotFoundError:
        assert not await store.has(name)
        return True
    assert await store.has(name)
    return False


async def test_removing_is_for_one_file_and_may_be_repeated(kept: Kept) -> None:
    for name in ("a/b/film", "a/b/film2", "a/c/film"):
        await kept.store.write(name, content(b"x"))
    for _ in range(2):
        await kept.store.remove("a/b/film")
    await kept.store.remove("never/was")
    assert kept.names() == ["a/b/film2", "a/c/film"]
    assert await is_missing(kept.store, "a/b/film")
    assert not await is_missing(kept.store, "a/c/film")


async def test_it_can_be_looked_at_without_changing_it(kept: Kept) -> None:
    await kept.store.check()
    assert kept.names() == []


class TestFolder:
    async def test_it_is_made_when_needed_and_its_empty_folders_go(self, tmp_path: Path) -> None:
        root = tmp_path / "deep" / "files"
        store = open_files(str(root))
        await store.check()
        assert everything(tmp_path) == []
        await store.write("a/b/film", content(b"x"))
        assert stat.S_IMODE(mode(root)) == 0o700
        await store.remove("a/b/film")
        assert everything(root) == []
        assert root in everything(tmp_path)

    async def test_what_a_killed_writer_left_goes_with_the_file(self, tmp_path: Path) -> None:
        store = open_files(str(tmp_path))
        await store.write("a/film[1].mp4", content(b"x"))
        leave(tmp_path / "a" / "film[1].mp4#1", tmp_path / "a" / "film1.mp4#1")
        await store.remove("a/film[1].mp4")
        assert everything(tmp_path) == [tmp_path / "a", tmp_path / "a" / "film1.mp4#1"]

    async def test_one_that_cannot_be_is_found_out(self, tmp_path: Path) -> None:
        leave(tmp_path / "file")
        with pytest.raises(NotADirectoryError):
            await open_files(str(tmp_path / "file" / "below")).check()


def everything(root: Path) -> list[Path]:
    return sorted(root.rglob("*"))


def mode(path: Path) -> int:
    return path.stat().st_mode


def leave(*paths: Path) -> None:
    for path in paths:
        path.write_bytes(b"half")


class TestBucket:
    async def test_one_that_cannot_be_is_found_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with bucket(monkeypatch) as there:
            store = open_files("s3://another-one", endpoint=there.endpoint, region=REGION)
            with pytest.raises((OSError, obstore.exceptions.BaseError)):
                await store.check()

    def test_it_needs_a_name(self) -> None:
        with pytest.raises(ValueError):
            open_files("s3:///below")
