"""What is sent to people who do not hold a matter's task: to read, as a copy, or with a question."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from engine.store.tables.metadata import metadata
from engine.store.types import UTCDateTime

circulation = Table(
    "circulation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False, index=True),
    Column("user_task_id", String(32), index=True),  # of the task it was sent from, if it was
    Column("parent_id", String(32), index=True),  # the circulation whose reader sent it on
    Column("kind", String(8), nullable=False),  # read, copy, consult
    Column("sent_by", String(100), nullable=False),
    Column("on_behalf_of", String(100)),
    Column("sent_at", UTCDateTime, nullable=False),
    Column("seq", Integer, nullable=False, server_default="0"),  # the order of what was sent at one instant
    Column("text", String(2000), nullable=False),  # a note; of a consultation the question
    Column("due_at", UTCDateTime),
    Column("blocks", Boolean, nullable=False),  # the task is not completed before all have answered
    Column("in_turn", Boolean, nullable=False),  # one after the other, not all at once
    Column("urges", Integer, nullable=False),
    Column("urged_at", UTCDateTime),
    Column("recalled_at", UTCDateTime),
    Column("element_id", String(200)),  # the countersign whose agreement is to be confirmed, if it is
)

# One person it was sent to. Who has it, or has answered, may read the matter.
circulation_receiver = Table(
    "circulation_receiver",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("circulation_id", ForeignKey("circulation.id"), nullable=False),
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False),
    Column("login", String(100), nullable=False),
    Column("unit", String(100)),  # through which it reached him, else the one he works in
    Column("place", Integer, nullable=False),  # his turn
    Column("delivered_at", UTCDateTime),
    Column("opened_at", UTCDateTime),
    Column("answered_at", UTCDateTime),
    Column("answered_by", String(100)),  # he, or who acts for him
    Column("opinion", Text),
    Column("choice", String(200)),  # whether he still agrees, as the countersign's form has it
    Column("recalled_at", UTCDateTime),
    UniqueConstraint("circulation_id", "login"),
    Index(None, "process_instance_id", "login"),
    Index(None, "login", "answered_at", "delivered_at"),
)
