"""The tables, one module a noun's family; importing this package fills the metadata."""

from __future__ import annotations

from engine.store.tables import (
    access,
    data,
    deadlines,
    definitions,
    desk,
    history,
    instances,
    office,
    outbox,
    standing,
    work,
)
from engine.store.tables.metadata import metadata

__all__ = [
    "access",
    "data",
    "deadlines",
    "definitions",
    "desk",
    "history",
    "instances",
    "metadata",
    "office",
    "outbox",
    "standing",
    "work",
]
