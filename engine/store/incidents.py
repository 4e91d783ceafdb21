"""What broke and waits for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from engine.store.tables.instances import process_instance
from engine.store.tables.work import incident
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

n = incident.c
_WITH_MATTER = select(
    incident, process_instance.c.process_key, process_instance.c.title, process_instance.c.definition_version
).join(process_instance, process_instance.c.id == n.process_instance_id)


def row(view: View, incident_id: str) -> AnyRow | None:
    """An incident with its matter's title."""
    return view.row(_WITH_MATTER.where(n.id == incident_id))


def of_instance(view: View, instance_id: str, *, open_only: bool = True) -> Sequence[AnyRow]:
    """The incidents of a matter, the oldest first."""
    statement = select(incident).where(n.process_instance_id == instance_id)
    if open_only:
        statement = statement.where(n.resolved_at.is_(None))
    return view.rows(statement.order_by(n.created_at, n.id))


def open_of(view: View, instance_ids: Sequence[str]) -> Sequence[AnyRow]:
    """The open incidents of several matters, the oldest first."""
    wanted = incident.c.process_instance_id.in_(instance_ids), incident.c.resolved_at.is_(None)
    return view.rows(select(incident).where(*wanted).order_by(incident.c.created_at))


def page(
    view: View,
    *,
    open_only: bool,
    process_instance_id: str | None,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[AnyRow]:
    """Incidents, the newest first."""
    statement = _WITH_MATTER
    if open_only:
        statement = statement.where(n.resolved_at.is_(None))
    if process_instance_id is not None:
        statement = statement.where(n.process_instance_id == process_instance_id)
    if after is not None:
        at, last = after
        statement = statement.where(or_(n.created_at < at, and_(n.created_at == at, n.id < last)))
    return view.rows(statement.order_by(n.created_at.desc(), n.id.desc()).limit(limit))


def count_open(view: View) -> int:
    """How many wait for a person."""
    return int(view.value(select(func.count()).select_from(incident).where(n.resolved_at.is_(None))))


def resolve(uow: UnitOfWork, incident_ids: Sequence[str], values: Mapping[str, Any]) -> None:
    """Mark incidents as resolved: ``resolved_at``, ``resolved_by``, ``resolution``."""
    if incident_ids:
        uow.execute(
            update(incident).where(n.id.in_(list(incident_ids)), n.resolved_at.is_(None)).values(**values)
        )


def reopen(uow: UnitOfWork, incident_ids: Sequence[str]) -> None:
    """The step that resolved them is taken back: they wait for a person again."""
    if incident_ids:
        again = {"resolved_at": None, "resolved_by": None, "resolution": None}
        uow.execute(update(incident).where(n.id.in_(list(incident_ids))).values(**again))
