"""What makes an opinion a person's own: phrases, signature, ink; and what he later corrects."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from engine.store.tables.metadata import metadata
from engine.store.types import UTCDateTime

phrase = Table(
    "phrase",
    metadata,
    Column("login", String(100), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("text", String(200), nullable=False),
)

# A picture of somebody's signature, from a moment on; without a file: none from then on.
signature = Table(
    "signature",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("login", String(100), nullable=False),
    Column("number", Integer, nullable=False),  # the person's first, second, …
    Column("file_id", ForeignKey("file.id")),
    Column("at", UTCDateTime, nullable=False),
    UniqueConstraint("login", "number"),
)

# What somebody wrote by hand for a task; as the task is done it is part of his opinion.
ink = Table(
    "ink",
    metadata,
    Column("user_task_id", ForeignKey("user_task.id"), primary_key=True),
    Column("login", String(100), primary_key=True),
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False, index=True),
    Column("file_id", ForeignKey("file.id"), nullable=False),
    Column("at", UTCDateTime, nullable=False),
)

# An opinion is never changed: what is to be put right stands below it.
correction = Table(
    "correction",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False),
    Column("user_task_id", ForeignKey("user_task.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("login", String(100), nullable=False),
    Column("on_behalf_of", String(100)),
    Column("at", UTCDateTime, nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "process_instance_id", "seq"),
)
