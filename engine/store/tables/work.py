"""What the machine itself has to do or waits for: jobs, timers, messages, incidents."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

# One agenda: service jobs, timers, reminders, continuations. A row is due when next_at has come;
# the queue only carries "run job N" (docs/decisions/0004).
job = Table(
    "job",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(12), nullable=False),  # see engine.commands.jobs
    Column("process_instance_id", ForeignKey("process_instance.id"), index=True),
    Column("process_definition_id", ForeignKey("process_definition.id")),  # of a timer start event
    Column("token_id", String(32)),
    Column("element_id", String(200), nullable=False),
    Column("type", String(200), nullable=False),  # the handler's name; of a reminder its level
    Column("external", Boolean, nullable=False),  # served by workers outside, never queued
    Column("state", String(12), nullable=False),  # ready, running, failed, done, cancelled
    Column("queued", Boolean, nullable=False),  # the queue knows of it
    Column("attempts", Integer, nullable=False),
    Column("retries", Integer, nullable=False),
    Column("next_at", UTCDateTime, nullable=False),
    Column("payload", Document),  # variables and headers; of a reminder its deadline
    Column("error", Text),
    Column("worker", String(200)),
    Column("locked_until", UTCDateTime),  # real time
    Column("created_at", UTCDateTime, nullable=False),
    Index(None, "state", "queued", "next_at"),
    Index(None, "state", "type", "next_at"),
    Index(None, "token_id"),
)

# Who waits for a message or a signal; a start event waits as its process definition.
subscription = Table(
    "subscription",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(10), nullable=False),  # message, signal
    Column("name", String(200), nullable=False),
    Column("correlation_key", String(500)),
    Column("properties", Document),
    Column("process_instance_id", ForeignKey("process_instance.id"), index=True),
    Column("process_definition_id", ForeignKey("process_definition.id"), index=True),
    Column("process_key", String(200), nullable=False),
    Column("token_id", String(32), index=True),
    Column("element_id", String(200), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Index(None, "kind", "name", "correlation_key"),
)

# Which instances a message started, so that the same name and key does not start a second one.
message_start = Table(
    "message_start",
    metadata,
    Column("process_instance_id", ForeignKey("process_instance.id"), primary_key=True),
    Column("process_key", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("correlation_key", String(500), nullable=False),
    Index(None, "process_key", "name", "correlation_key"),
)

# Matters that talk: pools of one file between which a message flow has carried a message. Both ways.
conversation = Table(
    "conversation",
    metadata,
    Column("process_instance_id", ForeignKey("process_instance.id"), primary_key=True),
    Column("partner_id", ForeignKey("process_instance.id"), primary_key=True),
)

# Messages that came: kept for their time to live, or for their id's sake.
message = Table(
    "message",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("message_id", String(200)),
    Column("sent_by", String(100), nullable=False, server_default="system"),  # whose reach it has
    Column("addressed", Document),  # to which processes and elements, and by which matter; by message flows
    Column("name", String(200), nullable=False),
    Column("correlation_key", String(500)),
    Column("properties", Document),
    Column("business_key", String(200)),
    Column("variables", Document),
    Column("created_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime),
    Column("answer", Document),  # what was correlated; null while it waits
    UniqueConstraint("name", "message_id"),
    Index(None, "name", "correlation_key"),
)

incident = Table(
    "incident",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False, index=True),
    Column("token_id", String(32)),
    Column("job_id", String(32)),
    Column("element_id", String(200), nullable=False),
    Column("cause", String(100), nullable=False),  # upper snake
    Column("detail", Text, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("resolved_at", UTCDateTime),
    Column("resolved_by", String(100)),
    Column("resolution", String(500)),
    Index(None, "resolved_at", "created_at"),
)
