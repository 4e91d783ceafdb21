"""The bulletin of overdue matters: its draft, and what became of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update

from engine.store import dialects
from engine.store.tables.deadlines import bulletin_entry
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

b = bulletin_entry.c
STATES = ("draft", "published", "left out")


def add(uow: UnitOfWork, row: Mapping[str, Any]) -> None:
    """A line, unless the same limit has one."""
    uow.execute(dialects.once(bulletin_entry, uow.connection.dialect.name, "id"), dict(row))


def row(view: View, entry_id: str) -> AnyRow | None:
    """One line."""
    return view.row(select(bulletin_entry).where(b.id == entry_id))


def page(view: View, state: str, *, after: tuple[datetime, str] | None, limit: int) -> Sequence[AnyRow]:
    """Lines in a state, the oldest first; ``after``: at and id of the last seen."""
    statement = select(bulletin_entry).where(b.state == state).order_by(b.at, b.id).limit(limit)
    if after is not None:
        at, last = after
        statement = statement.where(or_(b.at > at, and_(b.at == at, b.id > last)))
    return view.rows(statement)


def decide(uow: UnitOfWork, entry_id: str, values: Mapping[str, Any]) -> None:
    """Published, left out, or back in the draft."""
    uow.execute(update(bulletin_entry).where(b.id == entry_id).values(**values))
