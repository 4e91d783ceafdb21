"""Ledgers 台账: what matters say of themselves in lists that people search, filter and print."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Table, Text

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

ledger_line = Table(
    "ledger_line",
    metadata,
    Column("process_instance_id", ForeignKey("process_instance.id"), primary_key=True),
    Column("ledger", String(100), primary_key=True),
    Column("place", Integer, primary_key=True),  # among the lines of its matter
    Column("values", Document, nullable=False),  # by the ledger's columns
    Column("words", Text, nullable=False),  # what it is found by
    Column("lamp", String(10)),  # where it does not follow from the time
    Column("yellow_at", UTCDateTime),
    Column("red_at", UTCDateTime),
    Column("entered_at", UTCDateTime, nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
    Index(None, "ledger", "entered_at"),
)

# What a line is narrowed by: the columns that are filters, and the values they have.
ledger_mark = Table(
    "ledger_mark",
    metadata,
    Column("process_instance_id", String(32), primary_key=True),
    Column("ledger", String(100), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("value", String(200), primary_key=True),
    ForeignKeyConstraint(
        ["process_instance_id", "ledger", "place"],
        ["ledger_line.process_instance_id", "ledger_line.ledger", "ledger_line.place"],
        ondelete="CASCADE",
    ),
    Index(None, "ledger", "name", "value"),
)
