"""Who stands in for whom: proxies, absences, deputies; and what passed from one person to another."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

# 委托代理: one person acts for another from an instant until before another; read whole into memory.
proxy = Table(
    "proxy",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("holder", String(100), nullable=False, index=True),  # whose tasks they are
    Column("deputy", String(100), nullable=False, index=True),  # who acts for him
    Column("starts_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    Column("processes", Document),  # process keys; null: all
    Column("kinds", Document),  # the categories the processes were taken from, as they were chosen
    Column("can_sign", Boolean, nullable=False),
    Column("backlog", Boolean, nullable=False),  # also tasks that were there before it began
    Column("reason", String(500), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("revoked_at", UTCDateTime),
    Column("revoked_by", String(100)),
    Index(None, "ends_at"),
)

# 请假、出差: while it lasts, the deputies of a person's posts are offered his tasks too.
absence = Table(
    "absence",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("login", String(100), nullable=False, index=True),
    Column("starts_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    Column("kind", String(10), nullable=False),  # leave, trip, other
    Column("note", String(500), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("cancelled_at", UTCDateTime),
    Column("cancelled_by", String(100)),
    Index(None, "ends_at"),
)

# A task that nobody answered in time is also offered to the deputy of the one person who could.
deputy_offer = Table(
    "deputy_offer",
    metadata,
    Column("user_task_id", ForeignKey("user_task.id"), primary_key=True),
    Column("deputy", String(100), primary_key=True),
    Column("holder", String(100), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "deputy", "holder"),
)

# What a step says of proxies: `except` nobody acts here for or as them; `only` those alone act for another.
proxy_limit = Table(
    "proxy_limit",
    metadata,
    Column("user_task_id", ForeignKey("user_task.id"), primary_key=True),
    Column("kind", String(6), primary_key=True),
    Column("name", String(200), primary_key=True),  # GROUP or @LOGIN
)

# Who had a task and gave it away: it stays among what he handled, and he still takes part in the matter.
past_holder = Table(
    "past_holder",
    metadata,
    Column("user_task_id", ForeignKey("user_task.id"), primary_key=True),
    Column("login", String(100), primary_key=True),
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False),
    Column("how", String(12), nullable=False),  # transferred, delegated, prepared
    Column("to_login", String(100), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "login", "at"),
    Index(None, "process_instance_id", "login"),
)

# 工作移交: everything that one person had went to another, at once, and can come back.
handover = Table(
    "handover",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("from_login", String(100), nullable=False, index=True),
    Column("to_login", String(100), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("at", UTCDateTime, nullable=False, index=True),
    Column("by_login", String(100), nullable=False),
    Column("taken_back_at", UTCDateTime),
    Column("taken_back_by", String(100)),
)

handover_item = Table(
    "handover_item",
    metadata,
    Column("handover_id", ForeignKey("handover.id"), primary_key=True),
    Column("kind", String(12), primary_key=True),  # task, candidacy, delegation, proxy, follow, reading
    Column("object", String(32), primary_key=True),  # the task's, proxy's or matter's id
    Column("process_instance_id", String(32)),
    Column("successor", String(32)),  # of a proxy: the one that took its place
)
