"""The event log: what happened, numbered without gaps within each stream (one meeting's facts)."""

from sqlalchemy import BigInteger, Column, Table, Text

from convener.server.storage.metadata import metadata

facts = Table(
    "facts",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)

streams = Table(
    "streams",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
"""The last number each stream has given out: it stays when old facts are dropped."""
