"""Meetings, the people invited, rooms, and what holds the numbers that people dial."""

from sqlalchemy import BigInteger, Column, Index, Integer, SmallInteger, Table, Text, UniqueConstraint, text

from convener.server.storage.metadata import metadata


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


numbers = Table(
    "numbers",
    metadata,
    Column("number", Text, primary_key=True),
    Column("corp_id", Text, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("owner_id", Text, nullable=False),
)
"""Meeting IDs and rooms' fixed IDs: one number space, so that joining accepts either."""

meetings = Table(
    "meetings",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("meeting_id", Text, primary_key=True),
    Column("conference_id", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("scheduler", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("conf_uuid", Text, nullable=False),
    Column("opened_at", BigInteger),
    Column("closes_at", BigInteger),
    Column("room_id", Text),
    Column("room_number", Text),
    Column("attendees_version", Integer, nullable=False),
    Column("plan", Text, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("search", Text, nullable=False),
    Column("nameless", SmallInteger, nullable=False, server_default=text("0")),
    UniqueConstraint("corp_id", "conference_id"),
    _partial("ix_meetings_over", "corp_id", "expires_at", "meeting_id", where="state = 3"),
    _partial("ix_meetings_named", "corp_id", "expires_at", "meeting_id", where="state = 3 AND nameless = 0"),
    # What lists filter by is in the index too: counting reads nothing else.
    _partial(
        "ix_meetings_user",
        "corp_id",
        "user_id",
        "starts_at",
        "meeting_id",
        "state",
        "expires_at",
        where="state <> 3",
    ),
    _partial(
        "ix_meetings_live",
        "corp_id",
        "starts_at",
        "meeting_id",
        "state",
        "expires_at",
        where="state <> 3",
    ),
    _partial("ix_meetings_running", "corp_id", "starts_at", "meeting_id", where="state = 2"),
    _partial(
        "ix_meetings_running_user",
        "corp_id",
        "user_id",
        "starts_at",
        "meeting_id",
        where="state = 2",
    ),
)
"""Booked meetings, those that are over too. ``search`` is what lists are searched by, folded."""

attendees = Table(
    "attendees",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("meeting_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("user_id", Text),
    Column("role", SmallInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("late", SmallInteger, nullable=False, server_default=text("0")),
    Column("past", SmallInteger, nullable=False, server_default=text("0")),
    _partial(
        "ix_attendees_user", "corp_id", "user_id", "meeting_id", where="past = 0 AND user_id IS NOT NULL"
    ),
)
"""Who is invited; ``late`` while the meeting was held. ``past`` keeps meetings that are over out of the
index, so that it grows with what somebody is invited to, not with what somebody ever was."""

rooms = Table(
    "rooms",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("room_id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("user_id", Text),
    Column("mode", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("parties", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("guests_first", SmallInteger, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("guest_notice", SmallInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("resource_id", Text),
    UniqueConstraint("corp_id", "number"),
    Index("ix_rooms_user", "corp_id", "user_id"),
    Index("ix_rooms_mode", "corp_id", "mode", "room_id"),
    Index("ix_rooms_resource", "corp_id", "resource_id"),
)

reservations = Table(
    "reservations",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("room_id", Text, primary_key=True),
    Column("starts_at", BigInteger, primary_key=True),
    Column("ends_at", BigInteger, nullable=False),
    Column("meeting_id", Text, nullable=False),
    Column("held", SmallInteger, nullable=False),
    Index("ix_reservations_meeting", "corp_id", "meeting_id"),
)
"""Whose meeting has which room when. While one is held, what it really takes up."""

joins = Table(
    "joins",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("corp_id", Text, nullable=False),
    Column("meeting_id", Text, nullable=False),
    Column("role", SmallInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_joins_expires", "expires_at"),
)
"""The randoms with which somebody who has proved a meeting's password may join it, as digests."""

resources = Table(
    "resources",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("resource_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("type_id", Text),
    Column("count", Integer, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
"""What a service provider has granted an enterprise."""

conferences = Table(
    "conferences",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("conf_uuid", Text, primary_key=True),
    Column("meeting_id", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Index("ix_conferences_meeting", "corp_id", "meeting_id"),
    Index("ix_conferences_opened", "corp_id", "opened_at"),
)
"""One row for each time a meeting was held."""

control_tokens = Table(
    "control_tokens",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("corp_id", Text, nullable=False),
    Column("meeting_id", Text, nullable=False),
    Column("conf_uuid", Text, nullable=False),
    Column("role", SmallInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_control_tokens_expires", "expires_at"),
)

socket_tokens = Table(
    "socket_tokens",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("corp_id", Text, nullable=False),
    Column("meeting_id", Text, nullable=False),
    Column("conf_uuid", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_socket_tokens_expires", "expires_at"),
)
