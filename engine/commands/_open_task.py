"""A task whose matter this transaction holds; every command about a task begins here."""

from __future__ import annotations

from engine import rights
from engine.errors import NotFound, Stale, UserTaskClosed
from engine.model import Actor
from engine.store.unit_of_work import AnyRow, UnitOfWork


def held(uow: UnitOfWork, task_id: str, actor: Actor, revision: int | None = None) -> AnyRow:
    """The matter of an open task, held; refusals in the order: unseen, stale, closed."""
    found = held_in_any_state(uow, task_id, actor, revision)
    if found.task_state != "open":
        raise UserTaskClosed(task_id, found.task_closed_by, found.task_closed_at)
    return found


def held_in_any_state(uow: UnitOfWork, task_id: str, actor: Actor, revision: int | None = None) -> AnyRow:
    """The same of a task that may be closed; refusals in the order: unseen, stale."""
    found = uow.hold_user_task(task_id)
    if found is None:
        raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")
    rights.refuse_unless_sees(uow, found, actor, prefix="task_")
    if revision is not None and revision != found.task_revision:
        raise Stale("the task changed since you looked at it")
    return found
