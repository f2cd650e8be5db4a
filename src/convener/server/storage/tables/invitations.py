"""What the invited were told, the messages on their way to them, and the addresses of calendar feeds."""

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, Table, Text, UniqueConstraint, text

from convener.server.storage.metadata import metadata

invitations = Table(
    "invitations",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("meeting_id", Text, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("told_id", Text),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_invitations_expires", "expires_at"),
)
"""What was told last of each meeting; without ``told_id`` where it was called off."""

told = Table(
    "told",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("told_id", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_told_expires", "expires_at"),
)
"""A meeting as it was told, sealed: once for all messages that say it."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("delivery_id", Text, primary_key=True),
    Column("meeting_id", Text, nullable=False),
    Column("told_id", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("channel", SmallInteger, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", BigInteger, nullable=False),
    Column("notice", Text, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("leased_until", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("good_until", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Column("expires_at", BigInteger, nullable=False),
    UniqueConstraint("corp_id", "meeting_id", "channel", "recipient", "sequence", "kind", "about"),
    Index("ix_deliveries_state", "corp_id", "state", "delivery_id"),
    Index(
        "ix_deliveries_due",
        "due_at",
        sqlite_where=text("state = 0"),
        postgresql_where=text("state = 0"),
    ),
    Index("ix_deliveries_expires", "expires_at"),
)
"""One message to one recipient. ``about`` is the start of the date a reminder is for, else 0.

``notice`` is what only this message says. ``since`` is when it was first due, ``good_until`` when what it
is about is over.
"""

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("delivery_id", Text, primary_key=True),
    Column("attempted_at", BigInteger, primary_key=True),
    Column("outcome", SmallInteger, nullable=False),
    Column("reply", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_delivery_attempts_expires", "expires_at"),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("corp_id", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("corp_id", "user_id"),
)
"""Whose calendar an address gives; the secret in it is kept as a digest."""
