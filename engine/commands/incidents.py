"""What a person does about something broken: try again, or go past it."""

from __future__ import annotations

from collections.abc import Mapping

from engine import json, rights
from engine.commands import _case, _files, jobs
from engine.commands._circulating import NOBODY
from engine.commands._record import Act
from engine.commands._secrecy import refuse_classified
from engine.commands._settle import settle
from engine.commands._writing import INCIDENTS
from engine.errors import Conflict, FieldError, InvalidSubmission, NotFound
from engine.machine import Engine
from engine.model import Actor, Json, ProcessInstance
from engine.store import incidents
from engine.store.unit_of_work import AnyRow, UnitOfWork

ACTIONS = ("retry", "skip")
WITHOUT_TOKEN = {"NO_CANDIDATES", NOBODY}  # a person sees to it; the token goes its way


def resolve(
    engine: Engine,
    incident_id: str,
    action: str,
    reason: str,
    actor: Actor,
    *,
    variables: Mapping[str, Json] | None = None,
) -> ProcessInstance:
    """``retry`` the step, with variables corrected if need be, or ``skip`` it: it counts as completed."""
    rights.refuse_unless_manager(actor)
    errors = []
    if action not in ACTIONS:
        errors.append(FieldError("/action", f"one of {', '.join(ACTIONS)}"))
    if not reason.strip():
        errors.append(FieldError("/reason", "say why"))
    if errors:
        raise InvalidSubmission(errors)
    refuse_classified(engine, variables, actor, f"incident:{incident_id}")
    values = json.checked(variables or {}, bytes_each=engine.settings.variable_bytes)
    with engine.work() as uow:
        found = incidents.row(uow, incident_id)
        if found is None:
            raise NotFound("there is no such incident", code="INCIDENT_NOT_FOUND")
        held = uow.hold_instance(found.process_instance_id)
        found = incidents.row(uow, incident_id)
        if held is None or found is None or found.resolved_at is not None:
            raise Conflict("it was resolved already", code="INCIDENT_RESOLVED")
        return _resolved(engine, uow, held, found, action, reason, values, actor)


def _resolved(
    engine: Engine, uow: UnitOfWork, held: AnyRow, found: AnyRow, action: str, reason: str,
    values: Mapping[str, Json], actor: Actor,
) -> ProcessInstance:  # fmt: skip
    opened = _case.load(engine, uow, held, actor, moving=False)
    if values:
        _files.attach(uow, values, held.id, actor)
        opened.case.set_variables(None, values)
    if found.job_id is not None:
        held_job = uow.hold_job(found.job_id)
        if action == "retry" and held_job is not None:
            jobs.revive(uow, opened, held_job)
    elif found.cause not in WITHOUT_TOKEN:
        (opened.case.retry if action == "retry" else opened.case.skip)(found.token_id)
    open_ones = opened.case.extras.get(INCIDENTS) or {}
    open_ones.pop(found.id, None)
    resolution = {
        "resolved_at": opened.world.now,
        "resolved_by": actor.login,
        "resolution": f"{action}: {reason}",
    }
    incidents.resolve(uow, [found.id], resolution)
    data: dict[str, Json] = {"action": action, "reason": reason, "cause": found.cause}
    return settle(engine, uow, opened, Act(actor, "incident.resolve", f"incident:{found.id}", data))
