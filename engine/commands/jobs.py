"""The machine's own work: one entry of the agenda, done whole."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from datetime import timedelta

from engine import json, rights
from engine.commands import (
    _case,
    _circulations,
    _delivery,
    _deputies,
    _digests,
    _files,
    _notices,
    _rows,
    _starts,
    calendars,
    mails,
    messages,
    process_instances,
    webhooks,
)
from engine.commands._record import Act, record_system, touch
from engine.commands._settle import settle
from engine.commands._writing import INCIDENTS
from engine.errors import Conflict, NotFound
from engine.handlers import BpmnError
from engine.jobs.queue import this_worker
from engine.machine import Engine
from engine.model import SYSTEM, Actor, Json
from engine.store import agenda, incidents
from engine.store.tables import work
from engine.store.unit_of_work import AnyRow, UnitOfWork

log = logging.getLogger(__name__)
LONGEST_BACK_OFF = timedelta(hours=1)
MOST_DETAIL = 4000  # characters of an error that an incident keeps


def run(engine: Engine, job_id: str) -> None:
    """Do one entry of the agenda: the try is counted first; what fails is put off, in the end an incident."""
    until = engine.wall.now() + timedelta(seconds=engine.settings.lease_seconds)
    with engine.work() as uow:
        job = agenda.begin_attempt(uow, job_id, worker=this_worker(), now=engine.clock.now(), until=until)
    if job is not None:
        run_begun(engine, job)


def run_begun(engine: Engine, job: AnyRow) -> None:
    """Do one whose try is counted already."""
    if job.attempts > max(job.retries, 1):
        _failed(engine, job, "its worker died each time it was tried", retry=False)
        return
    try:
        _RUNNERS[job.kind](engine, job)
    except Exception as error:
        log.info("job %s failed", job.id, exc_info=True)
        _failed(engine, job, _described(error), retry=not isinstance(error, LookupError))


def _described(error: BaseException) -> str:
    place = traceback.extract_tb(error.__traceback__)
    where = f" ({place[-1].name}, line {place[-1].lineno})" if place else ""
    return f"{type(error).__name__}: {error}{where}"


def _held(uow: UnitOfWork, job: AnyRow) -> AnyRow | None:
    """The job's matter, held, if this try still counts and the matter can move."""
    held = uow.hold_job(job.id)
    if held is None or held.job_state != "running" or held.job_attempts != job.attempts:
        return None
    if held.state == "suspended":
        agenda.put_to_sleep(uow, job.id)
        return None
    return held


def _service(engine: Engine, job: AnyRow) -> None:
    """Run a handler outside any transaction, then complete its task."""
    given = {"headers": job.payload["headers"], "key": job.id, "office": None, "documents": engine.press}
    try:
        results = engine.handlers[job.type](job.payload["variables"], given)
    except BpmnError as error:
        _throw(engine, job, error.code, error.message, error.variables)
        return
    json.checked(results, bytes_each=engine.settings.variable_bytes)
    with engine.work() as uow:
        _complete(engine, uow, job, results, SYSTEM)


def _complete(
    engine: Engine, uow: UnitOfWork, job: AnyRow, results: Mapping[str, Json], actor: Actor
) -> None:
    held = _held(uow, job)
    if held is None:
        return
    _files.attach(uow, results, held.id, actor)
    opened = _case.load(engine, uow, held, actor)
    opened.case.complete(job.token_id, results)
    settle(engine, uow, opened, Act(actor, "job.complete", f"job:{job.id}", {"type": job.type}))


def _throw(
    engine: Engine, job: AnyRow, code: str, message: str, variables: Mapping[str, Json], actor: Actor = SYSTEM
) -> None:
    with engine.work() as uow:
        held = _held(uow, job)
        if held is None:
            return
        opened = _case.load(engine, uow, held, actor)
        opened.case.throw(job.token_id, code, message, variables)
        settle(
            engine, uow, opened, Act(actor, "job.error", f"job:{job.id}", {"type": job.type, "code": code})
        )


def _timer(engine: Engine, job: AnyRow) -> None:
    with engine.work() as uow:
        held = _held(uow, job)
        if held is None:
            return
        opened = _case.load(engine, uow, held, SYSTEM)
        opened.case.fire(job.token_id, None)
        act = Act(SYSTEM, "timer.fire", f"timer:{job.id}", {"element_id": job.element_id})
        settle(engine, uow, opened, act)
        _finish_unless_reopened(uow, job)


def _finish_unless_reopened(uow: UnitOfWork, job: AnyRow) -> None:
    """A cycle's timer has put itself on the agenda again; any other is done."""
    if not uow.will_put_job(job.id):
        agenda.finish(uow, job.id, job.attempts)


def _continuation(engine: Engine, job: AnyRow) -> None:
    with engine.work() as uow:
        held = _held(uow, job)
        if held is None:
            return
        opened = _case.load(engine, uow, held, SYSTEM)
        settle(engine, uow, opened, Act(SYSTEM, "process_instance.continue", f"process_instance:{held.id}"))
        agenda.finish(uow, job.id, job.attempts)


def _message(engine: Engine, job: AnyRow) -> None:
    with engine.work() as uow:
        if not agenda.finish(uow, job.id, job.attempts):
            return
        if job.type == "kept":
            messages.deliver_kept(engine, uow, job.payload["name"])
            return
        thrown = messages.Message(
            name=job.payload["name"],
            key=job.payload["key"],
            variables=job.payload["variables"],
            ttl=timedelta(hours=engine.settings.thrown_message_hours),
            to=tuple((process, element) for process, element in job.payload.get("to", ())),
            thrown_by=job.process_instance_id,
        )
        messages.correlate_within(engine, uow, thrown, SYSTEM)


def _signal(engine: Engine, job: AnyRow) -> None:
    with engine.work() as uow:
        if not agenda.finish(uow, job.id, job.attempts):
            return
        if job.type == "held":
            _delivery.deliver_held(engine, uow, job.token_id, job.payload)
        else:
            said = (job.payload["name"], job.payload["variables"], SYSTEM, job.payload.get("heard", ()))
            messages.broadcast_within(engine, uow, *said)


def _start(engine: Engine, job: AnyRow) -> None:
    """A timer start event: begin a matter, and come again if it is a cycle."""
    with engine.work() as uow:
        if not agenda.finish(uow, job.id, job.attempts):
            return
        version = engine.versions.get(uow, job.process_definition_id)
        trigger = process_instances.Trigger(job.element_id)
        process_instances.begin(engine, uow, version, SYSTEM, None, {}, trigger)
        _starts.again(uow, version, job.element_id, job.payload["due"], engine.clock.now())


def _reminder(engine: Engine, job: AnyRow) -> None:
    """Tell those a limit's ladder names, note it in the record, and put the next step on the agenda."""
    with engine.work() as uow:
        held = _held(uow, job)
        if held is None:
            return
        opened = _case.load(engine, uow, held, SYSTEM)
        told = _notices.remind(engine, uow, opened, job)
        act = Act(SYSTEM, "deadline.remind", f"process_instance:{held.id}", told)
        touch(uow, held, act, engine.clock.now())
        _finish_unless_reopened(uow, job)


def _deputy(engine: Engine, job: AnyRow) -> None:
    """A task that nobody looked at in time is offered to the deputy too."""
    with engine.work() as uow:
        held = _held(uow, job)
        if held is None:
            return
        _deputies.offer(engine, uow, held)
        agenda.finish(uow, job.id, job.attempts)


def _circulation(engine: Engine, job: AnyRow) -> None:
    """The day something sent round was to be read by."""
    with engine.work() as uow:
        held = _held(uow, job)
        if held is None:
            return
        _circulations.remind(engine, uow, held, job.payload["circulation"])
        agenda.finish(uow, job.id, job.attempts)


_RUNNERS: Mapping[str, Callable[[Engine, AnyRow], None]] = {
    "service": _service,
    "timer": _timer,
    "continuation": _continuation,
    "message": _message,
    "signal": _signal,
    "start": _start,
    "reminder": _reminder,
    "deputy": _deputy,
    "digest": _digests.send,
    "recompute": calendars.recompute,
    "mail": mails.send,
    "mail_digest": mails.send_digest,
    "webhook": webhooks.deliver,
    "circulation": _circulation,
}


def _failed(engine: Engine, job: AnyRow, error: str, *, retry: bool) -> None:
    """Put it off, each time longer; after the last try it waits for a person."""
    with engine.work() as uow:
        if retry and job.attempts < job.retries:
            pause = min(
                timedelta(seconds=engine.settings.retry_seconds) * 2 ** (job.attempts - 1), LONGEST_BACK_OFF
            )
            agenda.back_off(uow, job.id, job.attempts, next_at=engine.clock.now() + pause, error=error)
            return
        held = uow.hold_job(job.id) if job.process_instance_id else None
        if agenda.fail(uow, job.id, job.attempts, error=error) and held is not None:
            raise_incident(engine, uow, held, error)


def raise_incident(engine: Engine, uow: UnitOfWork, held: AnyRow, error: str) -> None:
    """A job failed for good: its matter, held with the job's columns, shows it until a person acts."""
    if held.state in {"completed", "cancelled"}:
        return
    opened = _case.load(engine, uow, held, SYSTEM, moving=False)
    opened.world.job_error = error
    if held.job_kind == "service":
        opened.case.fail(held.job_token_id, "JOB_FAILED", error[:MOST_DETAIL])
    else:
        row = _rows.incident(
            opened, held.job_element_id, "JOB_FAILED", error[:MOST_DETAIL], job_id=held.job_id
        )
        uow.add(work.incident, row)
        opened.case.extras.setdefault(INCIDENTS, {})[row["id"]] = held.job_id
    said = {"type": held.job_type, "element_id": held.job_element_id}
    act = Act(SYSTEM, "incident.raise", f"job:{held.job_id}", said)
    settle(engine, uow, opened, act)


# -- people and workers outside -----------------------------------------------------------------------------


def retry(engine: Engine, job_id: str, actor: Actor) -> None:
    """A manager has the machine try a failed job again, with all its tries; its incident is over."""
    rights.refuse_unless_manager(actor)
    with engine.work() as uow:
        held = uow.hold_job(job_id)
        if held is None:
            _retry_alone(engine, uow, job_id, actor)
            return
        if held.job_state != "failed":
            raise Conflict(f"the job is {held.job_state}, not failed", code="JOB_NOT_FAILED")
        opened = _case.load(engine, uow, held, actor, moving=False)
        revive(uow, opened, held)
        settle(engine, uow, opened, Act(actor, "job.retry", f"job:{job_id}", {"type": held.job_type}))


def _retry_alone(engine: Engine, uow: UnitOfWork, job_id: str, actor: Actor) -> None:
    """A job of no matter: a letter, a call of another system."""
    job = agenda.row(uow, job_id)
    if job is None or job.process_instance_id is not None:
        raise NotFound("there is no such job", code="JOB_NOT_FOUND")
    if job.state != "failed":
        raise Conflict(f"the job is {job.state}, not failed", code="JOB_NOT_FAILED")
    agenda.revive(uow, job_id, engine.clock.now())
    record_system(uow, Act(actor, "job.retry", f"job:{job_id}", {"type": job.type}), engine.clock.now())


def revive(uow: UnitOfWork, opened: _case.OpenCase, held: AnyRow) -> None:
    """All the tries of a failed job again, on its held matter."""
    if held.job_kind == "service":
        opened.case.retry(held.job_token_id)
        return
    agenda.revive(uow, held.job_id, opened.world.now)
    open_ones = opened.case.extras.get(INCIDENTS) or {}
    over = [incident_id for incident_id, at in open_ones.items() if at == held.job_id]
    for incident_id in over:
        del open_ones[incident_id]
    resolution = {
        "resolved_at": opened.world.now,
        "resolved_by": opened.world.actor.login,
        "resolution": "retry",
    }
    incidents.resolve(uow, over, resolution)
