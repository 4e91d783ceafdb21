"""Requests for more time: what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update

from engine.store.tables.deadlines import extension
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

e = extension.c
LAPSED = "lapsed"  # nobody decided it while its limit ran


def row(view: View, extension_id: str) -> AnyRow | None:
    """One request."""
    return view.row(select(extension).where(e.id == extension_id))


def of_instance(view: View, instance_id: str) -> Sequence[AnyRow]:
    """All requests of a matter, the oldest first."""
    return view.rows(select(extension).where(e.process_instance_id == instance_id).order_by(e.asked_at, e.id))


def asked(view: View, instance_id: str, key: str, token_id: str | None) -> AnyRow | None:
    """The request about one limit that waits for a decision."""
    same = e.token_id.is_(None) if token_id is None else e.token_id == token_id
    return view.row(
        select(extension).where(e.process_instance_id == instance_id, e.key == key, same, e.state == "asked")
    )


def page(view: View, state: str, *, after: tuple[datetime, str] | None, limit: int) -> Sequence[AnyRow]:
    """Requests in a state, the oldest first; ``after``: asked_at and id of the last seen."""
    statement = select(extension).where(e.state == state).order_by(e.asked_at, e.id).limit(limit)
    if after is not None:
        at, last = after
        statement = statement.where(or_(e.asked_at > at, and_(e.asked_at == at, e.id > last)))
    return view.rows(statement)


def ask_again(uow: UnitOfWork, instance_id: str, lapsed_at: datetime) -> None:
    """The step that ended their limits is taken back: they wait again."""
    statement = update(extension).where(
        e.process_instance_id == instance_id, e.state == LAPSED, e.decided_at == lapsed_at
    )
    uow.execute(statement.values(state="asked", decided_at=None))


def decide(uow: UnitOfWork, extension_id: str, values: Mapping[str, Any]) -> None:
    """Write a decision; its matter is held."""
    uow.execute(update(extension).where(e.id == extension_id).values(**values))
