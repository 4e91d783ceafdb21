"""Jobs whose type no folder registers: lent to workers outside, who answer over the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from engine import json, rights
from engine.commands import _case, _files, jobs
from engine.commands._record import Act
from engine.commands._secrecy import refuse_classified
from engine.commands._settle import settle
from engine.errors import Conflict, Forbidden, NotFound
from engine.machine import Engine
from engine.model import Actor, Json
from engine.store import agenda
from engine.store.unit_of_work import AnyRow, UnitOfWork


def activate(
    engine: Engine, types: Sequence[str], worker: str, actor: Actor, *, limit: int, lock_seconds: int
) -> Sequence[AnyRow]:
    """Lend up to ``limit`` ready jobs for ``lock_seconds`` of real time; who comes back later is refused."""
    _refuse_unless_worker(actor)
    wall_now = engine.wall.now()
    with engine.work() as uow:
        lent = agenda.activate(
            uow,
            types,
            worker=worker,
            now=engine.clock.now(),
            wall_now=wall_now,
            until=wall_now + timedelta(seconds=lock_seconds),
            limit=limit,
        )
        uow.result = [job.id for job in lent]
        return lent


def complete(engine: Engine, job_id: str, variables: Mapping[str, Json], actor: Actor) -> None:
    """The work is done; its results become the task's local variables."""
    _refuse_unless_worker(actor)
    refuse_classified(engine, variables, actor, f"job:{job_id}")
    values = json.checked(variables, bytes_each=engine.settings.variable_bytes)
    with engine.work() as uow:
        held = _held(engine, uow, job_id)
        _files.attach(uow, values, held.id, actor)
        opened = _case.load(engine, uow, held, actor)
        opened.case.complete(held.job_token_id, values)
        settle(engine, uow, opened, Act(actor, "job.complete", f"job:{job_id}", {"type": held.job_type}))


def throw(
    engine: Engine, job_id: str, code: str, variables: Mapping[str, Json], actor: Actor, message: str = ""
) -> None:
    """The work found a business error that the diagram may catch by its code."""
    _refuse_unless_worker(actor)
    refuse_classified(engine, variables, actor, f"job:{job_id}")
    values = json.checked(variables, bytes_each=engine.settings.variable_bytes)
    with engine.work() as uow:
        held = _held(engine, uow, job_id)
        _files.attach(uow, values, held.id, actor)
        opened = _case.load(engine, uow, held, actor)
        opened.case.throw(held.job_token_id, code, message, values)
        data: dict[str, Json] = {"type": held.job_type, "code": code}
        settle(engine, uow, opened, Act(actor, "job.error", f"job:{job_id}", data))


def fail(
    engine: Engine, job_id: str, error: str, actor: Actor, *, retries: int | None, retry_in: timedelta | None
) -> None:
    """It did not work. ``retries`` left (default: one less than before); none left is an incident."""
    _refuse_unless_worker(actor)
    with engine.work() as uow:
        held = _held(engine, uow, job_id)
        left = held.job_retries - held.job_attempts if retries is None else retries
        if left > 0:
            agenda.put_back(uow, job_id, next_at=engine.clock.now() + (retry_in or timedelta()), error=error,
                            retries=held.job_attempts + left)  # fmt: skip
            return
        agenda.fail(uow, job_id, held.job_attempts, error=error)
        jobs.raise_incident(engine, uow, held, error)


def _refuse_unless_worker(actor: Actor) -> None:
    if not rights.is_worker(actor):
        raise Forbidden(f"jobs are served by managers and the group {rights.WORKERS}", code="WORKERS_ONLY")


def _held(engine: Engine, uow: UnitOfWork, job_id: str) -> AnyRow:
    held = uow.hold_job(job_id)
    if held is None:
        raise NotFound("there is no such job", code="JOB_NOT_FOUND")
    if not held.job_external:
        raise Conflict("the machine does this job itself", code="JOB_NOT_EXTERNAL")
    until = held.job_locked_until if held.job_state == "running" else None
    if until is None or until < engine.wall.now():
        raise Conflict("the job is not lent to you (any more)", code="JOB_NOT_LOCKED")
    return held
