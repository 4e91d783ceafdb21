"""Sending back: a task to a step that was passed, a token by a manager, a whole matter by its starter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import returning, rights
from engine.commands import _agreements, _capacities, _case, _numbers
from engine.commands._open_task import held as held_task
from engine.commands._record import Act
from engine.commands._settle import settle
from engine.errors import Conflict, FieldError, Forbidden, InvalidSubmission, NotFound, Stale
from engine.machine import Engine
from engine.model import Actor, Json, ProcessInstance
from engine.office import notifications
from engine.paths import Paths
from engine.returning import PassedStep
from engine.store import instances, records, user_tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork

REWALK, JUMP_BACK = "rewalk", "jump_back"


def return_task(
    engine: Engine,
    task_id: str,
    to: str,
    mode: str,
    reason: str,
    actor: Actor,
    *,
    revision: int | None = None,
) -> ProcessInstance:
    """Have an earlier step done again, by whoever did it.

    ``to``: an element id, ``starter`` or ``previous``. ``mode``: everything from there on is walked again, or
    only that step, after which it comes straight back here.
    """
    with engine.work() as uow:
        held = held_task(uow, task_id, actor, revision)
        actor = _capacities.acting(engine, uow, held, actor)
        _capacities.refuse_delegated(held)
        _refuse_unless_said(reason, mode)
        opened = _case.load(engine, uow, held, actor)
        said = returning.allowed(opened.case.element_of(task_id))
        step = _chosen(returning.passed(uow, held, opened.case, task_id, said), to, said.modes, mode)
        _foretell(uow, opened, task_id, step, mode)
        if mode == REWALK:
            _agreements.forget(opened, opened.case.way_back(task_id, step.element_id))
        opened.case.go_back(
            task_id,
            step.element_id,
            person=_doer(engine, opened, task_id, step),
            returner=actor.on_behalf_of or actor.login,
            jump_back=mode == JUMP_BACK,
        )
        data = {"element_id": held.task_element_id, "step": step.element_id, "mode": mode, "reason": reason}
        _tell(engine, uow, held, step.done_by, "task.returned", {**data, "task": held.task_name}, actor)
        return settle(engine, uow, opened, Act(actor, "user_task.return", f"user_task:{task_id}", data))


def move(
    engine: Engine, instance_id: str, from_: str, to: str, reason: str, actor: Actor,
    *, revision: int | None = None,
) -> ProcessInstance:  # fmt: skip
    """A manager lets a matter go on elsewhere; ``from_`` is where it waits: an element, or a task's id."""
    with engine.work() as uow:
        rights.visible_instance(uow, instances.row(uow, instance_id), actor)
        rights.refuse_unless_manager(actor)
        if not reason.strip():
            raise InvalidSubmission([FieldError("/reason", "say why")])
        held = _held_matter(uow, instance_id, revision)
        opened = _case.load(engine, uow, held, actor)
        token_id = from_ if opened.case.awaits(from_) else next(iter(opened.case.token_of(from_)), None)
        if token_id is None:
            raise InvalidSubmission([FieldError("/from", f"nothing waits at {from_!r}")])
        if returning.is_behind(opened.case, token_id, to):
            _agreements.forget(opened, opened.case.way_back(token_id, to))
        opened.case.move(token_id, to)
        act = Act(
            actor, "process_instance.move", f"process_instance:{instance_id}",
            {"from_step": from_, "step": to, "reason": reason},
        )  # fmt: skip
        return settle(engine, uow, opened, act)


def withdraw_matter(
    engine: Engine, instance_id: str, reason: str, actor: Actor, *, revision: int | None = None
) -> ProcessInstance:
    """Whoever began a matter takes it back as a whole, as long as nobody else has handed anything in."""
    with engine.work() as uow:
        row = rights.visible_instance(uow, instances.row(uow, instance_id), actor)
        if row.started_by != actor.login:
            raise Forbidden("only who began it may take it back", code="NOT_YOUR_MATTER")
        if not reason.strip():
            raise InvalidSubmission([FieldError("/reason", "say why")])
        held = _held_matter(uow, instance_id, revision)
        opened = _case.load(engine, uow, held, actor)
        if not rights.is_unsigned(uow, held):
            raise Conflict("somebody has handed in a step of it already", code="ALREADY_SIGNED")
        for task in user_tasks.of_instance(uow, instance_id):
            if task.state == "open" and task.assignee not in {None, actor.login}:
                data: dict[str, Json] = {"task": task.name, "reason": reason}
                _tell(engine, uow, held, task.assignee, "matter.withdrawn", data, actor)
        _numbers.void_unused(uow, opened, reason)
        opened.case.cancel()
        act = Act(actor, "process_instance.withdraw", f"process_instance:{instance_id}", {"reason": reason})
        return settle(engine, uow, opened, act)


def _held_matter(uow: UnitOfWork, instance_id: str, revision: int | None) -> AnyRow:
    held = uow.hold_instance(instance_id)
    if held is None:
        raise NotFound("there is no such process instance", code="PROCESS_INSTANCE_NOT_FOUND")
    if revision is not None and revision != held.revision:
        raise Stale("the matter changed since you looked at it")
    return held


def _refuse_unless_said(reason: str, mode: str) -> None:
    errors = []
    if not reason.strip():
        errors.append(FieldError("/reason", "say why"))
    if mode not in {REWALK, JUMP_BACK}:
        errors.append(FieldError("/mode", "rewalk or jump_back"))
    if errors:
        raise InvalidSubmission(errors)


def _chosen(steps: Sequence[PassedStep], to: str, modes: Sequence[str], mode: str) -> PassedStep:
    """The step that was named, if it is one of those that may be chosen."""
    named = {"starter": [s for s in steps if s.is_first], "previous": [s for s in steps if s.is_previous]}
    found = named.get(to, [step for step in steps if step.element_id == to])
    if not found or mode not in modes:
        where = {"steps": [step.element_id for step in steps], "modes": list(modes)}
        raise Conflict("it cannot be sent back there in this way", code="RETURN_NOT_ALLOWED", details=where)
    return found[0]


def _doer(engine: Engine, opened: _case.OpenCase, task_id: str, step: PassedStep) -> str | None:
    """Who did it does it again, if he is still here; several who were asked together are asked as before."""
    element = opened.case.way_back(task_id, step.element_id).target
    several = element.loop is not None or element.type != "userTask"
    return None if several or engine.actor(step.done_by) is None else step.done_by


def _foretell(uow: UnitOfWork, opened: _case.OpenCase, task_id: str, step: PassedStep, mode: str) -> None:
    """For the preview: what was handed in and will be asked for again. It stays on the record."""
    place = opened.case.way_back(task_id, step.element_id)
    order = records.last_acts(uow, opened.instance_id)
    rows = user_tasks.of_instance(uow, opened.instance_id)
    left = Paths(records.nodes(uow, opened.instance_id))
    for row in sorted(rows, key=lambda row: order.get(f"user_task:{row.id}", 0)):
        path = left.after(order.get(f"user_task:{row.id}", 0), row.element_id)
        names = returning.seen_as(row, path, opened.case, place)
        again = any(one == step.element_id or (mode == REWALK and place.again(one)) for one in names)
        if row.state == "completed" and again:
            said = {"element_id": row.element_id, "name": row.name, "by": row.closed_by}
            uow.foretold.setdefault("opinions", []).append(said | {"at": row.closed_at})


def _tell(
    engine: Engine, uow: UnitOfWork, held: AnyRow, whom: str, text: str, params: Mapping[str, Json],
    actor: Actor,
) -> None:  # fmt: skip
    if whom == actor.login or engine.actor(whom) is None:
        return
    notifications.tell(
        uow,
        [whom],
        about=f"{text}:{held.id}:{held.revision}",
        kind="notice",
        text=text,
        at=engine.clock.now(),
        params={"title": held.title, "by": actor.login, **params},
        process_instance=held.id,
    )
