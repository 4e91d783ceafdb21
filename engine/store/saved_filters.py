"""Saved filters: one's own, and those shared with one's groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, or_, select

from engine.store.tables.desk import saved_filter
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

f = saved_filter.c


def of(view: View, login: str, groups: Iterable[str]) -> Sequence[AnyRow]:
    """What a person may use: his own first, then by name."""
    seen = or_(f.owner == login, f.shared_with.in_(sorted(groups)))
    return view.rows(select(saved_filter).where(seen).order_by(f.owner != login, f.name, f.id))


def row(view: View, filter_id: str) -> AnyRow | None:
    """One of them."""
    return view.row(select(saved_filter).where(f.id == filter_id))


def count(view: View, login: str) -> int:
    """How many a person has saved."""
    return int(view.value(select(func.count()).select_from(saved_filter).where(f.owner == login)))


def add(uow: UnitOfWork, record: Record) -> None:
    """Keep one."""
    uow.execute(saved_filter.insert(), record)


def remove(uow: UnitOfWork, filter_id: str) -> None:
    """Forget one."""
    uow.execute(delete(saved_filter).where(f.id == filter_id))
