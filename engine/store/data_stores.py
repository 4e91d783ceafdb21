"""The entries of data stores."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from engine.model import Json
from engine.store import dialects
from engine.store.tables.data import data_store, data_store_entry
from engine.store.unit_of_work import UnitOfWork, View

e = data_store_entry.c
_HOLD = select(data_store).where(data_store.c.name == bindparam("name")).with_for_update()
_ENTRIES = select(e.key, e.value).where(e.store == bindparam("name")).order_by(e.key)
_GONE = delete(data_store_entry).where(
    e.store == bindparam("_store"), e.key.in_(bindparam("_keys", expanding=True))
)


def hold(uow: UnitOfWork, name: str, now: datetime) -> None:
    """Nobody else reads or changes the store in a transaction that writes before this one ends."""
    begun = dialects.upsert(data_store, uow.connection.dialect.name, update=())
    uow.execute(begun, {"name": name, "created_at": now})
    uow.row(_HOLD, name=name)


def entries(view: View, name: str) -> Mapping[str, Json]:
    """All entries of a store by their keys."""
    return {row.key: row.value for row in view.rows(_ENTRIES, name=name)}


def change(uow: UnitOfWork, name: str, changed: Mapping[str, Json], *, at: datetime, by: str) -> None:
    """Write entries; those that are null are taken away."""
    gone = [key for key, value in changed.items() if value is None]
    if gone:
        uow.execute(_GONE, {"_store": name, "_keys": gone})
    rows = [
        {"store": name, "key": key, "value": value, "changed_at": at, "changed_by": by}
        for key, value in changed.items()
        if value is not None
    ]
    if rows:
        columns = ("value", "changed_at", "changed_by")
        uow.execute(dialects.upsert(data_store_entry, uow.connection.dialect.name, update=columns), rows)
