"""What one may know of the machine's own work: jobs and incidents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import rights, views
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Incident, Job, Json, Page
from engine.queries import _cursors
from engine.store import agenda, incidents, instances
from engine.store.unit_of_work import View

KINDS = ("service", "continuation", "message", "signal", "start", "mail", "mail_digest", "webhook")


def page(
    engine: Engine,
    actor: Actor,
    *,
    process_instance: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Job]:
    """Jobs, the oldest first: of all matters for managers, else of one the caller may see."""
    after = _cursors.decode(cursor, datetime, str)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        _refuse_unless_visible(view, process_instance, actor)
        rows = agenda.page(
            view, process_instance_id=process_instance, state=state, kinds=KINDS, after=after, limit=limit + 1
        )
    shown, more = _cursors.cut(rows, limit)
    last = _cursors.encode(shown[-1].created_at, shown[-1].id) if more else None
    return Page(tuple(views.job(row._asdict()) for row in shown), last)


def get(engine: Engine, job_id: str, actor: Actor) -> Job:
    """A job of a matter the caller may see."""
    with engine.reading() as view:
        row = agenda.row(view, job_id)
        if row is None or row.kind not in KINDS:
            raise NotFound("there is no such job", code="JOB_NOT_FOUND")
        _refuse_unless_visible(view, row.process_instance_id, actor)
    return views.job(row._asdict())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """A job as the worker it was lent to needs it."""

    id: str
    type: str
    element_id: str
    process_instance: str | None
    variables: Mapping[str, Json]
    headers: Mapping[str, str]
    attempts: int
    retries: int
    locked_until: datetime


def lent(engine: Engine, job_ids: Sequence[str]) -> Sequence[Lent]:
    """Jobs that were just lent, in this order; rights were looked at then."""
    with engine.reading() as view:
        rows = [row for job_id in job_ids if (row := agenda.row(view, job_id)) is not None]
    return [
        Lent(
            id=row.id,
            type=row.type,
            element_id=row.element_id,
            process_instance=row.process_instance_id,
            variables=(row.payload or {}).get("variables", {}),
            headers=(row.payload or {}).get("headers", {}),
            attempts=row.attempts,
            retries=row.retries,
            locked_until=row.locked_until,
        )
        for row in rows
        if row.locked_until is not None
    ]


def whatever(engine: Engine, job_id: str) -> Job:
    """A job whatever the caller's rights are: after a command that looked at them."""
    with engine.reading() as view:
        row = agenda.row(view, job_id)
    if row is None:
        raise NotFound("there is no such job", code="JOB_NOT_FOUND")
    return views.job(row._asdict())


def is_busy(engine: Engine, instance_id: str) -> bool:
    """Whether a job of this matter is ready or running."""
    with engine.reading() as view:
        return agenda.is_busy(view, instance_id, engine.clock.now())


def incidents_page(
    engine: Engine,
    actor: Actor,
    *,
    open_only: bool = True,
    process_instance: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Incident]:
    """Incidents, the newest first: of all matters for managers, else of one the caller may see."""
    after = _cursors.decode(cursor, datetime, str)
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        _refuse_unless_visible(view, process_instance, actor)
        rows = incidents.page(
            view, open_only=open_only, process_instance_id=process_instance, after=after, limit=limit + 1
        )
    shown, more = _cursors.cut(rows, limit)
    last = _cursors.encode(shown[-1].created_at, shown[-1].id) if more else None
    return Page(tuple(views.incident(row._asdict()) for row in shown), last)


def incident(engine: Engine, incident_id: str, actor: Actor) -> Incident:
    """One incident of a matter the caller may see."""
    with engine.reading() as view:
        row = incidents.row(view, incident_id)
        if row is None:
            raise NotFound("there is no such incident", code="INCIDENT_NOT_FOUND")
        _refuse_unless_visible(view, row.process_instance_id, actor)
    return views.incident(row._asdict())


@dataclass(frozen=True, slots=True)
class Troubles:
    """How much waits for a manager."""

    incidents: int
    failed_jobs: int


def troubles(engine: Engine, actor: Actor) -> Troubles:
    """Open incidents and failed jobs, counted."""
    rights.refuse_unless_manager(actor)
    with engine.reading() as view:
        return Troubles(incidents.count_open(view), agenda.count_failed(view, KINDS))


def _refuse_unless_visible(view: View, instance_id: str | None, actor: Actor) -> None:
    """The work of a matter is for who may see it; that of none, and of all, is for managers."""
    if instance_id is None:
        rights.refuse_unless_manager(actor)
        return
    rights.visible_instance(view, instances.row(view, instance_id), actor)
