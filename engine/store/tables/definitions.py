"""What was deployed. Nothing here is ever changed; a new version is a new row."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
)

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

# One set of files that were checked and stored together.
deployment = Table(
    "deployment",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("created_at", UTCDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("source", String(20), nullable=False),  # folder, api, studio
    Column("note", String(500), nullable=False, default=""),
)

# The files of a deployment: whole, also those taken over from the version before.
resource = Table(
    "resource",
    metadata,
    Column("deployment_id", ForeignKey("deployment.id"), primary_key=True),
    Column("name", String(300), primary_key=True),  # as in the folder: forms/draft.json
    Column("kind", String(20), nullable=False),  # bpmn, form, decision, ledger, texts
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

process_definition = Table(
    "process_definition",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("deployment_id", ForeignKey("deployment.id"), nullable=False, index=True),
    Column("key", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", String(300), nullable=False),
    Column("resource", String(300), nullable=False),  # the diagram's name
    Column("content_hash", String(64), nullable=False),  # of all its files
    Column("source", String(20), nullable=False),
    Column("typed_dates", Boolean, nullable=False, server_default=false()),  # else text in expressions
    Column("startable_by", Document, nullable=False),  # groups; empty: everybody
    Column("latest", Boolean, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    UniqueConstraint("key", "version"),
)
