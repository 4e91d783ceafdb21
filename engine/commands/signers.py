"""Signers added to a step while it is open, and taken away before they have signed."""

from __future__ import annotations

from collections.abc import Sequence

from engine.commands import _capacities, _case
from engine.commands._open_task import held as held_task
from engine.commands._record import Act
from engine.commands._settle import settle
from engine.errors import FieldError, Forbidden, InvalidSubmission
from engine.machine import Engine
from engine.model import Actor, ProcessInstance
from engine.store import user_tasks

POSITIONS = ("before", "after", "beside")


def add(
    engine: Engine, task_id: str, people: Sequence[str], position: str, reason: str, actor: Actor,
    *, revision: int | None = None,
) -> ProcessInstance:  # fmt: skip
    """Let these sign too: before me (I am asked again then), after me, or beside me; for this step only."""
    with engine.work() as uow:
        held = held_task(uow, task_id, actor, revision)
        acting = _capacities.as_himself(engine, uow, held, actor)
        _capacities.refuse_delegated(held)
        opened = _case.load(engine, uow, held, acting)
        signing = {person for person, _ in opened.case.signers(task_id).later}
        for task in user_tasks.of_instance(uow, held.id):
            if task.element_id == held.task_element_id and task.state == "open" and task.assignee:
                signing.add(task.assignee)
        _refuse_unfit(engine, people, position, signing | {acting.login})
        opened.case.add_signers(task_id, list(people), position, acting.login)
        said = {"people": list(people), "position": position, "reason": reason}
        data = {"element_id": held.task_element_id, **said}
        act = Act(acting, "user_task.signers_add", f"user_task:{task_id}", data)
        return settle(engine, uow, opened, act)


def remove(
    engine: Engine, task_id: str, person: str, reason: str, actor: Actor, *, revision: int | None = None
) -> ProcessInstance:
    """Somebody who has not signed needs no longer: by who added him, or by a manager; the rest decides."""
    with engine.work() as uow:
        held = held_task(uow, task_id, actor, revision)
        opened = _case.load(engine, uow, held, actor)
        there = opened.case.signers(task_id)
        by = [who for one, who in (*there.asked.values(), *there.later) if one == person]
        if not actor.is_manager and actor.login not in by:
            raise Forbidden("only who added him may take him away", code="NOT_YOUR_SIGNER")
        opened.case.remove_signer(task_id, person)
        data = {"element_id": held.task_element_id, "person": person, "reason": reason}
        act = Act(actor, "user_task.signers_remove", f"user_task:{task_id}", data)
        return settle(engine, uow, opened, act)


def _refuse_unfit(engine: Engine, people: Sequence[str], position: str, signing: set[str]) -> None:
    errors = []
    if position not in POSITIONS:
        errors.append(FieldError("/position", f"one of {', '.join(POSITIONS)}"))
    if not people:
        errors.append(FieldError("/add", "say who"))
    for at, person in enumerate(people):
        if engine.actor(person) is None:
            errors.append(FieldError(f"/add/{at}", f"there is no active account {person!r}"))
        elif person in signing or person in people[:at]:
            errors.append(FieldError(f"/add/{at}", f"{person} signs here already"))
    if errors:
        raise InvalidSubmission(errors)
