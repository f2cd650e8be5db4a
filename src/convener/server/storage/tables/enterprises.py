"""Enterprises, their users, apps and tokens.

Every key begins with the enterprise, but for the four directories that are asked before the
enterprise is known: ``logins``, ``apps``, ``tokens`` and ``numbers`` (docs/decisions/0009).
"""

from sqlalchemy import BigInteger, Column, Index, SmallInteger, Table, Text, UniqueConstraint

from convener.server.storage.metadata import metadata

corps = Table(
    "corps",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("provider_id", Text),
    Column("settings", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("corp_id", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("third_account", Text),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("phone", Text),
    Column("sip_number", Text, nullable=False),
    Column("dept_code", Text, nullable=False),
    Column("user_type", SmallInteger, nullable=False),
    Column("admin_type", SmallInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("password_hash", Text),
    Column("must_change", SmallInteger, nullable=False),
    Column("password_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("corp_id", "third_account"),
    UniqueConstraint("corp_id", "account"),
    UniqueConstraint("corp_id", "sip_number"),
    Index("ix_users_admin_type", "corp_id", "admin_type"),
)

logins = Table(
    "logins",
    metadata,
    Column("name", Text, primary_key=True),
    Column("corp_id", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Index("ix_logins_user", "corp_id", "user_id"),
)

apps = Table(
    "apps",
    metadata,
    Column("app_id", Text, primary_key=True),
    Column("corp_id", Text, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_apps_corp", "corp_id"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("refresh_digest", Text, nullable=False),
    Column("corp_id", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("app_id", Text),
    Column("client_type", BigInteger, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("refresh_expires_at", BigInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    UniqueConstraint("refresh_digest"),
    Index("ix_tokens_user", "corp_id", "user_id", "client_type", "state", "issued_at"),
    Index("ix_tokens_refresh_expires", "refresh_expires_at"),
)

nonces = Table(
    "nonces",
    metadata,
    Column("app_id", Text, primary_key=True),
    Column("nonce", Text, primary_key=True),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_nonces_expires", "expires_at"),
)

lockouts = Table(
    "lockouts",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("failures", SmallInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Index("ix_lockouts_until", "until"),
)
