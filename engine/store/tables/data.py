"""Data stores of diagrams: tables of the office that processes read and change."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from engine.store.tables.metadata import metadata
from engine.store.types import Document, UTCDateTime

# Whoever reads or changes a store in a transaction that writes holds its row.
data_store = Table(
    "data_store",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("created_at", UTCDateTime, nullable=False),
)

data_store_entry = Table(
    "data_store_entry",
    metadata,
    Column("store", ForeignKey("data_store.name"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("value", Document, nullable=False),
    Column("changed_at", UTCDateTime, nullable=False),
    Column("changed_by", String(32), nullable=False),  # the matter
)
