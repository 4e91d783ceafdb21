"""What people ask for about limits; the limits themselves are part of a matter's snapshot."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

# Somebody asks for more time, and somebody else decides.
extension = Table(
    "extension",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False, index=True),
    Column("key", String(200), nullable=False),  # of the deadline
    Column("element_id", String(200), nullable=False),
    Column("token_id", String(32)),  # none: of the whole matter
    Column("asked_by", String(100), nullable=False),
    Column("on_behalf_of", String(100)),  # whose task it is, where a proxy asked
    Column("asked_at", UTCDateTime, nullable=False),
    Column("reason", String(500), nullable=False),
    Column("to", String(20), nullable=False),  # a day, or an amount as limits are written
    Column("decided_by_groups", Document, nullable=False),  # who may decide
    Column("state", String(10), nullable=False),  # asked, approved, refused, lapsed
    Column("decided_by", String(100)),
    Column("decided_at", UTCDateTime),
    Column("decision", String(500)),  # why
    Column("due_before", UTCDateTime, nullable=False),
    Column("due_after", UTCDateTime),
    Index(None, "state", "asked_at", "id"),
)

# What stands in the draft of the bulletin of overdue matters (通报), until somebody decides.
bulletin_entry = Table(
    "bulletin_entry",
    metadata,
    Column("id", String(32), primary_key=True),  # of the deadline's entry on the agenda: one each
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False, index=True),
    Column("process_key", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("title", String(500), nullable=False),
    Column("unit", String(100)),  # whose it is
    Column("due_at", UTCDateTime, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("state", String(10), nullable=False),  # draft, published, left out
    Column("decided_by", String(100)),
    Column("decided_at", UTCDateTime),
    Index(None, "state", "at", "id"),
)
