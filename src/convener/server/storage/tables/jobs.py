"""Timers: what must happen when, one row for each (kind, key)."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from convener.server.storage.metadata import metadata

timers = Table(
    "timers",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("due_at", BigInteger, nullable=False),
    Column("leased_until", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Index("ix_timers_due", "due_at"),
)
