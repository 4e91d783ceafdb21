"""Start a matter, and what managers do with one: cancel, suspend, resume, set variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine import json, rights, views
from engine.catalog.version import Version
from engine.commands import _answers, _case, _files, _numbers, _rows
from engine.commands._record import Act, touch
from engine.commands._secrecy import refuse_classified
from engine.commands._settle import settle
from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission, NotFound, Stale
from engine.machine import Engine
from engine.model import Actor, Json, ProcessInstance, new_id
from engine.store import agenda, incidents, instances, messages
from engine.store.unit_of_work import AnyRow, UnitOfWork


@dataclass(frozen=True, slots=True)
class Trigger:
    """What started a matter when no person did: an event start's element, and a message's name and key."""

    element_id: str
    message: str | None = None
    key: str | None = None


def start(
    engine: Engine,
    process: str,
    actor: Actor,
    *,
    version: int | None = None,
    business_key: str | None = None,
    variables: Mapping[str, Json] | None = None,
) -> ProcessInstance:
    """Begin a matter; what needs no person and no job is done before the answer."""
    refuse_classified(engine, variables, actor, f"process:{process}")
    with engine.work() as uow:
        if version is None:
            found = engine.versions.latest(uow, process)
        else:
            found = engine.versions.numbered(uow, process, version)
        if not rights.may_start(found, actor):
            raise Forbidden("you may not start this process", code="MAY_NOT_START")
        values = json.checked(variables or {}, bytes_each=engine.settings.variable_bytes)
        form = found.start_form
        if form is not None:
            values = _answers.accepted(form, values, {}, engine)
        return begin(engine, uow, found, actor, business_key, values)


def begin(
    engine: Engine,
    uow: UnitOfWork,
    version: Version,
    actor: Actor,
    business_key: str | None,
    variables: Mapping[str, Json],
    trigger: Trigger | None = None,
) -> ProcessInstance:
    """Start within a transaction that runs already (a message, a timer, a person)."""
    instance_id = new_id()
    birth = _case.Birth(
        business_key, actor.login, trigger.message if trigger else None, trigger.key if trigger else None
    )
    start_element = trigger.element_id if trigger else None
    opened = _case.new(engine, uow, version, instance_id, actor, birth, variables, start_element)
    act = Act(actor, "process_instance.start", f"process_instance:{instance_id}", {"process": version.key})
    begun = settle(engine, uow, opened, act)
    _files.attach(uow, variables, instance_id, actor)
    return begun


def cancel(
    engine: Engine, instance_id: str, reason: str, actor: Actor, *, revision: int | None = None
) -> ProcessInstance:
    """End a matter now, with a reason; everything in it is cancelled."""
    with engine.work() as uow:
        held = _held(uow, instance_id, actor, reason, revision)
        opened = _case.load(engine, uow, held, actor, moving=False)
        _numbers.void_unused(uow, opened, reason)
        opened.case.cancel()
        data = {"reason": reason}
        act = Act(actor, "process_instance.cancel", f"process_instance:{instance_id}", data)
        return settle(engine, uow, opened, act)


def suspend(
    engine: Engine, instance_id: str, reason: str, actor: Actor, *, revision: int | None = None
) -> ProcessInstance:
    """Nothing in the matter moves until it is resumed; its deadlines run on."""
    with engine.work() as uow:
        held = _held(uow, instance_id, actor, reason, revision)
        if held.state == "suspended":
            raise Conflict("it is suspended already", code="INSTANCE_SUSPENDED")
        return _switch(engine, uow, held, actor, "suspended", reason)


def resume(
    engine: Engine, instance_id: str, actor: Actor, reason: str = "resume", *, revision: int | None = None
) -> ProcessInstance:
    """A suspended matter moves again; what fell due meanwhile fires now."""
    with engine.work() as uow:
        held = _held(uow, instance_id, actor, reason, revision)
        if held.state != "suspended":
            raise Conflict("it is not suspended", code="INSTANCE_NOT_SUSPENDED")
        broken = bool(incidents.of_instance(uow, instance_id))
        agenda.wake_instance(uow, instance_id)
        _take_what_was_kept(engine, uow, instance_id)
        return _switch(engine, uow, held, actor, "incident" if broken else "active", reason)


def _take_what_was_kept(engine: Engine, uow: UnitOfWork, instance_id: str) -> None:
    """Messages that came while the matter was suspended are looked at now."""
    now = engine.clock.now()
    for name in {s.name for s in messages.of_instance(uow, instance_id) if s.kind == "message"}:
        uow.meet(name)
        if messages.is_any_kept(uow, name, now):
            uow.put_job(_rows.kept(name, now))


def set_variables(
    engine: Engine, instance_id: str, variables: Mapping[str, Json], reason: str, actor: Actor,
    *, revision: int | None = None,
) -> ProcessInstance:  # fmt: skip
    """Correct variables of the root scope; a manager's repair, with a reason."""
    refuse_classified(engine, variables, actor, f"process_instance:{instance_id}")
    with engine.work() as uow:
        held = _held(uow, instance_id, actor, reason, revision)
        values = json.checked(variables, bytes_each=engine.settings.variable_bytes)
        _files.attach(uow, values, held.id, actor)
        opened = _case.load(engine, uow, held, actor, moving=False)
        opened.case.set_variables(None, values)
        data: dict[str, Json] = {"reason": reason, "names": sorted(values)}
        act = Act(actor, "process_instance.variables", f"process_instance:{instance_id}", data)
        return settle(engine, uow, opened, act)


def _switch(
    engine: Engine, uow: UnitOfWork, held: AnyRow, actor: Actor, state: str, reason: str
) -> ProcessInstance:
    verb = "suspend" if state == "suspended" else "resume"
    act = Act(actor, f"process_instance.{verb}", f"process_instance:{held.id}", {"reason": reason})
    touch(uow, held, act, engine.clock.now(), {"state": state})
    return views.process_instance({**held._asdict(), "state": state, "revision": held.revision + 1})


def _held(uow: UnitOfWork, instance_id: str, actor: Actor, reason: str, revision: int | None) -> AnyRow:
    row = instances.row(uow, instance_id)
    rights.visible_instance(uow, row, actor)
    rights.refuse_unless_manager(actor)
    if not reason.strip():
        raise InvalidSubmission([FieldError("/reason", "say why")])
    held = uow.hold_instance(instance_id)
    if held is None:
        raise NotFound("there is no such process instance", code="PROCESS_INSTANCE_NOT_FOUND")
    if revision is not None and revision != held.revision:
        raise Stale("the matter changed since you looked at it")
    if held.state in {"completed", "cancelled"}:
        raise Conflict("the matter has ended", code="INSTANCE_ENDED", details={"state": held.state})
    return held
