"""Conferences that are over, who may look at them, and who took part in them."""

from sqlalchemy import BigInteger, Column, Index, SmallInteger, Table, Text, text

from convener.server.storage.metadata import metadata

history = Table(
    "history",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("conf_uuid", Text, primary_key=True),
    Column("meeting_id", Text, nullable=False),
    Column("conference_id", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger, nullable=False),
    Column("recorded", SmallInteger, nullable=False),
    Column("first_fact", BigInteger, nullable=False),
    Column("last_fact", BigInteger, nullable=False),
    Column("search", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("nameless", SmallInteger, nullable=False, server_default=text("0")),
    Index(
        "ix_history_named",
        "corp_id",
        "closed_at",
        "conf_uuid",
        sqlite_where=text("nameless = 0"),
        postgresql_where=text("nameless = 0"),
    ),
    Index("ix_history_opened", "corp_id", "opened_at", "conf_uuid"),
    Index("ix_history_meeting", "corp_id", "conference_id", "opened_at"),
)
"""One row for each conference that is over: the meeting as it was then; ``nameless`` once its names were
removed."""

history_people = Table(
    "history_people",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("opened_at", BigInteger, primary_key=True),
    Column("conf_uuid", Text, primary_key=True),
)
"""The users who may see a conference that is over, so that each one's list is one stretch of the key."""

attendances = Table(
    "attendances",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("conf_uuid", Text, primary_key=True),
    Column("participant_id", Text, primary_key=True),
    Column("joined_at", BigInteger, nullable=False),
    Column("left_at", BigInteger),
    Column("search", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_attendances_joined", "corp_id", "conf_uuid", "joined_at", "participant_id"),
    Index(
        "ix_attendances_present",
        "corp_id",
        "conf_uuid",
        "joined_at",
        sqlite_where=text("left_at IS NULL"),
        postgresql_where=text("left_at IS NULL"),
    ),
)
"""One row for each time somebody joined a conference; without ``left_at`` while the stay lasts."""
