"""Recordings of conferences, their files, and downloads that began."""

import enum

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, Table, Text, text

from convener.server.storage.metadata import metadata


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


recordings = Table(
    "recordings",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("conf_uuid", Text, primary_key=True),
    Column("conference_id", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("began_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger, nullable=False),
    Column("finished", SmallInteger, nullable=False),
    Column("files", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("audience", SmallInteger, nullable=False),
    Column("subject", Text, nullable=False),
    Column("scheduler", Text, nullable=False),
    Column("search", Text, nullable=False),
    _partial("ix_recordings_began", "corp_id", "began_at", "conf_uuid", where="files > 0"),
    _partial("ix_recordings_user", "corp_id", "user_id", "began_at", "conf_uuid", where="files > 0"),
)
"""One row for each conference of which something was recorded. ``files``, ``size`` and ``length`` say
what is there of it; while nothing is, nobody sees it."""


class FileState(enum.IntEnum):
    """What is the case with a file of the store."""

    WRITING = 0
    """Somebody is writing it, or was cut off."""
    THERE = 1
    """People may have it."""
    DOOMED = 2
    """It is to be removed."""


recording_files = Table(
    "recording_files",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("conf_uuid", Text, primary_key=True),
    Column("file_id", Text, primary_key=True),
    Column("state", SmallInteger, nullable=False),
    Column("take", Integer, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("begins_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("suffix", Text, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    _partial("ix_recording_files_due", "due_at", where="state <> 1"),
)
"""Files of the store. Those that are not there are removed from it when they are due: a row stays until
its file is gone."""

downloads = Table(
    "downloads",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("client", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_downloads_expires", "expires_at"),
)
"""Download tokens that were used, as digests, and the address they were used from."""
