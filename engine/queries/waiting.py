"""Why a matter is waiting: for whom or what, since when in working hours, what happens next.

Rows answer it, not snapshots, so that a list of fifty matters costs four statements. A token's task, timer,
job or subscription has the token's id; what hangs at the border of a step (a boundary timer) is no reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine import views
from engine.machine import Engine
from engine.model import ProcessInstance, UserTask
from engine.store import agenda, incidents, messages, user_tasks
from engine.store.unit_of_work import AnyRow, View

ORDER = (
    "incident",
    "failed_job",
    "person",
    "job",
    "external_job",
    "timer",
    "message",
    "signal",
    "choice",
    "other",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One reason."""

    kind: str  # one of ORDER
    element_id: str
    since: datetime
    worked: timedelta  # working time since then
    task: UserTask | None = None  # of a person
    due_at: datetime | None = None  # of the task; of a timer: when it fires; of a job: when it is tried
    escalation: tuple[str, datetime] | None = None  # the next rung of the ladder
    name: str = ""  # of a message or signal; of a job: its type
    detail: str = ""  # the cause of an incident, the error of a job


@dataclass(slots=True)
class _Rows:
    """What was read, by matter."""

    tasks: dict[str, list[UserTask]] = field(default_factory=dict)
    jobs: dict[str, list[AnyRow]] = field(default_factory=dict)
    subscriptions: dict[str, list[AnyRow]] = field(default_factory=dict)
    incidents: dict[str, list[AnyRow]] = field(default_factory=dict)


def of_matters(engine: Engine, matters: Iterable[ProcessInstance]) -> dict[str, Sequence[Waiting]]:
    """The reasons of matters the caller was given to see, the weightiest first."""
    running = [one for one in matters if one.is_running]
    if not running:
        return {}
    with engine.reading() as view:
        rows = _read(view, [one.id for one in running])
        drawn = {one.id: _at_gateways(engine, view, one) for one in running}
    return {one.id: _reasons(engine, one, rows, drawn[one.id]) for one in running}


def of_tasks(engine: Engine, tasks: Iterable[UserTask]) -> dict[str, Waiting]:
    """The same for single tasks, by id; closed ones wait for nothing."""
    open_ones = [task for task in tasks if task.state == "open"]
    if not open_ones:
        return {}
    with engine.reading() as view:
        reminders = agenda.waiting_of(view, sorted({task.process_instance_id for task in open_ones}))
    rungs = _rungs(reminders)
    return {task.id: _person(engine, task, rungs) for task in open_ones}


def _read(view: View, ids: Sequence[str]) -> _Rows:
    found = _Rows()
    rows = user_tasks.open_of(view, ids)
    several = user_tasks.candidates_of(view, [row.id for row in rows if row.offered_to is None])
    for row in rows:
        task = views.user_task(row._asdict(), several.get(row.id, ()))
        found.tasks.setdefault(task.process_instance_id, []).append(task)
    for kept, read in (
        (found.jobs, agenda.waiting_of(view, ids)),
        (found.subscriptions, messages.of_instances(view, ids)),
        (found.incidents, incidents.open_of(view, ids)),
    ):
        for row in read:
            kept.setdefault(row.process_instance_id, []).append(row)
    return found


def _at_gateways(engine: Engine, view: View, matter: ProcessInstance) -> frozenset[str]:
    """Where it waits, and the events an event-based gateway waits for, in the processes it calls too."""
    version = engine.versions.get(view, matter.process_definition_id)
    at = set(matter.waiting_at)
    flows = [
        flow for one in engine.versions.with_called(view, version) for flow in one.process.flows.values()
    ]
    return frozenset(at | {flow.target for flow in flows if flow.source in at})


def _reasons(engine: Engine, matter: ProcessInstance, rows: _Rows, at: frozenset[str]) -> Sequence[Waiting]:
    jobs = rows.jobs.get(matter.id, [])
    rungs = _rungs(jobs)
    found = [_broken(engine, row) for row in rows.incidents.get(matter.id, [])]
    found += [_person(engine, task, rungs) for task in rows.tasks.get(matter.id, [])]
    found += [made for row in jobs if (made := _job(engine, row, at)) is not None]
    found += [
        _subscribed(engine, row)
        for row in rows.subscriptions.get(matter.id, [])
        if row.element_id in at and row.kind in {"message", "signal"}
    ]
    said = {one.element_id for one in found}
    chosen = any(row.kind == "choice" for row in rows.subscriptions.get(matter.id, []))
    if not found:
        found = [
            Waiting(
                kind="choice" if chosen else "other",
                element_id=one,
                since=matter.started_at,
                worked=timedelta(),
            )
            for one in matter.waiting_at
            if one not in said
        ]
    far = datetime.max.replace(tzinfo=matter.started_at.tzinfo)
    return sorted(found, key=lambda one: (ORDER.index(one.kind), one.due_at or far, one.since))


def _rungs(jobs: Iterable[AnyRow]) -> dict[str | None, tuple[str, datetime]]:
    """The next reminder of each token; of the whole matter under None."""
    found: dict[str | None, tuple[str, datetime]] = {}
    for row in jobs:
        if row.kind == "reminder" and row.state == "ready":
            known = found.get(row.token_id)
            if known is None or row.next_at < known[1]:
                found[row.token_id] = (row.type, row.next_at)
    return found


def _person(engine: Engine, task: UserTask, rungs: dict[str | None, tuple[str, datetime]]) -> Waiting:
    return Waiting(
        kind="person",
        element_id=task.element_id,
        since=task.created_at,
        worked=_worked(engine, task.created_at),
        task=task,
        due_at=task.due_at,
        escalation=rungs.get(task.id) or rungs.get(None),
    )


def _broken(engine: Engine, row: AnyRow) -> Waiting:
    return Waiting(
        kind="incident",
        element_id=row.element_id,
        since=row.created_at,
        worked=_worked(engine, row.created_at),
        detail=row.cause,
    )


def _job(engine: Engine, row: AnyRow, at: frozenset[str]) -> Waiting | None:
    """A timer the matter stands at, or work of the machine or of another system."""
    if row.kind == "timer":
        if row.element_id not in at:
            return None
        kind = "timer"
    elif row.kind == "service":
        kind = "failed_job" if row.state == "failed" else "external_job" if row.external else "job"
    else:
        return None
    return Waiting(
        kind=kind,
        element_id=row.element_id,
        since=row.created_at,
        worked=_worked(engine, row.created_at),
        due_at=row.next_at,
        name=row.type,
        detail=row.error or "",
    )


def _subscribed(engine: Engine, row: AnyRow) -> Waiting:
    return Waiting(
        kind=row.kind,
        element_id=row.element_id,
        since=row.created_at,
        worked=_worked(engine, row.created_at),
        name=row.name,
        detail=row.correlation_key or "",
    )


def _worked(engine: Engine, since: datetime) -> timedelta:
    return engine.desk.calendar.working_time(since, engine.clock.now())
