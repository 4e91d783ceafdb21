"""What leaves the house: how people want to be told, what was sent, and who else listens."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

# What a person chose; who chose nothing has no row.
notification_choice = Table(
    "notification_choice",
    metadata,
    Column("login", String(100), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("language", String(10), nullable=False),
    Column("mail", Document, nullable=False),  # by kind: now, digest, off
    Column("digest_at", String(5), nullable=False),  # empty: as the policy says
    Column("quiet", String(11), nullable=False),  # empty: as the policy says; "-": never
    Column("changed_at", UTCDateTime, nullable=False),
)

# What became of a notification by mail: each is sent once.
mailing = Table(
    "mailing",
    metadata,
    Column("notification_key", String(300), primary_key=True),
    Column("login", String(100), nullable=False),
    Column("state", String(10), nullable=False),  # digest (waits for it), sent, left
    Column("at", UTCDateTime, nullable=False),
    Index(None, "login", "state"),
)

# Another system that is told of what happens.
webhook = Table(
    "webhook",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("url", String(500), nullable=False),
    Column("secret", String(100), nullable=False),  # signs what is sent
    Column("events", Document, nullable=False),  # their names; * is all
    Column("active", Boolean, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
)
