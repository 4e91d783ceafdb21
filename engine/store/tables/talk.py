"""What people say beside a matter's forms: comments, urging, and who follows it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

comment = Table(
    "comment",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False),
    Column("seq", Integer, nullable=False),  # of the act in the matter's record: the order
    Column("user_task_id", String(32)),
    Column("login", String(100), nullable=False),
    Column("on_behalf_of", String(100)),
    Column("at", UTCDateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("mentions", Document, nullable=False),  # logins
    Index(None, "process_instance_id", "seq"),
)

urge = Table(
    "urge",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False, index=True),
    Column("about", String(32), nullable=False),  # the user task or the circulation
    Column("login", String(100), nullable=False),
    Column("on_behalf_of", String(100)),
    Column("at", UTCDateTime, nullable=False),
    Column("text", String(500), nullable=False),
    Column("told", Document, nullable=False),  # logins
    Index(None, "about", "at"),
)

follower = Table(
    "follower",
    metadata,
    Column("process_instance_id", ForeignKey("process_instance.id"), primary_key=True),
    Column("login", String(100), primary_key=True),
    Column("since", UTCDateTime, nullable=False),
    Index(None, "login", "since"),
)
