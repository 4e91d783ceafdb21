"""The tables, one module a noun's family; importing this package fills the metadata."""

from __future__ import annotations

from engine.store.tables import (
    access,
    attachments,
    circulation,
    data,
    deadlines,
    definitions,
    desk,
    history,
    instances,
    ledgers,
    office,
    opinions,
    outbox,
    standing,
    talk,
    work,
)
from engine.store.tables.metadata import metadata

__all__ = [
    "access",
    "attachments",
    "circulation",
    "data",
    "deadlines",
    "definitions",
    "desk",
    "history",
    "instances",
    "ledgers",
    "metadata",
    "office",
    "opinions",
    "outbox",
    "standing",
    "talk",
    "work",
]
