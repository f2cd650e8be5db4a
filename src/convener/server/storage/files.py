"""Where large files are kept: a folder, or a bucket of an S3-compatible store.

Names of files are made by us and never used twice, so nothing is ever overwritten.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import glob
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import obstore
from obstore.store import LocalStore, ObjectStore, S3Store

CHUNK = 1 << 20
"""Bytes that a read holds in memory, and the most one request asks the store for."""

PART = 8 << 20
"""Bytes of the parts in which a large file goes to the store; S3 takes none below five MiB."""

PARTS_AT_ONCE = 2

S3 = "s3://"


class Stored(NamedTuple):
    """What was written."""

    size: int
    sha256: str


class FileStore:
    """Files by name, in a store that is opened when it is first needed."""

    def __init__(self, open_store: Callable[[], ObjectStore]) -> None:
        self._open = open_store

    @cached_property
    def _store(self) -> ObjectStore:
        return self._open()

    async def check(self) -> None:
        """See whether files could be kept, without changing anything.

        Raises ``OSError`` or what the library raises.
        """
        async for _ in obstore.list(self._store, chunk_size=1):
            break

    async def write(self, name: str, content: AsyncIterator[bytes]) -> Stored:
        """Store a file; it is there whole when this returns, and was not there before.

        What a process leaves behind that is killed meanwhile goes with ``remove``.
        """
        read = _Measured(content)
        await obstore.put_async(self._store, name, read, chunk_size=PART, max_concurrency=PARTS_AT_ONCE)
        await self._settle(name)
        return Stored(read.size, read.sha256)

    async def read(self, name: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes of a file from ``start`` to before ``stop``, as fast as they are taken.

        Each chunk is a request of its own: a slow reader would let a longer one time out. Raises
        ``FileNotFoundError``.
        """
        for at in range(start, stop, CHUNK):
            yield bytes(await obstore.get_range_async(self._store, name, start=at, end=min(at + CHUNK, stop)))

    async def has(self, name: str) -> bool:
        """Whether the file is there."""
        try:
            await obstore.head_async(self._store, name)
        except FileNotFoundError:
            return False
        return True

    async def remove(self, name: str) -> None:
        """Remove a file and what an interrupted ``write`` left of it; one that is gone is no error."""
        with contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._store, name)

    async def _settle(self, name: str) -> None:
        """Make sure that the file survives a loss of power."""


class Folder(FileStore):
    """Files in a folder."""

    def __init__(self, root: Path) -> None:
        super().__init__(self._made)
        self._root = root

    async def check(self) -> None:
        await asyncio.to_thread(_check_writable, self._root)

    async def remove(self, name: str) -> None:
        await asyncio.to_thread(self._remove, self._root / name)

    async def _settle(self, name: str) -> None:
        path = self._root / name
        await asyncio.to_thread(_sync, [path, *self._folders(path)])

    def _made(self) -> LocalStore:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(self._root)

    def _remove(self, path: Path) -> None:
        # The library writes under the name with a number behind "#" first, and removes no such file.
        for left in (path, *path.parent.glob(f"{glob.escape(path.name)}#*")):
            left.unlink(missing_ok=True)
        for folder in self._folders(path)[:-1]:
            try:
                folder.rmdir()
            except OSError:  # not empty, or gone
                break

    def _folders(self, path: Path) -> list[Path]:
        """The folders that the file is in, up to the root."""
        return [folder for folder in path.parents if folder.is_relative_to(self._root)]


def open_files(where: str, *, endpoint: str | None = None, region: str | None = None) -> FileStore:
    """The store at a path or at ``s3://bucket/prefix``.

    Access to a bucket is given as AWS's own programs are given it (``AWS_ACCESS_KEY_ID``, …). Nothing
    is contacted or made yet. Raises ``ValueError`` for an address that cannot be.
    """
    if not where.startswith(S3):
        return Folder(Path(where).expanduser().absolute())
    bucket, _, prefix = where.removeprefix(S3).partition("/")
    if not bucket:
        raise ValueError(f"{where!r} names no bucket")
    given = {"endpoint": endpoint, "region": region}

    def bucket_opened() -> S3Store:
        return S3Store(
            bucket,
            prefix=prefix.strip("/") or None,
            client_options={"allow_http": (endpoint or "").startswith("http://")},
            **{name: value for name, value in given.items() if value},  # type: ignore[arg-type]
        )

    return FileStore(bucket_opened)


class _Measured:
    """Passes a file's content on, and knows in the end what it was."""

    def __init__(self, content: AsyncIterator[bytes]) -> None:
        self._content = content
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def __aiter__(self) -> _Measured:
        return self

    async def __anext__(self) -> bytes:
        chunk = await anext(self._content)
        await asyncio.to_thread(self._hash.update, chunk)
        self.size += len(chunk)
        return chunk


def _check_writable(folder: Path) -> None:
    """The folder, or the first above it that is there, must be one that can be written to."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(there))


def _sync(paths: list[Path]) -> None:
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
