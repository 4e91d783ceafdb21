"""Running matters, and the tasks people have in them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, false, text

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

process_instance = Table(
    "process_instance",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_definition_id", ForeignKey("process_definition.id"), nullable=False, index=True),
    Column("process_key", String(200), nullable=False),
    Column("definition_version", Integer, nullable=False),
    Column("business_key", String(200)),
    Column("title", String(500), nullable=False),
    Column("state", String(12), nullable=False),  # active, suspended, incident, completed, cancelled
    Column("outcome_kind", String(12)),
    Column("outcome_code", String(200)),
    Column("waiting_at", Document, nullable=False),  # element ids
    Column("started_by", String(100), nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("ended_at", UTCDateTime),
    Column("due_at", UTCDateTime),  # the earliest open deadline
    Column("followers", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False),  # goes up by one with every transaction
    Column("history_seq", Integer, nullable=False),  # the last row of its chain
    Column("history_head", String(64), nullable=False),  # and that row's hash
    Column("snapshot", LargeBinary, nullable=False),  # engine/runtime's own format
    Column("undo", LargeBinary),  # the snapshot before the last completion, while that can be taken back
    Index(None, "process_key", "state"),
    Index(None, "state", "due_at"),
    Index(None, "started_by", "started_at"),
    Index(None, "business_key"),
    Index(None, "started_at", "id"),
)

_owned, _for_another = text("owner IS NOT NULL"), text("on_behalf_of IS NOT NULL")

user_task = Table(
    "user_task",
    metadata,
    Column("id", String(32), primary_key=True),  # the token's id
    Column("process_instance_id", ForeignKey("process_instance.id"), nullable=False, index=True),
    Column("process_key", String(200), nullable=False),
    Column("called_definition_id", ForeignKey("process_definition.id")),  # that asks, if it is a called one
    Column("element_id", String(200), nullable=False),
    Column("name", String(300), nullable=False),
    Column("title", String(500), nullable=False),  # the matter's, so that lists need no join
    Column("lane", String(200)),
    Column("form_key", String(200)),
    Column("state", String(12), nullable=False),  # open, completed, cancelled
    Column("assignee", String(100)),
    Column("offered_to", String(200)),  # the only candidate, GROUP or @LOGIN; several: user_task_candidate
    Column("priority", Integer, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("due_at", UTCDateTime),
    Column("follow_up_at", UTCDateTime),
    Column("opened_at", UTCDateTime),  # when somebody who may complete it first looked
    Column("closed_at", UTCDateTime),
    Column("closed_by", String(100)),
    Column("on_behalf_of", String(100)),
    Column("acting_post", String(100)),  # in which of his posts it was done, where somebody holds several
    Column("signs", Boolean, nullable=False, server_default=false()),  # for a proxy only who may sign
    Column("bulk", Boolean, nullable=False, server_default=false()),  # may be approved together with others
    Column("owner", String(100)),  # who gave it to the assignee to prepare, and to whom it comes back
    Column("prepared_by", String(100)),  # who prepared it and gave it back
    Column("awaits", Integer, nullable=False, server_default="0"),  # consultations it is not done without
    Column("revision", Integer, nullable=False),
    Index(None, "state", "assignee", "due_at"),
    Index(None, "state", "offered_to", "due_at"),
    Index(None, "state", "due_at", "id"),
    Index(None, "closed_by", "closed_at"),
    Index(None, "owner", sqlite_where=_owned, postgresql_where=_owned),
    Index(None, "on_behalf_of", "closed_at", sqlite_where=_for_another, postgresql_where=_for_another),
)

user_task_candidate = Table(
    "user_task_candidate",
    metadata,
    Column("user_task_id", ForeignKey("user_task.id"), primary_key=True),
    Column("name", String(200), primary_key=True),  # GROUP or @LOGIN
    Index(None, "name"),
)

# What somebody typed and has not handed in.
draft = Table(
    "draft",
    metadata,
    Column("user_task_id", ForeignKey("user_task.id"), primary_key=True),
    Column("login", String(100), primary_key=True),
    Column("values", Document, nullable=False),
    Column("saved_at", UTCDateTime, nullable=False),
)
