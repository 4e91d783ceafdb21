"""What happened. Rows are only ever added; each carries the hash of the one before it in its chain."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

_id = BigInteger().with_variant(Integer, "sqlite")

# kind `act`: somebody did something (the audit); kind `node`: a flow node was left.
history = Table(
    "history",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    Column("chain", String(32), nullable=False),  # the instance's id, or `system`
    Column("seq", Integer, nullable=False),
    Column("kind", String(4), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("on_behalf_of", String(100)),
    Column("verb", String(60), nullable=False),
    Column("object", String(300), nullable=False),  # user_task:ID; of a node its element id
    Column("element_type", String(60)),
    Column("state", String(12)),
    Column("started_at", UTCDateTime),
    Column("path", String(1000)),
    Column("data", Document),  # of an act: what it was about, without content
    Column("changes", Document),  # variables, tokens, tasks, timers: what the step changed
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("chain", "seq"),
    Index(None, "kind", "id"),
    Index(None, "at"),
)

# A value over 4 KB stands here once; the changes name it by its hash.
large_value = Table(
    "large_value",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# Every few seconds the heads of all chains that moved are sealed into one row.
seal = Table(
    "seal",
    metadata,
    Column("id", _id, primary_key=True, autoincrement=True),
    Column("at", UTCDateTime, nullable=False),
    Column("last_history_id", _id, nullable=False),
    Column("chains", Integer, nullable=False),
    Column("root", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
)
