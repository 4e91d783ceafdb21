"""What people are told in the window: written once by key, read by the one it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select, update

from engine.store.tables.office import notification
from engine.store.unit_of_work import AnyRow, Record, UnitOfWork, View

n = notification.c
_UNREAD = (
    select(func.count())
    .select_from(notification)
    .where(n.recipient == bindparam("recipient"), n.read_at.is_(None))
)


def add(uow: UnitOfWork, records: Iterable[Record]) -> None:
    """Write those whose key is not there yet."""
    uow.tell(list(records))


def page(
    view: View, recipient: str, *, unread: bool, after: tuple[datetime, str] | None, limit: int
) -> Sequence[AnyRow]:
    """One person's, the newest first; ``after``: at and id of the last seen."""
    statement = (
        select(notification).where(n.recipient == recipient).order_by(n.at.desc(), n.id.desc()).limit(limit)
    )
    if unread:
        statement = statement.where(n.read_at.is_(None))
    if after is not None:
        at, last = after
        statement = statement.where(or_(n.at < at, and_(n.at == at, n.id < last)))
    return view.rows(statement)


def unread(view: View, recipient: str) -> int:
    """How many one person has not read."""
    return int(view.value(_UNREAD, recipient=recipient))


def set_read(uow: UnitOfWork, recipient: str, ids: Sequence[str] | None, at: datetime) -> None:
    """Mark some as read, or all of them."""
    statement = update(notification).where(n.recipient == recipient, n.read_at.is_(None)).values(read_at=at)
    if ids is not None:
        statement = statement.where(n.id.in_(ids))
    uow.execute(statement)
