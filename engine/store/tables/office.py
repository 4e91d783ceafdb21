"""Who works where, which numbers were given, which files were handed in, and what people were told."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

# -- the directory: read whole into memory; `fact` "directory" counts its changes -----------------

unit = Table(
    "unit",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("name_zh", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("short_name", String(200), nullable=False),
    Column("type", String(20), nullable=False),
    Column("parent", String(100)),
    Column("code_for_docs", String(200)),
    Column("calendar_overlay", String(100)),
    Column("active_from", Date),
    Column("active_to", Date),  # the last day
    Column("successor", String(100)),
)

post = Table(
    "post",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("unit", ForeignKey("unit.key"), nullable=False),
    Column("title", String(200), nullable=False),
    Column("title_en", String(200), nullable=False),
    Column("rank", Integer, nullable=False),  # 1 is the highest
    Column("role_keys", Document, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("login", String(100), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("roles", Document, nullable=False),  # of the system: designer, manager, staff, …
    Column("locked", Boolean, nullable=False),
    Column("password_hash", String(200)),  # argon2; none: cannot sign in with a password
    Column("created_at", UTCDateTime, nullable=False),
)

appointment = Table(
    "appointment",
    metadata,
    Column("login", ForeignKey("account.login"), primary_key=True),
    Column("post", ForeignKey("post.id"), primary_key=True),
    Column("kind", String(6), primary_key=True),  # A holder, B deputy, acting
    Column("from_day", Date, primary_key=True),
    Column("to_day", Date),  # the last day
)

group_of_people = Table(
    "group_of_people",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("members", Document, nullable=False),  # logins
)

portfolio = Table(
    "portfolio",
    metadata,
    Column("leader", ForeignKey("account.login"), primary_key=True),
    Column("from_day", Date, primary_key=True),
    Column("to_day", Date),
    Column("units", Document, nullable=False),
    Column("topics", Document, nullable=False),
    Column("secretariat", String(100)),  # the sub-office that prepares what these units ask for
)

# -- numbers -------------------------------------------------------------------------------------

# The counter: whoever takes a number holds this row until his transaction ends.
number_book = Table(
    "number_book",
    metadata,
    Column("code", String(100), primary_key=True),
    Column("year", Integer, primary_key=True),  # 0: a book that goes on through the years
    Column("last", Integer, nullable=False),
)

# The register: every number that was given, for ever.
number = Table(
    "number",
    metadata,
    Column("code", String(100), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("text", String(200), nullable=False),
    Column("dated", Date, nullable=False),  # 成文日期
    Column("taken_at", UTCDateTime, nullable=False),
    Column("taken_by", String(100), nullable=False),
    Column("process_instance_id", String(32), index=True),
    Column("reason", String(500)),  # why it was chosen by hand
    Column("void_at", UTCDateTime),
    Column("void_by", String(100)),
    Column("void_reason", String(500)),
    Column("mark", String(20)),  # what a later document made of it: 更正, 撤销, 废止 …
    Column("marked_by", String(200)),  # the number of that document
)

# What may be begun once, for good: the matter that was first (engine.store.once).
once = Table(
    "once",
    metadata,
    Column("kind", String(100), primary_key=True),
    Column("key", String(300), primary_key=True),
    Column("process_instance_id", String(32), nullable=False),
    Column("at", UTCDateTime, nullable=False),
)

# -- files ---------------------------------------------------------------------------------------

file = Table(
    "file",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("uploaded_by", String(100), nullable=False),
    Column("uploaded_at", UTCDateTime, nullable=False),
    Column("held", Boolean, nullable=False),  # some matter holds it
    Index(None, "held", "uploaded_at"),
)

file_holder = Table(
    "file_holder",
    metadata,
    Column("file_id", ForeignKey("file.id"), primary_key=True),
    Column("process_instance_id", ForeignKey("process_instance.id"), primary_key=True, index=True),
)

# -- notifications -------------------------------------------------------------------------------

notification = Table(
    "notification",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key", String(300), nullable=False, unique=True),  # the same thing is told once
    Column("recipient", String(100), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("kind", String(30), nullable=False),  # task, reminder, red, notice
    Column("process_instance_id", String(32)),
    Column("user_task_id", String(32)),
    Column("text", String(100), nullable=False),  # a key of the message catalogue
    Column("params", Document, nullable=False),
    Column("read_at", UTCDateTime),
    Index(None, "recipient", "read_at", "at"),
    Index(None, "recipient", "at", "id"),
)
