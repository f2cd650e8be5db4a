"""What the invited were told, the messages on their way to them, and the addresses of calendar feeds."""

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, Table, Text, UniqueConstraint, text

from convener.server.storage.metadata import metadata

invitations = Table(
    "invitations",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("meeting_id", Text, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("news_id", Text, nullable=False),
    Column("told_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_invitations_expires", "expires_at"),
)
"""Of each meeting the last news of it; ``sequence`` counts them from 0."""

news = Table(
    "news",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("news_id", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_news_expires", "expires_at"),
)
"""What people knew of a meeting and what it is now, sealed: once for all messages that tell them."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("delivery_id", Text, primary_key=True),
    Column("meeting_id", Text, nullable=False),
    Column("news_id", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", BigInteger, nullable=False),
    Column("calendar", SmallInteger, nullable=False),
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
"""One message to one recipient, written when it is sent.

``about`` is the start of the date that a reminder is for, else 0; ``since`` is from when it is tried, and
``good_until`` when what it is about is over.
"""

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("delivery_id", Text, primary_key=True),
    Column("attempt_id", Text, primary_key=True),
    Column("attempted_at", BigInteger, nullable=False),
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
