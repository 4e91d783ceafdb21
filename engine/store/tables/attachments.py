"""What people add to a matter beside its forms, version by version, and who looked at a file."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import UTCDateTime

attachment = Table(
    "attachment",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False),
    Column("user_task_id", String(32)),  # the task it was first added from
    Column("seq", Integer, nullable=False),  # of the act in the matter's record: the order
    Index(None, "process_instance_id", "seq"),
)

attachment_version = Table(
    "attachment_version",
    metadata,
    Column("attachment_id", ForeignKey("attachment.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("file_id", ForeignKey("file.id"), nullable=False, index=True),
    Column("note", String(500), nullable=False),
    Column("added_by", String(100), nullable=False),
    Column("on_behalf_of", String(100)),
    Column("added_at", UTCDateTime, nullable=False),
)

file_access = Table(
    "file_access",
    metadata,
    Column("file_id", ForeignKey("file.id"), primary_key=True),
    Column("login", String(100), primary_key=True),
    Column("first_at", UTCDateTime, nullable=False),
    Column("last_at", UTCDateTime, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("downloaded", Integer, nullable=False),
)
