"""What a person arranges for himself on his desk."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

saved_filter = Table(
    "saved_filter",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(100), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("criteria", Document, nullable=False),  # as the inbox's address names them
    Column("shared_with", String(200)),  # a candidate group whose members see it too
    Column("created_at", UTCDateTime, nullable=False),
    Index(None, "shared_with"),
)
